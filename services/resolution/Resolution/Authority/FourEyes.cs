using ComplaintPlatform.Resolution.Policies;

namespace ComplaintPlatform.Resolution.Authority;

internal sealed record Decider(Guid UserId, StaffRole? Role);

/// <summary>An approval that waits. <paramref name="Delegations"/> are the people it was passed on by, first to last, with who received it.</summary>
internal sealed record WaitingApproval(
    Guid ProposedBy, StaffRole RequiredRole, DateTimeOffset ExpiresAt, IReadOnlyList<Delegation> Delegations);

internal sealed record Delegation(Decider From, Guid To);

/// <summary>Who may decide on an approval. A code is a rule that stands in the way; null is a yes.</summary>
internal static class FourEyes
{
    public const string OwnOffer = "approval.own_offer";
    public const string AuthorityTooLow = "approval.authority_too_low";
    public const string Expired = "approval.expired";

    /// <summary>Someone with the authority, or the last person it was passed on to by someone with the authority; never who made the offer.</summary>
    public static string? WhyNotDecide(WaitingApproval approval, Decider decider, DateTimeOffset now)
    {
        if (now >= approval.ExpiresAt)
            return Expired;
        if (decider.UserId == approval.ProposedBy)
            return OwnOffer;
        if (decider.Role >= approval.RequiredRole)
            return null;
        return decider.Role is not null && IsDelegate(approval, decider.UserId) ? null : AuthorityTooLow;
    }

    /// <summary>Who may decide may pass it on, not to who made the offer: that would be a way around four eyes.</summary>
    public static string? WhyNotDelegate(WaitingApproval approval, Decider from, Decider to, DateTimeOffset now)
    {
        if (WhyNotDecide(approval, from, now) is { } code)
            return code;
        if (to.UserId == approval.ProposedBy)
            return OwnOffer;
        return to.Role is null ? AuthorityTooLow : null;
    }

    // Each link must hold: the first from someone with the role, each next from who received it or from someone with the role
    private static bool IsDelegate(WaitingApproval approval, Guid userId)
    {
        Guid? holder = null;
        foreach (var link in approval.Delegations)
        {
            var valid = link.From.UserId != approval.ProposedBy && link.To != approval.ProposedBy
                && (link.From.Role >= approval.RequiredRole || link.From.UserId == holder);
            if (valid)
                holder = link.To;
        }

        return holder == userId;
    }
}
