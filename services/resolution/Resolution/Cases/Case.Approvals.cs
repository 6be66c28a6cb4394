using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Resolution.Approvals;
using ComplaintPlatform.Resolution.Authority;
using ComplaintPlatform.Resolution.Contacts;
using ComplaintPlatform.Resolution.Customers;
using ComplaintPlatform.Resolution.Offers;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Resolution.Tasks;
using ComplaintPlatform.Web.Http;

namespace ComplaintPlatform.Resolution.Cases;

/// <summary>What somebody else than the proposer decides about an offer.</summary>
internal sealed partial class Case
{
    /// <param name="decision">Approved, rejected or expired.</param>
    /// <param name="say">Of who approved.</param>
    public IReadOnlyList<IComplaintEvent> Decide(
        Approval approval, ApprovalState decision, Guid? by, string? comment, PolicyBook policies, DateTimeOffset now,
        Say? say = null)
    {
        approval.Decide(decision, by, comment, now);
        var offer = Offers.Single(offer => offer.Id == approval.OfferId);
        if (offer.State is OfferState.AwaitingApproval)
        {
            if (decision is ApprovalState.Approved)
                offer.Release(say ?? new Say(StaffRole.Agent, 0), policies.Remedies.OfferValid, now);
            else
                offer.End(decision is ApprovalState.Rejected ? OfferState.Rejected : OfferState.Expired, null, now);
        }

        Settle();
        ReadClocks(policies, now);
        var decided = new ApprovalDecided
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = StorefrontId,
            ComplaintId = Id,
            Version = ++Version,
            Cycle = Cycle,
            State = EnumText.Of(State),
            ApprovalId = approval.Id,
            OfferId = approval.OfferId,
            Decision = EnumText.Of(decision),
            DecidedBy = by,
            OfferExpiresAt = decision is ApprovalState.Approved && !offer.IsGift ? offer.ExpiresAt : null,
        };
        if (offer.IsGift)
            return decision is ApprovalState.Approved ? [decided, .. HandOverGift(offer, policies, now)] : [decided];
        return decision is ApprovalState.Approved && offer.State is OfferState.Proposed
            && TellOf([offer], UpdateOffer, policies, now) is { } told ? [decided, told] : [decided];
    }

    /// <summary>Who works on the case, and so does not decide about it on behalf of others.</summary>
    public IReadOnlyList<Guid> Parties => AgentId is { } agent ? [agent] : [];

    public ApprovalDelegated Delegate(Approval approval, Decider from, Authority.Deputy to, string? comment, DateTimeOffset now)
    {
        approval.PassOn(from, to);
        return new ApprovalDelegated
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = StorefrontId,
            ComplaintId = Id,
            Version = ++Version,
            Cycle = Cycle,
            State = EnumText.Of(State),
            ApprovalId = approval.Id,
            OfferId = approval.OfferId,
            FromUserId = from.UserId,
            ToUserId = to.UserId,
            Until = to.Until,
            Comment = comment,
        };
    }
}
