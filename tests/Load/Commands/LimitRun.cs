using System.Diagnostics;
using ComplaintPlatform.Load.Bare;
using ComplaintPlatform.Load.Following;
using ComplaintPlatform.Load.Measuring;
using ComplaintPlatform.Load.Sending;

namespace ComplaintPlatform.Load.Commands;

/// <summary>Starts the bare hosts, drives them with the platform's own bodies and client, and stops them.</summary>
internal static class LimitRun
{
    public static async Task<ThroughputFigures> MeasureAsync(int connections, TimeSpan duration, IReadOnlyList<string> texts, string folder, CancellationToken ct)
    {
        await using var hosts = await BareHosts.StartAsync(folder);
        using var client = new LoadClient(hosts.Address, TimeSpan.FromSeconds(30), connections);
        var settings = new PostSettings(RepeatPercent: 0);
        var numbers = new NumberSequence();

        using var warmUp = new Ledger();
        var bodies = new ComplaintBodies($"limit{Guid.NewGuid().ToString("N")[..8]}", texts);
        await ClosedLoop.RunAsync(connections, TimeSpan.FromSeconds(2), numbers, Poster(warmUp).PostOneAsync(ct), ct);

        using var ledger = new Ledger();
        var poster = Poster(ledger);
        var start = Stopwatch.GetTimestamp();
        var run = ClosedLoop.RunAsync(connections, duration, numbers, poster.PostOneAsync(ct), ct);
        await new Progress(() => $"limit: {ledger.Count} accepted").WhileAsync(Finished(run));
        var figures = ThroughputFigures.Of(poster, start);

        var durable = hosts.CountComplaints();
        if (durable < warmUp.Count + ledger.Count)
            throw new LoadException($"The bare endpoint answered {warmUp.Count + ledger.Count} but holds {durable}: the limit is worth nothing.");
        return figures;

        Poster Poster(Ledger into) => new(client, "", bodies, into, settings);

        static async Task<bool> Finished(Task task)
        {
            await task;
            return true;
        }
    }
}

/// <summary>Latencies in milliseconds.</summary>
internal sealed record ThroughputFigures(long Accepted, double Seconds, double AcceptedPerSecond, Percentiles Post, SortedDictionary<string, long> Errors)
{
    public static ThroughputFigures Of(Poster poster, long start)
    {
        var seconds = poster.LastAnswer == 0 ? 0 : Stopwatch.GetElapsedTime(start, poster.LastAnswer).TotalSeconds;
        return new ThroughputFigures(
            poster.Latency.Count, Math.Round(seconds, 3), seconds > 0 ? Math.Round(poster.Latency.Count / seconds, 1) : 0, poster.Latency.Summarise(), poster.Errors.Snapshot());
    }
}
