using System.CommandLine;

namespace ComplaintPlatform.Load.Commands;

/// <summary>Options that several commands share.</summary>
internal static class Options
{
    public static Option<string> Base() => new("--base")
    {
        Description = "Address of the gateway; loopback only",
        DefaultValueFactory = _ => "http://localhost:8080",
    };

    public static Option<string> FirstRun() => new("--first-run")
    {
        Description = "The file that the platform wrote at its first start",
        DefaultValueFactory = _ => "data/first-run.json",
    };

    public static Option<string?> Texts() => new("--texts")
    {
        Description = "Texts to post instead of the built-in ones: .txt (a line each) or .tsv (column \"text\")",
    };

    public static Option<double> Seconds(double value) =>
        new("--seconds") { Description = "How long to post", DefaultValueFactory = _ => value };

    /// <summary>A closed loop is at its full speed only after about ten seconds: until then the compiler takes its share.</summary>
    public static Option<double> WarmUp(double value) => new("--warmup")
    {
        Description = "Seconds posted before measuring; a closed loop goes on up to three times as long until it is warm",
        DefaultValueFactory = _ => value,
    };

    public static Option<int> Timeout() => new("--timeout")
    {
        Description = "Seconds after which a request counts as unanswered",
        DefaultValueFactory = _ => 30,
    };

    public static Option<int[]> Pids() => new("--pid")
    {
        Description = "A process whose CPU and memory are measured; may be repeated",
        DefaultValueFactory = _ => [],
    };

    public static Option<string?> Json() => new("--json") { Description = "A file to which the figures are written" };

    public static Option<string> Folder() => new("--folder")
    {
        Description = "Where the limit's database is made; should lie on the platform's disk",
        DefaultValueFactory = _ => Directory.GetCurrentDirectory(),
    };

    /// <summary>Turns a refusal or a break into one line; other exceptions are faults and keep their trace.</summary>
    public static async Task<int> GuardAsync(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (LoadException refusal)
        {
            await Console.Error.WriteLineAsync(refusal.Message);
            return 2;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Broken off: no figures.");
            return 130;
        }
    }
}
