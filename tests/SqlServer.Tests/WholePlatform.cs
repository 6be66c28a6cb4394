using ComplaintPlatform.Testing;

namespace ComplaintPlatform.SqlServer.Tests;

/// <summary>The standalone platform as a process, on given databases.</summary>
internal sealed class WholePlatform : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("whole-platform-");
    private HostProcess _process = null!;

    public PlatformClient Client { get; private set; } = null!;

    private string DataFolder => Path.Combine(_folder.FullName, "data");

    public static async Task<WholePlatform> StartAsync(ScenarioDatabases databases)
    {
        var platform = new WholePlatform();
        platform._process = HostProcess.StartStandalone(platform.DataFolder, databases.Settings);
        try
        {
            await platform._process.UntilReadyAsync();
            platform.Client = new PlatformClient(platform._process.BaseUrl, Path.Combine(platform.DataFolder, "first-run.json"));
            return platform;
        }
        catch
        {
            await platform.DisposeAsync();
            throw;
        }
    }

    public Walk NewWalk() => new(Client, Path.Combine(DataFolder, "messages"));

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (!_process.HasExited)
            await _process.StopAsync();
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
