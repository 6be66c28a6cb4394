using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Resolution.Approvals;
using ComplaintPlatform.Resolution.Authority;
using ComplaintPlatform.Resolution.Customers;
using ComplaintPlatform.Resolution.Offers;
using ComplaintPlatform.Resolution.Policies;

namespace ComplaintPlatform.Resolution.Cases;

/// <summary>What the house gives without being asked for: a promise like any other, also when the case is over.</summary>
internal sealed partial class Case
{
    private const string UpdateGift = "gift";

    /// <param name="terms">As the catalogue has it.</param>
    /// <param name="decision">Whether the policy may give it by itself.</param>
    public IReadOnlyList<IComplaintEvent> Give(
        Guid giftId, AlternativeRequest terms, AuthorityDecision decision, PolicyBook policies, DateTimeOffset now)
    {
        Guid? approvalId = decision.NeedsApproval ? SequentialId.Next() : null;
        var gift = Offer.Give(this, giftId, terms, decision, approvalId, now);
        Offers.Add(gift);
        if (approvalId is not { } id)
            return HandOverGift(gift, policies, now);

        var approval = Approval.Request(
            id, gift, decision, "system", TimeSpan.FromMinutes(policies.Authority.ApprovalExpiresAfterMinutes), now);
        Approvals.Add(approval);
        Settle();
        ReadClocks(policies, now);
        return
        [
            new ApprovalRequested
            {
                EventId = SequentialId.Next(),
                OccurredAt = now,
                StorefrontId = StorefrontId,
                ComplaintId = Id,
                Version = ++Version,
                Cycle = Cycle,
                State = EnumText.Of(State),
                ApprovalId = id,
                OfferId = gift.Id,
                RequiredRole = EnumText.Of(approval.RequiredRole),
                ExpiresAt = approval.ExpiresAt,
            },
        ];
    }

    private IReadOnlyList<IComplaintEvent> HandOverGift(Offer gift, PolicyBook policies, DateTimeOffset now)
    {
        gift.End(OfferState.Accepted, "policy", now);
        var planned = Promise(gift, policies, now);
        ReadClocks(policies, now);
        var what = CustomerWords.Remedy(policies.Remedies, gift.Kind, gift.Value);
        var due = Obligations[^1].DueAt;
        return
        [
            .. planned.Select(task => Added(task, now)),
            CustomerUpdate(
                UpdateGift,
                (gift.Value is null
                    ? new LocalizedText(
                        $"感谢您的耐心与理解,我们将为您落实:{what.Zh}。", $"Thank you for your patience. This we still do for you: {what.En}.")
                    : new($"感谢您的耐心与理解,我们赠送您:{what.Zh}。", $"Thank you for your patience. As a small gift you get from us: {what.En}."))
                    .In(Language),
                due, now,
                [
                    new CustomerUpdateDue.Remedy
                    {
                        OfferId = gift.Id,
                        Kind = gift.Kind,
                        Name = CustomerWords.Remedy(policies.Remedies, gift.Kind).In(Language),
                        Value = gift.EventValue,
                        ExpiresAt = due,
                    },
                ]),
        ];
    }
}
