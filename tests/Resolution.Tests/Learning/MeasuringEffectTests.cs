using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Resolution.Tests.Learning;

/// <summary>Each test in a time of its own, so that none counts the orders of another.</summary>
public sealed class MeasuringEffectTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    [Fact]
    public async Task Fewer_complaints_for_the_same_orders_are_shown_with_the_interval()
    {
        var (action, day) = await DoneAsync(before: 30, after: 12);
        await OrdersAsync(day.AddDays(-5), 10_000);
        await OrdersAsync(day.AddDays(5), 9_000);

        var effect = await EffectAsync(action, 10);

        effect.GetProperty("before").GetProperty("rate").GetProperty("perThousand").GetDouble().ShouldBe(3);
        effect.GetProperty("after").GetProperty("rate").GetProperty("exposure").GetInt64().ShouldBe(9_000);
        // As poisson.test of R would say of 30 in 10,000 and 12 in 9,000
        var ratio = effect.GetProperty("ratio");
        ratio.GetProperty("value").GetDouble().ShouldBe(0.4444);
        ratio.GetProperty("low").GetDouble().ShouldBe(0.2072);
        ratio.GetProperty("high").GetDouble().ShouldBe(0.8939);
        ratio.GetProperty("pValue").GetDouble().ShouldBe(0.020464, 0.000001);
        effect.GetProperty("reductionPercent").GetRawText().ShouldBe("""{"value":55.56,"low":10.61,"high":79.28}""");
        effect.GetProperty("conclusion").GetString().ShouldBe("reduced");
        effect.GetProperty("text").GetString()!.ShouldContain("较之前下降");
        effect.GetProperty("ratioMethod").GetString()!.ShouldContain("Przyborowski");
    }

    [Fact]
    public async Task A_cause_that_is_gone_is_no_proof_while_counts_are_small()
    {
        var (action, day) = await DoneAsync(before: 3, after: 0);
        await OrdersAsync(day.AddDays(-5), 1_000);
        await OrdersAsync(day.AddDays(5), 1_000);

        var effect = await EffectAsync(action, 10);

        effect.GetProperty("ratio").GetProperty("value").GetDouble().ShouldBe(0);
        effect.GetProperty("ratio").GetProperty("high").GetDouble().ShouldBeGreaterThan(1);
        effect.GetProperty("conclusion").GetString().ShouldBe("not_shown");
    }

    [Fact]
    public async Task Days_without_order_volumes_count_on_neither_side_and_replaced_ones_once()
    {
        var (action, day) = await DoneAsync(before: 4, after: 4);
        var cell = Guid.NewGuid();
        await OrdersAsync(day.AddDays(-5), 500, cell, revision: 2);
        await OrdersAsync(day.AddDays(-5), 9_999, cell, revision: 1);
        await OrdersAsync(day.AddDays(4), 1_000);

        var effect = await EffectAsync(action, 10);

        effect.GetProperty("before").GetProperty("rate").GetProperty("exposure").GetInt64().ShouldBe(500);
        effect.GetProperty("before").GetProperty("rate").GetProperty("events").GetInt64().ShouldBe(4);
        // The complaints after came on a day whose orders nobody posted
        effect.GetProperty("after").GetProperty("rate").GetProperty("events").GetInt64().ShouldBe(0);
        effect.GetProperty("after").GetProperty("daysWithOrders").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task What_is_not_known_is_null_with_its_reason()
    {
        var cause = await resolution.CreateCauseAsync();
        var planned = (await resolution.PlanAsync(cause)).GetProperty("id").GetGuid();
        Reasons(await EffectAsync(planned, 10)).ShouldBe(["not_done"]);

        var done = await resolution.DoneActionAsync(cause);
        Reasons(await EffectAsync(done, 10)).ShouldBe(["no_day_after_yet"]);

        var (action, day) = await DoneAsync(before: 1, after: 1);
        var effect = await EffectAsync(action, 10);
        Reasons(effect).ShouldBe(["no_orders_before", "no_orders_after"]);
        effect.GetProperty("before").GetProperty("rate").GetProperty("perThousand").ValueKind.ShouldBe(JsonValueKind.Null);
        effect.GetProperty("ratio").GetProperty("value").ValueKind.ShouldBe(JsonValueKind.Null);
        effect.GetProperty("conclusion").GetString().ShouldBe("unknown");
        effect.GetProperty("text").GetString()!.ShouldStartWith("效果未知");

        var (none, when) = await DoneAsync(before: 0, after: 0);
        await OrdersAsync(when.AddDays(-5), 1_000);
        await OrdersAsync(when.AddDays(5), 1_000);
        Reasons(await EffectAsync(none, 10)).ShouldBe(["no_complaints"]);
    }

    [Fact]
    public async Task A_bad_length_is_refused() =>
        await resolution.Agent.GetAsync($"corrective-actions/{Guid.NewGuid()}/effect?days=0")
            .ShouldBeProblemAsync(400, "parameter.invalid", "/days");

    private async Task<(Guid Action, DateOnly Day)> DoneAsync(int before, int after)
    {
        resolution.Clock.Advance(TimeSpan.FromDays(100));
        var cause = await resolution.CreateCauseAsync();
        var action = await resolution.DoneActionAsync(cause);
        var now = resolution.Clock.GetUtcNow();
        await using var db = Database.Of(resolution);
        for (var i = 0; i < before + after; i++)
            await Database.InsertRootCauseAsync(db, Guid.NewGuid(), cause, now.AddDays(i < before ? -5 : 5).UtcTicks);
        var day = resolution.Today();
        resolution.Clock.Advance(TimeSpan.FromDays(20));
        return (action, day);
    }

    private Task OrdersAsync(DateOnly day, int orders, Guid? cell = null, int revision = 1) =>
        resolution.OrdersAsync(day, orders, cell: cell, revision: revision);

    private async Task<JsonElement> EffectAsync(Guid action, int days) =>
        await resolution.As(Roles.Manager).GetAsync($"corrective-actions/{action}/effect?days={days}").ShouldBeAsync(200);

    private static IEnumerable<string?> Reasons(JsonElement effect) =>
        effect.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetString());
}
