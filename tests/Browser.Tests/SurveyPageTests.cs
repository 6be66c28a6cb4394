using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ComplaintPlatform.Testing;
using Microsoft.Playwright;

namespace ComplaintPlatform.Browser.Tests;

/// <summary>The survey as the customer opens it from the message, without an account and without a script.</summary>
public sealed partial class SurveyPageTests(BrowserPlatform platform) : IClassFixture<BrowserPlatform>
{
    /// <summary>On a slow mobile network a second's worth; what it has now stands in docs/performance.md.</summary>
    private const int MostBytes = 16 * 1024;

    [Fact]
    public async Task The_customer_answers_with_the_thumb_and_is_thanked_once()
    {
        platform.SkipWithoutBrowser();
        var address = await InvitedAsync("s-answer");
        var page = await platform.OpenAsync(address);
        await BrowserPlatform.PictureAsync(page, "survey-1-open");

        // What is left out is asked for, and what was said stays said
        await page.GetByLabel("建议").Or(page.Locator("textarea")).First.FillAsync("包装可以更好");
        await page.EvaluateAsync("document.querySelector('form').noValidate = true");
        await page.GetByRole(AriaRole.Button, new() { Name = "提交" }).ClickAsync();
        (await page.InnerTextAsync("main")).ShouldContain("请回答该问题。");
        (await page.Locator("textarea").First.InputValueAsync()).ShouldBe("包装可以更好");
        await BrowserPlatform.PictureAsync(page, "survey-2-missing");

        await page.GetByRole(AriaRole.Radio, new() { Name = "5" }).First.CheckAsync();
        await page.Locator("input[name=solved][value=yes]").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "提交" }).ClickAsync();
        (await page.InnerTextAsync("main")).ShouldContain("感谢您的反馈");
        await BrowserPlatform.PictureAsync(page, "survey-3-thanks");
        await page.GotoAsync(address);
        (await page.InnerTextAsync("main")).ShouldContain("该问卷已填写");
        await BrowserPlatform.PictureAsync(page, "survey-4-again");
        platform.ConsoleErrors.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("zh-CN", false)]
    [InlineData("zh-CN", true)]
    [InlineData("en", false)]
    [InlineData("en", true)]
    public async Task It_is_accessible_light_and_fits_the_screen(string language, bool desk)
    {
        platform.SkipWithoutBrowser();
        var address = await InvitedAsync($"s-{language}-{desk}");
        var page = await platform.OpenAsync(address, language, desk, scripts: true);
        await BrowserPlatform.PictureAsync(page, $"survey-5-{language}-{(desk ? "desk" : "phone")}");

        (await page.GetAttributeAsync("html", "lang")).ShouldBe(language);
        (await BrowserPlatform.FitsAsync(page)).ShouldBeTrue();
        (await platform.AccessibilityFaultsAsync(address, language, desk)).ShouldBeEmpty();
        (await platform.AccessibilityFaultsAsync(address + "x", language, desk)).ShouldBeEmpty();
        var bytes = Encoding.UTF8.GetByteCount(await page.ContentAsync());
        TestContext.Current.TestOutputHelper!.WriteLine($"{bytes} bytes");
        bytes.ShouldBeLessThan(MostBytes);
        platform.ConsoleErrors.ShouldBeEmpty();
    }

    [Fact]
    public async Task It_is_filled_in_by_the_keyboard_alone()
    {
        platform.SkipWithoutBrowser();
        var page = await platform.OpenAsync(await InvitedAsync("s-keys"), "en", desk: true);

        // The first question: to its first answer, and four to the right
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Space");
        for (var at = 0; at < 4; at++)
            await page.Keyboard.PressAsync("ArrowRight");
        (await page.Locator("input[name=satisfaction]:checked").GetAttributeAsync("value")).ShouldBe("5");
        var outline = await page.Locator("input[name=satisfaction]:checked").EvaluateAsync<string>(
            "node => getComputedStyle(node).outlineStyle + getComputedStyle(node.closest('label')).outlineStyle");
        outline.Replace("none", "", StringComparison.Ordinal).ShouldNotBeEmpty("where one is, is seen");
        await page.Keyboard.PressAsync("Enter");

        (await page.InnerTextAsync("main")).ShouldContain("Thank you");
    }

    /// <summary>A complaint that its customer says is solved; the address of the survey stands in the message.</summary>
    private async Task<string> InvitedAsync(string customer)
    {
        var walk = new Walk(platform.Client, platform.Messages);
        await walk.ReceiveAsync(Walk.Complaint.Replace("u-1", customer, StringComparison.Ordinal)
            .Replace("wang@example.com", customer.ToLowerInvariant() + "@example.com", StringComparison.Ordinal));
        await walk.AgreeAsync();
        await walk.ResolveAsync();
        await walk.FollowUpAsync("satisfied");
        var agent = await platform.Client.AsAsync("agent");
        var sent = await PlatformClient.WhenAsync(
            () => agent.GetAsync($"messages?complaintId={walk.Id}&template=survey&state=sent").ShouldBeAsync(200),
            list => list.GetProperty("items").GetArrayLength() > 0, "the survey is sent");
        var id = sent.GetProperty("items")[0].GetProperty("id").GetGuid();
        var file = Directory.EnumerateFiles(platform.Messages, $"*-survey-{id:N}.*").Single();
        return $"{platform.BaseUrl}/api/v1/surveys/{Token().Match(MessageFile.Text(file)).Groups[1].Value}";
    }

    [GeneratedRegex("/surveys/([A-Za-z0-9_-]+)")]
    private static partial Regex Token();
}
