using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace ComplaintPlatform.Testing;

/// <summary>
/// A built host of the platform as a process of its own, as operations start it; it can be killed, paused and asked to stop.
/// </summary>
public sealed class HostProcess : IAsyncDisposable
{
    // A start takes seconds, and a minute where the machine has other work; a process that has ended is not waited for
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    private HostProcess(Process process, string baseUrl) => (_process, BaseUrl) = (process, baseUrl);

    public string BaseUrl { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public TimeSpan CpuTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>What it has written so far, on both streams.</summary>
    public string Output => TextOf(_output);

    /// <summary>What it has written so far as errors.</summary>
    public string Errors => TextOf(_errors);

    /// <param name="project">The host's folder in the repository, such as <c>services/intake/Intake.Host</c>.</param>
    /// <param name="settings">Configuration keys with <c>:</c> between their parts; given to the process as environment variables.</param>
    public static HostProcess Start(string project, string baseUrl, IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [DllOf(project), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (key, value) in settings)
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;

        var host = new HostProcess(new Process { StartInfo = start }, baseUrl);
        host._process.OutputDataReceived += (_, line) => Append(line.Data, host._output);
        host._process.ErrorDataReceived += (_, line) => Append(line.Data, host._output, host._errors);
        host._process.Start();
        host._process.BeginOutputReadLine();
        host._process.BeginErrorReadLine();
        return host;
    }

    /// <summary>The standalone platform on a data folder.</summary>
    public static HostProcess StartStandalone(string dataFolder, IReadOnlyDictionary<string, string>? settings = null, int? port = null)
    {
        var url = $"http://127.0.0.1:{port ?? Ports.Reserve()}";
        return Start("deploy/standalone", url, settings ?? new Dictionary<string, string>(), "--data", dataFolder, "--urls", url);
    }

    /// <summary>Waits until <c>/health/ready</c> answers 200.</summary>
    /// <returns>How long it took from the start of the process.</returns>
    public async Task<TimeSpan> UntilReadyAsync()
    {
        using var client = new HttpClient { BaseAddress = new Uri(BaseUrl), Timeout = TimeSpan.FromSeconds(30) };
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < Limit && !_process.HasExited)
        {
            try
            {
                if ((await client.GetAsync("/health/ready")).IsSuccessStatusCode)
                    return Stopwatch.GetElapsedTime(started);
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or SocketException or IOException)
            {
                // Not there yet
            }

            await Task.Delay(50);
        }

        throw new InvalidOperationException($"{_process.StartInfo.ArgumentList[0]} did not get ready.\n{Output}");
    }

    /// <summary>As <c>kill -9</c>: no chance to write anything.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Sends a signal by name, such as <c>TERM</c>, <c>STOP</c> or <c>CONT</c>.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Asks it to stop and waits.</summary>
    public async Task<int> StopAsync()
    {
        await SignalAsync("TERM");
        return await UntilExitedAsync();
    }

    /// <summary>Waits until it ends by itself.</summary>
    public async Task<int> UntilExitedAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Limit);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    /// <summary>The repository's root: the folder of the solution above the running tests.</summary>
    public static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ComplaintPlatform.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }

    // The build that these tests belong to: bin/<configuration>/<framework>
    private static string DllOf(string project)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var name = Path.GetFileNameWithoutExtension(Directory.GetFiles(Path.Combine(RepositoryRoot(), project), "*.csproj").Single());
        return Path.Combine(RepositoryRoot(), project, "bin", own.Parent!.Name, own.Name, $"ComplaintPlatform.{name}.dll");
    }

    private static void Append(string? line, params ReadOnlySpan<StringBuilder> texts)
    {
        // The end of a stream comes as null
        if (line is null)
            return;
        foreach (var text in texts)
        {
            lock (text)
                text.AppendLine(line);
        }
    }

    private static string TextOf(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }
}
