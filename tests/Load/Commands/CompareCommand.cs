using System.CommandLine;
using System.Globalization;
using ComplaintPlatform.Load.Platform;
using ComplaintPlatform.Load.Sending;

namespace ComplaintPlatform.Load.Commands;

/// <summary>
/// Limit and platform in turn, in one run: a machine that is slower this minute is slower for both, so the ratio holds where single figures
/// do not.
/// </summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var address = Options.Base();
        var firstRunFile = Options.FirstRun();
        var connections = new Option<int>("--connections") { Description = "Callers that post at once", DefaultValueFactory = _ => 64 };
        var pairs = new Option<int>("--pairs") { Description = "How often limit and platform take turns", DefaultValueFactory = _ => 3 };
        var seconds = Options.Seconds(10);
        var warmUp = Options.WarmUp(10);
        var texts = Options.Texts();
        var folder = Options.Folder();
        var pids = Options.Pids();
        var json = Options.Json();
        var command = new Command("compare", "Runs the limit and the platform in turn and prints the ratio pair by pair")
        {
            address, firstRunFile, connections, pairs, seconds, warmUp, texts, folder, pids, json,
        };
        command.SetAction((parsed, ct) => Options.GuardAsync(async () =>
        {
            var firstRun = FirstRun.Read(parsed.GetValue(firstRunFile)!);
            var settings = new RunSettings
            {
                Connections = parsed.GetValue(connections),
                Duration = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                Texts = ComplaintTexts.Load(parsed.GetValue(texts)),
                Post = new PostSettings(RepeatPercent: 0),
                Follow = Follow.None,
                Pids = parsed.GetValue(pids)!,
            };
            using var client = new LoadClient(
                LoopbackAddress.Require(parsed.GetValue(address)!), TimeSpan.FromSeconds(30), parsed.GetValue(connections) + 2);
            var api = await PlatformRun.PrepareAsync(client, firstRun, agents: 0, ct);
            var results = new List<PairFigures>();
            for (var pair = 1; pair <= parsed.GetValue(pairs); pair++)
            {
                // Both are compiled after the first turn; later ones only fill caches and connections again
                var turn = settings with
                {
                    WarmUp = TimeSpan.FromSeconds(
                    pair == 1 ? parsed.GetValue(warmUp) : Math.Min(2, parsed.GetValue(warmUp)))
                };
                var limit = await LimitRun.MeasureAsync(
                    parsed.GetValue(connections), turn.WarmUp, turn.Duration, turn.Texts, parsed.GetValue(folder)!, ct);
                var platform = await new PlatformRun(client, api, firstRun, turn).MeasureAsync(ct);
                results.Add(PairFigures.Of(limit, platform));
                Report.Throughput($"limit {pair}", limit);
                Report.Throughput($"platform {pair}", platform.Post);
                foreach (var process in platform.Processes)
                    RunReport.Process(process);
                Report.Line(
                    $"ratio {pair}",
                    $"{results[^1].Ratio:0.000} while posting; {Ratio(results[^1].RatioOverall)} with the time until all were assigned; "
                    + $"lost {platform.Reconciliation.Lost}, doubled {platform.Reconciliation.Doubled}");
            }

            var median = Median(results.Select(result => result.Ratio));
            var overall = Median(results.Select(result => result.RatioOverall).OfType<double>());
            Report.Line("median ratio", $"{Ratio(median)} while posting; {Ratio(overall)} overall");
            await Report.WriteAsync(parsed.GetValue(json), results, ct);
            return results.TrueForAll(result => result.Platform.IsSound) ? 0 : 1;
        }));
        return command;
    }

    internal static double? Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        var middle = sorted.Length / 2;
        return sorted.Length == 0 ? null : sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static string Ratio(double? ratio) => ratio is { } known ? known.ToString("0.000", CultureInfo.InvariantCulture) : "not known";
}

/// <param name="RatioOverall">
/// The platform's posts over the time until the last one was assigned: work put off until later is counted. Null when that was not seen.
/// </param>
internal sealed record PairFigures(ThroughputFigures Limit, RunFigures Platform, double Ratio, double? RatioOverall)
{
    public static PairFigures Of(ThroughputFigures limit, RunFigures platform)
    {
        var overall = platform.Post.Seconds + platform.DrainSeconds;
        return new PairFigures(
            limit, platform,
            limit.AcceptedPerSecond > 0 ? platform.Post.AcceptedPerSecond / limit.AcceptedPerSecond : 0,
            platform.Drained == true && limit.AcceptedPerSecond > 0
                && overall > 0 ? platform.Post.Accepted / overall / limit.AcceptedPerSecond : null);
    }
}
