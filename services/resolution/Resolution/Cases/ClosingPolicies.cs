using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Web.Policies;

namespace ComplaintPlatform.Resolution.Cases;

/// <summary>Why staff end a case without a resolution.</summary>
public enum StaffCloseReason { Withdrawn, Unreachable, Spam, Other }

/// <summary>What happens when a customer writes about a case that has ended.</summary>
public enum LateMessage { Reopen, Flag }

/// <summary>What ends a case without a resolution, and what starts it again: the document behind <c>/closing-policies</c>.</summary>
public sealed record ClosingPolicies
{
    /// <summary>The lowest role for each reason; a reason that is left out cannot be given.</summary>
    public required IReadOnlyList<ClosingRule> Reasons { get; init; }

    /// <summary>How often the customer was tried in vain before a case may be closed as unreachable.</summary>
    public int UnreachableAttempts { get; init; } = 3;

    /// <summary>Over how many days, by the first and the last attempt.</summary>
    public int UnreachableDays { get; init; } = 2;

    /// <summary>How many days after its end a customer, a follow-up or a survey may reopen a case; staff may at any time.</summary>
    public int ReopensWithinDays { get; init; } = 30;

    public LateMessage LateMessage { get; init; } = LateMessage.Reopen;

    public static ClosingPolicies Default { get; } = new()
    {
        Reasons =
        [
            new ClosingRule(StaffCloseReason.Withdrawn, StaffRole.Agent),
            new ClosingRule(StaffCloseReason.Unreachable, StaffRole.Agent),
            new ClosingRule(StaffCloseReason.Spam, StaffRole.Supervisor),
            new ClosingRule(StaffCloseReason.Other, StaffRole.Manager),
        ],
    };

    public IReadOnlyList<PolicyError> Validate()
    {
        var errors = new PolicyErrors();
        if (!errors.RequireItems(Reasons, "/reasons"))
            return errors.All;
        errors.RequireUnique(Reasons, rule => rule.Reason, "/reasons", "The reason");
        for (var i = 0; i < Reasons.Count; i++)
        {
            errors.Require(Enum.IsDefined(Reasons[i].Reason), $"/reasons/{i}/reason", "Not a reason. | 不是有效的原因。");
            errors.Require(Enum.IsDefined(Reasons[i].LowestRole), $"/reasons/{i}/lowestRole", "Not a role. | 不是有效的角色。");
        }

        errors.Require(UnreachableAttempts is > 0 and <= 20, "/unreachableAttempts", "1 to 20. | 1 至 20 次。");
        errors.Require(UnreachableDays is >= 0 and <= 90, "/unreachableDays", "0 to 90 days. | 0 至 90 天。");
        errors.Require(ReopensWithinDays is >= 0 and <= 3650, "/reopensWithinDays", "0 to 3650 days. | 0 至 3650 天。");
        errors.Require(Enum.IsDefined(LateMessage), "/lateMessage", "Either 'reopen' or 'flag'. | 只能是 'reopen' 或 'flag'。");
        return errors.All;
    }
}

/// <param name="LowestRole">This role and those above may give the reason.</param>
public sealed record ClosingRule(StaffCloseReason Reason, StaffRole LowestRole);
