using System.Text.Json;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Resolution.Tests.Offers;

/// <summary>The return without reason: seven days from receipt, and not for every kind of goods.</summary>
public sealed class SevenDayReturnTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    private const string Refund = """{"alternatives":[{"kind":"refund","value":{"amount":"10.00","currency":"CNY"}}]}""";

    [Theory]
    [InlineData(7, true)]
    [InlineData(8, false)]
    public async Task It_counts_in_days_of_the_calendar_from_the_day_after_receipt(int days, bool allowed)
    {
        var now = resolution.Clock.GetUtcNow();
        // Placed long before: only the receipt counts
        var id = await ReturnAsync(new ComplaintReceived.OrderFacts { PlacedAt = now.AddDays(-60), DeliveredAt = now.AddDays(-days) });

        var answer = await resolution.Agent.PostJsonAsync($"cases/{id}/offers", Refund);

        if (allowed)
        {
            await answer.ShouldBeAsync(201);
            return;
        }

        var refused = await answer.ShouldBeProblemAsync(409, "offer.not_allowed");
        refused.GetProperty("rule").GetString().ShouldBe("seven_day_return");
        refused.GetProperty("detail").GetString()!.ShouldContain($"已 {days} 天");
        refused.GetProperty("allowed").EnumerateArray().Select(kind => kind.GetString()).ShouldNotContain("exchange");
    }

    [Fact]
    public async Task An_unknown_receipt_is_assumed_from_the_order_and_said()
    {
        var now = resolution.Clock.GetUtcNow();
        var id = await ReturnAsync(new ComplaintReceived.OrderFacts { PlacedAt = now.AddDays(-30) });

        var refused = await resolution.Agent.PostJsonAsync($"cases/{id}/offers", Refund).ShouldBeProblemAsync(409, "offer.not_allowed");

        refused.GetProperty("detail").GetString()!.ShouldContain("收货日期未知,按下单后 7 天收货");
        var suggested = await SuggestedAsync(id, "refund");
        suggested.GetProperty("forbidden").GetString()!.ShouldContain("七天无理由退货");
        suggested.GetProperty("assumptions")[0].GetString()!.ShouldContain("商品类别未知");
    }

    [Fact]
    public async Task Nothing_known_forbids_nothing_and_says_what_is_taken_for_granted()
    {
        var id = await ReturnAsync(new ComplaintReceived.OrderFacts());

        await resolution.Agent.PostJsonAsync($"cases/{id}/offers", Refund).ShouldBeAsync(201);

        var suggested = await SuggestedAsync(id, "refund");
        suggested.GetProperty("forbidden").ValueKind.ShouldBe(JsonValueKind.Null);
        suggested.GetProperty("assumptions").EnumerateArray().Select(text => text.GetString())
            .ShouldContain("收货日期未知,按期限之内处理;请先向客户核实。");
    }

    [Fact]
    public async Task The_day_of_receipt_that_comes_later_counts()
    {
        var now = resolution.Clock.GetUtcNow();
        var id = await ReturnAsync(new ComplaintReceived.OrderFacts { PlacedAt = now.AddDays(-30) });
        await resolution.Agent.PostJsonAsync($"cases/{id}/offers", Refund).ShouldBeProblemAsync(409, "offer.not_allowed");

        await resolution.PublishAsync(new ComplaintSupplemented
        {
            EventId = Guid.NewGuid(),
            OccurredAt = now,
            StorefrontId = ServiceHost.Storefront,
            ComplaintId = id,
            Version = 2,
            By = "staff",
            Attachments = 0,
            Order = new ComplaintReceived.OrderFacts { PlacedAt = now.AddDays(-30), DeliveredAt = now.AddDays(-2) },
        });

        await resolution.Agent.PostJsonAsync($"cases/{id}/offers", Refund).ShouldBeAsync(201);
    }

    [Theory]
    [InlineData("生鲜/水果", false)]
    [InlineData("Perishable", false)]
    [InlineData("家居 > 定制", false)]
    [InlineData("数字商品", false)]
    [InlineData("小家电", true)]
    public async Task Some_goods_are_excepted_by_their_category(string category, bool allowed)
    {
        var id = await ReturnAsync(
            new ComplaintReceived.OrderFacts { ProductCategory = category, DeliveredAt = resolution.Clock.GetUtcNow().AddDays(-1) });

        var answer = await resolution.Agent.PostJsonAsync($"cases/{id}/offers", Refund);

        if (allowed)
            await answer.ShouldBeAsync(201);
        else
            (await answer.ShouldBeProblemAsync(409, "offer.not_allowed")).GetProperty("detail").GetString()!.ShouldContain(category);
    }

    [Fact]
    public async Task A_defect_may_be_returned_later()
    {
        var id = await ReturnAsync(
            new ComplaintReceived.OrderFacts { DeliveredAt = resolution.Clock.GetUtcNow().AddDays(-40) }, reasonCode: null);

        await resolution.Agent.PostJsonAsync($"cases/{id}/offers", Refund).ShouldBeAsync(201);
    }

    private async Task<Guid> ReturnAsync(ComplaintReceived.OrderFacts order, string? reasonCode = "no_reason_return")
    {
        var id = Guid.NewGuid();
        await resolution.PublishAsync(resolution.Received(id) with { Order = order });
        var classified = resolution.Classified(id, "after_sales_refund/return");
        await resolution.PublishAsync(classified with { Axes = classified.Axes with { ReasonCode = reasonCode } });
        return id;
    }

    private async Task<JsonElement> SuggestedAsync(Guid id, string kind) =>
        (await resolution.Agent.GetAsync($"cases/{id}/suggestions").ShouldBeAsync(200)).GetProperty("remedies").EnumerateArray()
            .Single(remedy => remedy.GetProperty("kind").GetString() == kind);
}
