using System.Diagnostics;
using ComplaintPlatform.Load.Following;
using ComplaintPlatform.Load.Measuring;
using ComplaintPlatform.Load.Platform;
using ComplaintPlatform.Load.Sending;

namespace ComplaintPlatform.Load.Commands;

/// <summary>Drives the platform once: warm up, post, follow to the end, hold the ledger against the lists.</summary>
internal sealed class PlatformRun(LoadClient client, PlatformApi api, FirstRun firstRun, RunSettings settings)
{
    private readonly string _run = $"load{Guid.NewGuid().ToString("N")[..8]}";
    private readonly NumberSequence _numbers = new();

    /// <summary>Signs in, finds who may read, registers agents.</summary>
    public static async Task<PlatformApi> PrepareAsync(LoadClient client, FirstRun firstRun, int agents, CancellationToken ct)
    {
        var api = new PlatformApi(client, firstRun);
        await api.FindReadersAsync(ct);
        var registered = await new AgentSetup(client, firstRun, $"load{Guid.NewGuid().ToString("N")[..8]}").RegisterAsync(agents, ct);
        Console.WriteLine($"Reading as {api.ReaderName}; {(api.HasFeed ? "change feed" : "no change feed")}; {registered} agents registered.");
        return api;
    }

    public async Task<RunFigures> MeasureAsync(CancellationToken ct)
    {
        using var ledger = new Ledger(settings.LedgerFile);
        var bodies = new ComplaintBodies(_run, settings.Texts);
        var windowStart = DateTimeOffset.UtcNow;
        await WarmUpAsync(new Poster(client, firstRun.ApiKey, bodies, ledger, settings.Post), ct);

        var journeys = new Journeys();
        var follower = await FollowerAsync(journeys, ct);
        var poster = new Poster(client, firstRun.ApiKey, bodies, ledger, settings.Post) { Journeys = follower is null ? null : journeys };
        ProcessMeter[] processes = [.. settings.Pids.Select(ProcessMeter.Of), ProcessMeter.OfDriver()];
        foreach (var process in processes)
            process.Start();

        using var following = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var followed = follower?.FollowAsync(following.Token) ?? Task.CompletedTask;
        var progress = new Progress(() => ProgressLine(poster, journeys, follower));

        var start = Stopwatch.GetTimestamp();
        await progress.WhileAsync(PostAsync(poster, warming: false, ct), Sample);
        var cpuWhilePosting = processes.Select(process => process.CpuMilliseconds).ToArray();
        var post = ThroughputFigures.Of(poster, start);

        var drained = await progress.WhileAsync(DrainAsync(follower, journeys, windowStart, ct), Sample);
        var drainSeconds = Stopwatch.GetElapsedTime(poster.LastAnswer == 0 ? start : poster.LastAnswer).TotalSeconds;
        var processFigures = processes.Select((process, index) => process.Figures(cpuWhilePosting[index], post.Accepted)).ToList();
        await following.CancelAsync();
        await followed;

        var reconciliation = new Reconciliation(api, ledger, _run);
        var balance = await progress.WhileAsync(reconciliation.CompareAsync(windowStart, ct));
        return new RunFigures(
            settings.Connections is null ? "open loop" : "closed loop", settings.PerSecond, settings.Connections, poster.Sent,
            post, poster.DriverDelay.Summarise(),
            follower?.Name ?? "none", follower?.FailedLooks ?? 0,
            journeys.Classified.Summarise(), journeys.Assigned.Summarise(), journeys.ClassifiedAsRecorded.Summarise(),
            journeys.AssignedAsRecorded.Summarise(),
            drained, Math.Round(drainSeconds, 2), ledger.Count, ledger.Undecided, poster.Repetitions, ledger.DoubledAnswers,
            journeys.RepeatedEffects,
            balance, reconciliation.NotListed, processFigures);

        void Sample()
        {
            foreach (var process in processes)
                process.Sample();
        }
    }

    private async Task WarmUpAsync(Poster poster, CancellationToken ct)
    {
        if (settings.WarmUp <= TimeSpan.Zero)
            return;

        await PostAsync(poster, warming: true, ct);
        if (poster.Latency.Count == 0)
            throw new LoadException($"Nothing was accepted while warming up; errors: {Report.Text(poster.Errors.Snapshot())}.");
    }

