using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Complaints;
using ComplaintPlatform.Resolution.Contacts;
using ComplaintPlatform.Resolution.Offers;
using ComplaintPlatform.Resolution.Policies;

namespace ComplaintPlatform.Resolution.Playbooks;

/// <summary>What stands in a case and so needs no tick, with the words that say why.</summary>
internal static class CaseProofs
{
    private const string Apology = "apology";

    /// <returns><c>null</c> where the case does not show it.</returns>
    public static LocalizedText? Of(StepProof proof, Case theCase, ComplaintFacts facts) => proof switch
    {
        StepProof.CustomerHeard => Contacted(theCase, ContactDirection.Incoming) is var heard and > 0
            ? new($"已记录客户的 {heard} 次来电或来信。", $"{heard} contact(s) from the customer are logged.") : null,
        StepProof.CustomerContacted => Contacted(theCase, ContactDirection.Outgoing) is var spoken and > 0
            ? new($"已记录 {spoken} 次主动联系。", $"{spoken} contact(s) with the customer are logged.") : null,
        StepProof.OrderKnown => facts is { OrderExternalId: not null, Product: not null, OrderAmount: not null }
            ? new("订单号、商品和金额均已知。", "Order, product and amount are known.") : null,
        StepProof.OfferMade => theCase.Offers.Count(offer => offer.Cycle == theCase.Cycle && ReachedCustomer(offer)) is var made and > 0
            ? new($"已向客户提出 {made} 个方案。", $"{made} offer(s) were put to the customer.") : null,
        StepProof.OfferAccepted => theCase.Offers.Find(
            offer => offer.Cycle == theCase.Cycle && offer is { State: OfferState.Accepted, IsGift: false }) is { } accepted
            ? accepted.AnsweredBy == "customer"
                ? new("客户已通过链接接受方案。", "The customer accepted an offer over the link.")
                : new("客服已转达客户接受方案。", "An agent passed on that the customer accepts.")
            : null,
        StepProof.PromisesKept => theCase.Obligations.FindAll(
            obligation => obligation.Cycle == theCase.Cycle) is { Count: > 0 } promised
            && promised.TrueForAll(obligation => !obligation.IsOpen)
                ? new($"{promised.Count} 项承诺已全部兑现。", $"All promises ({promised.Count}) are kept.") : null,
        StepProof.ApologyGiven => theCase.Obligations.Exists(
            obligation => obligation is { Kind: Apology, FulfilledAt: not null } && obligation.Cycle == theCase.Cycle)
            ? new("承诺的致歉已完成。", "The apology that was promised is done.") : null,
        StepProof.Resolved => theCase.IsActive ? null : new("案件已结束。", "The case has ended."),
        _ => null,
    };

    private static int Contacted(Case theCase, ContactDirection direction) => theCase.Contacts.Count(
        contact => contact.Direction == direction && contact.HasSubstance && contact.Cycle == theCase.Cycle);

    private static bool ReachedCustomer(Offer offer) =>
        offer.State is not (OfferState.AwaitingApproval or OfferState.Rejected)
        && !(offer.State is OfferState.Expired && offer is { ApprovalId: not null, AuthorisedBy: null });
}
