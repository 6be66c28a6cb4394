using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Classification.Tests.Insights;

public sealed class WatchingPartnersTests(PartnerFactory partners) : IClassFixture<PartnerFactory>
{
    private static readonly DateOnly Day = new(2026, 6, 10);

    [Fact]
    public async Task A_carrier_is_reckoned_against_its_orders_with_an_interval()
    {
        var storefront = Storefront();
        await partners.OrdersAsync(storefront, Day, 500, "顺丰");
        await partners.OrdersAsync(storefront, Day, 500, "顺丰", store: "一号店");
        await partners.OrdersAsync(storefront, Day, 700, "中通");
        await ComplainAsync(storefront, Day, 5, "顺丰");

        var carrier = (await ReadAsync(storefront)).GetProperty("partners").EnumerateArray()
            .Single(partner => partner.GetProperty("name").GetString() == "顺丰");

        carrier.GetProperty("rate").GetRawText()
            .ShouldBe("""{"perThousand":5,"events":5,"exposure":1000,"low":1.6235,"high":11.6683}""");
        carrier.GetProperty("trend").GetString().ShouldBe("unknown");
        carrier.GetProperty("unknown").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Without_orders_there_is_no_rate_and_it_is_said_why()
    {
        var storefront = Storefront();
        await ComplainAsync(storefront, Day, 2, "极兔");

        var answer = await ReadAsync(storefront);

        answer.GetProperty("daysWithOrders").GetInt32().ShouldBe(0);
        var carrier = answer.GetProperty("partners").EnumerateArray().ShouldHaveSingleItem();
        carrier.GetProperty("complaints").GetInt32().ShouldBe(2);
        carrier.GetProperty("rate").GetProperty("perThousand").ValueKind.ShouldBe(JsonValueKind.Null);
        carrier.GetProperty("unknown").GetString().ShouldBe("no_orders");
    }

    [Fact]
    public async Task Days_without_order_volumes_are_left_out_of_both_sides()
    {
        var storefront = Storefront();
        await partners.OrdersAsync(storefront, Day, 1_000, "圆通");
        await partners.OrdersAsync(storefront, Day.AddDays(2), 1_000, "圆通");
        await ComplainAsync(storefront, Day, 3, "圆通");
        await ComplainAsync(storefront, Day.AddDays(1), 50, "圆通");

        var carrier = (await ReadAsync(storefront)).GetProperty("partners")[0];

        carrier.GetProperty("complaints").GetInt32().ShouldBe(53);
        carrier.GetProperty("rate").GetProperty("perThousand").GetDouble().ShouldBe(1.5);
    }

    [Fact]
    public async Task A_replaced_volume_counts_once_in_whatever_order_it_comes()
    {
        var (storefront, cell) = (Storefront(), Guid.NewGuid());
        await partners.OrdersAsync(storefront, Day, 2_000, "申通", cell: cell, revision: 2);
        await partners.OrdersAsync(storefront, Day, 10, "申通", cell: cell, revision: 1);

        (await ReadAsync(storefront)).GetProperty("partners")[0].GetProperty("rate").GetProperty("exposure").GetInt64().ShouldBe(2_000);
    }

    [Fact]
    public async Task One_that_got_worse_is_pointed_out_with_every_reason_and_stands_first()
    {
        var storefront = Storefront();
        foreach (var (carrier, orders) in new[] { ("好运", 5_000), ("坏运", 1_000), ("小运", 50) })
        {
            await partners.OrdersAsync(storefront, Day, orders, carrier);
            await partners.OrdersAsync(storefront, Day.AddDays(-30), orders, carrier);
        }

        await ComplainAsync(storefront, Day, 10, "好运");
        await ComplainAsync(storefront, Day.AddDays(-30), 10, "好运");
        await ComplainAsync(storefront, Day, 40, "坏运");
        await ComplainAsync(storefront, Day.AddDays(-30), 4, "坏运");
        await ComplainAsync(storefront, Day, 20, "小运");

        var answer = await ReadAsync(storefront);

        var first = answer.GetProperty("partners")[0];
        first.GetProperty("name").GetString().ShouldBe("坏运");
        first.GetProperty("trend").GetString().ShouldBe("rising");
        first.GetProperty("change").GetProperty("value").GetDouble().ShouldBe(10);
        Alerts(first).ShouldBe(["above_limit", "rising", "worse_than_others"]);
        // Fewer orders than the policy wants to see before it says anything
        answer.GetProperty("partners").EnumerateArray().Where(partner => partner.GetProperty("name").GetString() != "坏运")
            .ShouldAllBe(partner => partner.GetProperty("alerts").GetArrayLength() == 0);
        (await ReadAsync(storefront, "&alertsOnly=true")).GetProperty("partners").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task The_policy_of_the_storefront_decides_what_is_pointed_out()
    {
        var (storefront, other) = (Storefront(), Storefront());
        foreach (var each in new[] { storefront, other })
        {
            await partners.OrdersAsync(each, Day, 1_000, "韵达");
            await ComplainAsync(each, Day, 8, "韵达");
        }

        var manager = partners.ManagerOf(storefront);
        var read = await manager.GetAsync("insights/partner-policies");
        var policy = (await read.ShouldBeAsync(200)).GetRawText().Replace(
            "\"limitPerThousand\":10", "\"limitPerThousand\":2", StringComparison.Ordinal);
        await manager.PutJsonAsync("insights/partner-policies", policy, ("If-Match", read.Headers.ETag!.Tag)).ShouldBeAsync(200);

        Alerts((await ReadAsync(storefront)).GetProperty("partners")[0]).ShouldBe(["above_limit"]);
        Alerts((await ReadAsync(other)).GetProperty("partners")[0]).ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_storefront_sees_nothing_of_it()
    {
        var storefront = Storefront();
        await partners.OrdersAsync(storefront, Day, 1_000, "德邦");
        await ComplainAsync(storefront, Day, 8, "德邦");

        (await ReadAsync(Storefront())).GetProperty("partners").GetArrayLength().ShouldBe(0);
        await partners.ManagerOf("x").GetAsync($"insights/partners?dimension=carrier&storefrontId={storefront}")
            .ShouldBeProblemAsync(404, "storefront.not_found");
        await partners.As(Roles.Agent).GetAsync("insights/partners?dimension=carrier").ShouldBeProblemAsync(403, "permission.denied");
    }

    [Theory]
    [InlineData("", "/dimension")]
    [InlineData("dimension=planet", "/dimension")]
    [InlineData("dimension=carrier&limit=0", "/limit")]
    [InlineData("dimension=carrier&from=2026-06-10&to=2026-06-09", "/to")]
    [InlineData("dimension=carrier&from=2020-01-01&to=2026-06-09", "/to")]
    [InlineData("dimension=carrier&from=1200-01-01", "/from")]
    [InlineData("dimension=carrier&from=9999-12-31", "/from")]
    [InlineData("dimension=carrier&to=0001-01-01", "/to")]
    [InlineData("dimension=carrier&from=soon", "/from")]
    public async Task A_bad_parameter_is_refused_by_name(string query, string pointer) =>
        await partners.ManagerOf("x").GetAsync("insights/partners?" + query).ShouldBeProblemAsync(400, "parameter.invalid", pointer);

    private static string Storefront() => "s" + Guid.NewGuid().ToString("N")[..8];

    private static IEnumerable<string?> Alerts(JsonElement partner) =>
        partner.GetProperty("alerts").EnumerateArray().Select(alert => alert.GetString());

    private Task<JsonElement> ReadAsync(string storefront, string more = "") => partners.ManagerOf(storefront)
        .GetAsync($"insights/partners?dimension=carrier&from=2026-06-01&to=2026-06-29{more}").ShouldBeAsync(200);

    private async Task ComplainAsync(string storefront, DateOnly day, int count, string carrier)
    {
        // Noon in Shanghai
        for (var i = 0; i < count; i++)
            await partners.ComplainAsync(storefront, new DateTimeOffset(day, new TimeOnly(4, 0), TimeSpan.Zero), carrier);
    }
}