    private async Task PostAsync(Poster poster, bool warming, CancellationToken ct)
    {
        if (settings.Connections is not { } connections)
            await OpenLoop.RunAsync(
                settings.PerSecond, warming ? settings.WarmUp : settings.Duration, (_, due) => poster.Start(_numbers.Next(), due, ct), ct);
        else if (warming)
            await ClosedLoop.WarmUpAsync(connections, settings.WarmUp, _numbers, poster.PostOneAsync(ct), ct);
        else
            await ClosedLoop.RunAsync(connections, settings.Duration, _numbers, poster.PostOneAsync(ct), ct);

        while (poster.InFlight > 0)
            await Task.Delay(10, ct);
    }

    private async Task<Follower?> FollowerAsync(Journeys journeys, CancellationToken ct)
    {
        if (settings.Follow == Follow.None)
            return null;

        var feed = settings.Follow == Follow.Feed ? await FeedFollower.TryStartAsync(api, journeys, settings.LookEvery, ct) : null;
        return (Follower?)feed ?? new ListFollower(api, journeys, settings.LookEvery);
    }

    /// <summary>True when everything accepted was seen assigned; false at the time limit; null when the platform does not tell.</summary>
    private async Task<bool?> DrainAsync(Follower? follower, Journeys journeys, DateTimeOffset windowStart, CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < settings.DrainLimit)
        {
            if (follower is null)
            {
                var received = await api.CountAsync(windowStart.AddSeconds(-1), "received", ct);
                var classified = await api.CountAsync(windowStart.AddSeconds(-1), "classified", ct);
                if (received is null || classified is null)
                    return null;
                if (received + classified == 0)
                    return true;
            }
            else if (journeys.AllAssigned)
            {
                return true;
            }

            await Task.Delay(50, ct);
        }

        return false;
    }

    private static string ProgressLine(Poster poster, Journeys journeys, Follower? follower)
    {
        var latency = poster.Latency.Summarise();
        var line = $"sent {poster.Sent}  accepted {latency.Count}  p99 {latency.P99 ?? 0:0.0} ms  errors {poster.Errors.Total}";
        return follower is null ? line : $"{line}  classified {journeys.Classified.Count}  assigned {journeys.Assigned.Count}";
    }
}

internal enum Follow
{
    Feed,
    List,
    None,
}

internal sealed record RunSettings
{
    public required TimeSpan Duration { get; init; }

    public required IReadOnlyList<string> Texts { get; init; }

    public PostSettings Post { get; init; } = new();

    /// <summary>Open loop.</summary>
    public double PerSecond { get; init; }

    /// <summary>Closed loop, where set.</summary>
    public int? Connections { get; init; }

    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(3);

    public TimeSpan LookEvery { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromSeconds(60);

    public Follow Follow { get; init; } = Follow.Feed;

    public int[] Pids { get; init; } = [];

    public string? LedgerFile { get; init; }
}

/// <summary>
/// Everything one run found out. Latencies in milliseconds; "seen" is what a client sees, "as recorded" the system's own times.
/// </summary>
internal sealed record RunFigures(
    string Mode, double PerSecond, int? Connections, long Sent, ThroughputFigures Post, Percentiles DriverDelay,
    string FollowedBy, long FailedLooks,
    Percentiles ClassifiedSeen, Percentiles AssignedSeen, Percentiles ClassifiedAsRecorded, Percentiles AssignedAsRecorded,
    bool? Drained, double DrainSeconds, long InLedger, long Undecided, long Repetitions, long DoubledAnswers, long RepeatedEffects,
    ReconciliationFigures Reconciliation, long NotListed, IReadOnlyList<ProcessFigures> Processes)
{
    public bool IsSound =>
        Post.Accepted > 0 && Reconciliation is { Complete: true, Lost: 0, Doubled: 0, ListedTwice: 0 }
        && DoubledAnswers == 0 && RepeatedEffects == 0 && NotListed == 0;
}
