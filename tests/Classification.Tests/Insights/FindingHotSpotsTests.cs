using ComplaintPlatform.Contracts.Classification;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Classification.Tests.Insights;

public sealed class FindingHotSpotsTests(InsightFactory insights) : IClassFixture<InsightFactory>
{
    private static readonly string[] Everyday =
    [
        "快递太慢了，等了一个星期才收到", "客服不理人，问什么都不回复", "屏幕有一道划痕，要求换货", "发票一直没有开给我", "赠品没有收到，少发了一件", "包装盒压坏了，里面还好",
        "颜色和图片不一样，色差很大", "退款一直没有到账", "物流信息三天没有更新", "买完第二天就降价，要求退差价", "充电线用不了，请补发", "声音很小，耳机接触不良",
    ];

    private static readonly string[] Battery =
    [
        "用了三天电池鼓包了", "晚上充电电池鼓包，后盖顶起来", "电池鼓包很危险", "才买一个月电池鼓包", "发现电池鼓包马上关机", "孩子玩着玩着电池鼓包了", "电池鼓包，要求退款",
    ];

    [Fact]
    public async Task A_sudden_rise_is_listed_with_its_share_and_flagged_once()
    {
        const string product = "手机X";
        var week = await RiseAsync(product);

        var answer = await insights.Manager.GetAsync($"insights/hotspots?dimension=product&value={product}&limit=5").ShouldBeAsync(200);

        answer.GetProperty("week").GetString().ShouldBe(week);
        answer.GetProperty("falseAlarmRate").GetDouble().ShouldBe(0.01);
        var spot = answer.GetProperty("items").EnumerateArray().First();
        spot.GetProperty("term").GetString().ShouldBe("电池鼓包", answer.GetRawText());
        spot.GetProperty("rising").GetBoolean().ShouldBeTrue(answer.GetRawText());
        spot.GetProperty("count").GetInt32().ShouldBe(14);
        spot.GetProperty("share").GetDouble().ShouldBe(0.7, 0.001);
        spot.GetProperty("of").GetString().ShouldBe("product 手机X");
        spot.GetProperty("examples").GetArrayLength().ShouldBe(3);
        var flagged = (await FlagsAsync(product)).ShouldHaveSingleItem();
        (flagged.Term, flagged.Week, flagged.Dimension).ShouldBe(("电池鼓包", week, "product"));

        // Half a dozen more look at it again, and nobody is called a second time
        foreach (var text in Battery)
            await insights.ComplainAsync(text, product);
        await insights.SettleAsync();
        (await FlagsAsync(product)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_rise_shows_its_course_over_the_weeks()
    {
        const string product = "平板Y";
        var week = await RiseAsync(product);

        var answer = await insights.Manager.GetAsync($"insights/trends?dimension=product&value={product}").ShouldBeAsync(200);

        var trend = answer.GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        trend.GetProperty("week").GetString().ShouldBe(week);
        var weeks = trend.GetProperty("weeks").EnumerateArray().Select(point => point.GetProperty("count").GetInt32()).ToList();
        weeks.ShouldBe([0, 0, 0, 0, 0, 14]);
    }

    [Fact]
    public async Task Another_storefront_sees_nothing_of_it()
    {
        await RiseAsync("手表Z");

        var answer = await insights.As(Roles.Manager, "other").GetAsync("insights/hotspots").ShouldBeAsync(200);

        answer.GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task What_only_two_complaints_share_is_neither_shown_nor_kept()
    {
        const string product = "音箱W";
        for (var i = 0; i < 2; i++)
            await insights.ComplainAsync("联系人 欧阳慕白 的音箱啸叫刺耳", product);
        foreach (var text in Everyday)
            await insights.ComplainAsync(text, product);
        await insights.SettleAsync();

        var answer = await insights.Manager.GetAsync($"insights/hotspots?dimension=product&value={product}&limit=100").ShouldBeAsync(200);

        answer.GetRawText().ShouldNotContain("啸叫");
        await using var db = insights.Database();
        (await db.KnownTerms.Select(row => row.Words).ToListAsync()).ShouldAllBe(words => !words.Contains("慕") && !words.Contains("啸叫"));
    }

    [Fact]
    public async Task A_corrected_complaint_counts_for_its_new_category()
    {
        var id = await insights.ComplainAsync("东西还没到，物流十天没有更新");
        await insights.SettleAsync();
        var agent = insights.As(Roles.Agent);
        var category = (await agent.GetAsync($"complaints/{id}/classification").ShouldBeAsync(200)).GetProperty("category")
            .GetProperty("value").GetString()!;
        var old = await DocumentsOfAsync(category);

        var taxonomy = await agent.GetAsync("taxonomy").ShouldBeAsync(200);
        var other = taxonomy.GetProperty("categories").EnumerateArray()
            .First(top => !category.StartsWith(top.GetProperty("code").GetString()!, StringComparison.Ordinal)).GetProperty("code")
                .GetString()!;
        var before = await DocumentsOfAsync(other);
        await agent.SendJsonAsync(HttpMethod.Patch, $"complaints/{id}/classification", $$"""{"category":"{{other}}","reason":"wrong"}""",
            ("If-Match", "\"1\"")).ShouldBeAsync(200);
        await insights.SettleAsync();

        (await DocumentsOfAsync(other)).ShouldBe(before + 1);
        (await DocumentsOfAsync(category)).ShouldBe(old - 1);
    }

    [Theory]
    [InlineData("week=2026-W60", "/week")]
    [InlineData("week=soon", "/week")]
    [InlineData("dimension=colour", "/dimension")]
    [InlineData("limit=0", "/limit")]
    [InlineData("limit=101", "/limit")]
    [InlineData("limit=many", "/limit")]
    public async Task A_bad_parameter_is_refused_by_name(string query, string pointer) =>
        await insights.Manager.GetAsync($"insights/hotspots?{query}").ShouldBeProblemAsync(400, "parameter.invalid", pointer);

    [Fact]
    public async Task An_agent_may_not_see_hot_spots() =>
        await insights.As(Roles.Agent).GetAsync("insights/hotspots").ShouldBeProblemAsync(403, "permission.denied");

    [Fact]
    public async Task The_numbers_behind_it_can_be_changed_within_limits()
    {
        var administrator = insights.As(Roles.Administrator, "*");
        var response = await administrator.GetAsync("insights/policies");
        var policy = await response.Content.ReadAsStringAsync();

        await administrator.PutJsonAsync("insights/policies", policy.Replace("0.01", "2", StringComparison.Ordinal),
            ("If-Match", response.Headers.ETag!.Tag))
            .ShouldBeProblemAsync(400, "request.invalid", "/falseAlarmRate");
    }

    // Five weeks like each other, then one in which 14 of 20 complaints name the battery
    private async Task<string> RiseAsync(string product)
    {
        for (var week = 0; week < 5; week++)
        {
            foreach (var text in Everyday)
                await insights.ComplainAsync(text, product);
            insights.Clock.Advance(TimeSpan.FromDays(7));
        }

        await insights.SettleAsync();
        foreach (var text in Everyday.Take(6).Concat(Battery).Concat(Battery))
            await insights.ComplainAsync(text, product);
        await insights.SettleAsync();
        await Eventually.BeTrueAsync(async () => (await FlagsAsync(product)).Count > 0, "the rise is flagged");
        return Classification.Insights.IsoWeek.Of(insights.Clock.GetUtcNow()).ToString();
    }

    private async Task<List<HotSpotFlagged>> FlagsAsync(string product) =>
        [.. (await insights.PublishedAsync<HotSpotFlagged>()).Where(flag => flag.Value == product)];

    private async Task<int> DocumentsOfAsync(string category)
    {
        await using var db = insights.Database();
        var week = Classification.Insights.IsoWeek.Of(insights.Clock.GetUtcNow()).Number;
        return await db.TermCounts.Where(row => row.Dimension == Classification.Insights.Counting.InsightDimension.Category
            && row.Value == category && row.Week == week)
            .SumAsync(row => row.Documents);
    }
}
