using System.Diagnostics;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Platform.Tests;

/// <summary>
/// The programs for API documents that others use, from npm: <c>tests/DocumentTools</c>. Without Node.js or npm their tests are skipped.
/// </summary>
internal static class DocumentTools
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);
    private static readonly SemaphoreSlim Turn = new(1);

    public static string Folder => Path.Combine(HostProcess.RepositoryRoot(), "tests", "DocumentTools");

    /// <summary>Waits for its turn: the tools share files.</summary>
    public static async Task<IDisposable> EnterAsync()
    {
        await Turn.WaitAsync();
        try
        {
            Assert.SkipUnless(await WorksAsync("node") && await WorksAsync("npm"), "Node.js and npm are not installed.");
            if (!File.Exists(Path.Combine(Folder, "node_modules", ".package-lock.json")))
            {
                var (exit, output) = await RunAsync("npm", ["ci", "--no-audit", "--no-fund"]);
                Assert.SkipUnless(exit == 0, $"npm cannot install tests/DocumentTools: {output[..Math.Min(output.Length, 300)]}");
            }

            return new End();
        }
        catch
        {
            Turn.Release();
            throw;
        }
    }

    public static async Task<(int Exit, string Output)> RunAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? settings = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        start.Environment["NO_COLOR"] = "1";
        start.Environment["REDOCLY_TELEMETRY"] = "off";
        start.Environment["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true";
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Limit);
        return (process.ExitCode, await output + await errors);
    }

    private static async Task<bool> WorksAsync(string program)
    {
        try
        {
            return (await RunAsync(program, ["--version"])).Exit == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private sealed class End : IDisposable
    {
        public void Dispose() => Turn.Release();
    }
}
