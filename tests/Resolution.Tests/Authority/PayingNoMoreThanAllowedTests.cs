using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace ComplaintPlatform.Resolution.Tests.Authority;

/// <summary>The limits hold for what a customer and an order cost together, whoever offers what, in which order, at once or not.</summary>
public sealed class PayingNoMoreThanAllowedTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    private static readonly string[] Ladder = [Roles.Agent, Roles.Supervisor, Roles.Manager, Roles.Director];

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

    /// <summary>
    /// Random callers offer, approve and accept on the cases of one customer, several at once. Whatever comes of it, what was accepted in
    /// all is within the limit of the highest who let a part of it through, at the highest severity any of the cases ever had.
    /// </summary>
    [Fact]
    public void No_sequence_of_calls_pays_more_than_somebody_with_authority_let_through() =>
        Prop.ForAll(Calls.ToArbitrary(), calls => PlayAsync(calls).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(12).WithQuietOnSuccess(true));

    private static Gen<Call[]> Calls { get; } =
        Gen.ArrayOf(
            from what in Gen.Elements("offer", "offer", "approve", "accept", "accept", "severity")
            from role in Gen.Elements(0, 0, 1, 2)
            from which in Gen.Choose(0, 2)
            from amount in Gen.Choose(1, 30)
            from severity in Gen.Elements("minor", "general", "serious")
            select new Call(what, role, which, amount * 10, severity),
            16);

    private async Task PlayAsync(Call[] calls)
    {
        var customer = Guid.NewGuid();
        var cases = new[]
        {
            await resolution.OpenCaseAsync(customer: customer), await resolution.OpenCaseAsync(customer: customer),
            await resolution.OpenCaseAsync(customer: customer),
        };
        var version = 1;
        foreach (var together in calls.Chunk(4))
            await Task.WhenAll(together.Select(call => MakeAsync(call, Interlocked.Increment(ref version))));

        var (paid, highest, approvals) = (0m, Roles.Agent, new Dictionary<Guid, string>());
        foreach (var id in cases)
        {
            foreach (var approval in (
                await resolution.Supervisor.GetAsync($"approvals?complaintId={id}&state=approved&limit=100").ShouldBeAsync(200))
                .GetProperty("items").EnumerateArray())
                approvals[approval.GetProperty("offerId").GetGuid()] =
                    Ladder.First(role => ServiceHost.UserIdOf(role + "-decider") == approval.GetProperty("decidedBy").GetGuid());
            foreach (var offer in (await resolution.CaseAsync(id)).GetProperty("offers").EnumerateArray()
                .Where(offer => offer.GetProperty("state").GetString() == "accepted"))
            {
                paid += decimal.Parse(offer.GetProperty("value").GetProperty("amount").GetString()!,
                    System.Globalization.CultureInfo.InvariantCulture);
                var by = approvals.GetValueOrDefault(
                    offer.GetProperty("id").GetGuid(),
                    Ladder.First(role => ServiceHost.UserIdOf(role + "-proposer") == offer.GetProperty("proposedBy").GetGuid()));
                highest = Array.IndexOf(Ladder, by) > Array.IndexOf(Ladder, highest) ? by : highest;
            }
        }

        // The severity only rises after what was paid before it, so the general limit is the bound that always holds
        paid.ShouldBeLessThanOrEqualTo(
            highest switch { Roles.Agent => 200, Roles.Supervisor => 1000, Roles.Manager => 5000, _ => decimal.MaxValue });

        async Task MakeAsync(Call call, int number)
        {
            var id = cases[call.Which];
            switch (call.What)
            {
                case "offer":
                    await resolution.As(Ladder[call.Role], ServiceHost.UserIdOf(Ladder[call.Role] + "-proposer"))
                        .PostJsonAsync($"cases/{id}/offers", $$"""{"alternatives":[{{ResolutionFactory.Refund(call.Amount)}}]}""");
                    break;
                case "approve":
                    var decider = resolution.As(Ladder[call.Role], ServiceHost.UserIdOf(Ladder[call.Role] + "-decider"));
                    var waiting = await decider.GetAsync($"approvals?complaintId={id}").ShouldBeAsync(200);
                    foreach (var approval in waiting.GetProperty("items").EnumerateArray())
                        await decider.PostJsonAsync($"approvals/{approval.GetProperty("id").GetString()}/approval", "{}");
                    break;
                case "accept":
                    await AcceptedAsync(id, [.. (await resolution.CaseAsync(id)).GetProperty("offers").EnumerateArray()]);
                    break;
                default:
                    await resolution.PublishAsync(resolution.Reclassified(id, "logistics/delay", "general", number, call.Severity));
                    break;
            }
        }
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

    private sealed record Call(string What, int Role, int Which, decimal Amount, string Severity);
}
