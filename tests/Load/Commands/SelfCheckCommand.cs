using System.CommandLine;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using ComplaintPlatform.Load.Following;
using ComplaintPlatform.Load.Measuring;
using ComplaintPlatform.Load.Platform;
using ComplaintPlatform.Load.Sending;

namespace ComplaintPlatform.Load.Commands;

/// <summary>
/// The arithmetic on which every figure rests, checked against cases worked out by hand. Hidden: it is for those who change the driver.
/// </summary>
internal static class SelfCheckCommand
{
    public static Command Create()
    {
        var command = new Command("selfcheck", "Checks the driver's own arithmetic") { Hidden = true };
        command.SetAction(async (_, ct) =>
        {
            var failed = 0;
            foreach (var (name, check) in Checks())
            {
                var passed = await check(ct);
                Console.WriteLine($"{(passed ? "ok  " : "FAIL")} {name}");
                failed += passed ? 0 : 1;
            }

            return failed == 0 ? 0 : 1;
        });
        return command;
    }

    private static IEnumerable<(string Name, Func<CancellationToken, Task<bool>> Check)> Checks()
    {
        yield return ("an empty histogram has no percentiles", Now(() => new LatencyHistogram().Percentile(99) is null));
        yield return ("percentiles of 1..100 ms are within 1 %", Now(PercentilesAreClose));
        yield return ("one slow request of a thousand shows at 99.95, not at 99", Now(TailIsKept));
        yield return ("medians of three, two and none", Now(MediansAreRight));
        yield return ("what is listed and accepted balances",
            Now(() => Held([A, B], [A, B]) is { Lost.Count: 0, Doubled: 0, Strangers: 0, ListedTwice: 0 }));
        yield return ("an accepted complaint that is not listed is lost", Now(() => Held([A, B], [A]).Lost is [var lost] && lost == B));
        yield return ("two complaints of one post are doubled", Now(() => Held([A], [A, B], sameExternalId: true).Doubled == 1));
        yield return ("a complaint that nobody posted is a stranger",
            Now(() => Held([A], [A, B], withExternalIds: false) is { Doubled: 0, Strangers: 1 }));
        yield return ("a row that two pages show is counted apart", Now(() => Held([A], [A, A]) is { ListedTwice: 1, Doubled: 0 }));
        yield return ("another id for a repeated key is doubled", Now(RepeatedKeyIsNoticed));
        yield return ("a stage seen before the answer is measured once", Now(EarlySightIsMeasured));
        yield return ("bodies are JSON with their number in them", Now(BodiesAreJson));
        yield return ("a page of the list is read", Now(PageIsRead));
        yield return ("an event is read wherever its facts stand", Now(EventIsRead));
        yield return ("other machines are refused", Now(OtherMachinesAreRefused));
        yield return ("the open loop keeps its times while nothing answers", OpenLoopKeepsTimeAsync);
    }

    private static readonly Guid A = Guid.Parse("0197a000-0000-7000-8000-00000000000a");
    private static readonly Guid B = Guid.Parse("0197a000-0000-7000-8000-00000000000b");

    private static Func<CancellationToken, Task<bool>> Now(Func<bool> check) => _ => Task.FromResult(check());

    private static bool PercentilesAreClose()
    {
        var histogram = new LatencyHistogram();
        for (var value = 1; value <= 100; value++)
            histogram.Record(TimeSpan.FromMilliseconds(value));
        return Close(50) && Close(90) && Close(99) && histogram.Percentile(100) == TimeSpan.FromMilliseconds(100);

        bool Close(int percent) => histogram.Percentile(percent)!.Value.TotalMilliseconds / percent is >= 1 and < 1.01;
    }

    private static bool MediansAreRight() =>
        CompareCommand.Median([3, 1, 2]) == 2 && CompareCommand.Median([1, 2]) == 1.5 && CompareCommand.Median([]) is null;

