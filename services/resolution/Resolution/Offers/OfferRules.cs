using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Authority;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Compensation;
using ComplaintPlatform.Resolution.Complaints;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Resolution.Storefronts;
using ComplaintPlatform.Web.Http;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace ComplaintPlatform.Resolution.Offers;

/// <summary>
/// What an offer is measured by, authority and guard alike, at each moment at which somebody decides about it: when it is made, approved or
/// passed on, and when the customer says yes.
/// </summary>
internal sealed class OfferRules(ResolutionDbContext db, Exposures exposures, TimeProvider clock)
{
    /// <inheritdoc cref="Exposures.EnterAsync"/>
    public Task EnterAsync(Guid caseId, CancellationToken ct) => exposures.EnterAsync(caseId, ct);

    public async Task<OfferScales> ReadAsync(Case theCase, PolicyBook policies, CancellationToken ct)
    {
        var facts = await db.Complaints.AsNoTracking().FirstAsync(row => row.Id == theCase.Id, ct);
        var storefront = await db.StorefrontSettings.AsNoTracking().FirstOrDefaultAsync(row => row.Id == theCase.StorefrontId, ct);
        return new OfferScales(db, theCase, policies)
        {
            Facts = facts,
            Exposure = await exposures.ReadAsync(theCase, policies, ct),
            Zone = Storefront.ZoneOf(storefront),
            Currency = Storefront.CurrencyOf(storefront),
            Order = exposures.Order,
            Now = clock.GetUtcNow(),
        };
    }
}

/// <summary>The numbers of one case, its customer, order and storefront, as they stand in this moment.</summary>
internal sealed class OfferScales(ResolutionDbContext db, Case theCase, PolicyBook policies)
{
    public required ComplaintFacts Facts { get; init; }

    public required Exposure Exposure { get; init; }

    public required DateTimeZone Zone { get; init; }

    public required string Currency { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>As in <see cref="Say"/>.</summary>
    public required int Order { get; init; }

    /// <param name="cost">What the remedy costs; <c>null</c> where that is not known.</param>
    /// <param name="reckoned">The loss as the agent reckons it.</param>
    public async Task<WeighedOffer> WeighAsync(StaffRole role, Money? cost, Money? reckoned, CancellationToken ct) =>
        await WeighAsync(role, cost, reckoned, null, ct);

    /// <summary>An offer that waits for approval, for somebody who is to decide about it now.</summary>
    public async Task<WeighedOffer> WeighAsync(StaffRole role, Offer offer, CancellationToken ct) =>
        await WeighAsync(role, offer.CostMoney, LossOf(offer), offer.GroupId, ct);

    /// <summary>Whether those who let through what is paid with this offer may let through what it comes to now.</summary>
    public async Task<OfferCover> CoverAsync(Offer offer, CancellationToken ct)
    {
        if (offer is not { State: OfferState.Proposed, CostMoney: { } cost })
            return new OfferCover(Exposure, []);
        var reading = new HistoryReading(Now, Zone, Pending: false) { ClaimsBefore = Say.Of(offer).Order };
        if (await CheckAsync(cost, LossOf(offer), reading, ct) is not { } guard)
            return new OfferCover(Exposure, []);

        var (onCase, ofCustomer, ofMonth) = await db.LastSaysAsync(theCase, offer, policies.Compensation, reading, ct);
        return new OfferCover(Exposure, [.. guard.Reasons.Where(reason => reason.Required > (reason.Code switch
        {
            CompensationGuard.Budget => ofMonth,
            CompensationGuard.CustomerLimit => ofCustomer,
            _ => onCase,
        }).Role)]);
    }

    private async Task<WeighedOffer> WeighAsync(StaffRole role, Money? cost, Money? reckoned, Guid? group, CancellationToken ct)
    {
        var guard = cost is null ? null
            : await CheckAsync(cost, reckoned, new HistoryReading(Now, Zone, Pending: true) { Without = group }, ct);
        return new WeighedOffer(Exposure.Decide(role, cost, group, policies.Authority).Within(guard) with { Order = Order }, guard);
    }

    private async Task<GuardDecision?> CheckAsync(Money cost, Money? reckoned, HistoryReading reading, CancellationToken ct) =>
        CompensationGuard.Check(
            cost, await db.QuestionAsync(theCase, LossOf(reckoned), cost.Currency, policies, reading, ct), policies.Compensation);

    /// <summary>
    /// The loss that the guard goes by: what the customer stated. What an agent has reckoned counts up to what was paid, because nothing
    /// else shows that it is so.
    /// </summary>
    private Money? LossOf(Money? reckoned) => Facts.Loss
        ?? (reckoned is not null && Facts.OrderValue is { } paid && paid.Currency == reckoned.Currency ? Money.Min(reckoned, paid) : null);

    private static Money? LossOf(Offer offer) =>
        offer.PerceivedLoss is { } loss ? new Money(loss, offer.PerceivedLossCurrency!) : null;
}

internal sealed record WeighedOffer(AuthorityDecision Decision, GuardDecision? Guard);

/// <summary>What stands behind an offer when the customer says yes.</summary>
/// <param name="Exceeded">Limits that nobody who might has let it beyond.</param>
internal sealed record OfferCover(Exposure Exposure, IReadOnlyList<GuardReason> Exceeded)
{
    public const string Code = "offer.authority_exceeded";

    /// <exception cref="DomainRuleException"><c>offer.authority_exceeded</c>.</exception>
    public void Ensure(Offer offer, AuthorityLimits limits)
    {
        if (Exceeded.Count == 0 && Exposure.Covers(offer, limits))
            return;
        throw new DomainRuleException(
            Code,
            "We have to look at this offer once more before it can be accepted; we will get back to you. | 该方案需再次核准后才能接受,我们会尽快答复您。",
            "offers")
        {
            Extensions = Exceeded.Count == 0 ? new Dictionary<string, object?>()
                : new Dictionary<string, object?> { ["guards"] = Exceeded.Select(reason => reason.Code).ToList() },
        };
    }
}
