using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Intake.Tests;

public sealed class ListingComplaintsTests(IntakeFactory intake) : IClassFixture<IntakeFactory>
{
    [Fact]
    public async Task Every_row_that_stays_appears_once_while_others_come()
    {
        var mine = new HashSet<Guid>();
        for (var number = 0; number < 25; number++)
            mine.Add(await intake.ReceiveIdAsync($"分页测试 {number}", ",\"order\":{\"externalId\":\"o-paging\"}"));

        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await intake.Backend.GetAsync($"complaints?orderId=o-paging&limit=7{(cursor is null ? "" : "&cursor=" + cursor)}")
                .ShouldBeAsync(200);
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid()));
            cursor = page.GetProperty("nextCursor").GetString();
            await intake.ReceiveIdAsync("新来的投诉", ",\"order\":{\"externalId\":\"o-paging\"}");
        }
        while (cursor is not null && seen.Count < 100);

        seen.Count.ShouldBe(seen.Distinct().Count());
        mine.ShouldBeSubsetOf(seen);
    }

    [Theory]
    [InlineData("channel=web", true)]
    [InlineData("channel=phone", false)]
    [InlineData("status=received", true)]
    [InlineData("status=closed", false)]
    [InlineData("q=独角兽台灯", true)]
    [InlineData("q=%25", false)]
    [InlineData("receivedTo=2000-01-01T00:00:00Z", false)]
    [InlineData("channel=phone&channel=web", true)]
    [InlineData("channel=phone&channel=chat", false)]
    [InlineData("needsInfo=true", true)]
    [InlineData("needsInfo=false", false)]
    [InlineData("product=台灯&sku=s-1", true)]
    [InlineData("carrier=顺丰", false)]
    [InlineData("carrier=顺丰&carrier=中通", true)]
    [InlineData("supplier=光明", true)]
    [InlineData("store=一店&store=二店", true)]
    public async Task A_filter_shows_what_fits(string filter, bool shown)
    {
        var id = await intake.ReceiveIdAsync(
            "独角兽台灯不亮",
            ""","order":{"externalId":"o-filter","product":"台灯","sku":"s-1","carrier":"中通","supplier":"光明","store":"二店"}""");

        var page = await intake.Backend.GetAsync($"complaints?orderId=o-filter&limit=100&{filter}").ShouldBeAsync(200);

        page.GetProperty("items").EnumerateArray().Any(item => item.GetProperty("id").GetGuid() == id).ShouldBe(shown);
    }

    [Theory]
    [InlineData("status=lost")]
    [InlineData("sort=price")]
    [InlineData("receivedFrom=yesterday")]
    [InlineData("customerId=5")]
    [InlineData("urgency=foo")]
    [InlineData("severity=minor&severity=foo")]
    [InlineData("needsInfo=perhaps")]
    [InlineData("escalationLevel=pope")]
    [InlineData("urgencey=urgent")]
    public async Task A_filter_that_cannot_be_read_is_refused(string filter) =>
        ((int)(await intake.Backend.GetAsync($"complaints?{filter}")).StatusCode).ShouldBe(400);

    [Theory]
    [InlineData("amount", "1,2,3")]
    [InlineData("-amount", "3,2,1")]
    [InlineData("receivedAt", "2,3,1")]
    [InlineData("lastChangedAt", "2,3,1")]
    [InlineData("-lastChangedAt", "1,3,2")]
    public async Task It_sorts_both_ways_over_pages(string sort, string expected)
    {
        var order = "o-sort-" + sort;
        foreach (var amount in new[] { 2, 3, 1 })
        {
            await intake.ReceiveIdAsync(
                "排序", $$""","order":{"externalId":"{{order}}","amount":{"amount":"{{amount}}.00","currency":"CNY"} }""");
            intake.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await intake.Backend.GetAsync(
                $"complaints?orderId={order}&sort={sort}&limit=1{(cursor is null ? "" : "&cursor=" + cursor)}")
                .ShouldBeAsync(200);
            seen.AddRange(page.GetProperty("items").EnumerateArray()
                .Select(item => item.GetProperty("amount").GetProperty("amount").GetString()!));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);

        string.Join(',', seen.Select(amount => amount[..1])).ShouldBe(expected);
    }

    [Fact]
    public async Task An_unknown_value_is_refused_with_those_that_are_known()
    {
        var problem = await intake.Backend.GetAsync("complaints?urgency=foo").ShouldBeProblemAsync(400, "parameter.invalid", "/urgency");

        problem.GetProperty("errors").GetProperty("/urgency")[0].GetString()!.ShouldContain("non_urgent");
        await intake.Backend.GetAsync("complaints?colour=red").ShouldBeProblemAsync(400, "parameter.unknown", "/colour");
    }

    [Fact]
    public async Task Another_storefront_sees_nothing_of_it()
    {
        var id = await intake.ReceiveIdAsync("别家看不到", ",\"order\":{\"externalId\":\"o-tenant\"}");
        var stranger = intake.As(Roles.Storefront, "elsewhere");

        (await stranger.GetAsync("complaints?orderId=o-tenant").ShouldBeAsync(200)).GetProperty("items").GetArrayLength().ShouldBe(0);
        await stranger.GetAsync($"complaints/{id}").ShouldBeProblemAsync(404, "resource.not_found");
        await stranger.GetAsync($"complaints/{id}/timeline").ShouldBeProblemAsync(404, "resource.not_found");
        await stranger.PostJsonAsync($"complaints/{id}/messages", """{"text":"hello"}""").ShouldBeProblemAsync(404, "resource.not_found");
        await stranger.PostJsonAsync($"complaints/{id}/withdrawal", "{}").ShouldBeProblemAsync(404, "resource.not_found");
    }
}
