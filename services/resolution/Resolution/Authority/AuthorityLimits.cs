using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Web.Policies;

namespace ComplaintPlatform.Resolution.Authority;

/// <summary>How much each role may promise by itself, by severity. Sums count per customer and order, not per offer or case.</summary>
public sealed record AuthorityLimits
{
    /// <summary>The director has no limit and needs no entry; in a currency without entries everything goes to the director.</summary>
    public required IReadOnlyList<AuthorityLimit> Limits { get; init; }

    /// <summary>What was granted to a customer, or about an order, within these days counts against the limits.</summary>
    public int ExposureWindowDays { get; init; } = 90;

    public int ApprovalExpiresAfterMinutes { get; init; } = 24 * 60;

    public static AuthorityLimits Default { get; } = new()
    {
        Limits =
        [
            .. For("CNY", StaffRole.Agent, 200, 200, 100),
            .. For("CNY", StaffRole.Supervisor, 1000, 1000, 500),
            .. For("CNY", StaffRole.Manager, 5000, 5000, 3000),
            .. For("EUR", StaffRole.Agent, 30, 30, 15),
            .. For("EUR", StaffRole.Supervisor, 150, 150, 75),
            .. For("EUR", StaffRole.Manager, 700, 700, 400),
            .. For("USD", StaffRole.Agent, 30, 30, 15),
            .. For("USD", StaffRole.Supervisor, 150, 150, 75),
            .. For("USD", StaffRole.Manager, 700, 700, 400),
        ],
    };

    /// <returns>Null: no limit. Zero where the matrix has no entry.</returns>
    internal Money? LimitOf(StaffRole role, Severity severity, string currency) => role is StaffRole.Director
        ? null
        : Limits.FirstOrDefault(l => l.Role == role && l.Severity == severity && l.Limit.Currency == currency)?.Limit
            ?? Money.Zero(currency);

    /// <summary>Nobody raises what binds them: a limit of their own role, or of one above.</summary>
    internal IReadOnlyList<PolicyError> RaisedFor(StaffRole own, AuthorityLimits before)
    {
        var errors = new PolicyErrors();
        for (var at = 0; at < Limits.Count; at++)
        {
            var entry = Limits[at];
            errors.Require(
                entry.Role < own || before.LimitOf(entry.Role, entry.Severity, entry.Limit.Currency)?.Amount >= entry.Limit.Amount,
                $"/limits/{at}/limit", "Somebody above this role has to raise it. | 提高该角色的限额须由更高一级操作。");
        }

        errors.Require(own is StaffRole.Director || ExposureWindowDays >= before.ExposureWindowDays, "/exposureWindowDays",
            "A shorter window lets more be promised: a director has to shorten it. | 缩短统计周期会放宽限额,须由总监操作。");
        return errors.All;
    }

    public IReadOnlyList<PolicyError> Validate()
    {
        var errors = new PolicyErrors();
        if (!errors.RequireItems(Limits, "/limits"))
            return errors.All;
        errors.Require(ApprovalExpiresAfterMinutes is > 0 and <= 30 * 24 * 60, "/approvalExpiresAfterMinutes",
            "1 minute to 30 days. | 1 分钟至 30 天。");
        errors.Require(ExposureWindowDays is > 0 and <= 3650, "/exposureWindowDays", "1 to 3650 days. | 1 至 3650 天。");
        errors.Require(Limits.Count is > 0 and <= 2000, "/limits", "1 to 2000 entries are needed. | 需要 1 至 2000 条。");
        errors.RequireUnique(Limits, l => (l.Role, l.Severity, l.Limit.Currency), "/limits", "The role with this severity and currency");
        for (var i = 0; i < Limits.Count; i++)
        {
            var (entry, at) = (Limits[i], $"/limits/{i}");
            errors.Require(entry.Role is StaffRole.Agent or StaffRole.Supervisor or StaffRole.Manager, at + "/role",
                "Agent, supervisor or manager; the director has no limit. | 只能是客服、主管或经理;总监无限额。");
            errors.Require(Enum.IsDefined(entry.Severity), at + "/severity", "Not a severity. | 不是有效的严重程度。");
            errors.Require(entry.Limit.Amount >= 0, at + "/limit/amount", "A limit is not negative. | 限额不能为负数。");
            var overtaken = Limits.Any(other => other.Severity == entry.Severity && other.Limit.Currency == entry.Limit.Currency
                && other.Role < entry.Role && other.Limit.Amount > entry.Limit.Amount);
            errors.Require(!overtaken, at + "/limit/amount", "A lower role has a higher limit for the same severity. | 同一严重程度下,较低角色的限额更高。");

            // A role without an entry may promise nothing, so the ladder has no rung missing above one that is there
            var missing = entry.Role < StaffRole.Manager && !Limits.Any(other => other.Severity == entry.Severity
                && other.Limit.Currency == entry.Limit.Currency && other.Role == entry.Role + 1);
            errors.Require(!missing, at + "/role",
                "The role above has no entry for the same severity and currency. | 上一级角色没有相同严重程度和货币的条目。");
        }

        return errors.All;
    }

    private static IEnumerable<AuthorityLimit> For(string currency, StaffRole role, decimal minor, decimal general, decimal serious) =>
    [
        new AuthorityLimit(role, Severity.Minor, new Money(minor, currency)),
        new AuthorityLimit(role, Severity.General, new Money(general, currency)),
        new AuthorityLimit(role, Severity.Serious, new Money(serious, currency)),
    ];
}

public sealed record AuthorityLimit(StaffRole Role, Severity Severity, Money Limit);
