using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ComplaintPlatform.Gateway.Tests;

/// <summary>The standalone platform as a user starts it: a process.</summary>
internal sealed class StandaloneProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder errors = new();

    private StandaloneProcess(Process process, string baseUrl) => (this.process, BaseUrl) = (process, baseUrl);

    public string BaseUrl { get; }

    public string Output
    {
        get
        {
            lock (output)
                return output.ToString();
        }
    }

    public string Errors
    {
        get
        {
            lock (errors)
                return errors.ToString();
        }
    }

    public static StandaloneProcess Start(string folder, int port)
    {
        var url = $"http://localhost:{port}";
        var start = new ProcessStartInfo("dotnet", [Assembly(), "--data", folder, "--urls", url])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        var started = new StandaloneProcess(new Process { StartInfo = start }, url);
        started.process.OutputDataReceived += (_, line) => Append(started.output, line.Data);
        started.process.ErrorDataReceived += (_, line) => Append(started.errors, line.Data);
        started.process.Start();
        started.process.BeginOutputReadLine();
        started.process.BeginErrorReadLine();
        return started;
    }

    public static int FreePort()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return port;
    }

    /// <returns>How long it took from the start of the process.</returns>
    public async Task<TimeSpan> UntilReadyAsync()
    {
        using var client = new HttpClient { BaseAddress = new Uri(BaseUrl), Timeout = TimeSpan.FromSeconds(5) };
        var deadline = DateTime.UtcNow + TimeSpan.FromSeconds(60);
        while (DateTime.UtcNow < deadline && !process.HasExited)
        {
            try
            {
                if ((await client.GetAsync("/health/ready")).IsSuccessStatusCode)
                    return DateTime.Now - process.StartTime;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(50);
            }
        }

        throw new InvalidOperationException($"The platform did not get ready.\n{Output}\n{Errors}");
    }

    public async Task<int> ExitCodeAsync()
    {
        await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token);
        return process.ExitCode;
    }

    /// <summary>As Ctrl+C does.</summary>
    public async Task<int> StopAsync()
    {
        using var signal = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await signal.WaitForExitAsync();
        return await ExitCodeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private static void Append(StringBuilder text, string? line)
    {
        // The end of the stream comes as null
        if (line is null)
            return;
        lock (text)
            text.AppendLine(line);
    }

    // tests/Gateway.Tests/bin/<configuration>/<framework> -> deploy/standalone/bin/<configuration>/<framework>
    private static string Assembly()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var root = own.Parent!.Parent!.Parent!.Parent!.Parent!;
        return Path.Combine(root.FullName, "deploy", "standalone", "bin", own.Parent.Name, own.Name, "ComplaintPlatform.Standalone.dll");
    }
}
