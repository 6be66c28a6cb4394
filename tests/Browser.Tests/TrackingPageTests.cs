using System.Text.Json;
using ComplaintPlatform.Testing;
using Microsoft.Playwright;

namespace ComplaintPlatform.Browser.Tests;

/// <summary>The customer's page, on a phone, in a browser that runs no script.</summary>
public sealed class TrackingPageTests(BrowserPlatform platform) : IClassFixture<BrowserPlatform>
{
    [Fact]
    public async Task The_customer_does_everything_on_one_page_without_a_script()
    {
        platform.SkipWithoutBrowser();
        var (id, address) = await ReceiveAsync("""{"channel":"web","customer":{"name":"王芳"},"text":"水壶用了两天就漏电,太危险了,要求退款!"}""");
        var page = await platform.OpenAsync(address);
        await BrowserPlatform.PictureAsync(page, "tracking-1-received");

        await page.GetByLabel("请问怎样联系您").FillAsync("138 0000 0000");
        await page.GetByLabel("请问您的订单号是多少").FillAsync("o-77");
        await page.Locator("form", new() { HasText = "请问您的订单号是多少" }).GetByRole(AriaRole.Button, new() { Name = "提交" }).ClickAsync();
        (await page.ContentAsync()).ShouldContain("谢谢,信息已收到。");
        await page.GetByLabel("给我们留言").FillAsync("底座也有焦味 <b>请看照片</b>");
        await page.GetByRole(AriaRole.Button, new() { Name = "发送" }).ClickAsync();
        (await page.Locator("#messages").InnerTextAsync()).ShouldContain("底座也有焦味 <b>请看照片</b>");
        await page.GetByLabel("添加照片").SetInputFilesAsync([
            new FilePayload { Name = "水壶.png", MimeType = "image/png", Buffer = await PngAsync() },
            new FilePayload { Name = "聊天记录.txt", MimeType = "text/plain", Buffer = "客服:请稍等"u8.ToArray() },
        ]);
        await page.GetByRole(AriaRole.Button, new() { Name = "上传" }).ClickAsync();
        (await page.Locator("#files").InnerTextAsync()).ShouldContain("水壶.png");
        await Assertions.Expect(page.Locator("#files img")).ToHaveJSPropertyAsync("complete", true);
        (await page.Locator("#files img").EvaluateAsync<int>("picture => picture.naturalWidth")).ShouldBeGreaterThan(0, "the picture is shown");

        var agent = await platform.Client.AsAsync("agent");
        await AssignedAsync(id);
        await agent.PostJsonAsync(
            $"cases/{id}/contacts",
            """{"direction":"outgoing","channel":"chat","text":"您好,非常抱歉。请立即停用,我们为您办理退款。","awaitsCustomer":true}""").ShouldBeAsync(201);
        await agent.PostJsonAsync($"cases/{id}/contacts", """{"direction":"outgoing","channel":"phone","text":"内部纪要:客户情绪激动"}""")
            .ShouldBeAsync(201);
        var made = await agent.PostJsonAsync(
            $"cases/{id}/offers",
            """{"alternatives":[{"kind":"refund","value":{"amount":"50.00","currency":"CNY"},"note":"原路退回"},{"kind":"exchange","note":"换一只新水壶"}]}""")
            .ShouldBeAsync(201);
        // A dangerous product, and an order whose worth is not known: the house has to agree first
        foreach (var offer in made.GetProperty("offers").EnumerateArray()
            .Where(offer => offer.GetProperty("state").GetString() == "awaiting_approval"))
        {
            await (await platform.Client.AsAsync("manager")).PostJsonAsync(
                $"approvals/{offer.GetProperty("approvalId").GetString()}/approval", """{"comment":"同意"}""").ShouldBeAsync(200);
        }

        await UntilAsync(page, address, "请选择一个方案");
        await BrowserPlatform.PictureAsync(page, "tracking-2-offers");
        var text = await page.InnerTextAsync("main");
        text.ShouldContain("非常抱歉。请立即停用");
        text.ShouldNotContain("内部纪要");
        await page.GetByRole(AriaRole.Button, new() { Name = "接受: 退款" }).ClickAsync();
        (await page.InnerTextAsync("main")).ShouldContain("您已接受方案");
        (await page.GetByRole(AriaRole.Button, new() { Name = "接受: 退款" }).CountAsync()).ShouldBe(0);
        await UntilAsync(page, address, "您选择了其他方案");

        await FinishAsync(agent, id);
        await UntilAsync(page, address, "问题解决了吗?");
        await BrowserPlatform.PictureAsync(page, "tracking-3-solved");
        await page.GetByRole(AriaRole.Button, new() { Name = "已解决,谢谢" }).ClickAsync();
        (await page.InnerTextAsync("main")).ShouldContain("感谢您的确认。");
        await UntilAsync(page, address, "您的投诉已结案。");
        await page.GetByText("问题其实没有解决").ClickAsync();
        await page.GetByLabel("还有什么没有解决").FillAsync("退款没有到账");
        await BrowserPlatform.PictureAsync(page, "tracking-4-closed");
        await page.GetByRole(AriaRole.Button, new() { Name = "请重新处理" }).ClickAsync();
        await UntilAsync(page, address, "我们重新处理您的投诉。");
        platform.ConsoleErrors.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("zh-CN", false)]
    [InlineData("en", true)]
    public async Task It_is_accessible_and_fits_the_screen(string language, bool desk)
    {
        platform.SkipWithoutBrowser();
        var (id, address) = await ReceiveAsync(Walk.Complaint.Replace("u-1", "u-" + language, StringComparison.Ordinal));
        var agent = await platform.Client.AsAsync("agent");
        await AssignedAsync(id);
        await agent.PostJsonAsync(
            $"cases/{id}/offers", """{"alternatives":[{"kind":"coupon","value":{"amount":"20.00","currency":"CNY"}},{"kind":"apology"}]}""")
            .ShouldBeAsync(201);
        var page = await platform.OpenAsync(address, language, desk, scripts: true);
        await UntilAsync(page, address, language == "en" ? "Choose one of our offers" : "请选择一个方案");
        await BrowserPlatform.PictureAsync(page, "tracking-5-" + language);

        (await BrowserPlatform.FitsAsync(page)).ShouldBeTrue();
        (await platform.AccessibilityFaultsAsync(address, language, desk)).ShouldBeEmpty();
        (await platform.AccessibilityFaultsAsync(address + "x", language, desk)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_counter_offer_and_a_refusal_are_told_and_a_late_answer_is_refused_in_words()
    {
        platform.SkipWithoutBrowser();
        var (id, address) = await ReceiveAsync("""{"channel":"app","customer":{"phone":"13900000001"},"text":"快递把杯子摔碎了,要求赔偿。"}""");
        var agent = await platform.Client.AsAsync("agent");
        await AssignedAsync(id);
        await agent.PostJsonAsync(
            $"cases/{id}/offers", """{"alternatives":[{"kind":"coupon","value":{"amount":"20.00","currency":"CNY"}}]}""").ShouldBeAsync(201);
        var page = await platform.OpenAsync(address, "en");
        await UntilAsync(page, address, "Our offer to you");
        var late = await platform.OpenAsync(address, "en");

        await page.GetByText("Decline, or ask for something else").ClickAsync();
        await page.GetByLabel("Amount you ask for").FillAsync("30,00,");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask for this instead" }).ClickAsync();
        await UntilAsync(page, address, "you asked for something else");
        await late.GetByRole(AriaRole.Button, new() { Name = "Accept: Coupon" }).ClickAsync();

        (await late.InnerTextAsync("main")).ShouldContain("This offer was answered before.");
        var offer = (await agent.GetAsync($"cases/{id}").ShouldBeAsync(200)).GetProperty("offers")[0];
        offer.GetProperty("state").GetString().ShouldBe("countered");
    }

    private async Task<(Guid Id, string Address)> ReceiveAsync(string body)
    {
        var received = await platform.Client.PostComplaintAsync(body);
        var token = received.GetProperty("trackingUrl").GetString()!.Split('/')[^1];
        return (received.GetProperty("id").GetGuid(), $"{platform.BaseUrl}/api/v1/track/{token}");
    }

    private Task<JsonElement> AssignedAsync(Guid id) => platform.Client.ComplaintWhenAsync(
        id, complaint => complaint.GetProperty("case") is { ValueKind: JsonValueKind.Object } opened
            && opened.GetProperty("agent").ValueKind == JsonValueKind.Object, "an agent is assigned");

    private static async Task FinishAsync(HttpClient agent, Guid id)
    {
        var read = await agent.GetAsync($"cases/{id}").ShouldBeAsync(200);
        foreach (var task in read.GetProperty("tasks").EnumerateArray())
        {
            var tag = (await agent.GetAsync($"cases/{id}")).Headers.ETag!.Tag;
            await agent.SendJsonAsync(
                HttpMethod.Patch, $"cases/{id}/tasks/{task.GetProperty("id").GetString()}", """{"state":"done","result":"退款已到账"}""",
                ("If-Match", tag)).ShouldBeAsync(200);
        }

        await agent.PostJsonAsync($"cases/{id}/resolution", """{"summary":"已退款50元并致歉"}""").ShouldBeAsync(200);
    }

    // The story comes by events, a moment after it happened
    private static Task UntilAsync(IPage page, string address, string text) => Eventually.BeTrueAsync(
        async () =>
        {
            if ((await page.InnerTextAsync("main")).Contains(text, StringComparison.Ordinal))
                return true;
            await page.GotoAsync(address);
            return false;
        },
        text);

    // A picture that only a real decoder can read, made by the browser itself
    private async Task<byte[]> PngAsync()
    {
        var page = await platform.OpenAsync("about:blank", scripts: true);
        var bytes = await page.ScreenshotAsync(new() { Type = ScreenshotType.Png });
        await page.Context.CloseAsync();
        return bytes;
    }
}
