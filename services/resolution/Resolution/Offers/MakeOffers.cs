using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Authority;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Compensation;
using ComplaintPlatform.Resolution.Complaints;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Resolution.Storefronts;
using ComplaintPlatform.Resolution.Tasks;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace ComplaintPlatform.Resolution.Offers;

/// <param name="Alternatives">Offered together: the customer takes one of them.</param>
public sealed record MakeOffersRequest([property: Required, MinLength(1), MaxLength(10)] IReadOnlyList<AlternativeRequest> Alternatives);

/// <param name="Kind">A kind of <c>/remedy-catalogue</c>.</param>
/// <param name="Instalments">In how many parts it is paid.</param>
/// <param name="PerceivedLoss">What the customer feels to have lost.</param>
/// <param name="Points">Instead of a value, of a remedy given in points.</param>
public sealed record AlternativeRequest(
    [property: Required, StringLength(64, MinimumLength = 1), PlainText(OneLine = true)] string Kind,
    [property: NotNegative(AboveZero = true)] Money? Value = null,
    [property: Range(2, 36)] int? Instalments = null,
    [property: NotNegative] Money? PerceivedLoss = null,
    [property: StringLength(1000), PlainText] string? Note = null,
    [property: Range(1, 100_000_000)] int? Points = null);

public sealed record MakeOffersResponse(IReadOnlyList<MadeOffer> Offers);

/// <param name="State"><c>proposed</c>, or <c>awaiting_approval</c> where it is above the caller's authority.</param>
/// <param name="Total">What customer and order cost with this offer, with what was granted and what is pending.</param>
/// <param name="Limit">The caller's own; <c>null</c> without one.</param>
/// <param name="Guards">What it goes beyond: <c>cap</c>, <c>guard_claims</c>, <c>guard_amount</c>, <c>budget</c>.</param>
/// <param name="Split">Alone it would be within the limit; together with the other sums it is not.</param>
public sealed record MadeOffer(
    Guid Id, Guid GroupId, string Kind, Money? Value, OfferState State, Guid? ApprovalId, StaffRole? RequiredRole, Money Total,
    Money? Limit, bool Split, string Reason,
    DateTimeOffset ExpiresAt, IReadOnlyList<string> Guards);

