using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Policies;

namespace ComplaintPlatform.Resolution.Compensation;

/// <summary>What stands in the way of an offer's sum, and who may let it through all the same.</summary>
/// <param name="Required">The lowest role that decides.</param>
internal sealed record GuardDecision(StaffRole Required, IReadOnlyList<GuardReason> Reasons)
{
    public LocalizedText Text => new(
        string.Concat(Reasons.Select(reason => reason.Text.Zh)), string.Join(' ', Reasons.Select(reason => reason.Text.En)));
}

/// <param name="Code"><c>cap</c>, <c>guard_claims</c>, <c>guard_amount</c> or <c>budget</c>.</param>
internal sealed record GuardReason(string Code, StaffRole Required, LocalizedText Text);

/// <summary>
/// The same numbers that a suggestion is limited by, held against what is really offered: what is suggested passes, what goes beyond needs
/// somebody who may.
/// </summary>
internal static class CompensationGuard
{
    public const string Cap = "cap";
    public const string Claims = "guard_claims";
    public const string CustomerLimit = "guard_amount";
    public const string Budget = "budget";

    /// <param name="cost">What the offer costs.</param>
    /// <returns><c>null</c> where nothing stands in the way.</returns>
    public static GuardDecision? Check(Money cost, CompensationQuestion question, CompensationPolicies policies)
    {
        // A currency without limits is decided by the authority matrix alone
        if (cost.Amount <= 0 || policies.Limits.FirstOrDefault(limits => limits.Cap.Currency == cost.Currency) is not { } limits)
            return null;

        var roles = policies.Beyond;
        var reasons = new List<GuardReason>();
        var onCase = question.Granted.Total(cost.Currency);
        var total = Sum(onCase, cost);
        if (total > limits.Cap)
        {
            reasons.Add(new GuardReason(Cap, roles.Cap, new LocalizedText(
                $"本案合计 {total},超过上限 {limits.Cap}。", $"{total} on this case is above the cap of {limits.Cap}.")));
        }

        if (question.ClaimsInWindow >= policies.Guard.FreeClaims)
        {
            var allowed = AllowedFor(question, policies, limits);
            if (total > allowed)
            {
                reasons.Add(new GuardReason(Claims, roles.Claims, new LocalizedText(
                    $"该客户 {policies.Guard.WindowDays} 天内已有 {question.ClaimsInWindow} 次获赔投诉,本案可给 {allowed},合计 {total}。",
                    $"{question.ClaimsInWindow} compensated complaints of this customer in {policies.Guard.WindowDays} days: "
                        + $"{allowed} on this case, {total} would be given.")));
            }
        }

        var ofCustomer = Sum(question.GrantedInWindow.Total(cost.Currency), total);
        if (ofCustomer > limits.CustomerLimit)
        {
            reasons.Add(new GuardReason(CustomerLimit, roles.CustomerLimit, new LocalizedText(
                $"该客户 {policies.Guard.WindowDays} 天内合计 {ofCustomer},超过限额 {limits.CustomerLimit}。",
                $"{ofCustomer} for this customer in {policies.Guard.WindowDays} days is above the limit of {limits.CustomerLimit}.")));
        }

        if (question.BudgetSpent is { } spent && spent.Currency == cost.Currency && Sum(spent, cost) is var ofMonth
            && ofMonth > limits.MonthlyBudget)
        {
            reasons.Add(new GuardReason(Budget, roles.Budget, new LocalizedText(
                $"本月合计 {ofMonth},超过预算 {limits.MonthlyBudget}。", $"{ofMonth} this month is above the budget of {limits.MonthlyBudget}.")));
        }

        return reasons.Count == 0 ? null : new GuardDecision(reasons.Max(reason => reason.Required), reasons);
    }

    /// <summary>The loss by the guard's multiplier, never less than the floor; nothing where nobody has said what was lost.</summary>
    private static Money AllowedFor(CompensationQuestion question, CompensationPolicies policies, CompensationLimits limits)
    {
        if (question.PerceivedLoss is not { } loss || loss.Currency != limits.Cap.Currency)
            return Money.Zero(limits.Cap.Currency);
        var reckoned = CompensationSuggestion.Reckon(loss, Math.Min(policies.MultiplierFor(question), policies.Guard.MultiplierBeyond));
        return loss.Amount > 0 ? Money.Max(reckoned, limits.Floor) : reckoned;
    }

    private static Money Sum(Money left, Money right) => new[] { left, right }.Total(right.Currency);
}
