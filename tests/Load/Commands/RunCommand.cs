using System.CommandLine;
using ComplaintPlatform.Load.Platform;
using ComplaintPlatform.Load.Sending;

namespace ComplaintPlatform.Load.Commands;

internal static class RunCommand
{
    public static Command Create()
    {
        var address = Options.Base();
        var firstRunFile = Options.FirstRun();
        var rate = new Option<double>(
            "--rate")
        { Description = "Complaints per second, whatever the answers do", DefaultValueFactory = _ => 200 };
        var connections = new Option<int?>(
            "--connections")
        { Description = "Instead of a rate: so many callers, each posting again when answered" };
        var seconds = Options.Seconds(30);
        var texts = Options.Texts();
        var warmUp = Options.WarmUp(5);
        var agents = new Option<int>(
            "--agents")
        { Description = "Agents to register first, without a limit to what they carry", DefaultValueFactory = _ => 4 };
        var repeat = new Option<double>(
            "--repeat")
        { Description = "Percent of the posts sent once more with the same key", DefaultValueFactory = _ => 2 };
        var attempts = new Option<int>(
            "--attempts")
        { Description = "How often an unanswered post is sent in all, same key", DefaultValueFactory = _ => 1 };
        var follow = new Option<Follow?>("--follow") { Description = "How complaints are followed; default feed, with --connections none" };
        var look = new Option<int>(
            "--look-every")
        { Description = "Milliseconds between two looks of the follower", DefaultValueFactory = _ => 100 };
        var drain = new Option<double>(
            "--drain")
        { Description = "Seconds to wait for the last assignment", DefaultValueFactory = _ => 60 };
        var timeout = Options.Timeout();
        var pids = Options.Pids();
        var ledger = new Option<string?>("--ledger") { Description = "A file to which each accepted complaint is appended: key, id, time" };
        var json = Options.Json();
        var command = new Command(
            "run", "Posts complaints through the gateway, follows each to its agent, and counts what was lost or doubled")
        {
            address, firstRunFile, rate, connections, seconds, texts, warmUp, agents, repeat, attempts, follow, look, drain, timeout, pids,
            ledger, json,
        };
        command.SetAction((parsed, ct) => Options.GuardAsync(async () =>
        {
            if (parsed.GetValue(rate) <= 0 || parsed.GetValue(seconds) <= 0 || parsed.GetValue(connections) is <= 0)
                throw new LoadException("--rate, --seconds and --connections must be above 0.");

            var firstRun = FirstRun.Read(parsed.GetValue(firstRunFile)!);
            var settings = new RunSettings
            {
                PerSecond = parsed.GetValue(connections) is null ? parsed.GetValue(rate) : 0,
                Connections = parsed.GetValue(connections),
                Duration = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                WarmUp = TimeSpan.FromSeconds(parsed.GetValue(warmUp)),
                DrainLimit = TimeSpan.FromSeconds(parsed.GetValue(drain)),
                LookEvery = TimeSpan.FromMilliseconds(parsed.GetValue(look)),
                Follow = parsed.GetValue(follow) ?? (parsed.GetValue(connections) is null ? Follow.Feed : Follow.None),
                Texts = ComplaintTexts.Load(parsed.GetValue(texts)),
                Post = new PostSettings(parsed.GetValue(repeat), parsed.GetValue(attempts)),
                Pids = parsed.GetValue(pids)!,
                LedgerFile = parsed.GetValue(ledger),
            };
            using var client = new LoadClient(
                LoopbackAddress.Require(parsed.GetValue(address)!), TimeSpan.FromSeconds(parsed.GetValue(timeout)),
                settings.Connections + 2 ?? 2048);
            var api = await PlatformRun.PrepareAsync(client, firstRun, parsed.GetValue(agents), ct);
            var figures = await new PlatformRun(client, api, firstRun, settings).MeasureAsync(ct);
            RunReport.Print(figures);
            await Report.WriteAsync(parsed.GetValue(json), figures, ct);
            return figures.IsSound ? 0 : 1;
        }));
        return command;
    }
}
