using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Web.Policies;

namespace ComplaintPlatform.Resolution.Compensation;

/// <summary>How a suggested amount is made from the customer's perceived loss.</summary>
public sealed record CompensationPolicies
{
    public decimal Multiplier { get; init; } = 1.5m;

    /// <summary>Other multipliers for some cases; the first that fits is used.</summary>
    public IReadOnlyList<CompensationRule> Rules { get; init; } = [];

    /// <summary>One entry a currency. In a currency without an entry nothing is suggested, a person decides.</summary>
    public required IReadOnlyList<CompensationLimits> Limits { get; init; }

    public required AbuseGuard Guard { get; init; }

    /// <summary>Who decides about an offer beyond what would be suggested.</summary>
    public BeyondLimits Beyond { get; init; } = new();

    /// <summary>Gifts of follow-ups.</summary>
    public GoodwillRules Goodwill { get; init; } = new();

    public static CompensationPolicies Default { get; } = new()
    {
        Limits =
        [
            new CompensationLimits(new Money(5m, "CNY"), new Money(5000m, "CNY"), new Money(10_000m, "CNY"), new Money(200_000m, "CNY")),
            new CompensationLimits(new Money(1m, "EUR"), new Money(700m, "EUR"), new Money(1400m, "EUR"), new Money(28_000m, "EUR")),
            new CompensationLimits(new Money(1m, "USD"), new Money(700m, "USD"), new Money(1400m, "USD"), new Money(28_000m, "USD")),
        ],
        Guard = new AbuseGuard(),
    };

    internal decimal MultiplierFor(CompensationQuestion question) =>
        Rules.FirstOrDefault(rule => rule.Fits(question.Category, question.Severity, question.CustomerType))?.Multiplier ?? Multiplier;

    public IReadOnlyList<PolicyError> Validate()
    {
        var errors = new PolicyErrors();
        if (!(errors.RequireItems(Rules, "/rules") & errors.RequireItems(Limits, "/limits")))
            return errors.All;
        RequireMultiplier(Multiplier, "/multiplier");
        errors.Require(Rules.Count <= 500, "/rules", "At most 500 rules. | 最多 500 条规则。");
        for (var i = 0; i < Rules.Count; i++)
        {
            RequireMultiplier(Rules[i].Multiplier, $"/rules/{i}/multiplier");
            errors.Require(Rules[i].Severity is not { } severity || Enum.IsDefined(severity), $"/rules/{i}/severity",
                "Not a severity. | 不是有效的严重程度。");
            errors.Require(Rules[i].CustomerType is not { } customer || Enum.IsDefined(customer), $"/rules/{i}/customerType",
                "Not a customer type. | 不是有效的客户类型。");
            if (Rules[i].Category is { } category)
                errors.RequireCategory(category, $"/rules/{i}/category");
        }

        errors.Require(Limits.Count is > 0 and <= 200, "/limits", "1 to 200 currencies are needed. | 需要 1 至 200 种货币。");
        errors.RequireUnique(Limits, l => l.Cap.Currency, "/limits", "The currency");
        for (var i = 0; i < Limits.Count; i++)
        {
            var (limits, at) = (Limits[i], $"/limits/{i}");
            var fields = new (Money Value, string Name)[]
            {
                (limits.Floor, "floor"), (limits.Cap, "cap"), (limits.CustomerLimit, "customerLimit"),
                (limits.MonthlyBudget, "monthlyBudget"),
            };
            foreach (var (value, name) in fields)
            {
                errors.Require(value.Currency == limits.Cap.Currency, $"{at}/{name}/currency",
                    "All amounts of one entry have one currency. | 同一条目的金额须为同一货币。");
                errors.Require(value.Amount >= 0, $"{at}/{name}/amount", "An amount is not negative. | 金额不能为负数。");
            }

            errors.Require(limits.Floor.Amount <= limits.Cap.Amount, $"{at}/floor/amount", "The floor is not above the cap. | 下限不能高于上限。");
        }

        errors.Require(Guard.WindowDays is > 0 and <= 3650, "/guard/windowDays", "1 to 3650 days. | 1 至 3650 天。");
        errors.Require(Guard.FreeClaims is >= 0 and <= 10_000, "/guard/freeClaims", "0 to 10000 claims. | 0 至 10000 次。");
        foreach (var (role, name) in new[]
        {
            (Beyond.Cap, "cap"), (Beyond.Claims, "claims"), (Beyond.CustomerLimit, "customerLimit"), (Beyond.Budget, "budget"),
        })
        {
            errors.Require(Enum.IsDefined(role), $"/beyond/{name}", "Not a role. | 不是有效的角色。");
        }

        errors.Require(Enum.IsDefined(Goodwill.Authority), "/goodwill/authority", "Not a role. | 不是有效的角色。");
        errors.Require(Guard.MultiplierBeyond is >= 0 and <= 10, "/guard/multiplierBeyond", "0 to 10. | 0 至 10。");
        return errors.All;

        void RequireMultiplier(decimal value, string at) =>
            errors.Require(value is >= 0 and <= 10, at, "0 to 10, for example 1.5. | 0 至 10,例如 1.5。");
    }
}

/// <summary>The lowest role that lets an offer through: one above a case's cap, above what the guard allows, or above the month's
/// budget.</summary>
public sealed record BeyondLimits
{
    public StaffRole Cap { get; init; } = StaffRole.Manager;

    public StaffRole Claims { get; init; } = StaffRole.Supervisor;

    public StaffRole CustomerLimit { get; init; } = StaffRole.Manager;

    public StaffRole Budget { get; init; } = StaffRole.Manager;
}

/// <summary>How far a policy of follow-ups may give by itself.</summary>
public sealed record GoodwillRules
{
    /// <summary>Whether gifts count against authority, guard and budget, like all other remedies.</summary>
    public bool Counts { get; init; } = true;

    /// <summary>So much as this role may promise is given at once; what goes beyond waits for somebody's approval.</summary>
    public StaffRole Authority { get; init; } = StaffRole.Supervisor;
}

/// <summary>A condition left out fits everything.</summary>
public sealed record CompensationRule
{
    public string? Category { get; init; }

    public Severity? Severity { get; init; }

    public CustomerType? CustomerType { get; init; }

    public required decimal Multiplier { get; init; }

    internal bool Fits(string? category, Severity severity, CustomerType customerType) =>
        (Category is null || (category is not null && Axes.IsUnder(category, Category)))
        && (Severity is null || Severity == severity)
        && (CustomerType is null || CustomerType == customerType);
}

/// <param name="Floor">Least sum where there is a loss at all.</param>
/// <param name="Cap">Most for one case, what was granted before included.</param>
/// <param name="CustomerLimit">Most for one customer within the guard's window.</param>
/// <param name="MonthlyBudget">Of a storefront and calendar month.</param>
public sealed record CompensationLimits(Money Floor, Money Cap, Money CustomerLimit, Money MonthlyBudget);

/// <summary>Who is compensated often is compensated for the loss alone, and a person looks at it.</summary>
public sealed record AbuseGuard
{
    public int WindowDays { get; init; } = 90;

    /// <summary>Compensated complaints within the window before the guard sets in.</summary>
    public int FreeClaims { get; init; } = 3;

    public decimal MultiplierBeyond { get; init; } = 1m;
}
