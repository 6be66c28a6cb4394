using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Authority;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Offers;

/// <param name="Alternatives">Offered together: the customer takes one of them.</param>
public sealed record MakeOffersRequest([property: Required, MinLength(1), MaxLength(10)] IReadOnlyList<AlternativeRequest> Alternatives);

/// <param name="Kind">A kind of <c>/remedy-catalogue</c>.</param>
/// <param name="Instalments">In how many parts it is paid.</param>
/// <param name="PerceivedLoss">What the customer feels to have lost.</param>
public sealed record AlternativeRequest(
    [property: Required, StringLength(64, MinimumLength = 1), PlainText(OneLine = true)] string Kind,
    [property: NotNegative(AboveZero = true)] Money? Value = null,
    [property: Range(2, 36)] int? Instalments = null,
    [property: NotNegative] Money? PerceivedLoss = null,
    [property: StringLength(1000), PlainText] string? Note = null);

public sealed record MakeOffersResponse(IReadOnlyList<MadeOffer> Offers);

/// <param name="State"><c>proposed</c>, or <c>awaiting_approval</c> where it is above the caller's authority.</param>
/// <param name="Total">What the case costs with this offer, with what was granted and what is pending.</param>
/// <param name="Limit">The caller's own; <c>null</c> without one.</param>
/// <param name="Split">Alone it would be within the limit; together with the other sums it is not.</param>
public sealed record MadeOffer(
    Guid Id, Guid GroupId, string Kind, Money? Value, OfferState State, Guid? ApprovalId, StaffRole? RequiredRole, Money Total, Money? Limit, bool Split, string Reason,
    DateTimeOffset ExpiresAt);

internal static class MakeOffers
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/{id:guid}/offers", HandleAsync).WithName(nameof(MakeOffers)).AllowRoles(Roles.CaseWorkers);

    internal static async Task<Created<MakeOffersResponse>> HandleAsync(
        Guid id, MakeOffersRequest request, Caller caller, IfMatch ifMatch, RequestLanguage language, CaseCommands commands, ResolutionDbContext db, HttpContext http,
        CancellationToken ct)
    {
        var (theCase, policies) = await commands.FindAsync(id, ifMatch, ct);
        theCase.EnsureActive();
        await ValidateAsync(request, theCase, policies, language, db, ct);

        var others = await OtherCasesOfOrderAsync(theCase, db, ct);
        var granted = theCase.Offers.Concat(others).Where(offer => offer is { State: OfferState.Accepted, Amount: not null }).Select(offer => offer.Value!).ToList();
        var pending = theCase.Offers.Concat(others).Where(offer => offer.Amount is not null && offer.IsOnTheTable && offer.StateAt(commands.Now) is not OfferState.Expired)
            .Select(offer => new PendingOffer(offer.GroupId, offer.Value!)).ToList();
        var currency = await CurrencyOfAsync(theCase.StorefrontId, db, ct);
        var decided = request.Alternatives.Select(terms => (terms, AuthorityDecision.On(
            new AuthorityQuestion
            {
                Role = Axes.ReadRole(caller.Role)!.Value,
                Severity = theCase.Severity,
                Offer = terms.Value ?? Money.Zero(currency),
                Granted = granted,
                Pending = pending,
            },
            policies.Authority))).ToList();
        commands.Publish(theCase.Propose(decided, caller.UserId!.Value, caller.Name, policies, commands.Now));

        ETags.Set(http, theCase.Version);
        var made = theCase.Offers.TakeLast(decided.Count).Zip(decided, (offer, with) => new MadeOffer(
            offer.Id, offer.GroupId, offer.Kind, offer.Value, offer.State, offer.ApprovalId, offer.ApprovalId is null ? null : with.Item2.RequiredRole, with.Item2.Total,
            with.Item2.Limit, with.Item2.Split, with.Item2.Reason.In(language.Language.Tag), offer.ExpiresAt));
        return TypedResults.Created($"/api/v1/cases/{id}", new MakeOffersResponse([.. made]));
    }

    private static async Task ValidateAsync(
        MakeOffersRequest request, Case theCase, PolicyBook policies, RequestLanguage language, ResolutionDbContext db, CancellationToken ct)
    {
        var facts = await db.Complaints.AsNoTracking().FirstAsync(row => row.Id == theCase.Id, ct);
        var errors = new List<(string, string)>();
        for (var i = 0; i < request.Alternatives.Count; i++)
        {
            var alternative = request.Alternatives[i];
            if (policies.Remedies.Find(alternative.Kind) is not { } remedy)
                errors.Add(($"/alternatives/{i}/kind", $"Must be one of: {string.Join(", ", policies.Remedies.Remedies.Select(known => known.Kind))}. | 补救目录中没有该类型。"));
            else if (remedy.CostsMoney && alternative.Value is null)
                errors.Add(($"/alternatives/{i}/value", "This remedy needs an amount. | 该补救方式需要金额。"));
            else if (alternative is { Instalments: not null, Value: null })
                errors.Add(($"/alternatives/{i}/instalments", "Instalments need an amount. | 分期需要金额。"));
        }

        if (errors.Count > 0)
            throw new ValidationProblemException([.. errors]);
        foreach (var alternative in request.Alternatives)
        {
            if (policies.Remedies.WhyNot(alternative.Kind, facts) is { } rule)
            {
                throw new DomainRuleException("offer.not_allowed", $"{rule.Text.En} | {rule.Text.Zh}")
                {
                    Extensions = new Dictionary<string, object?>
                    {
                        ["rule"] = rule.Id,
                        ["kind"] = alternative.Kind,
                        ["allowed"] = policies.Remedies.Remedies.Select(remedy => remedy.Kind).Where(kind => policies.Remedies.WhyNot(kind, facts) is null).ToList(),
                    },
                };
            }
        }
    }

    /// <summary>One payment about one order, cut into two complaints, is one payment.</summary>
    private static async Task<List<Offer>> OtherCasesOfOrderAsync(Case theCase, ResolutionDbContext db, CancellationToken ct) => theCase.OrderExternalId is not { } order
        ? []
        : await db.Offers.AsNoTracking()
            .Where(offer => offer.CaseId != theCase.Id && offer.StorefrontId == theCase.StorefrontId
                && db.Cases.Any(other => other.Id == offer.CaseId && other.OrderExternalId == order && other.StorefrontId == theCase.StorefrontId))
            .ToListAsync(ct);

    internal static async Task<string> CurrencyOfAsync(string storefrontId, ResolutionDbContext db, CancellationToken ct) =>
        await db.StorefrontSettings.AsNoTracking().Where(row => row.Id == storefrontId).Select(row => row.Currency).FirstOrDefaultAsync(ct) is { Length: > 0 } currency
            && Currencies.IsKnown(currency) ? currency : "CNY";
}
