using System.Text.Json;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Resolution.Tests.Offers;

public sealed class NegotiatingTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    [Fact]
    public async Task Of_two_alternatives_accepted_at_once_exactly_one_wins()
    {
        for (var round = 0; round < 5; round++)
        {
            var id = await resolution.OpenCaseAsync();
            var offers = await resolution.OfferAsync(
                id, $$"""{{ResolutionFactory.Refund(10)}},{{ResolutionFactory.Refund(20)}},{"kind":"exchange"}""");

            var answers = await Task.WhenAll(
                offers.Select(offer => resolution.Anonymous().PostJsonAsync(Link(id, offer, "acceptance"), "{}")));

            answers.Count(answer => (int)answer.StatusCode == 200).ShouldBe(1);
            answers.Count(answer => (int)answer.StatusCode == 409).ShouldBe(2);
            (await resolution.PublishedAsync<OfferAccepted>(id)).Count.ShouldBe(1);
            var shown = await resolution.CaseAsync(id);
            shown.GetProperty("offers").EnumerateArray().Select(State).Order().ShouldBe(["accepted", "replaced", "replaced"]);
            shown.GetProperty("obligations").GetArrayLength().ShouldBe(1);
        }
    }

    [Fact]
    public async Task An_acceptance_is_final()
    {
        var id = await resolution.OpenCaseAsync();
        var offers = await resolution.OfferAsync(id, $$"""{{ResolutionFactory.Refund(10)}},{"kind":"exchange"}""");
        await resolution.Anonymous().PostJsonAsync(Link(id, offers[0], "acceptance"), "{}").ShouldBeAsync(200);

        await resolution.Anonymous().PostJsonAsync(Link(id, offers[0], "acceptance"), "{}").ShouldBeProblemAsync(409, "offer.accepted");
        await resolution.Anonymous().PostJsonAsync(Link(id, offers[1], "acceptance"), "{}").ShouldBeProblemAsync(409, "offer.replaced");
        await resolution.Agent.PostJsonAsync($"cases/{id}/offers/{Id(offers[0])}/refusal", "{}")
            .ShouldBeProblemAsync(409, "offer.accepted");
    }

    [Fact]
    public async Task An_expired_offer_cannot_be_accepted()
    {
        var id = await resolution.OpenCaseAsync();
        var offers = await resolution.OfferAsync(id, ResolutionFactory.Refund(10));

        resolution.Clock.Advance(TimeSpan.FromDays(8));

        await resolution.Anonymous().PostJsonAsync(Link(id, offers[0], "acceptance"), "{}").ShouldBeProblemAsync(409, "offer.expired");
        var shown = await resolution.Anonymous().GetAsync($"track/{ResolutionFactory.TokenOf(id)}/offers").ShouldBeAsync(200);
        State(shown.GetProperty("offers")[0]).ShouldBe("expired");
    }

    [Fact]
    public async Task A_customer_counters_and_the_agent_offers_anew()
    {
        var id = await resolution.OpenCaseAsync();
        var offers = await resolution.OfferAsync(id, ResolutionFactory.Refund(10));

        await resolution.Anonymous()
            .PostJsonAsync(Link(id, offers[0], "counter"), """{"value":{"amount":"30.00","currency":"CNY"},"text":"太少"}""")
            .ShouldBeAsync(200);
        await resolution.Anonymous().PostJsonAsync(Link(id, offers[0], "counter"), "{}")
            .ShouldBeProblemAsync(400, "request.invalid", "/text");

        (await resolution.PublishedAsync<OfferCountered>(id)).Single()
            .ShouldSatisfyAllConditions(
            e => e.By.ShouldBe("customer"), e => e.Actor.ShouldBe("customer"), e => e.Value!.Amount.ShouldBe(30));
        var again = await resolution.OfferAsync(id, ResolutionFactory.Refund(30));
        await resolution.Agent.PostJsonAsync($"cases/{id}/offers/{Id(again[0])}/acceptance", """{"note":"电话确认"}""").ShouldBeAsync(200);
        (await resolution.PublishedAsync<OfferAccepted>(id)).Single().By.ShouldBe("agent");
    }

    [Fact]
    public async Task An_offer_of_another_complaint_is_not_behind_the_link()
    {
        var (id, other) = (await resolution.OpenCaseAsync(), await resolution.OpenCaseAsync());
        var offers = await resolution.OfferAsync(other, ResolutionFactory.Refund(10));

        await resolution.Anonymous().PostJsonAsync(Link(id, offers[0], "acceptance"), "{}").ShouldBeProblemAsync(404, "offer.not_found");
        await resolution.Anonymous().PostJsonAsync($"track/wrong/offers/{Id(offers[0])}/acceptance", "{}")
            .ShouldBeProblemAsync(404, "resource.not_found");
    }

    [Fact]
    public async Task Above_the_limit_somebody_else_with_authority_decides()
    {
        var id = await resolution.OpenCaseAsync();
        var offer = (await resolution.OfferAsync(id, ResolutionFactory.Refund(500)))[0];
        State(offer).ShouldBe("awaiting_approval");
        var approval = $"approvals/{offer.GetProperty("approvalId").GetString()}";
        (await resolution.CaseAsync(id)).GetProperty("state").GetString().ShouldBe("awaiting_approval");
        await resolution.Anonymous().PostJsonAsync(Link(id, offer, "acceptance"), "{}").ShouldBeProblemAsync(404, "offer.not_found");
        await resolution.Agent.PostJsonAsync($"cases/{id}/offers/{Id(offer)}/acceptance", "{}")
            .ShouldBeProblemAsync(409, "offer.awaiting_approval");

        await resolution.Agent.PostJsonAsync($"{approval}/approval", "{}").ShouldBeProblemAsync(409, "approval.own_offer");
        await resolution.As(Roles.Agent, Guid.NewGuid()).PostJsonAsync($"{approval}/approval", "{}")
            .ShouldBeProblemAsync(403, "approval.authority_too_low");
        await resolution.As(Roles.Supervisor, "other").PostJsonAsync($"{approval}/approval", "{}")
            .ShouldBeProblemAsync(404, "approval.not_found");
        var listed = await resolution.Supervisor.GetAsync($"approvals?complaintId={id}").ShouldBeAsync(200);
        listed.GetProperty("items")[0].GetProperty("total").GetProperty("amount").GetString().ShouldBe("500.00");
        await resolution.Supervisor.PostJsonAsync($"{approval}/approval", """{"comment":"同意"}""").ShouldBeAsync(200);

        await resolution.Supervisor.PostJsonAsync($"{approval}/rejection", "{}").ShouldBeProblemAsync(409, "approval.already_decided");
        await resolution.Anonymous().PostJsonAsync(Link(id, offer, "acceptance"), "{}").ShouldBeAsync(200);
    }

    [Fact]
    public async Task Nobody_decides_about_an_own_offer_whatever_the_rank()
    {
        var id = await resolution.OpenCaseAsync();
        var offer = (await resolution.OfferAsync(id, ResolutionFactory.Refund(4000), resolution.Supervisor))[0];

        // The same person, promoted meanwhile
        var promoted = resolution.As(Roles.Director, ResolutionFactory.UserIdOf(Roles.Supervisor));

        await promoted.PostJsonAsync($"approvals/{offer.GetProperty("approvalId").GetString()}/approval", "{}")
            .ShouldBeProblemAsync(409, "approval.own_offer");
    }

    [Fact]
    public async Task Cutting_a_sum_in_two_does_not_help_not_even_over_two_complaints()
    {
        var order = "o-" + Guid.NewGuid();
        var (first, second) = (await resolution.OpenCaseAsync(order: order), await resolution.OpenCaseAsync(order: order));
        var granted = await resolution.OfferAsync(first, ResolutionFactory.Refund(150));
        await resolution.Anonymous().PostJsonAsync(Link(first, granted[0], "acceptance"), "{}").ShouldBeAsync(200);

        var split = (await resolution.OfferAsync(second, ResolutionFactory.Refund(100)))[0];

        State(split).ShouldBe("awaiting_approval");
        split.GetProperty("split").GetBoolean().ShouldBeTrue();
        split.GetProperty("total").GetProperty("amount").GetString().ShouldBe("250.00");
    }

    [Fact]
    public async Task An_approval_expires_by_itself_and_takes_the_offer_with_it()
    {
        var id = await resolution.OpenCaseAsync();
        var offer = (await resolution.OfferAsync(id, ResolutionFactory.Refund(500)))[0];

        resolution.Clock.Advance(TimeSpan.FromHours(25));

        (await resolution.EventuallyPublishedAsync<ApprovalDecided>(id)).Decision.ShouldBe("expired");
        await resolution.Supervisor.PostJsonAsync($"approvals/{offer.GetProperty("approvalId").GetString()}/approval", "{}")
            .ShouldBeProblemAsync(409, "approval.expired");
        State((await resolution.CaseAsync(id)).GetProperty("offers")[0]).ShouldBe("expired");
    }

    [Fact]
    public async Task An_approval_is_passed_on_once_and_only_to_somebody_who_could_decide_it()
    {
        var id = await resolution.OpenCaseAsync();
        var (agent, manager, elsewhere, other) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await resolution.PublishAsync(resolution.StaffChanged(agent, Roles.Agent, present: false));
        await resolution.PublishAsync(resolution.StaffChanged(manager, Roles.Manager, present: false));
        await resolution.PublishAsync(resolution.StaffChanged(other, Roles.Manager, present: false));
        await resolution.PublishAsync(resolution.StaffChanged(elsewhere, Roles.Director, present: false, storefront: "elsewhere"));
        var approval = $"approvals/{(await resolution.OfferAsync(id, ResolutionFactory.Refund(500)))[0].GetProperty("approvalId").GetString()}";
        Task<HttpResponseMessage> PassOnAsync(HttpClient from, Guid to, string more = "") =>
            from.PostJsonAsync($"{approval}/delegation", $$"""{"userId":"{{to}}"{{more}}}""");

        await (await PassOnAsync(resolution.Supervisor, ResolutionFactory.UserIdOf(Roles.Agent)))
            .ShouldBeProblemAsync(409, "approval.own_offer");
        await (await PassOnAsync(resolution.Supervisor, agent)).ShouldBeProblemAsync(409, "approval.delegate_authority_too_low");
        await (await PassOnAsync(resolution.Supervisor, elsewhere)).ShouldBeProblemAsync(400, "request.invalid", "/userId");
        await (await PassOnAsync(resolution.Supervisor, manager, ",\"until\":\"2036-01-01T00:00:00Z\""))
            .ShouldBeProblemAsync(400, "request.invalid", "/until");
        await (await PassOnAsync(resolution.Supervisor, manager, ",\"comment\":\"出差\"")).ShouldBeAsync(200);
        await (await PassOnAsync(resolution.As(Roles.Manager, manager), other)).ShouldBeProblemAsync(409, "approval.already_delegated");

        (await resolution.PublishedAsync<ApprovalDelegated>(id)).Single().ShouldSatisfyAllConditions(
            e => e.ToUserId.ShouldBe(manager), e => e.Comment.ShouldBe("出差"), e => e.Until.ShouldNotBeNull());
        await resolution.As(Roles.Agent, agent).PostJsonAsync($"{approval}/approval", "{}")
            .ShouldBeProblemAsync(403, "approval.authority_too_low");
        await resolution.As(Roles.Manager, manager).PostJsonAsync($"{approval}/approval", "{}").ShouldBeAsync(200);
    }

    [Fact]
    public async Task The_house_takes_an_open_offer_back()
    {
        var id = await resolution.OpenCaseAsync();
        var offer = (await resolution.OfferAsync(id, ResolutionFactory.Refund(10)))[0];

        await resolution.Agent.PostJsonAsync($"cases/{id}/offers/{Id(offer)}/withdrawal", """{"reason":"金额有误"}""").ShouldBeAsync(200);

        await resolution.Anonymous().PostJsonAsync(Link(id, offer, "acceptance"), "{}").ShouldBeProblemAsync(409, "offer.withdrawn");
        await resolution.Agent.PostJsonAsync($"cases/{id}/offers/{Id(offer)}/withdrawal", "{}")
            .ShouldBeProblemAsync(409, "offer.withdrawn");
        (await resolution.PublishedAsync<OfferWithdrawn>(id)).Single().Reason.ShouldBe("金额有误");
    }

    [Fact]
    public async Task What_the_rules_rule_out_is_refused_with_what_is_allowed()
    {
        var id = Guid.NewGuid();
        await resolution.PublishAsync(resolution.Received(id, productCategory: "perishable"));
        var classified = resolution.Classified(id, "after_sales_refund/return");
        await resolution.PublishAsync(classified with { Axes = classified.Axes with { ReasonCode = "no_reason_return" } });

        var refused = await resolution.Agent.PostJsonAsync(
            $"cases/{id}/offers", $$"""{"alternatives":[{{ResolutionFactory.Refund(10)}}]}""")
            .ShouldBeProblemAsync(409, "offer.not_allowed");

        refused.GetProperty("allowed").EnumerateArray().Select(kind => kind.GetString()).ShouldNotContain("refund");
        refused.GetProperty("allowed").EnumerateArray().Select(kind => kind.GetString()).ShouldContain("coupon");
    }

    [Fact]
    public async Task Suggestions_rank_remedies_and_reckon_one_and_a_half_times_the_loss_less_what_was_granted()
    {
        var id = Guid.NewGuid();
        await resolution.PublishAsync(resolution.Received(id, loss: 100));
        await resolution.PublishAsync(resolution.Classified(id, "logistics/delay"));
        var offers = await resolution.OfferAsync(id, ResolutionFactory.Refund(40));
        await resolution.Anonymous().PostJsonAsync(Link(id, offers[0], "acceptance"), "{}").ShouldBeAsync(200);

        var suggestions = await resolution.Agent.GetAsync($"cases/{id}/suggestions").ShouldBeAsync(200);

        suggestions.GetProperty("compensation").GetProperty("gross").GetProperty("amount").GetString().ShouldBe("150.00");
        suggestions.GetProperty("compensation").GetProperty("amount").GetProperty("amount").GetString().ShouldBe("110.00");
        suggestions.GetProperty("remedies")[0].GetProperty("kind").GetString().ShouldBeOneOf("coupon", "compensation");
    }

    private static string Link(Guid id, JsonElement offer, string answer) =>
        $"track/{ResolutionFactory.TokenOf(id)}/offers/{Id(offer)}/{answer}";

    private static string Id(JsonElement offer) => offer.GetProperty("id").GetString()!;

    private static string? State(JsonElement offer) => offer.GetProperty("state").GetString();
}
