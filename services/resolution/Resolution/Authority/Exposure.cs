using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Compensation;
using ComplaintPlatform.Resolution.Offers;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Web.Http;

namespace ComplaintPlatform.Resolution.Authority;

/// <param name="Severity">The highest that the offer's case ever had.</param>
internal sealed record ExposedOffer(Offer Offer, Severity Severity);

/// <summary>
/// What one customer, and one order, cost the house within the policy's window over all their cases: granted, and on the table. Authority
/// is a property of this sum, at the highest severity among the cases that make it up.
/// </summary>
internal sealed class Exposure(Severity own, IReadOnlyList<ExposedOffer> offers, string currency, DateTimeOffset now)
{
    private IEnumerable<ExposedOffer> Granted => offers.Where(row => row.Offer is { State: OfferState.Accepted, Cost: not null });

    private IEnumerable<ExposedOffer> OnTheTable =>
        offers.Where(row => row.Offer is { Cost: not null, IsOnTheTable: true } && row.Offer.StateAt(now) is not OfferState.Expired);

    /// <param name="cost">What the remedy costs; <c>null</c> where that is not known.</param>
    /// <param name="group">The alternatives that it belongs to, which are not added to it.</param>
    public AuthorityDecision Decide(StaffRole role, Money? cost, Guid? group, AuthorityLimits limits) => AuthorityDecision.On(
        new AuthorityQuestion
        {
            Role = role,
            Severity = Strictest(Granted.Concat(OnTheTable)),
            Offer = cost ?? Money.Zero(currency),
            CostUnknown = cost is null,
            Granted = [.. Granted.Select(row => row.Offer.CostMoney!)],
            Pending = [.. OnTheTable.Where(row => row.Offer.GroupId != group)
                .Select(row => new PendingOffer(row.Offer.GroupId, row.Offer.CostMoney!))],
        },
        limits);

    /// <summary>
    /// At the moment of the customer's yes: what is paid then is within the limit of who let the last of it through. It may not be any
    /// more, because the case turned out more serious or the limits were lowered.
    /// </summary>
    public bool Covers(Offer offer, AuthorityLimits limits)
    {
        if (offer.CostMoney is not { Amount: > 0 } cost)
            return true;
        var paid = Granted.Where(row => row.Offer.Id != offer.Id && row.Offer.Cost > 0).ToList();
        var role = Say.LastOf(paid.Select(row => row.Offer).Append(offer)).Role;
        var sums = paid.Select(row => row.Offer.CostMoney!).Append(cost).ToList();
        return role is StaffRole.Director
            || (sums.TrueForAll(sum => sum.Currency == cost.Currency)
                && limits.LimitOf(role, Strictest(paid), cost.Currency) is { } limit && sums.Total(cost.Currency) <= limit);
    }

    private Severity Strictest(IEnumerable<ExposedOffer> counted) =>
        counted.Where(row => row.Offer.Cost > 0).Select(row => row.Severity).Append(own).Max();
}
