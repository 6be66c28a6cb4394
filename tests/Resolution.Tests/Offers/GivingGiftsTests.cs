using System.Text.Json;
using System.Text.Json.Nodes;
using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.FollowUp;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Resolution.Tests.Offers;

/// <summary>What a follow-up grants is a promise with owner, due time and proof, within the limits that hold for all that is given.</summary>
public sealed class GivingGiftsTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    [Fact]
    public async Task A_gift_is_promised_once_told_to_the_customer_and_kept_with_proof_though_the_case_is_closed()
    {
        var id = await ClosedCaseAsync();
        var gift = Granted(id, "coupon", 10);
        await resolution.PublishAsync(gift);
        await resolution.PublishAsync(gift with { EventId = Guid.NewGuid() });

        var shown = await resolution.CaseAsync(id);
        var obligation = shown.GetProperty("obligations").EnumerateArray().ShouldHaveSingleItem();
        obligation.GetProperty("state").GetString().ShouldBe("open");
        obligation.GetProperty("ownerId").GetString().ShouldBe(shown.GetProperty("agent").GetProperty("id").GetString());
        obligation.GetProperty("dueAt").GetDateTimeOffset().ShouldBeGreaterThan(resolution.Clock.GetUtcNow());
        shown.GetProperty("offers")[0].GetProperty("gift").GetBoolean().ShouldBeTrue();
        shown.GetProperty("state").GetString().ShouldBe("closed");
        var told = (await resolution.PublishedAsync<CustomerUpdateDue>(id)).Single(update => update.Kind == "gift");
        told.Text!.ShouldContain("优惠券 10.00 元");
        told.Remedies.Single().ExpiresAt.ShouldBe(obligation.GetProperty("dueAt").GetDateTimeOffset());

        var task = shown.GetProperty("tasks").EnumerateArray().Single(row => row.GetProperty("state").GetString() == "open");
        task.GetProperty("department").GetString().ShouldBe("commerce");
        var path = $"cases/{id}/tasks/{task.GetProperty("id").GetString()}";
        await resolution.Agent.SendJsonAsync(HttpMethod.Patch, path, """{"state":"done"}""", ("If-Match", "*"))
            .ShouldBeProblemAsync(409, "task.proof_needed");
        await resolution.Agent.SendJsonAsync(HttpMethod.Patch, path, """{"state":"done","result":"券码已发放"}""", ("If-Match", "*")).ShouldBeAsync(200);

        (await resolution.CaseAsync(id)).GetProperty("obligations")[0].GetProperty("proof").GetString().ShouldBe("券码已发放");
    }

    [Fact]
    public async Task An_apology_is_promised_but_called_no_present()
    {
        var id = await ClosedCaseAsync();
        await resolution.PublishAsync(Granted(id, "apology", 0) with { Value = null });

        (await resolution.CaseAsync(id)).GetProperty("obligations").GetArrayLength().ShouldBe(1);
        var told = (await resolution.PublishedAsync<CustomerUpdateDue>(id)).Single(update => update.Kind == "gift");
        told.Text!.ShouldNotContain("赠送");
        told.Text!.ShouldContain("道歉");
    }

    [Fact]
    public async Task A_gift_beyond_the_months_budget_waits_for_a_manager_and_is_promised_then()
    {
        var storefront = await StorefrontAsync(policy => policy["limits"]![0]!["monthlyBudget"]!["amount"] = "15.00");
        var (first, second) = (await ClosedCaseAsync(storefront), await ClosedCaseAsync(storefront));
        await resolution.PublishAsync(Granted(first, "coupon", 10, storefront));
        await resolution.PublishAsync(Granted(second, "coupon", 10, storefront));

        var manager = resolution.As(Roles.Manager, storefront);
        var waiting = (await manager.GetAsync($"approvals?complaintId={second}").ShouldBeAsync(200)).GetProperty("items")
            .EnumerateArray().ShouldHaveSingleItem();
        waiting.GetProperty("requiredRole").GetString().ShouldBe("manager");
        (await resolution.CaseAsync(second, manager)).GetProperty("obligations").GetArrayLength().ShouldBe(0);
        (await resolution.PublishedAsync<CustomerUpdateDue>(second)).ShouldNotContain(update => update.Kind == "gift");
        (await resolution.Anonymous().GetAsync($"track/{ResolutionFactory.TokenOf(second)}/offers").ShouldBeAsync(200))
            .GetProperty("offers").GetArrayLength().ShouldBe(0);

        await manager.PostJsonAsync($"approvals/{waiting.GetProperty("id").GetString()}/approval", "{}").ShouldBeAsync(200);

        (await resolution.CaseAsync(second, manager)).GetProperty("obligations").GetArrayLength().ShouldBe(1);
        (await resolution.PublishedAsync<CustomerUpdateDue>(second)).ShouldContain(update => update.Kind == "gift");
    }

    [Fact]
    public async Task What_was_given_is_missing_from_the_budget_of_offers_unless_the_policy_says_otherwise()
    {
        var counted = await StorefrontAsync(policy => policy["limits"]![0]!["monthlyBudget"]!["amount"] = "60.00");
        var apart = await StorefrontAsync(policy =>
        {
            policy["limits"]![0]!["monthlyBudget"]!["amount"] = "60.00";
            policy["goodwill"]!["counts"] = false;
        });
        foreach (var (storefront, state) in new[] { (counted, "awaiting_approval"), (apart, "proposed") })
        {
            await resolution.PublishAsync(Granted(await ClosedCaseAsync(storefront), "coupon", 20, storefront));
            var offer = (await resolution.OfferAsync(
                await CaseAsync(storefront), ResolutionFactory.Refund(50), resolution.As(Roles.Agent, storefront)))[0];
            offer.GetProperty("state").GetString().ShouldBe(state);
        }
    }

    private GoodwillGranted Granted(Guid id, string kind, decimal amount, string storefront = ServiceHost.Storefront) => new()
    {
        EventId = Guid.NewGuid(),
        OccurredAt = resolution.Clock.GetUtcNow(),
        StorefrontId = storefront,
        ComplaintId = id,
        Version = 1,
        Cycle = 1,
        GiftId = Guid.NewGuid(),
        Outcome = "satisfied",
        Kind = kind,
        Value = new EventMoney { Amount = amount, Currency = "CNY" },
    };

    private async Task<Guid> CaseAsync(string storefront)
    {
        var id = Guid.NewGuid();
        await resolution.PublishAsync(resolution.StaffChanged(
            ServiceHost.UserIdOf("agent-of-" + storefront), Roles.Agent, present: true, storefront: storefront));
        await resolution.PublishAsync(resolution.Received(id, storefront, loss: 100));
        await resolution.PublishAsync(resolution.Classified(id, storefront: storefront));
        return id;
    }

    private async Task<Guid> ClosedCaseAsync(string storefront = ServiceHost.Storefront)
    {
        var id = await CaseAsync(storefront);
        await resolution.As(Roles.Agent, storefront).PostJsonAsync(
            $"cases/{id}/contacts", """{"direction":"outgoing","channel":"phone","text":"已致电致歉"}""").ShouldBeAsync(201);
        await resolution.As(Roles.Agent, storefront).PostJsonAsync($"cases/{id}/resolution", """{"summary":"已解决"}""").ShouldBeAsync(200);
        await resolution.PublishAsync(new FollowUpCompleted
        {
            EventId = Guid.NewGuid(),
            OccurredAt = resolution.Clock.GetUtcNow(),
            StorefrontId = storefront,
            ComplaintId = id,
            Version = 1,
            Cycle = 1,
            FollowUpId = Guid.NewGuid(),
            Outcome = "satisfied",
        });
        return id;
    }

    private async Task<string> StorefrontAsync(Action<JsonNode> change)
    {
        var storefront = "gifts-" + Guid.NewGuid().ToString("N")[..8];
        await resolution.PublishAsync(resolution.StorefrontChanged(storefront));
        var manager = resolution.As(Roles.Manager, storefront);
        var policy = JsonNode.Parse(await (await manager.GetAsync("compensation-policies")).Content.ReadAsStringAsync())!;
        change(policy);
        await manager.PutJsonAsync("compensation-policies", policy.ToJsonString(), ("If-Match", "*")).ShouldBeAsync(200);
        return storefront;
    }
}
