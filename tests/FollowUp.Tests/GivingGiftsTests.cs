using System.Text.Json.Nodes;
using ComplaintPlatform.Contracts.FollowUp;
using ComplaintPlatform.Contracts.Survey;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.FollowUp.Tests;

/// <summary>Each test has a policy of its own, so each has a service of its own.</summary>
public sealed class GivingGiftsTests : IAsyncLifetime
{
    private readonly FollowUpFactory _service = new();

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Without_a_policy_nothing_is_given()
    {
        var complaint = _service.AddComplaint();

        await _service.AttemptAsync(await _service.ResolveAsync(complaint), "satisfied").ShouldBeAsync(201);

        (await _service.PublishedAsync<GoodwillGranted>(complaint)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_fits_first_is_given_once_for_each_occasion_of_a_complaint()
    {
        await GiveAsync("""
            {"rules":[
              {"on":"satisfied","kind":"coupon","value":{"amount":"20.00","currency":"CNY"},"customerType":"vip"},
              {"on":"satisfied","kind":"points","value":{"amount":"5.00","currency":"CNY"}},
              {"on":"low_score","kind":"apology"}]}
            """);
        var complaint = _service.AddComplaint();
        await _service.AttemptAsync(await _service.ResolveAsync(complaint), "satisfied").ShouldBeAsync(201);

        await _service.PublishAsync(Low(complaint));
        await _service.PublishAsync(Low(complaint));

        var given = await _service.PublishedAsync<GoodwillGranted>(complaint);
        given.Select(gift => (gift.Outcome, gift.Kind, gift.Value?.Amount)).ShouldBe([("satisfied", "points", 5m), ("low_score", "apology", null)]);
        given.Select(gift => gift.GiftId).ShouldBeUnique();
        given[0].Cycle.ShouldBe(1);
    }

    [Fact]
    public async Task A_customer_who_complains_often_is_not_given_something_every_time()
    {
        await GiveAsync("""{"rules":[{"on":"satisfied","kind":"coupon","value":{"amount":"20.00","currency":"CNY"}}],"coolDownDays":30}""");
        var customer = Guid.NewGuid();

        (await SatisfyAsync(customer)).ShouldBe(1);
        (await SatisfyAsync(customer)).ShouldBe(0);
        (await SatisfyAsync(Guid.NewGuid())).ShouldBe(1);
        _service.Clock.Advance(TimeSpan.FromDays(31));
        (await SatisfyAsync(customer)).ShouldBe(1);
    }

    [Fact]
    public async Task Nor_for_several_complaints_that_end_at_once()
    {
        await GiveAsync("""{"rules":[{"on":"satisfied","kind":"coupon","value":{"amount":"20.00","currency":"CNY"}}],"coolDownDays":30}""");
        var customer = Guid.NewGuid();

        (await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => SatisfyAsync(customer)))).Sum().ShouldBe(1);
    }

    private async Task<int> SatisfyAsync(Guid customer)
    {
        var complaint = _service.AddComplaint();
        var resolved = _service.Resolved(complaint);
        await _service.PublishAsync(resolved with { Case = resolved.Case with { CustomerId = customer } });
        await _service.AttemptAsync(await _service.OnlyFollowUpAsync(complaint), "satisfied").ShouldBeAsync(201);
        return (await _service.PublishedAsync<GoodwillGranted>(complaint)).Count;
    }

    private Task GiveAsync(string goodwill) => _service.ChangePolicyAsync(policy => policy["goodwill"] = JsonNode.Parse(goodwill));

    private LowScoreReceived Low(Guid complaint) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = _service.Clock.GetUtcNow(),
        StorefrontId = ServiceHost.Storefront,
        ComplaintId = complaint,
        Version = 3,
        Cycle = 1,
        SurveyId = Guid.NewGuid(),
        Score = 1,
    };
}
