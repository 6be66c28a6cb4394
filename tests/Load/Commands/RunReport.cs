using ComplaintPlatform.Load.Measuring;

namespace ComplaintPlatform.Load.Commands;

internal static class RunReport
{
    public static void Print(RunFigures figures)
    {
        Console.WriteLine();
        Report.Line("load", figures.Connections is { } connections
            ? $"closed loop, {connections} connections, {figures.Sent} posts"
            : FormattableString.Invariant($"open loop, {figures.PerSecond}/s, {figures.Sent} posts"));
        Report.Throughput("accepted", figures.Post);
        if (figures.Connections is null)
            Report.Latency("driver's own delay", figures.DriverDelay);

        if (figures.FollowedBy != "none")
        {
            Report.Latency("posted -> classified", figures.ClassifiedSeen);
            Report.Latency("posted -> assigned", figures.AssignedSeen);
            if (figures.AssignedAsRecorded.Count > 0)
            {
                Report.Latency("  classified, as recorded", figures.ClassifiedAsRecorded);
                Report.Latency("  assigned, as recorded", figures.AssignedAsRecorded);
            }

            Report.Line("followed by", $"{figures.FollowedBy}, {figures.FailedLooks} looks failed");
        }

        Report.Line("all assigned", figures.Drained switch
        {
            true => FormattableString.Invariant($"{figures.DrainSeconds:0.00} s after the last answer"),
            false => "not within the time limit",
            null => "not told by the platform",
        });
        Balance(figures);
        foreach (var process in figures.Processes)
            Process(process);
    }

    public static void Process(ProcessFigures process) => Report.Line(
        $"{process.Name} ({process.Pid})",
        $"CPU {process.CpuPerAcceptedWhilePosting ?? 0:0.000} ms per accepted complaint while posting, "
        + $"{process.CpuPerAcceptedOverall ?? 0:0.000} until all were assigned; memory at most {process.PeakMemoryInRun:0} MiB in the run, "
        + $"{process.PeakMemorySinceStart:0} since its start{(process.Ended ? "; ENDED" : "")}");

    private static void Balance(RunFigures figures)
    {
        var balance = figures.Reconciliation;
        if (!balance.Complete)
        {
            Report.Line("lost, doubled", "NOT KNOWN: the list could not be read to its end");
            return;
        }

        Report.Line("lost", $"{balance.Lost} of {figures.InLedger} in the ledger (warm-up included)");
        Report.Line(
            "doubled",
            $"{balance.Doubled} complaints; {figures.DoubledAnswers} of {figures.Repetitions} repeated posts answered with another id; "
            + $"{figures.RepeatedEffects} events twice");
        Report.Line("others listed", $"{balance.Strangers} not in the ledger; {figures.Undecided} posts stayed without an answer");
        if (balance.ListedTwice > 0 || figures.NotListed > 0)
            Report.Line("the list itself", $"{balance.ListedTwice} rows on two pages, {figures.NotListed} left out though they exist");
        Report.Line("states now", string.Join(", ", balance.Statuses.Select(pair => $"{pair.Key} {pair.Value}")));
    }
}
