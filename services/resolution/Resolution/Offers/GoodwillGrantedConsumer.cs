using ComplaintPlatform.Contracts.FollowUp;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Resolution.Authority;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Policies;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Offers;

/// <summary>
/// A gift that a follow-up grants becomes a promise: within what the policy lets through by itself at once, beyond that after an approval.
/// </summary>
internal sealed class GoodwillGrantedConsumer(ResolutionDbContext db, OfferRules rules, PolicyShelf shelf, TimeProvider clock)
    : IEventConsumer<GoodwillGranted>
{
    public async Task HandleAsync(GoodwillGranted message, CancellationToken ct)
    {
        if (!await db.Cases.AnyAsync(row => row.Id == message.ComplaintId, ct))
            return;
        await rules.EnterAsync(message.ComplaintId, ct);
        var theCase = await db.Cases.WithEverything().FirstAsync(row => row.Id == message.ComplaintId, ct);
        if (theCase.IsErased || theCase.Offers.Exists(offer => offer.GiftId == message.GiftId))
            return;

        var policies = await shelf.ForAsync(db, theCase.StorefrontId, ct);
        var value = message.Value is { } worth ? new Money(worth.Amount, worth.Currency) : null;
        var remedy = policies.Remedies.Find(message.Kind);
        var decision = await DecideAsync(await rules.ReadAsync(theCase, policies, ct), remedy, value, policies.Compensation.Goodwill, ct);
        var terms = new AlternativeRequest(message.Kind, value, Points: remedy?.PointsFor(value));
        foreach (var happened in theCase.Give(message.GiftId, terms, decision, policies, clock.GetUtcNow()))
            db.Publish(happened);
    }

    private static async Task<AuthorityDecision> DecideAsync(
        OfferScales scales, Remedy? remedy, Money? value, Compensation.GoodwillRules goodwill, CancellationToken ct)
    {
        // What the catalogue does not know any more has a cost nobody can name, unless a sum is said
        var cost = remedy is null ? value : remedy.CostOf(value, scales.Facts.OrderValue, scales.Currency);
        var decision = (await scales.WeighAsync(goodwill.Authority, cost, null, ct)).Decision;
        return goodwill.Counts ? decision : decision with { NeedsApproval = false, RequiredRole = goodwill.Authority, Cost = null };
    }
}
