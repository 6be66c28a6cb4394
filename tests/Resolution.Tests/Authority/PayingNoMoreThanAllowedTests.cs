using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Resolution.Tests.Authority;

/// <summary>The limits hold for what a customer and an order cost together, whoever offers what, in which order, at once or not.</summary>
public sealed class PayingNoMoreThanAllowedTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    [Fact]
    public async Task Two_agents_at_once_share_one_limit()
    {
        var order = "o-" + Guid.NewGuid();
        var cases = new[] { await resolution.OpenCaseAsync(order: order), await resolution.OpenCaseAsync(order: order) };

        var offers = await Task.WhenAll(
            cases.Select(id => resolution.OfferAsync(id, ResolutionFactory.Refund(150), resolution.As(Roles.Agent, Guid.NewGuid()))));

        offers.Select(made => made[0].GetProperty("state").GetString()).Order().ShouldBe(["awaiting_approval", "proposed"]);
    }

    [Fact]
    public async Task The_second_complaint_of_a_customer_opens_no_second_limit()
    {
        var customer = Guid.NewGuid();
        var (first, second) = (await resolution.OpenCaseAsync(customer: customer), await resolution.OpenCaseAsync(customer: customer));
        (await AcceptedAsync(first, await resolution.OfferAsync(first, ResolutionFactory.Refund(200)))).ShouldBe(200);

        var again = (await resolution.OfferAsync(second, ResolutionFactory.Refund(200)))[0];

        again.GetProperty("state").GetString().ShouldBe("awaiting_approval");
        again.GetProperty("total").GetProperty("amount").GetString().ShouldBe("400.00");
    }

    [Fact]
    public async Task A_lower_severity_opens_no_higher_limit()
    {
        var id = await resolution.OpenCaseAsync(severity: "serious");
        await resolution.PublishAsync(resolution.Reclassified(id, "logistics/delay", "general", version: 2, severity: "minor"));

        var offer = (await resolution.OfferAsync(id, ResolutionFactory.Refund(150)))[0];

        offer.GetProperty("state").GetString().ShouldBe("awaiting_approval");
        offer.GetProperty("limit").GetProperty("amount").GetString().ShouldBe("100.00");
    }

    [Fact]
    public async Task Authority_is_read_again_at_the_approval_and_at_the_acceptance()
    {
        var id = await resolution.OpenCaseAsync();
        var waiting = (await resolution.OfferAsync(id, ResolutionFactory.Refund(700)))[0];
        var free = (await resolution.OfferAsync(await resolution.OpenCaseAsync(), ResolutionFactory.Refund(150)))[0];
        var other = await resolution.OpenCaseAsync();
        var proposed = (await resolution.OfferAsync(other, ResolutionFactory.Refund(150)))[0];
        free.GetProperty("state").GetString().ShouldBe("proposed");

        await resolution.PublishAsync(resolution.Reclassified(id, "logistics/delay", "general", version: 2, severity: "serious"));
        await resolution.PublishAsync(resolution.Reclassified(other, "logistics/delay", "general", version: 2, severity: "serious"));

        var approval = $"approvals/{waiting.GetProperty("approvalId").GetString()}/approval";
        await resolution.Supervisor.PostJsonAsync(approval, "{}").ShouldBeProblemAsync(403, "approval.authority_too_low");
        await resolution.As(Roles.Manager).PostJsonAsync(approval, "{}").ShouldBeAsync(200);
        await resolution.Anonymous().PostJsonAsync(
            $"track/{ResolutionFactory.TokenOf(other)}/offers/{proposed.GetProperty("id").GetString()}/acceptance", "{}")
            .ShouldBeProblemAsync(409, "offer.authority_exceeded");
    }

    [Theory]
    [InlineData(12_000, "exchange", "awaiting_approval")]
    [InlineData(129, "exchange", "proposed")]
    [InlineData(12_000, "repair", "awaiting_approval")]
    [InlineData(12_000, "apology", "proposed")]
    public async Task A_remedy_without_a_value_costs_what_it_is_about(int orderAmount, string kind, string state)
    {
        var id = await resolution.OpenCaseAsync(orderAmount: orderAmount);

        (await resolution.OfferAsync(id, $$"""{"kind":"{{kind}}"}"""))[0].GetProperty("state").GetString().ShouldBe(state);
    }

    [Fact]
    public async Task What_nobody_can_price_is_not_for_an_agent_alone()
    {
        var id = await resolution.OpenCaseAsync(orderAmount: null);

        var offer = (await resolution.OfferAsync(id, """{"kind":"exchange","note":"价值12000"}"""))[0];

        offer.GetProperty("state").GetString().ShouldBe("awaiting_approval");
        offer.GetProperty("requiredRole").GetString().ShouldBe("supervisor");
    }

    private async Task<decimal> AcceptedAsync(Guid id, IReadOnlyList<JsonElement> offers)
    {
        var paid = 0m;
        foreach (var offer in offers.Where(offer => offer.GetProperty("state").GetString() == "proposed"))
        {
            var answer = await resolution.Anonymous().PostJsonAsync(
                $"track/{ResolutionFactory.TokenOf(id)}/offers/{offer.GetProperty("id").GetString()}/acceptance", "{}");
            if (answer.IsSuccessStatusCode)
                paid += decimal.Parse(offer.GetProperty("value").GetProperty("amount").GetString()!,
                    System.Globalization.CultureInfo.InvariantCulture);
        }

        return paid;
    }
}
