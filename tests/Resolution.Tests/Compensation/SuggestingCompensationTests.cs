using System.Globalization;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Compensation;
using ComplaintPlatform.Resolution.Policies;
using FsCheck;
using FsCheck.Fluent;
using static ComplaintPlatform.Resolution.Tests.Samples;

namespace ComplaintPlatform.Resolution.Tests.Compensation;

public sealed class SuggestingCompensationTests
{
    private static readonly CompensationPolicies Policies = CompensationPolicies.Default;
    private static readonly CompensationLimits Limits = Policies.Limits[0];

    [Fact]
    public void A_general_complaint_is_offered_one_and_a_half_times_the_loss()
    {
        var suggestion = For(new CompensationQuestion { PerceivedLoss = Cny(80) });

        suggestion.Amount.ShouldBe(Cny(120));
        suggestion.NeedsReview.ShouldBeFalse();
        suggestion.Steps.ShouldHaveSingleItem().Text.En.ShouldBe("80.00 CNY × 1.5 = 120.00 CNY");
    }

    [Theory]
    [InlineData("0.01", "5")] // the floor
    [InlineData("0", "0")] // no loss, no money
    [InlineData("33.33", "50")] // 49.995 goes away from zero
    [InlineData("100000", "5000")] // the cap
    public void Floor_cap_and_rounding_hold(string loss, string amount) =>
        For(new CompensationQuestion { PerceivedLoss = Cny(decimal.Parse(loss, CultureInfo.InvariantCulture)) }).Amount.ShouldBe(
            Cny(decimal.Parse(amount, CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("100000", "100000.00 CNY × 1.5 = 150000.00 CNY")]
    [InlineData("999999", "999999.00 CNY × 1.5 = 1499998.50 CNY")]
    public void The_arithmetic_is_true_before_the_cap_is_applied(string loss, string text)
    {
        var suggestion = For(new CompensationQuestion { PerceivedLoss = Cny(decimal.Parse(loss, CultureInfo.InvariantCulture)) });

        suggestion.Steps.Select(step => step.Text.En).ShouldBe([text, "Not above the cap of 5000.00 CNY."]);
        suggestion.Steps.Select(step => step.After).Last().ShouldBe(Cny(5000));
    }

    [Fact]
    public void What_was_granted_before_is_netted()
    {
        For(new CompensationQuestion { PerceivedLoss = Cny(80), Granted = [Cny(50), Cny(20)] }).Amount.ShouldBe(Cny(50));
        For(new CompensationQuestion { PerceivedLoss = Cny(80), Granted = [Cny(500)] }).Amount.ShouldBe(Cny(0));
    }

    [Fact]
    public void A_customer_who_claims_often_gets_the_loss_and_a_second_look()
    {
        var suggestion = For(new CompensationQuestion { PerceivedLoss = Cny(80), ClaimsInWindow = 3 });

        suggestion.Amount.ShouldBe(Cny(80));
        suggestion.NeedsReview.ShouldBeTrue();
        suggestion.Steps.Select(s => s.Code).ShouldContain("guard_claims");
    }

    [Fact]
    public void The_limit_of_a_customer_and_the_budget_of_the_month_hold()
    {
        For(new CompensationQuestion { PerceivedLoss = Cny(80), GrantedInWindow = [Cny(9_950)] }).Amount.ShouldBe(Cny(50));
        var overBudget = For(new CompensationQuestion { PerceivedLoss = Cny(80), BudgetSpent = Cny(199_990) });
        overBudget.Amount.ShouldBe(Cny(10));
        overBudget.NeedsReview.ShouldBeTrue();
    }

    [Fact]
    public void Without_a_known_loss_or_limits_a_person_decides()
    {
        For(new CompensationQuestion()).ShouldSatisfyAllConditions(s => s.Amount.ShouldBeNull(), s => s.NeedsReview.ShouldBeTrue());
        For(new CompensationQuestion { PerceivedLoss = new Money(80, "GBP") }).Steps.ShouldHaveSingleItem().Code.ShouldBe(
            "currency_unknown");
    }

    [Fact]
    public void A_sum_in_another_currency_is_not_netted_silently()
    {
        var suggestion = For(new CompensationQuestion { PerceivedLoss = Cny(80), Granted = [new Money(10, "EUR")] });

        suggestion.Amount.ShouldBe(Cny(120));
        suggestion.NeedsReview.ShouldBeTrue();
    }

    [Fact]
    public void A_rule_for_some_cases_goes_before_the_usual_multiplier()
    {
        var policies = Policies with
        {
            Rules = [
            new CompensationRule { Category = "safety_health", Severity = Severity.Serious, Multiplier = 3 }]
        };

        CompensationSuggestion.For(
            new CompensationQuestion { PerceivedLoss = Cny(80), Category = "safety_health/injury", Severity = Severity.Serious }, policies)
            .Amount.ShouldBe(Cny(240));
        CompensationSuggestion.For(new CompensationQuestion { PerceivedLoss = Cny(80), Category = "safety_health/injury" }, policies)
            .Amount.ShouldBe(Cny(120));
    }

    private static readonly Gen<CompensationQuestion> Questions =
        from loss in Gen.Frequency((9, Gen.Choose(0, 1_000_000)), (1, Gen.Choose(0, int.MaxValue)))
        from granted in Gen.ListOf(Gen.Choose(0, 300_000), 3)
        from inWindow in Gen.ListOf(Gen.Choose(0, 600_000), 2)
        from claims in Gen.Choose(0, 6)
        from spent in Gen.Choose(0, 30_000_000)
        select new CompensationQuestion
        {
            PerceivedLoss = Cny(loss / 100m),
            Granted = [.. granted.Select(g => Cny(g / 100m))],
            GrantedInWindow = [.. inWindow.Select(g => Cny(g / 100m))],
            ClaimsInWindow = claims,
            BudgetSpent = Cny(spent / 100m),
        };

    [Fact]
    public void The_gross_amount_is_within_floor_and_cap() => Holds(Questions, question =>
    {
        var gross = For(question).Gross.ShouldNotBeNull();

        gross.ShouldBeLessThanOrEqualTo(Limits.Cap);
        gross.ShouldBeGreaterThanOrEqualTo(question.PerceivedLoss!.Amount > 0 ? Limits.Floor : Cny(0));
    });

    [Fact]
    public void The_amount_to_offer_is_never_negative_and_with_what_was_granted_never_above_gross_cap_or_limit() =>
        Holds(Questions, question =>
    {
        var suggestion = For(question);
        var (amount, gross) = (suggestion.Amount.ShouldNotBeNull(), suggestion.Gross.ShouldNotBeNull());
        var granted = question.Granted.Aggregate(Cny(0), (sum, g) => sum + g);
        var window = question.GrantedInWindow.Aggregate(granted, (sum, g) => sum + g);

        amount.Amount.ShouldBeGreaterThanOrEqualTo(0);
        amount.ShouldBe(Money.Rounded(amount.Amount, amount.Currency));
        (amount + granted).ShouldBeLessThanOrEqualTo(Money.Max(gross, granted));
        (amount + window).ShouldBeLessThanOrEqualTo(Money.Max(Limits.CustomerLimit, window));
        (amount + question.BudgetSpent!).ShouldBeLessThanOrEqualTo(Money.Max(Limits.MonthlyBudget, question.BudgetSpent!));
        suggestion.Steps[^1].After.ShouldBe(amount);
    });

    [Fact]
    public void A_greater_loss_is_never_offered_less() =>
        Holds(from question in Questions from more in Gen.Choose(0, 100_000) select (question, more), x =>
    {
        var greater = x.question with { PerceivedLoss = x.question.PerceivedLoss! + Cny(x.more / 100m) };

        For(greater).Amount.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(For(x.question).Amount!);
    });

    private static CompensationSuggestion For(CompensationQuestion question) => CompensationSuggestion.For(question, Policies);

    private static Money Cny(decimal amount) => new(amount, "CNY");
}
