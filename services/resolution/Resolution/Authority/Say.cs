using ComplaintPlatform.Resolution.Offers;
using ComplaintPlatform.Resolution.Policies;

namespace ComplaintPlatform.Resolution.Authority;

/// <summary>
/// Who let a sum through. Those who decide about one customer, order or budget do so one after the other, and count what was granted and
/// what lay on the table: the last of them saw the whole of what is paid of it.
/// </summary>
/// <param name="Order">Counts the decisions of a storefront. A time would not do: who came first may have had to wait.</param>
internal readonly record struct Say(StaffRole Role, int Order)
{
    /// <summary>Of offers from before this was noted nothing is known that would stand in their way.</summary>
    public static Say Of(Offer offer) => new(offer.AuthorisedBy ?? StaffRole.Director, offer.AuthorisedOrder ?? 0);

    public static Say LastOf(IEnumerable<Offer> offers) => offers.Select(Of).MaxBy(say => say.Order);
}
