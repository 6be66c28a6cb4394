using System.Text.Json;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Platform.Tests;

/// <summary>One standalone platform for the tests of a class: the process that a user starts, on a folder of its own.</summary>
public sealed class StandalonePlatform : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-tests-");
    private HostProcess _process = null!;
    private JsonElement? _document;

    public string DataFolder => Path.Combine(_folder.FullName, "data");

    public PlatformClient Client { get; private set; } = null!;

    public string BaseUrl => _process.BaseUrl;

    public int ProcessId => _process.Id;

    /// <summary>The document of the whole API, as soon as every service has told its part.</summary>
    public async Task<JsonElement> DocumentAsync()
    {
        if (_document is { } known)
            return known;
        using var client = new HttpClient { BaseAddress = new Uri(BaseUrl) };
        var whole = await Eventually.BecomeAsync(
            async () =>
            {
                var document = JsonDocument.Parse(await client.GetStringAsync("/openapi.json", TestContext.Current.CancellationToken));
                return document.RootElement.TryGetProperty("x-missing-services", out _) ? null : document;
            },
            "every service has told its part");
        _document = whole.RootElement;
        return whole.RootElement;
    }

    public Walk NewWalk() => new(Client, Path.Combine(DataFolder, "messages"));

    public async ValueTask InitializeAsync()
    {
        // On a machine that writes 1.5 as 1,5 and lowers I to something else: none of it may show
        _process = HostProcess.StartStandalone(
            DataFolder, new Dictionary<string, string> { ["LC_ALL"] = "tr_TR.UTF-8", ["LANG"] = "tr_TR.UTF-8" });
        await _process.UntilReadyAsync();
        Client = new PlatformClient(_process.BaseUrl, Path.Combine(DataFolder, "first-run.json"));
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        await _process.StopAsync();
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
