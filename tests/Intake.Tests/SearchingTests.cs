using ComplaintPlatform.Intake.Search;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Intake.Tests;

public sealed class SearchingTests(IntakeFactory intake) : IClassFixture<IntakeFactory>
{
    private const string Body =
        """
        {"channel":"web","text":"I ordered two items. Refunds never came for my iPhone case. 订单号２０２６０１ 快递员态度差,包裹破损,电池漏电","expectation":"希望赔偿",
         "customer":{"externalId":"u-9","name":"欧阳芳","phone":"13900000009","email":"ou@example.com"},"order":{"externalId":"ORD-9","product":"电热水壶"}}
        """;

    [Theory]
    [InlineData("refund")]
    [InlineData("REFUNDS")]
    [InlineData("ｉｐｈｏｎｅ")]
    [InlineData("ordered refunds")]
    [InlineData("快递员 破损")]
    [InlineData("破損")]
    [InlineData("漏電")]
    [InlineData("电")]
    [InlineData("202601")]
    [InlineData("赔偿")]
    [InlineData("袋鼠")]
    [InlineData("13900000009")]
    [InlineData("+86 139-0000-0009")]
    [InlineData("ou@example.com")]
    [InlineData("OU@EXAMPLE.COM")]
    [InlineData("欧阳芳")]
    [InlineData("ORD-9")]
    [InlineData("电热水壶")]
    [InlineData("\"refunds never came\"")]
    public async Task It_is_found(string words)
    {
        var storefront = "search-" + Guid.NewGuid().ToString("N");
        await ReceiveAsync(storefront);

        (await CountAsync(storefront, words)).ShouldBe(1, words);
    }

    [Theory]
    [InlineData("refunds kettle")]
    [InlineData("\"never refunds\"")]
    [InlineData("电壶")]
    [InlineData("!!!")]
    [InlineData("13900000008")]
    public async Task What_does_not_stand_in_it_does_not_find_it(string words)
    {
        var storefront = "search-" + Guid.NewGuid().ToString("N");
        await ReceiveAsync(storefront);

        (await CountAsync(storefront, words)).ShouldBe(0, words);
    }

    [Fact]
    public async Task A_reference_is_found_in_any_form()
    {
        var storefront = "search-" + Guid.NewGuid().ToString("N");
        var reference = await ReceiveAsync(storefront);

        foreach (var typed in new[] { reference, reference.ToLowerInvariant(), reference.Replace("-", ""), reference.Replace("-", " ") })
            (await CountAsync(storefront, typed)).ShouldBe(1, typed);
    }

    [Theory]
    [InlineData("13900000009")]
    [InlineData("ou@example.com")]
    [InlineData("欧阳芳")]
    public async Task An_auditor_finds_no_people(string words)
    {
        var storefront = "search-" + Guid.NewGuid().ToString("N");
        await ReceiveAsync(storefront);

        (await CountAsync(storefront, words, Roles.Auditor)).ShouldBe(0);
        (await CountAsync(storefront, "refunds", Roles.Auditor)).ShouldBe(1);
    }

    [Fact]
    public void Chinese_is_cut_into_pairs_and_other_words_stay_whole() =>
        SearchTokens.Of("iPhone手機殼,ＯＫ").ShouldBe(["iphone", "手机", "机壳", "壳", "ok"]);

    private async Task<string> ReceiveAsync(string storefront)
    {
        var received = await intake.As(Roles.Storefront, storefront).PostJsonAsync("complaints", Body).ShouldBeAsync(201);
        await intake.Anonymous()
            .PostJsonAsync($"track/{received.GetProperty("trackingUrl").GetString()!.Split('/')[^1]}/messages", """{"text":"补充:袋鼠图案那件"}""")
            .ShouldBeAsync(201);
        return received.GetProperty("reference").GetString()!;
    }

    private async Task<int> CountAsync(string storefront, string words, string role = Roles.Agent) =>
        (await intake.As(role, storefront).GetAsync($"complaints?q={Uri.EscapeDataString(words)}").ShouldBeAsync(200)).GetProperty("items")
            .GetArrayLength();
}