/// <summary>
/// Offers remedies, of which the customer accepts at most one. Beyond the caller's authority they wait for an approval.
/// </summary>
internal static class MakeOffers
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/{id:guid}/offers", HandleAsync).WithName(nameof(MakeOffers)).AllowRoles(Roles.CaseWorkers);

    internal static async Task<Created<MakeOffersResponse>> HandleAsync(
        [AsParameters] OfferCall call, MakeOffersRequest request, CancellationToken ct)
    {
        var (id, commands) = (call.Id, call.Commands);
        await call.Rules.EnterAsync(id, ct);
        var (theCase, policies) = await commands.FindAsync(id, call.IfMatch, ct);
        theCase.EnsureActive();
        var scales = await call.Rules.ReadAsync(theCase, policies, ct);
        var alternatives = Validate(request, policies, scales.Facts, scales.Zone);

        var role = Axes.ReadRole(call.Caller.Role)!.Value;
        var decided = new List<(AlternativeRequest Terms, AuthorityDecision Decision)>();
        var guards = new List<GuardDecision?>();
        foreach (var terms in alternatives)
        {
            var cost = policies.Remedies.Find(terms.Kind)!.CostOf(terms.Value, scales.Facts.OrderValue, scales.Currency);
            var weighed = await scales.WeighAsync(role, cost, terms.PerceivedLoss, ct);
            guards.Add(weighed.Guard);
            decided.Add((terms, weighed.Decision));
        }

        commands.Publish(theCase.Propose(decided, call.Caller.UserId!.Value, call.Caller.Name, policies, commands.Now));

        ETags.Set(call.Http, theCase.Version);
        var made = theCase.Offers.TakeLast(decided.Count).Zip(decided, (offer, with) => new MadeOffer(
            offer.Id, offer.GroupId, offer.Kind, offer.Value, offer.State, offer.ApprovalId,
            offer.ApprovalId is null ? null : with.Item2.RequiredRole,
            with.Item2.Total, with.Item2.Limit, with.Item2.Split, with.Item2.Reason.In(call.Language.Language.Tag), offer.ExpiresAt, []))
            .Zip(guards, (offer, guard) => offer with { Guards = [.. guard?.Reasons.Select(reason => reason.Code) ?? []] });
        return TypedResults.Created($"/api/v1/cases/{id}", new MakeOffersResponse([.. made]));
    }

    /// <returns>The alternatives with the worth of what is given in points.</returns>
    private static List<AlternativeRequest> Validate(
        MakeOffersRequest request, PolicyBook policies, ComplaintFacts facts, DateTimeZone zone)
    {
        var alternatives = request.Alternatives.Select(alternative => alternative switch
        {
            { Points: { } points, Value: null } when policies.Remedies.Find(alternative.Kind)?.PointValue is { } worth =>
                alternative with { Value = Money.Rounded(points * worth.Amount, worth.Currency) },
            { Points: null } when policies.Remedies.Find(alternative.Kind)?.PointsFor(alternative.Value) is { } points =>
                alternative with { Points = points },
            _ => alternative,
        }).ToList();
        var errors = new List<(string, string)>();
        for (var i = 0; i < request.Alternatives.Count; i++)
        {
            var alternative = alternatives[i];
            if (policies.Remedies.Find(alternative.Kind) is not { } remedy)
                errors.Add(($"/alternatives/{i}/kind",
                    $"Must be one of: {string.Join(", ", policies.Remedies.Remedies.Select(known => known.Kind))}. | 补救目录中没有该类型。"));
            else if (remedy.CostsMoney && alternative.Value is null)
                errors.Add(($"/alternatives/{i}/value", "This remedy needs an amount. | 该补救方式需要金额。"));
            else if (request.Alternatives[i] is { Points: not null } given && (given.Value is not null || remedy.PointValue is null))
                errors.Add(($"/alternatives/{i}/points",
                    "Points are for a remedy that is given in points, and instead of a value. | 仅以积分给予的补救方式可填积分,且不再填金额。"));
            else if (alternative is { Instalments: { } parts, Value: { } value } && InstalmentPlan.Split(value, parts) is null)
                errors.Add(($"/alternatives/{i}/instalments", "More parts than the sum can be cut into. | 金额不足以分成这么多期。"));
            else if (alternative is { Instalments: not null, Value: null })
                errors.Add(($"/alternatives/{i}/instalments", "Instalments need an amount. | 分期需要金额。"));
        }

        if (errors.Count > 0)
            throw new ValidationProblemException([.. errors]);
        foreach (var alternative in alternatives)
        {
            if (RemedyEligibility.Of(alternative.Kind, facts, policies.Remedies, zone) is { Rule: { } rule, Reason: { } reason } refused)
            {
                var assumed = refused.Assumptions;
                throw new DomainRuleException(
                    "offer.not_allowed",
                    $"{string.Join(' ', assumed.Select(text => text.En).Prepend(reason.En))} | {string.Concat(
                        assumed.Select(text => text.Zh).Prepend(reason.Zh))}")
                {
                    Extensions = new Dictionary<string, object?>
                    {
                        ["rule"] = rule.Id,
                        ["kind"] = alternative.Kind,
                        ["allowed"] = policies.Remedies.Remedies.Select(remedy => remedy.Kind)
                            .Where(kind => RemedyEligibility.Of(kind, facts, policies.Remedies, zone).Rule is null).ToList(),
                    },
                };
            }
        }

        return alternatives;
    }

    internal static async Task<string> CurrencyOfAsync(string storefrontId, ResolutionDbContext db, CancellationToken ct) =>
        await db.StorefrontSettings.AsNoTracking().Where(row => row.Id == storefrontId).Select(row => row.Currency)
            .FirstOrDefaultAsync(ct) is { Length: > 0 } currency
            && Currencies.IsKnown(currency) ? currency : "CNY";
}

/// <summary>On which case offers are made, by whom, and what that needs.</summary>
internal sealed record OfferCall(
    Guid Id, Caller Caller, IfMatch IfMatch, RequestLanguage Language, CaseCommands Commands, OfferRules Rules, HttpContext Http);
