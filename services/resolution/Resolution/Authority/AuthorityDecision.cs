using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Compensation;
using ComplaintPlatform.Resolution.Policies;

namespace ComplaintPlatform.Resolution.Authority;

/// <summary>An offer on the table. Of the alternatives in one group only one can be accepted, so a group counts with its highest.</summary>
internal sealed record PendingOffer(Guid GroupId, Money Value);

internal sealed record AuthorityQuestion
{
    public required StaffRole Role { get; init; }

    public required Severity Severity { get; init; }

    /// <summary>What it costs; zero for an apology and the like.</summary>
    public required Money Offer { get; init; }

    /// <summary>It costs something, and how much is not known.</summary>
    public bool CostUnknown { get; init; }

    /// <summary>Granted within the window to the same customer, or about the same order.</summary>
    public IReadOnlyList<Money> Granted { get; init; } = [];

    /// <summary>
    /// Proposed and not yet refused, replaced or expired; without the alternatives of the group that the offer itself belongs to.
    /// </summary>
    public IReadOnlyList<PendingOffer> Pending { get; init; } = [];
}

internal sealed record AuthorityDecision
{
    /// <summary>Of the proposer.</summary>
    public StaffRole Role { get; init; }

    /// <summary>As in <see cref="Say"/>.</summary>
    public int Order { get; init; }

    /// <summary>What the offer costs; <c>null</c> where that is not known.</summary>
    public Money? Cost { get; init; }

    public required bool NeedsApproval { get; init; }

    /// <summary>The lowest role that may decide.</summary>
    public required StaffRole RequiredRole { get; init; }

    /// <summary>What customer and order cost with this offer: granted + pending + offer.</summary>
    public required Money Total { get; init; }

    /// <summary>The caller's own limit, null where there is none.</summary>
    public Money? Limit { get; init; }

    /// <summary>The offer alone is within the caller's limit, the sum is not.</summary>
    public required bool Split { get; init; }

    public required LocalizedText Reason { get; init; }

    public static AuthorityDecision On(AuthorityQuestion question, AuthorityLimits limits) =>
        Weigh(question, limits) with { Role = question.Role, Cost = question.CostUnknown ? null : question.Offer };

    /// <summary>The stricter of authority and guard: a sum within one's limit may still be more than the guard allows.</summary>
    public AuthorityDecision Within(GuardDecision? guard) => guard is null || guard.Required <= Role
        ? this
        : this with
        {
            NeedsApproval = true,
            RequiredRole = NeedsApproval && RequiredRole > guard.Required ? RequiredRole : guard.Required,
            Reason = new LocalizedText($"{guard.Text.Zh}{Reason.Zh}", $"{guard.Text.En} {Reason.En}"),
        };

    private static AuthorityDecision Weigh(AuthorityQuestion question, AuthorityLimits limits)
    {
        var currency = question.Offer.Currency;
        var others = question.Pending
            .GroupBy(p => (p.GroupId, p.Value.Currency))
            .Select(g => g.MaxBy(p => p.Value.Amount)!.Value)
            .Concat(question.Granted)
            .Where(m => m.Amount > 0)
            .ToList();
        var total = others.Append(question.Offer).Total(currency);
        var limit = limits.LimitOf(question.Role, question.Severity, currency);

        if (question.CostUnknown)
        {
            return question.Role >= StaffRole.Supervisor
                ? Free(question.Role, total, limit,
                    new LocalizedText("成本未知，由主管及以上决定。", "What it costs is not known: a supervisor or above decides."))
                : new AuthorityDecision
                {
                    NeedsApproval = true,
                    RequiredRole = StaffRole.Supervisor,
                    Total = total,
                    Limit = limit,
                    Split = false,
                    Reason = new LocalizedText("成本未知，需主管审批。", "What it costs is not known: a supervisor decides."),
                };
        }

        if (question.Offer.Amount <= 0)
            return Free(question.Role, total, limit, new LocalizedText("不涉及金额，无需审批。", "No money is promised, no approval is needed."));

        // Without a rate it is not known whether the sum is within a limit
        if (others.Exists(m => m.Currency != currency))
        {
            return question.Role is StaffRole.Director
                ? Free(question.Role, total, limit, new LocalizedText("总监无限额。", "The director has no limit."))
                : new AuthorityDecision
                {
                    NeedsApproval = true,
                    RequiredRole = StaffRole.Director,
                    Total = total,
                    Limit = limit,
                    Split = false,
                    Reason = new LocalizedText(
                        "本案涉及多种币种，金额无法相加，由总监审批。", "The case has sums in several currencies that cannot be added: the director decides."),
                };
        }

        if (limit is not { } own || total <= own)
        {
            return Free(question.Role, total, limit, limit is null
                ? new LocalizedText("总监无限额。", "The director has no limit.")
                : new LocalizedText($"合计 {total}，在权限 {limit} 之内。", $"{total} in all is within the limit of {limit}."));
        }

        var required = Enum.GetValues<StaffRole>().First(role => role > question.Role
            && (limits.LimitOf(role, question.Severity, currency) is not { } theirs || total <= theirs));
        var split = question.Offer <= own;
        return new AuthorityDecision
        {
            NeedsApproval = true,
            RequiredRole = required,
            Total = total,
            Limit = limit,
            Split = split,
            Reason = split
                ? new LocalizedText(
                    $"本次 {question.Offer} 在权限 {own} 之内，但连同已给予和待定的合计 {total}，拆分不改变权限，需{Zh(required)}审批。",
                    $"{question.Offer} alone is within the limit of {own}, but with what is granted and pending it is {total}: splitting changes nothing, a {En(required)} decides.")
                : new LocalizedText($"合计 {total}，超出权限 {own}，需{Zh(required)}审批。",
                    $"{total} in all is above the limit of {own}: a {En(required)} decides."),
        };
    }

    private static AuthorityDecision Free(StaffRole role, Money total, Money? limit, LocalizedText reason) =>
        new() { NeedsApproval = false, RequiredRole = role, Total = total, Limit = limit, Split = false, Reason = reason };

    private static string Zh(StaffRole role) => role switch
    {
        StaffRole.Agent => "客服",
        StaffRole.Supervisor => "主管",
        StaffRole.Manager => "经理",
        _ => "总监",
    };

    private static string En(StaffRole role) => role switch
    {
        StaffRole.Agent => "agent",
        StaffRole.Supervisor => "supervisor",
        StaffRole.Manager => "manager",
        _ => "director",
    };
}
