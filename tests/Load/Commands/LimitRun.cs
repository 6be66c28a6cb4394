using System.Diagnostics;
using ComplaintPlatform.Load.Bare;
using ComplaintPlatform.Load.Following;
using ComplaintPlatform.Load.Measuring;
using ComplaintPlatform.Load.Sending;

namespace ComplaintPlatform.Load.Commands;

/// <summary>Starts the bare hosts, drives them with the platform's own bodies and client, and stops them.</summary>
internal static class LimitRun
{
    public static async Task<ThroughputFigures> MeasureAsync(
        int connections, TimeSpan warmUp, TimeSpan duration, IReadOnlyList<string> texts, string folder, CancellationToken ct)
    {
        await using var hosts = await BareHosts.StartAsync(folder);
        using var client = new LoadClient(hosts.Address, TimeSpan.FromSeconds(30), connections);
        var settings = new PostSettings(RepeatPercent: 0);
        var numbers = new NumberSequence();

        using var warm = new Ledger();
        var bodies = new ComplaintBodies($"limit{Guid.NewGuid().ToString("N")[..8]}", texts);
        await WatchAsync("limit, warming up", warm,
            ClosedLoop.WarmUpAsync(connections, warmUp, numbers, Poster(warm).PostOneAsync(ct), ct));

        using var ledger = new Ledger();
        var poster = Poster(ledger);
        var cpu = ProcessMeter.OfDriver();
        cpu.Start();
        var start = Stopwatch.GetTimestamp();
        await WatchAsync("limit", ledger, ClosedLoop.RunAsync(connections, duration, numbers, poster.PostOneAsync(ct), ct), cpu.Sample);
        ct.ThrowIfCancellationRequested();
        var figures = ThroughputFigures.Of(
            poster, start) with
        { CpuPerAccepted = Math.Round(cpu.CpuMilliseconds / Math.Max(1, poster.Latency.Count), 4) };

        var durable = hosts.CountComplaints();
        if (durable < warm.Count + ledger.Count)
            throw new LoadException(
                $"The bare endpoint answered {warm.Count + ledger.Count} but holds {durable}: the limit is worth nothing.");
        return figures;

        Poster Poster(Ledger into) => new(client, "", bodies, into, settings);

        static Task WatchAsync(string name, Ledger counted, Task run, Action? sample = null) =>
            new Progress(() => $"{name}: {counted.Count} accepted").WhileAsync(run, sample);
    }
}

/// <summary>Latencies in milliseconds; CPU likewise, of everything in the driver's process, and only where the hosts are in it.</summary>
internal sealed record ThroughputFigures(
    long Accepted, double Seconds, double AcceptedPerSecond, Percentiles Post, SortedDictionary<string, long> Errors)
{
    public double? CpuPerAccepted { get; init; }

    public static ThroughputFigures Of(Poster poster, long start)
    {
        var accepted = poster.Latency.Count;
        var seconds = accepted == 0 ? 0 : Stopwatch.GetElapsedTime(start, poster.LastAnswer).TotalSeconds;
        return new ThroughputFigures(
            accepted, Math.Round(seconds, 3), seconds > 0 ? Math.Round(accepted / seconds, 1) : 0, poster.Latency.Summarise(),
            poster.Errors.Snapshot());
    }
}
