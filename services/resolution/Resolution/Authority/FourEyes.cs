using ComplaintPlatform.Resolution.Policies;

namespace ComplaintPlatform.Resolution.Authority;

internal sealed record Decider(Guid UserId, StaffRole? Role);

/// <summary>Who is to decide, and until when; <c>null</c> in approvals of before there was an end.</summary>
internal sealed record Deputy(Guid UserId, DateTimeOffset? Until);

/// <param name="Parties">Who made the offer, and who works on the case.</param>
internal sealed record WaitingApproval(
    Guid ProposedBy, StaffRole RequiredRole, DateTimeOffset ExpiresAt, IReadOnlyList<Delegation> Delegations, IReadOnlyList<Guid> Parties);

internal sealed record Delegation(Decider From, Guid To, DateTimeOffset? Until = null);

/// <summary>Who may decide on an approval. A code names the rule against it; null is a yes.</summary>
internal static class FourEyes
{
    public const string OwnOffer = "approval.own_offer";
    public const string AuthorityTooLow = "approval.authority_too_low";
    public const string Expired = "approval.expired";
    public const string AlreadyDelegated = "approval.already_delegated";
    public const string DelegateTooLow = "approval.delegate_authority_too_low";
    public const string DelegateIsParty = "approval.delegate_is_party";

    /// <summary>Somebody with the authority, and never who made the offer. To be delegated to gives no authority.</summary>
    public static string? WhyNotDecide(WaitingApproval approval, Decider decider, DateTimeOffset now)
    {
        if (now >= approval.ExpiresAt)
            return Expired;
        if (decider.UserId == approval.ProposedBy)
            return OwnOffer;
        return decider.Role >= approval.RequiredRole ? null : AuthorityTooLow;
    }

    /// <summary>Who may decide may pass it on once, to somebody who could decide it too and is no party of the case.</summary>
    public static string? WhyNotDelegate(WaitingApproval approval, Decider from, Decider to, DateTimeOffset now)
    {
        if (WhyNotDecide(approval, from, now) is { } code)
            return code;
        if (approval.Delegations.Count > 0)
            return AlreadyDelegated;
        if (to.UserId == approval.ProposedBy)
            return OwnOffer;
        if (to.UserId == from.UserId || approval.Parties.Contains(to.UserId))
            return DelegateIsParty;
        return to.Role >= approval.RequiredRole ? null : DelegateTooLow;
    }
}
