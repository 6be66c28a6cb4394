using ComplaintPlatform.Testing;
using Microsoft.Playwright;

namespace ComplaintPlatform.Browser.Tests;

/// <summary>The complaint handling form, on paper.</summary>
public sealed class ServiceFileTests(BrowserPlatform platform) : IClassFixture<BrowserPlatform>
{
    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en")]
    public async Task The_form_prints_on_paper_and_is_accessible(string language)
    {
        platform.SkipWithoutBrowser();
        var walk = new Walk(platform.Client, platform.Messages);
        await walk.ReceiveAsync();
        await walk.AgreeAsync();
        var agent = await platform.Client.AsAsync("agent");
        await PlatformClient.WhenAsync(
            () => agent.GetAsync($"complaints/{walk.Id}/timeline?limit=100").ShouldBeAsync(200),
            timeline => timeline.GetProperty("items").EnumerateArray().Any(entry => entry.GetProperty("kind").GetString() == "task_added"),
            "the agreement stands on the timeline");
        var html = await agent.GetStringAsync($"complaints/{walk.Id}/service-file?lang={language}");
        var page = await platform.OpenAsync("about:blank", language, desk: true, scripts: true);
        await page.SetContentAsync(html);
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        // A4 without its margins, at 96 dots an inch
        await page.SetViewportSizeAsync(703, 1000);
        await BrowserPlatform.PictureAsync(page, "service-file-" + language);

        (await BrowserPlatform.FitsAsync(page)).ShouldBeTrue();
        (await page.InnerTextAsync("main")).ShouldContain("已致电道歉并了解情况");
        (await page.PdfAsync(new() { PreferCSSPageSize = true })).Length.ShouldBeGreaterThan(10_000);
        (await BrowserPlatform.FaultsOfAsync(page)).ShouldBeEmpty();
    }
}
