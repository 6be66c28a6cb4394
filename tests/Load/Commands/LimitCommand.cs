using System.CommandLine;
using ComplaintPlatform.Load.Sending;

namespace ComplaintPlatform.Load.Commands;

internal static class LimitCommand
{
    public static Command Create()
    {
        var connections = new Option<int>("--connections") { Description = "Callers that post at once", DefaultValueFactory = _ => 64 };
        var seconds = Options.Seconds(10);
        var warmUp = Options.WarmUp(10);
        var texts = Options.Texts();
        var folder = Options.Folder();
        var json = Options.Json();
        var command = new Command(
            "limit", "Measures what this machine can do at most: a bare proxy before a bare endpoint that commits in groups")
        {
            connections, seconds, warmUp, texts, folder, json,
        };
        command.SetAction((parsed, ct) => Options.GuardAsync(async () =>
        {
            var figures = await LimitRun.MeasureAsync(
                parsed.GetValue(connections), TimeSpan.FromSeconds(parsed.GetValue(warmUp)), TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                ComplaintTexts.Load(parsed.GetValue(texts)), parsed.GetValue(folder)!, ct);
            Report.Throughput("limit", figures);
            await Report.WriteAsync(parsed.GetValue(json), figures, ct);
            return figures.Errors.Count == 0 ? 0 : 1;
        }));
        return command;
    }
}
