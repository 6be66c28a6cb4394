using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Authority;
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
        var others = await db.OtherCasesOfCustomerAsync(theCase, ct);
        var ofCustomer = await db.Offers.AsNoTracking()
            .Where(offer => others.Contains(offer.CaseId) && offer.Cost > 0
                && ((offer.State == OfferState.Accepted && offer.AnsweredAt >= since)
                    || offer.State == OfferState.Proposed || offer.State == OfferState.AwaitingApproval))
            .ToListAsync(ct);
        return new CompensationQuestion
        {
            PerceivedLoss = loss,
            Category = theCase.Category,
            Severity = theCase.Severity,
            CustomerType = theCase.CustomerType,
            Granted = Costs(theCase.Offers.Where(offer => offer.GroupId != reading.Without), now, pending),
            GrantedInWindow = Costs(ofCustomer, now, pending),
            // Several at once are several claims, before the customer has accepted any of them
            ClaimsInWindow = ofCustomer.Where(offer => offer.StateAt(now) is not OfferState.Expired
                    && (reading.ClaimsBefore is not { } before
                        || (offer.State is not OfferState.AwaitingApproval && Say.Of(offer).Order < before)))
                .Select(offer => offer.CaseId).Distinct().Count(),
            BudgetSpent = await SpentAsync(db, theCase.StorefrontId, currency, reading, ct),
        };
    }

    private static async Task<Money> SpentAsync(
        ResolutionDbContext db, string storefrontId, string currency, HistoryReading reading, CancellationToken ct)
    {
        var (now, month) = (reading.Now, reading.MonthStart);
        var offers = db.Offers.AsNoTracking().Where(offer => offer.StorefrontId == storefrontId && offer.CostCurrency == currency);
        var granted = await offers.Where(offer => offer.State == OfferState.Accepted && offer.AnsweredAt >= month)
            .SumAsync(offer => offer.Cost ?? 0, ct);
        var open = reading.Pending
            ? await offers.Where(offer => offer.GroupId != reading.Without
                // The states first and alone: an index knows them
                && (offer.State == OfferState.AwaitingApproval || offer.State == OfferState.Proposed)
                && (offer.State == OfferState.AwaitingApproval || offer.ExpiresAt > now)).ToListAsync(ct)
            : [];
        return new[] { new Money(Math.Min(granted, Money.MaxAmount), currency) }.Concat(Costs(open, now, pending: true)).Total(currency);
    }

    /// <summary>Who let the last through of what is granted on the case, to the customer within the window, and in this month.</summary>
    public static async Task<(Say OnCase, Say OfCustomer, Say OfMonth)> LastSaysAsync(
        this ResolutionDbContext db, Case theCase, Offer offer, CompensationPolicies policies, HistoryReading reading, CancellationToken ct)
    {
        var (since, month) = (reading.Now.AddDays(-policies.Guard.WindowDays), reading.MonthStart);
        var granted = db.Offers.AsNoTracking()
            .Where(row => row.State == OfferState.Accepted && row.CostCurrency == offer.CostCurrency && row.Cost > 0);
        var onCase = theCase.Offers.Where(row => row is { State: OfferState.Accepted, Cost: > 0 } && row.CostCurrency == offer.CostCurrency)
            .Append(offer).ToList();
        var others = await db.OtherCasesOfCustomerAsync(theCase, ct);
        var ofCustomer = await granted.Where(row => row.AnsweredAt >= since && others.Contains(row.CaseId)).ToListAsync(ct);
        var ofMonth = await granted.Where(row => row.StorefrontId == theCase.StorefrontId && row.AnsweredAt >= month)
            .OrderByDescending(row => row.AuthorisedOrder).Take(1).ToListAsync(ct);
        return (Say.LastOf(onCase), Say.LastOf([.. onCase, .. ofCustomer]), Say.LastOf([offer, .. ofMonth]));
    }

    private static async Task<List<Guid>> OtherCasesOfCustomerAsync(this ResolutionDbContext db, Case theCase, CancellationToken ct) =>
        theCase.CustomerId is not { } customer
            ? []
            : await db.Cases.Where(row => row.StorefrontId == theCase.StorefrontId && row.CustomerId == customer && row.Id != theCase.Id)
                .Select(row => row.Id).ToListAsync(ct);

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
internal sealed record HistoryReading(DateTimeOffset Now, DateTimeZone Zone, bool Pending)
{
    /// <summary>Alternatives that are being decided about, and so are not counted themselves.</summary>
    public Guid? Without { get; init; }

    /// <summary>Counts as claims only what was let through earlier than this decision.</summary>
    public int? ClaimsBefore { get; init; }

    public DateTimeOffset MonthStart
    {
        get
        {
            var today = Instant.FromDateTimeOffset(Now).InZone(Zone).Date;
            return Zone.AtStartOfDay(new LocalDate(today.Year, today.Month, 1)).ToDateTimeOffset().ToUniversalTime();
        }
    }
}
