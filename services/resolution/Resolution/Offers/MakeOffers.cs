using ComplaintPlatform.Resolution.Tasks;
using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Authority;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Complaints;
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
/// <param name="Total">What customer and order cost with this offer, with what was granted and what is pending.</param>
/// <param name="Limit">The caller's own; <c>null</c> without one.</param>
/// <param name="Split">Alone it would be within the limit; together with the other sums it is not.</param>
public sealed record MadeOffer(
    Guid Id, Guid GroupId, string Kind, Money? Value, OfferState State, Guid? ApprovalId, StaffRole? RequiredRole, Money Total,
    Money? Limit, bool Split, string Reason,
    DateTimeOffset ExpiresAt);

internal static class MakeOffers
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/{id:guid}/offers", HandleAsync).WithName(nameof(MakeOffers)).AllowRoles(Roles.CaseWorkers);

    internal static async Task<Created<MakeOffersResponse>> HandleAsync(
        [AsParameters] OfferCall call, MakeOffersRequest request, CancellationToken ct)
    {
        var (id, commands, db) = (call.Id, call.Commands, call.Db);
        await call.Exposures.EnterAsync(id, ct);
        var (theCase, policies) = await commands.FindAsync(id, call.IfMatch, ct);
        theCase.EnsureActive();
        var facts = await db.Complaints.AsNoTracking().FirstAsync(row => row.Id == theCase.Id, ct);
        Validate(request, policies, facts);

        var exposure = await call.Exposures.ReadAsync(theCase, policies, ct);
        var currency = await CurrencyOfAsync(theCase.StorefrontId, db, ct);
        var role = Axes.ReadRole(call.Caller.Role)!.Value;
        var decided = request.Alternatives.Select(terms => (
            terms,
            exposure.Decide(role, policies.Remedies.Find(terms.Kind)!.CostOf(terms.Value, facts.OrderValue, currency), null,
                policies.Authority))).ToList();
        commands.Publish(theCase.Propose(decided, call.Caller.UserId!.Value, call.Caller.Name, policies, commands.Now));

        ETags.Set(call.Http, theCase.Version);
        var made = theCase.Offers.TakeLast(decided.Count).Zip(decided, (offer, with) => new MadeOffer(
            offer.Id, offer.GroupId, offer.Kind, offer.Value, offer.State, offer.ApprovalId,
            offer.ApprovalId is null ? null : with.Item2.RequiredRole,
            with.Item2.Total, with.Item2.Limit, with.Item2.Split, with.Item2.Reason.In(call.Language.Language.Tag), offer.ExpiresAt));
        return TypedResults.Created($"/api/v1/cases/{id}", new MakeOffersResponse([.. made]));
    }

    private static void Validate(MakeOffersRequest request, PolicyBook policies, ComplaintFacts facts)
    {
        var errors = new List<(string, string)>();
        for (var i = 0; i < request.Alternatives.Count; i++)
        {
            var alternative = request.Alternatives[i];
            if (policies.Remedies.Find(alternative.Kind) is not { } remedy)
                errors.Add(($"/alternatives/{i}/kind",
                    $"Must be one of: {string.Join(", ", policies.Remedies.Remedies.Select(known => known.Kind))}. | 补救目录中没有该类型。"));
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
                        ["allowed"] = policies.Remedies.Remedies.Select(remedy => remedy.Kind)
                            .Where(kind => policies.Remedies.WhyNot(kind, facts) is null).ToList(),
                    },
                };
            }
        }
    }

    internal static async Task<string> CurrencyOfAsync(string storefrontId, ResolutionDbContext db, CancellationToken ct) =>
        await db.StorefrontSettings.AsNoTracking().Where(row => row.Id == storefrontId).Select(row => row.Currency)
            .FirstOrDefaultAsync(ct) is { Length: > 0 } currency
            && Currencies.IsKnown(currency) ? currency : "CNY";
}

/// <summary>On which case offers are made, by whom, and what that needs.</summary>
internal sealed record OfferCall(
    Guid Id, Caller Caller, IfMatch IfMatch, RequestLanguage Language, CaseCommands Commands, Exposures Exposures, ResolutionDbContext Db,
    HttpContext Http);
