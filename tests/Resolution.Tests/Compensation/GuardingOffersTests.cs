using System.Text.Json;
using System.Text.Json.Nodes;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Compensation;
using ComplaintPlatform.Resolution.Offers;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Testing;
using FsCheck;
using FsCheck.Fluent;
using static ComplaintPlatform.Resolution.Tests.Samples;

namespace ComplaintPlatform.Resolution.Tests.Compensation;

/// <summary>The guard does not only advise: an offer beyond it needs somebody who may let it through.</summary>
public sealed class GuardingOffersTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    private static readonly CompensationPolicies Policies = CompensationPolicies.Default;
    private static readonly CompensationLimits Limits = Policies.Limits[0];

    [Fact]
    public async Task Who_claims_often_is_offered_the_loss_by_an_agent_and_more_by_a_supervisor_only()
    {
        var storefront = await StorefrontAsync();
        var customer = Guid.NewGuid();
        for (var i = 0; i < 3; i++)
            await AcceptAsync(await CaseAsync(storefront, customer, loss: 10), storefront, 10);
        var id = await CaseAsync(storefront, customer, loss: 30);

        var suggested = (await resolution.As(Roles.Agent, storefront).GetAsync($"cases/{id}/suggestions").ShouldBeAsync(200))
            .GetProperty("compensation");
        var beyond = (await resolution.OfferAsync(id, ResolutionFactory.Refund(140), resolution.As(Roles.Agent, storefront)))[0];
        await WithdrawAsync(id, beyond, storefront);
        var within = (await resolution.OfferAsync(id, ResolutionFactory.Refund(30), resolution.As(Roles.Agent, storefront)))[0];

        suggested.GetProperty("amount").GetProperty("amount").GetString().ShouldBe("30.00");
        suggested.GetProperty("needsReview").GetBoolean().ShouldBeTrue();
        beyond.ShouldSatisfyAllConditions(
            offer => offer.GetProperty("state").GetString().ShouldBe("awaiting_approval"),
            offer => offer.GetProperty("requiredRole").GetString().ShouldBe("supervisor"),
            offer => offer.GetProperty("guards")[0].GetString().ShouldBe("guard_claims"),
            offer => offer.GetProperty("reason").GetString()!.ShouldContain("3 次获赔投诉"));
        within.GetProperty("state").GetString().ShouldBe("proposed");
        (await resolution.PublishedAsync<ApprovalRequested>(id)).Single().RequiredRole.ShouldBe("supervisor");
    }

    [Fact]
    public async Task A_loss_that_only_the_agent_states_opens_no_more_than_was_paid()
    {
        var storefront = await StorefrontAsync();
        var customer = Guid.NewGuid();
        for (var i = 0; i < 3; i++)
            await AcceptAsync(await CaseAsync(storefront, customer, loss: 10), storefront, 10);
        var id = await CaseAsync(storefront, customer, loss: null);

        var offer = (await resolution.OfferAsync(
            id, """{"kind":"refund","value":{"amount":"150.00","currency":"CNY"},"perceivedLoss":{"amount":"900.00","currency":"CNY"}}""",
            resolution.As(Roles.Agent, storefront)))[0];

        offer.GetProperty("state").GetString().ShouldBe("awaiting_approval");
    }

    [Fact]
    public async Task The_months_budget_is_held_by_what_was_given_and_what_lies_on_the_table()
    {
        var storefront = await StorefrontAsync(policy => policy["limits"]![0]!["monthlyBudget"]!["amount"] = "100.00");
        var (first, second) = (await CaseAsync(storefront, Guid.NewGuid()), await CaseAsync(storefront, Guid.NewGuid()));
        var given = (await resolution.OfferAsync(first, ResolutionFactory.Refund(80), resolution.As(Roles.Agent, storefront)))[0];

        var beyond = (await resolution.OfferAsync(second, ResolutionFactory.Refund(30), resolution.As(Roles.Supervisor, storefront)))[0];
        await WithdrawAsync(second, beyond, storefront);
        var within = (await resolution.OfferAsync(second, ResolutionFactory.Refund(20), resolution.As(Roles.Agent, storefront)))[0];
        await WithdrawAsync(second, within, storefront);
        resolution.Clock.Advance(TimeSpan.FromDays(32));
        var next = (await resolution.OfferAsync(
            await CaseAsync(storefront, Guid.NewGuid()), ResolutionFactory.Refund(30), resolution.As(Roles.Agent, storefront)))[0];

        given.GetProperty("state").GetString().ShouldBe("proposed");
        beyond.ShouldSatisfyAllConditions(
            offer => offer.GetProperty("state").GetString().ShouldBe("awaiting_approval"),
            offer => offer.GetProperty("requiredRole").GetString().ShouldBe("manager"),
            offer => offer.GetProperty("guards")[0].GetString().ShouldBe("budget"),
            offer => offer.GetProperty("reason").GetString()!.ShouldContain("本月合计 110.00 CNY,超过预算 100.00 CNY"));
        within.GetProperty("state").GetString().ShouldBe("proposed");
        next.GetProperty("state").GetString().ShouldBe("proposed");
    }

    [Fact]
    public async Task Above_a_cases_cap_a_manager_decides_whatever_an_agents_limit()
    {
        var storefront = await StorefrontAsync(policy => policy["limits"]![0]!["cap"]!["amount"] = "50.00");
        var id = await CaseAsync(storefront, Guid.NewGuid());

        var offer = (await resolution.OfferAsync(id, ResolutionFactory.Refund(60), resolution.As(Roles.Agent, storefront)))[0];
        var approval = $"approvals/{offer.GetProperty("approvalId").GetString()}/approval";
        await resolution.As(Roles.Supervisor, storefront).PostJsonAsync(approval, "{}")
            .ShouldBeProblemAsync(403, "approval.authority_too_low");
        await resolution.As(Roles.Manager, storefront).PostJsonAsync(approval, "{}").ShouldBeAsync(200);

        offer.GetProperty("guards")[0].GetString().ShouldBe("cap");
    }

    [Fact]
    public async Task Offers_at_once_to_different_customers_share_the_months_budget()
    {
        var storefront = await StorefrontAsync(policy => policy["limits"]![0]!["monthlyBudget"]!["amount"] = "200.00");
        var cases = new List<Guid>();
        for (var i = 0; i < 6; i++)
            cases.Add(await CaseAsync(storefront, Guid.NewGuid()));

        var offers = await Task.WhenAll(cases.Select(id => resolution.OfferAsync(
            id, ResolutionFactory.Refund(90), resolution.As(Roles.Agent, Guid.NewGuid(), storefront))));

        offers.Count(made => made[0].GetProperty("state").GetString() == "proposed").ShouldBe(2);
    }

    [Fact]
    public async Task The_limits_of_now_hold_at_the_approval_and_at_the_customers_yes()
    {
        var storefront = await StorefrontAsync(policy => policy["limits"]![0]!["monthlyBudget"]!["amount"] = "1000.00");
        await resolution.PublishAsync(resolution.StaffChanged(Guid.NewGuid(), Roles.Agent, present: true, storefront: storefront));
        var (first, second) = (await CaseAsync(storefront, Guid.NewGuid()), await CaseAsync(storefront, Guid.NewGuid()));
        var waiting = (await resolution.OfferAsync(first, ResolutionFactory.Refund(500), resolution.As(Roles.Agent, storefront)))[0];
        var proposed = (await resolution.OfferAsync(second, ResolutionFactory.Refund(150), resolution.As(Roles.Agent, storefront)))[0];
        await ChangeAsync(storefront, policy => policy["limits"]![0]!["monthlyBudget"]!["amount"] = "100.00");

        var approval = $"approvals/{waiting.GetProperty("approvalId").GetString()}/approval";
        await resolution.As(Roles.Supervisor, storefront).PostJsonAsync(approval, "{}").ShouldBeProblemAsync(403, "approval.authority_too_low");
        var link = $"track/{ResolutionFactory.TokenOf(second)}/offers/{proposed.GetProperty("id").GetString()}/acceptance";
        await resolution.Anonymous().PostJsonAsync(link, "{}").ShouldBeProblemAsync(409, "offer.authority_exceeded");
        var owner = (await resolution.CaseAsync(second, resolution.As(Roles.Manager, storefront))).GetProperty("agent").GetProperty("id").GetGuid();
        (await resolution.As(Roles.Agent, owner, storefront).GetAsync("notices").ShouldBeAsync(200)).GetProperty("items").EnumerateArray()
            .ShouldContain(notice => notice.GetProperty("kind").GetString() == "acceptance_held");
        // A manager who lets something through sees what lies on the table, and lets that through with it
        await resolution.As(Roles.Manager, storefront).PostJsonAsync(approval, "{}").ShouldBeAsync(200);
        await resolution.Anonymous().PostJsonAsync(
            $"track/{ResolutionFactory.TokenOf(first)}/offers/{waiting.GetProperty("id").GetString()}/acceptance", "{}").ShouldBeAsync(200);

        await resolution.Anonymous().PostJsonAsync(link, "{}").ShouldBeAsync(200);
    }

    [Fact]
    public async Task Claims_that_are_made_at_once_count_before_any_is_accepted()
    {
        var storefront = await StorefrontAsync();
        var customer = Guid.NewGuid();
        var states = new List<string?>();
        for (var i = 0; i < 4; i++)
        {
            var id = await CaseAsync(storefront, customer, loss: 10);
            states.Add((await resolution.OfferAsync(id, ResolutionFactory.Refund(15), resolution.As(Roles.Agent, storefront)))[0]
                .GetProperty("state").GetString());
        }

        states.ShouldBe(["proposed", "proposed", "proposed", "awaiting_approval"]);
    }

    [Fact]
    public async Task Points_are_worth_what_the_catalogue_says()
    {
        var id = await resolution.OpenCaseAsync();

        var many = (await resolution.OfferAsync(id, """{"kind":"points","points":25000}"""))[0];
        var few = (await resolution.OfferAsync(id, """{"kind":"points","value":{"amount":"5.00","currency":"CNY"}}"""))[0];

        many.GetProperty("value").GetProperty("amount").GetString().ShouldBe("250.00");
        many.GetProperty("state").GetString().ShouldBe("awaiting_approval");
        var offers = (await resolution.CaseAsync(id)).GetProperty("offers");
        offers[1].GetProperty("points").GetInt32().ShouldBe(500);
        few.GetProperty("state").GetString().ShouldBe("awaiting_approval");
        await resolution.Agent.PostJsonAsync($"cases/{id}/offers", """{"alternatives":[{"kind":"refund","points":5}]}""")
            .ShouldBeProblemAsync(400, "request.invalid", "/alternatives/0/value");
        await resolution.Agent.PostJsonAsync(
            $"cases/{id}/offers", """{"alternatives":[{"kind":"points","points":5,"value":{"amount":"5.00","currency":"CNY"}}]}""")
            .ShouldBeProblemAsync(400, "request.invalid", "/alternatives/0/points");
    }

    [Fact]
    public async Task Instalments_become_a_task_each_and_together_the_whole_sum()
    {
        var id = await resolution.OpenCaseAsync();
        await resolution.Agent.PostJsonAsync(
            $"cases/{id}/offers",
            """{"alternatives":[{"kind":"compensation","value":{"amount":"0.02","currency":"CNY"},"instalments":3}]}""")
            .ShouldBeProblemAsync(400, "request.invalid", "/alternatives/0/instalments");
        var offer = (await resolution.OfferAsync(
            id, """{"kind":"compensation","value":{"amount":"100.00","currency":"CNY"},"instalments":3}"""))[0];
        await resolution.Anonymous().PostJsonAsync(
            $"track/{ResolutionFactory.TokenOf(id)}/offers/{offer.GetProperty("id").GetString()}/acceptance", "{}").ShouldBeAsync(200);

        var shown = await resolution.CaseAsync(id);

        shown.GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("title").GetString())
            .ShouldBe(["支付补偿:第 1/3 期 33.34 CNY", "支付补偿:第 2/3 期 33.33 CNY", "支付补偿:第 3/3 期 33.33 CNY"]);
        var due = shown.GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("dueAt").GetDateTimeOffset()).ToList();
        (due[2] - due[0]).ShouldBe(TimeSpan.FromDays(60));
        shown.GetProperty("obligations")[0].GetProperty("dueAt").GetDateTimeOffset().ShouldBe(due[2]);
        shown.GetProperty("offers")[0].GetProperty("parts").GetArrayLength().ShouldBe(3);
    }

    [Fact]
    public void Instalments_are_all_but_alike_and_sum_to_the_whole() => Holds(
        from amount in Gen.Choose(1, 100_000_000)
        from currency in Gen.Elements("CNY", "JPY", "KWD")
        from parts in Gen.Choose(2, 36)
        select (Value: new Money(currency == "JPY" ? amount : amount / (currency == "CNY" ? 100m : 1000m), currency), Parts: parts),
        sum =>
        {
            var units = sum.Value.Amount * (sum.Value.Currency switch { "CNY" => 100, "KWD" => 1000, _ => 1 });
            if (InstalmentPlan.Split(sum.Value, sum.Parts) is not { } plan)
            {
                units.ShouldBeLessThan(sum.Parts);
                return;
            }

            plan.Count.ShouldBe(sum.Parts);
            plan.Sum(part => part.Amount).ShouldBe(sum.Value.Amount);
            plan.ShouldAllBe(part => part.Amount > 0);
            (plan.Max(part => part.Amount) - plan.Min(part => part.Amount)).ShouldBeLessThanOrEqualTo(sum.Value.Amount / units);
        });

    /// <summary>The rules of the suggestion and of the guard are one: what is suggested passes, one cent above what was cut short does
    /// not.</summary>
    [Fact]
    public void What_is_suggested_passes_the_guard_and_more_than_that_does_not() => Holds(Questions, question =>
    {
        var suggestion = CompensationSuggestion.For(question, Policies);
        if (suggestion.Amount is not { Amount: > 0 } amount)
            return;

        CompensationGuard.Check(amount, question, Policies).ShouldBeNull();
        var limited = suggestion.Steps.Select(step => step.Code).Intersect(["cap", "guard_claims", "guard_amount", "budget"]).Any();
        if (limited)
            CompensationGuard.Check(new Money(amount.Amount + 0.01m, "CNY"), question, Policies).ShouldNotBeNull();
    });

    /// <summary>Whatever is asked for, nobody below the roles named lets a case, a customer or a month go beyond its limit.</summary>
    [Fact]
    public void Beyond_a_limit_the_guard_always_names_a_role() => Holds(
        from question in Questions
        from cents in Gen.Choose(1, 2_000_000)
        select (question, Cost: new Money(cents / 100m, "CNY")),
        asked =>
        {
            var (question, cost) = asked;
            var decision = CompensationGuard.Check(cost, question, Policies);
            var onCase = question.Granted.Total("CNY") + cost;

            (decision?.Reasons.Any(reason => reason.Code == "cap") ?? false).ShouldBe(onCase > Limits.Cap);
            (decision?.Reasons.Any(reason => reason.Code == "guard_amount") ?? false)
                .ShouldBe(question.GrantedInWindow.Total("CNY") + onCase > Limits.CustomerLimit);
            (decision?.Reasons.Any(reason => reason.Code == "budget") ?? false)
                .ShouldBe(question.BudgetSpent! + cost > Limits.MonthlyBudget);
            if (decision is not null)
                decision.Required.ShouldBe(decision.Reasons.Max(reason => reason.Required));
        });

    private static readonly Gen<CompensationQuestion> Questions =
        from loss in Gen.Choose(0, 1_000_000)
        from granted in Gen.ListOf(Gen.Choose(0, 300_000), 3)
        from before in Gen.ListOf(Gen.Choose(0, 600_000), 4)
        from claims in Gen.Choose(0, 6)
        from spent in Gen.Choose(0, 20_000_000)
        from severity in Gen.Elements(Severity.Minor, Severity.General, Severity.Serious)
        select new CompensationQuestion
        {
            PerceivedLoss = Cny(loss / 100m),
            Granted = [.. granted.Select(cents => Cny(cents / 100m))],
            GrantedInWindow = [.. before.Select(cents => Cny(cents / 100m))],
            ClaimsInWindow = claims,
            BudgetSpent = Cny(spent / 100m),
            Severity = severity,
        };

    private static Money Cny(decimal amount) => new(amount, "CNY");

    private async Task<string> StorefrontAsync(Action<JsonNode>? change = null)
    {
        var storefront = "guard-" + Guid.NewGuid().ToString("N")[..8];
        await resolution.PublishAsync(resolution.StorefrontChanged(storefront));
        if (change is not null)
            await ChangeAsync(storefront, change);
        return storefront;
    }

    private async Task ChangeAsync(string storefront, Action<JsonNode> change)
    {
        var manager = resolution.As(Roles.Manager, storefront);
        var policy = JsonNode.Parse(await (await manager.GetAsync("compensation-policies")).Content.ReadAsStringAsync())!;
        change(policy);
        await manager.PutJsonAsync("compensation-policies", policy.ToJsonString(), ("If-Match", "*")).ShouldBeAsync(200);
    }

    private async Task<Guid> CaseAsync(string storefront, Guid customer, decimal? loss = 1000)
    {
        var id = Guid.NewGuid();
        await resolution.PublishAsync(resolution.Received(id, storefront, customer: customer, loss: loss, orderAmount: 129));
        await resolution.PublishAsync(resolution.Classified(id, storefront: storefront));
        return id;
    }

    private async Task AcceptAsync(Guid id, string storefront, decimal amount)
    {
        var agent = resolution.As(Roles.Agent, storefront);
        var offer = (await resolution.OfferAsync(id, ResolutionFactory.Refund(amount), agent))[0];
        await agent.PostJsonAsync($"cases/{id}/offers/{offer.GetProperty("id").GetString()}/acceptance", "{}").ShouldBeAsync(200);
    }

    private Task WithdrawAsync(Guid id, JsonElement offer, string storefront) => resolution.As(Roles.Agent, storefront)
        .PostJsonAsync($"cases/{id}/offers/{offer.GetProperty("id").GetString()}/withdrawal", "{}").ShouldBeAsync(200);
}
