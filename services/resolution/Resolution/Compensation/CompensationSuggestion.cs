using System.Globalization;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Policies;

namespace ComplaintPlatform.Resolution.Compensation;

/// <summary>What is known when an amount is suggested. Sums that are null were not looked up and limit nothing.</summary>
internal sealed record CompensationQuestion
{
    /// <summary>As stated by the customer or reckoned by the agent; null where it is not known.</summary>
    public Money? PerceivedLoss { get; init; }

    public string? Category { get; init; }

    public Severity Severity { get; init; } = Severity.General;

    public CustomerType CustomerType { get; init; } = CustomerType.New;

    /// <summary>Paid or promised on this case already.</summary>
    public IReadOnlyList<Money> Granted { get; init; } = [];

    /// <summary>The customer's other compensated complaints within <see cref="AbuseGuard.WindowDays"/>.</summary>
    public IReadOnlyList<Money> GrantedInWindow { get; init; } = [];

    public int ClaimsInWindow { get; init; }

    public Money? BudgetSpent { get; init; }
}

public sealed record CompensationSuggestion
{
    /// <summary>To offer now; zero when everything was granted before. Null when no amount can be reckoned.</summary>
    public Money? Amount { get; init; }

    /// <summary>For the whole case within floor and cap, before guard, budget and netting.</summary>
    public Money? Gross { get; init; }

    /// <summary>A person decides: the guard, the budget or missing facts stand in the way of the plain formula.</summary>
    public required bool NeedsReview { get; init; }

    public required IReadOnlyList<CompensationStep> Steps { get; init; }

    internal static CompensationSuggestion For(CompensationQuestion question, CompensationPolicies policies)
    {
        if (question.PerceivedLoss is not { } loss)
            return Undecided("loss_unknown", new LocalizedText("尚不知客户认为的损失，请先询问。", "The perceived loss is not known yet: ask for it."));
        if (policies.Limits.FirstOrDefault(l => l.Cap.Currency == loss.Currency) is not { } limits)
            return Undecided("currency_unknown",
                new LocalizedText($"补偿政策没有 {loss.Currency} 的限额。", $"The policy has no limits in {loss.Currency}."));

        var steps = new List<CompensationStep>();
        var review = false;
        var guarded = question.ClaimsInWindow >= policies.Guard.FreeClaims;
        var usual = policies.MultiplierFor(question);
        var multiplier = guarded ? Math.Min(usual, policies.Guard.MultiplierBeyond) : usual;
        if (guarded)
        {
            review = true;
            Note("guard_claims", loss, new LocalizedText(
                $"该客户 {policies.Guard.WindowDays} 天内已有 {question.ClaimsInWindow} 次获赔投诉，倍数由 {Text(usual)} 降为 {Text(multiplier)}，需人工确认。",
                $"{question.ClaimsInWindow} compensated complaints of this customer in {policies.Guard.WindowDays} days: {Text(multiplier)} × instead of {Text(usual)} ×, a person confirms."));
        }

        var amount = Reckon(loss, multiplier);
        Note("formula", amount, new LocalizedText($"{loss} × {Text(multiplier)} = {amount}", $"{loss} × {Text(multiplier)} = {amount}"));
        if (loss.Amount > 0 && amount < limits.Floor)
            Note("floor", amount = limits.Floor, new LocalizedText($"不低于下限 {limits.Floor}。", $"Not below the floor of {limits.Floor}."));
        if (amount > limits.Cap)
            Note("cap", amount = limits.Cap, new LocalizedText($"不超过上限 {limits.Cap}。", $"Not above the cap of {limits.Cap}."));
        var gross = amount;

        amount = Net(amount, question.Granted, "granted",
            granted => new LocalizedText($"减去本案已给予的 {granted}。", $"Less {granted} granted on this case already."));
        amount = Limit(amount, limits.CustomerLimit, [.. question.GrantedInWindow, .. question.Granted], "guard_amount",
            left => new LocalizedText(
            $"该客户 {policies.Guard.WindowDays} 天内的限额还剩 {left}，需人工确认。",
            $"{left} is left of this customer's limit for {policies.Guard.WindowDays} days, a person confirms."));
        if (question.BudgetSpent is { } spent)
        {
            amount = Limit(amount, limits.MonthlyBudget, [spent], "budget", left => new LocalizedText(
                $"本月预算还剩 {left}，需人工确认。", $"{left} is left of this month's budget, a person confirms."));
        }

        return new CompensationSuggestion { Amount = amount, Gross = gross, NeedsReview = review, Steps = steps };

        void Note(string code, Money after, LocalizedText text) => steps.Add(new CompensationStep(code, after, text));

        Money Net(Money from, IReadOnlyList<Money> granted, string code, Func<Money, LocalizedText> text)
        {
            var sum = Sum(granted);
            if (sum.Amount <= 0)
                return from;
            var net = Money.Max(from - sum, Money.Zero(loss.Currency));
            Note(code, net, text(sum));
            return net;
        }

        Money Limit(Money from, Money limit, IReadOnlyList<Money> used, string code, Func<Money, LocalizedText> text)
        {
            var left = Money.Max(limit - Sum(used), Money.Zero(loss.Currency));
            if (from <= left)
                return from;
            review = true;
            Note(code, left, text(left));
            return left;
        }

        // Sums in another currency cannot be netted without a rate, and a rate is not guessed: a person looks
        Money Sum(IReadOnlyList<Money> sums)
        {
            if (sums.Any(s => s.Currency != loss.Currency) && !steps.Exists(s => s.Code == "other_currency"))
            {
                review = true;
                Note("other_currency", Money.Zero(loss.Currency), new LocalizedText(
                    "已有其他币种的补偿，未能抵扣，需人工确认。", "Something was granted in another currency and is not netted, a person confirms."));
            }

            return sums.Where(s => s.Currency == loss.Currency && s.Amount > 0).Total(loss.Currency);
        }
    }

    // More than an amount may hold counts as the largest one, which every cap is below
    internal static Money Reckon(Money loss, decimal multiplier) =>
        Money.Rounded(Math.Min(Math.Max(loss.Amount, 0) * multiplier, Math.Floor(Money.MaxAmount)), loss.Currency);

    private static CompensationSuggestion Undecided(string code, LocalizedText text) =>
        new() { NeedsReview = true, Steps = [new CompensationStep(code, null, text)] };

    private static string Text(decimal value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}

/// <summary>One line of the arithmetic and the amount after it.</summary>
public sealed record CompensationStep(string Code, Money? After, LocalizedText Text);
