using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Offers;
using ComplaintPlatform.Resolution.Policies;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace ComplaintPlatform.Resolution.Compensation;

/// <summary>What was given before: on the case, to the customer, and by the storefront in this month.</summary>
internal static class CompensationHistory
{
    /// <param name="zone">The storefront's: its month begins by its own clock.</param>
    /// <param name="pending">Counts what lies on the table as given, as it is before more is offered.</param>
    public static async Task<CompensationQuestion> QuestionAsync(
        this ResolutionDbContext db, Case theCase, Money? loss, string currency, PolicyBook policies, HistoryReading reading,
        CancellationToken ct)
    {
        var (now, pending) = (reading.Now, reading.Pending);
        var since = now.AddDays(-policies.Compensation.Guard.WindowDays);
        var ofCustomer = theCase.CustomerId is not { } customerId
            ? []
            : await db.Offers.AsNoTracking()
                .Where(offer => offer.CaseId != theCase.Id && offer.Cost != null
                    && ((offer.State == OfferState.Accepted && offer.AnsweredAt >= since)
                        || offer.State == OfferState.Proposed || offer.State == OfferState.AwaitingApproval)
                    && db.Cases.Any(other => other.Id == offer.CaseId && other.CustomerId == customerId))
                .ToListAsync(ct);
        return new CompensationQuestion
        {
            PerceivedLoss = loss,
            Category = theCase.Category,
            Severity = theCase.Severity,
            CustomerType = theCase.CustomerType,
            Granted = Costs(theCase.Offers, now, pending),
            GrantedInWindow = Costs(ofCustomer, now, pending),
            ClaimsInWindow = ofCustomer.Where(offer => offer is { State: OfferState.Accepted, Cost: > 0 })
                .Select(offer => offer.CaseId).Distinct().Count(),
            BudgetSpent = await SpentAsync(db, theCase.StorefrontId, currency, reading, ct),
        };
    }

    private static async Task<Money> SpentAsync(
        ResolutionDbContext db, string storefrontId, string currency, HistoryReading reading, CancellationToken ct)
    {
        var now = reading.Now;
        var today = Instant.FromDateTimeOffset(now).InZone(reading.Zone).Date;
        var month = reading.Zone.AtStartOfDay(new LocalDate(today.Year, today.Month, 1)).ToDateTimeOffset().ToUniversalTime();
        var offers = db.Offers.AsNoTracking().Where(offer => offer.StorefrontId == storefrontId && offer.CostCurrency == currency);
        var granted = await offers.Where(offer => offer.State == OfferState.Accepted && offer.AnsweredAt >= month)
            .SumAsync(offer => offer.Cost ?? 0, ct);
        var open = reading.Pending
            ? await offers.Where(offer => offer.State == OfferState.AwaitingApproval
                || (offer.State == OfferState.Proposed && offer.ExpiresAt > now)).ToListAsync(ct)
            : [];
        return new[] { new Money(Math.Min(granted, Money.MaxAmount), currency) }.Concat(Costs(open, now, pending: true)).Total(currency);
    }

    /// <summary>Of alternatives only one is taken, so they count with the dearest.</summary>
    private static IReadOnlyList<Money> Costs(IEnumerable<Offer> offers, DateTimeOffset now, bool pending)
    {
        var known = offers.Where(offer => offer.CostMoney is { Amount: > 0 }).ToList();
        return
        [
            .. known.Where(offer => offer.State is OfferState.Accepted).Select(offer => offer.CostMoney!),
            .. known.Where(offer => pending && offer.IsOnTheTable && offer.StateAt(now) is not OfferState.Expired)
                .GroupBy(offer => (offer.GroupId, offer.CostCurrency))
                .Select(group => group.MaxBy(offer => offer.Cost)!.CostMoney!),
        ];
    }
}

/// <param name="Pending">Whether what lies on the table counts as given.</param>
internal sealed record HistoryReading(DateTimeOffset Now, DateTimeZone Zone, bool Pending);
