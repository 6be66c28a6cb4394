using ComplaintPlatform.Testing;
using Microsoft.Playwright;

namespace ComplaintPlatform.Browser.Tests;

/// <summary>The management report: on a desk, on a phone, and on paper.</summary>
public sealed class ReportPageTests(BrowserPlatform platform, ReportSource source) : IClassFixture<BrowserPlatform>, IClassFixture<ReportSource>
{
    /// <summary>With its charts; what it has now stands in docs/performance.md.</summary>
    private const int MostBytes = 96 * 1024;

    [Theory]
    [InlineData("zh-CN", false, "需要决定的事", "等待与解决用时")]
    [InlineData("zh-CN", true, "需要决定的事", "等待与解决用时")]
    [InlineData("en", false, "What needs a decision", "How long they wait")]
    [InlineData("en", true, "What needs a decision", "How long they wait")]
    public async Task It_is_accessible_light_and_fits_the_screen(string language, bool desk, params string[] titles)
    {
        platform.SkipWithoutBrowser();
        var page = await platform.OpenAsync("about:blank", language, desk, scripts: true);

        var bytes = await source.OpenAsync(page, "2026-02", language);

        await BrowserPlatform.PictureAsync(page, $"report-{language}-{(desk ? "desk" : "phone")}");
        TestContext.Current.TestOutputHelper!.WriteLine($"{bytes} bytes");
        bytes.ShouldBeLessThan(MostBytes);
        (await page.GetAttributeAsync("html", "lang")).ShouldBe(language);
        (await BrowserPlatform.FitsAsync(page)).ShouldBeTrue();
        var text = await page.InnerTextAsync("main");
        foreach (var title in titles)
            text.ShouldContain(title);
        (await BrowserPlatform.FaultsOfAsync(page)).ShouldBeEmpty();
        platform.ConsoleErrors.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en")]
    public async Task It_prints_on_paper_without_cutting_anything_off(string language)
    {
        platform.SkipWithoutBrowser();
        var page = await platform.OpenAsync("about:blank", language, desk: true);
        await source.OpenAsync(page, "2026-02", language);
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        // A4 without its margins, at 96 dots an inch
        await page.SetViewportSizeAsync(688, 1000);
        await BrowserPlatform.PictureAsync(page, "report-print-" + language);

        (await BrowserPlatform.FitsAsync(page)).ShouldBeTrue();
        var cut = await page.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('.scroll')].filter(box => box.scrollWidth > box.clientWidth + 1).map(box => box.getAttribute('aria-label'))");
        cut.ShouldBeEmpty("paper cannot be moved sideways");
        var pdf = await page.PdfAsync(new() { PreferCSSPageSize = true });
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { Length: > 0 } folder)
            await File.WriteAllBytesAsync(Path.Combine(folder, $"report-{language}.pdf"), pdf, TestContext.Current.CancellationToken);
        pdf.Length.ShouldBeGreaterThan(20_000);
    }

    [Fact]
    public async Task Of_a_new_installation_it_is_given_by_the_gateway_and_says_how_far_the_month_has_come()
    {
        platform.SkipWithoutBrowser();
        var walk = new Walk(platform.Client, platform.Messages);
        await walk.ReceiveAsync();
        await walk.AgreeAsync();
        await walk.ResolveAsync();
        var manager = await platform.Client.AsAsync("manager");
        var month = TimeProvider.System.GetUtcNow().AddHours(8).ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);
        await PlatformClient.WhenAsync(
            () => manager.GetAsync($"reports/monthly?month={month}").ShouldBeAsync(200),
            report => report.GetProperty("numbers").GetProperty("resolutionTime").GetProperty("count").GetInt32() > 0, "it is resolved");
        var page = await platform.OpenAsync("about:blank", "zh-CN", desk: true, scripts: true);
        await page.SetExtraHTTPHeadersAsync(
            [new("Authorization", manager.DefaultRequestHeaders.Authorization!.ToString()), new("Accept-Language", "zh-CN")]);

        await page.GotoAsync($"{platform.BaseUrl}/api/v1/reports/monthly?month={month}&format=html");

        (await page.InnerTextAsync("main")).ShouldContain("本月尚未结束");
        await BrowserPlatform.PictureAsync(page, "report-new");
        (await BrowserPlatform.FaultsOfAsync(page)).ShouldBeEmpty();
    }
}
