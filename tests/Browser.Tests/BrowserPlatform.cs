using ComplaintPlatform.Testing;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace ComplaintPlatform.Browser.Tests;

/// <summary>
/// The platform as a user starts it, and a real Chromium in front of it. Where there is no browser the tests are skipped by name;
/// <c>REQUIRE_BROWSER=1</c> makes that a failure. <c>SCREENSHOTS=folder</c> keeps what people would see.
/// </summary>
public sealed class BrowserPlatform : IAsyncLifetime
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("browser-tests-");
    private HostProcess? _process;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public PlatformClient Client { get; private set; } = null!;

    public string BaseUrl => _process!.BaseUrl;

    /// <summary>Where messages are written that no mail server takes.</summary>
    public string Messages => Path.Combine(_folder.FullName, "data", "messages");

    public async ValueTask InitializeAsync()
    {
        var chromium = Array.Find([Environment.GetEnvironmentVariable("CHROMIUM") ?? "", .. Places], File.Exists);
        if (chromium is null)
        {
            if (Environment.GetEnvironmentVariable("REQUIRE_BROWSER") is not { Length: > 0 })
                return;
            throw new InvalidOperationException("REQUIRE_BROWSER is set, and there is no Chromium: apt-get install chromium fonts-noto-cjk");
        }

        var data = Path.Combine(_folder.FullName, "data");
        _process = HostProcess.StartStandalone(data);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = chromium, Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
        await _process.UntilReadyAsync();
        Client = new PlatformClient(_process.BaseUrl, Path.Combine(data, "first-run.json"));
    }

    /// <summary>A phone, or with <paramref name="desk"/> a computer; without scripts unless they are asked for.</summary>
    public async Task<IPage> OpenAsync(string address, string language = "zh-CN", bool desk = false, bool scripts = false)
    {
        SkipWithoutBrowser();
        var context = await _browser!.NewContextAsync(new()
        {
            Locale = language,
            JavaScriptEnabled = scripts,
            ViewportSize = desk ? new() { Width = 1280, Height = 900 } : new() { Width = 390, Height = 844 },
            DeviceScaleFactor = desk ? 1 : 2,
        });
        var page = await context.NewPageAsync();
        // A page that breaks its own policy says so on the console
        page.Console += (_, message) => ConsoleErrors.AddRange(message.Type == "error" && !IsStatus(message.Text) ? [message.Text] : []);
        await page.GotoAsync(address);
        return page;
    }

    public List<string> ConsoleErrors { get; } = [];

    public void SkipWithoutBrowser()
    {
        if (_browser is null)
            Assert.Skip("There is no Chromium on this machine: apt-get install chromium fonts-noto-cjk");
    }

    /// <summary>What axe finds wrong with the page, a line each.</summary>
    public async Task<IReadOnlyList<string>> AccessibilityFaultsAsync(string address, string language = "zh-CN", bool desk = false)
    {
        var page = await OpenAsync(address, language, desk, scripts: true);
        foreach (var details in await page.Locator("details").AllAsync())
            await details.EvaluateAsync("node => node.open = true");
        var faults = await FaultsOfAsync(page);
        await page.Context.CloseAsync();
        return faults;
    }

    /// <inheritdoc cref="AccessibilityFaultsAsync"/>
    public static async Task<IReadOnlyList<string>> FaultsOfAsync(IPage page)
    {
        var found = await page.RunAxe();
        return [.. found.Violations.Select(violation => $"{violation.Id}: {violation.Help} {string.Join(" ", violation.Nodes.Select(node => node.Html))}")];
    }

    /// <summary>No page is wider than the screen that it is read on.</summary>
    public static async Task<bool> FitsAsync(IPage page) =>
        await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth");

    public static async Task PictureAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = true });
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_process is not null)
        {
            await _process.StopAsync();
            await _process.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    // Chromium writes every answer of 400 and above to the console; that is no fault of the page
    private static bool IsStatus(string text) => text.StartsWith("Failed to load resource", StringComparison.Ordinal);
}
