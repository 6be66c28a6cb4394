using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Resolution.Tests.Offers;

public sealed class TellingOfOffersTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    [Fact]
    public async Task A_case_is_not_resolved_over_the_head_of_a_customer_who_has_not_answered()
    {
        var id = await resolution.OpenCaseAsync();
        await resolution.ContactAsync(id);
        var offers = await resolution.OfferAsync(id, $$"""{{ResolutionFactory.Refund(10)}},{"kind":"exchange"}""");

        var refused = await resolution.Agent.PostJsonAsync($"cases/{id}/resolution", """{"summary":"已解决"}""");
        await refused.ShouldBeProblemAsync(409, "case.offers_open");
        (await refused.ShouldBeAsync(409)).GetProperty("open").EnumerateArray().Select(open => open.GetGuid())
            .ShouldBe(offers.Select(offer => offer.GetProperty("id").GetGuid()), ignoreOrder: true);
        foreach (var offer in offers)
        {
            await resolution.Agent.PostJsonAsync($"cases/{id}/offers/{offer.GetProperty("id").GetString()}/withdrawal", """{"reason":"库存不足"}""")
                .ShouldBeAsync(200);
        }

        await resolution.Agent.PostJsonAsync($"cases/{id}/resolution", """{"summary":"已解决"}""").ShouldBeAsync(200);
        (await resolution.PublishedAsync<CustomerUpdateDue>(id)).Where(told => told.Kind == "offer_withdrawn")
            .Select(told => (told.Remedies.Single().OfferId, told.Text))
            .ShouldBe(offers.Select(offer => (offer.GetProperty("id").GetGuid(), (string?)"库存不足")), ignoreOrder: true);
    }

    [Fact]
    public async Task An_offer_that_has_expired_stands_in_nobodys_way()
    {
        var id = await resolution.OpenCaseAsync();
        await resolution.OfferAsync(id, ResolutionFactory.Refund(10));

        resolution.Clock.Advance(TimeSpan.FromDays(8));

        await resolution.ResolveAsync(id);
        (await resolution.CaseAsync(id)).GetProperty("offers")[0].GetProperty("state").GetString().ShouldBe("expired");
    }

    [Fact]
    public async Task The_customer_hears_of_alternatives_once_and_in_the_own_language()
    {
        var id = await resolution.OpenCaseAsync();

        var offers = await resolution.OfferAsync(id, $$"""{{ResolutionFactory.Refund(10)}},{"kind":"exchange"}""");

        var told = (await resolution.PublishedAsync<CustomerUpdateDue>(id)).Single();
        told.ShouldSatisfyAllConditions(
            t => t.Kind.ShouldBe("offer"), t => t.Language.ShouldBe("zh-CN"),
            t => t.Remedies.Select(remedy => remedy.OfferId).ShouldBe(offers.Select(offer => offer.GetProperty("id").GetGuid())),
            t => t.Remedies.Select(remedy => remedy.Name).ShouldBe(["退款", "换货"]),
            t => t.Remedies[0].Value!.Amount.ShouldBe(10m));
    }

    [Fact]
    public async Task What_waits_for_an_approval_is_told_when_it_is_approved()
    {
        var id = await resolution.OpenCaseAsync();
        var offer = (await resolution.OfferAsync(id, ResolutionFactory.Refund(500)))[0];
        (await resolution.PublishedAsync<CustomerUpdateDue>(id)).ShouldBeEmpty();

        await resolution.As(Roles.Manager).PostJsonAsync($"approvals/{offer.GetProperty("approvalId").GetString()}/approval", "{}")
            .ShouldBeAsync(200);

        (await resolution.PublishedAsync<CustomerUpdateDue>(id)).Single().Remedies.Single().OfferId
            .ShouldBe(offer.GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task What_the_customer_never_saw_is_taken_back_without_a_word()
    {
        var id = await resolution.OpenCaseAsync();
        var offer = (await resolution.OfferAsync(id, ResolutionFactory.Refund(500)))[0];

        await resolution.Agent.PostJsonAsync($"cases/{id}/offers/{offer.GetProperty("id").GetString()}/withdrawal", "{}").ShouldBeAsync(200);

        (await resolution.PublishedAsync<OfferWithdrawn>(id)).Count.ShouldBe(1);
        (await resolution.PublishedAsync<CustomerUpdateDue>(id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Offers_of_a_case_that_is_closed_are_said_to_be_taken_back()
    {
        var id = await resolution.OpenCaseAsync();
        await resolution.OfferAsync(id, ResolutionFactory.Refund(10));

        await resolution.Supervisor.PostJsonAsync($"cases/{id}/closure", """{"reason":"spam","note":"推销广告"}""").ShouldBeAsync(200);

        (await resolution.PublishedAsync<OfferWithdrawn>(id)).Count.ShouldBe(1);
        (await resolution.CaseAsync(id)).GetProperty("offers")[0].GetProperty("state").GetString().ShouldBe("withdrawn");
    }

    [Fact]
    public async Task A_promise_needs_a_proof_that_says_something_and_the_refusal_says_how_much()
    {
        var id = await resolution.OpenCaseAsync();
        var offer = (await resolution.OfferAsync(id, ResolutionFactory.Refund(10)))[0];
        await resolution.Agent.PostJsonAsync($"cases/{id}/offers/{offer.GetProperty("id").GetString()}/acceptance", "{}").ShouldBeAsync(200);
        var task = (await resolution.CaseAsync(id)).GetProperty("tasks")[0].GetProperty("id").GetString();

        var refused = await resolution.Agent.SendJsonAsync(
            HttpMethod.Patch, $"cases/{id}/tasks/{task}", """{"state":"done","result":"!"}""", ("If-Match", await resolution.TagAsync(id)));

        await refused.ShouldBeProblemAsync(409, "task.proof_needed");
        (await refused.ShouldBeAsync(409)).GetProperty("detail").GetString()!.ShouldContain("2");
    }
}