    private static bool TailIsKept()
    {
        var histogram = new LatencyHistogram();
        for (var count = 0; count < 999; count++)
            histogram.Record(TimeSpan.FromMicroseconds(200));
        histogram.Record(TimeSpan.FromSeconds(5));
        return histogram.Percentile(99) == TimeSpan.FromMicroseconds(200) && histogram.Percentile(99.95) == TimeSpan.FromSeconds(5);
    }

    private static Balance Held(Guid[] accepted, Guid[] listed, bool withExternalIds = true, bool sameExternalId = false)
    {
        using var ledger = new Ledger();
        for (var number = 0; number < accepted.Length; number++)
            ledger.Accept(number, $"run-{number}", accepted[number]);
        var rows = listed.Select(
            id => new ListedComplaint(id, Stage.Received, "received", withExternalIds ? $"run-{(sameExternalId ? "1" : id)}" : null));
        return ledger.Hold([.. rows], "run");
    }

    private static bool RepeatedKeyIsNoticed()
    {
        using var ledger = new Ledger();
        ledger.Accept(1, "run-1", A);
        ledger.Accept(1, "run-1", A);
        var before = ledger.DoubledAnswers;
        ledger.Accept(1, "run-1", B);
        return before == 0 && ledger.DoubledAnswers == 1 && ledger.Count == 1;
    }

    private static bool EarlySightIsMeasured()
    {
        var journeys = new Journeys();
        journeys.Saw(A, Stage.Assigned);
        var early = journeys.Assigned.Count;
        journeys.Posted(A, Stopwatch.GetTimestamp());
        journeys.Saw(A, Stage.Assigned);
        return early == 0 && journeys.Assigned.Count == 1 && journeys.Classified.Count == 1 && journeys.AllAssigned
            && journeys.OldestOpen() is null;
    }

    private static bool BodiesAreJson()
    {
        var bodies = new ComplaintBodies("run", ComplaintTexts.Load(null));
        using var document = JsonDocument.Parse(bodies.Body(42));
        var text = document.RootElement.GetProperty("text").GetString()!;
        return text.EndsWith(" 00000042", StringComparison.Ordinal)
            && document.RootElement.GetProperty("externalId").GetString() == "run-00000042";
    }

    private static bool PageIsRead()
    {
        var page = PageReader.Complaints(Encoding.UTF8.GetBytes(
            $$"""{"items":[{"order":{"id":"x"},"id":"{{A}}","status":"classified","externalId":"run-1","case":null}],"nextCursor":"n","total":7}"""));
        return page is { NextCursor: "n", Total: 7, Items: [{ Stage: Stage.Classified, ExternalId: "run-1" } row] } && row.Id == A;
    }

    private static bool EventIsRead()
    {
        var page = PageReader.Events(Encoding.UTF8.GetBytes(
            $$$"""
            {"items":[{"sequence":9,"kind":"resolution.case-assigned.v1","at":"2026-01-01T00:00:00Z",
                       "data":{"agent":{},"complaintId":"{{{A}}}"}}],"nextCursor":null}
            """));
        return page is { Last: "9", Items: [{ At: not null } read] } && read.ComplaintId == A
            && Stages.OfEvent(read.Kind) == Stage.Assigned;
    }

    private static bool OtherMachinesAreRefused()
    {
        string[] foreign = ["http://example.com", "http://10.0.0.1:8080", "http://localhost.example.com", "ftp://localhost"];
        return LoopbackAddress.Require("http://[::1]:8080/x").Port == 8080 && foreign.All(address =>
        {
            try
            {
                LoopbackAddress.Require(address);
                return false;
            }
            catch (LoadException)
            {
                return true;
            }
        });
    }

    private static async Task<bool> OpenLoopKeepsTimeAsync(CancellationToken ct)
    {
        var late = new LatencyHistogram();
        var clock = Stopwatch.StartNew();
        var started = await OpenLoop.RunAsync(500, TimeSpan.FromSeconds(1), (_, due) => late.Record(Stopwatch.GetElapsedTime(due)), ct);
        return started == 500 && clock.Elapsed.TotalSeconds is > 0.95 and < 1.5 && late.Percentile(50) < TimeSpan.FromMilliseconds(5);
    }
}
