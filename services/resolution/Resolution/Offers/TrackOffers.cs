using ComplaintPlatform.Contracts;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Resolution.Authority;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Complaints;
using ComplaintPlatform.Resolution.Customers;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Resolution.Tasks;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Offers;

public sealed record TrackedOffers(IReadOnlyList<TrackedOffer> Offers);

/// <summary>An offer as the customer may see it: who decided what inside the house is not shown.</summary>
public sealed record TrackedOffer(
    Guid Id, Guid GroupId, string Kind, string Name, Money? Value, int? Instalments, string? Note, OfferState State,
    DateTimeOffset ExpiresAt, int? Points, IReadOnlyList<Money> Parts)
{
    internal static TrackedOffer Of(Offer offer, PolicyBook policies, Language language, DateTimeOffset now) => new(
        offer.Id, offer.GroupId, offer.Kind, CustomerWords.Remedy(policies.Remedies, offer.Kind).In(language.Tag), offer.Value,
        offer.Instalments, offer.Note,
        offer.StateAt(now), offer.ExpiresAt, offer.Points, offer.InParts());
}

public sealed record TrackedReopening(CaseState State, int Cycle);

/// <summary>Which offer, behind which link, and what an answer needs.</summary>
internal sealed record TrackedCall(
    string Token, Guid OfferId, RequestLanguage Language, TrackedLinks Links, CaseCommands Commands, OfferRules Rules,
    HeldAnswers Held);

/// <summary>What the customer answers over the tracking link; the token is the authority, for this one complaint.</summary>
internal static class TrackOffers
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/{token}/offers", HandleAsync).WithName(nameof(TrackOffers)).AllowLinkHolders();
        group.MapPost("/{token}/offers/{offerId:guid}/acceptance", AcceptAsync).WithName("AcceptTrackedOffer").AllowLinkHolders();
        group.MapPost("/{token}/offers/{offerId:guid}/refusal", RefuseAsync).WithName("RefuseTrackedOffer").AllowLinkHolders();
        group.MapPost("/{token}/offers/{offerId:guid}/counter", CounterAsync).WithName("CounterTrackedOffer").AllowLinkHolders();
        group.MapPost("/{token}/offers/{offerId:guid}/release", ReleaseAsync).WithName("ReleaseTrackedPromise").AllowLinkHolders();
        group.MapPost("/{token}/reopening", ReopenAsync).WithName("ReopenTracked").AllowLinkHolders();
    }

    internal static async Task<Ok<TrackedOffers>> HandleAsync(
        string token, RequestLanguage language, TrackedLinks links, ResolutionDbContext db, PolicyShelf shelf, TimeProvider clock,
        CancellationToken ct)
    {
        var facts = await links.FindAsync(token, ct);
        var policies = await shelf.ForAsync(db, facts.StorefrontId, ct);
        var offers = await db.Offers.AsNoTracking().Where(row => row.CaseId == facts.Id).OrderBy(row => row.ProposedAt)
            .ThenBy(row => row.Id).ToListAsync(ct);
        return TypedResults.Ok(new TrackedOffers(
            [.. offers.Where(IsShown).Select(offer => TrackedOffer.Of(offer, policies, language, clock.GetUtcNow()))]));
    }

    internal static async Task<Ok<TrackedOffer>> AcceptAsync(
        [AsParameters] TrackedCall call, AnswerOfferRequest? request, CancellationToken ct)
    {
        var facts = await call.Links.FindAsync(call.Token, ct);
        await call.Rules.EnterAsync(facts.Id, ct);
        var (theCase, policies, offer) = await FindOfferAsync(call, facts, ct);
        var cover = await (await call.Rules.ReadAsync(theCase, policies, ct)).CoverAsync(offer, ct);
        try
        {
            call.Commands.Publish(theCase.AcceptOffer(offer, TenantScope.CustomerActor, cover, policies, call.Commands.Now));
        }
        catch (DomainRuleException refused) when (refused.Code == OfferCover.Code)
        {
            await call.Held.TellAsync(theCase, ct);
            throw;
        }

        return Show(call, theCase, policies, offer, request?.Note);
    }

    internal static async Task<Ok<TrackedOffer>> RefuseAsync(
        [AsParameters] TrackedCall call, AnswerOfferRequest? request, CancellationToken ct)
    {
        var (theCase, policies, offer) = await FindOfferAsync(call, await call.Links.FindAsync(call.Token, ct), ct);
        call.Commands.Publish(theCase.RefuseOffer(offer, TenantScope.CustomerActor, policies, call.Commands.Now));
        return Show(call, theCase, policies, offer, request?.Note);
    }

    internal static async Task<Ok<TrackedOffer>> CounterAsync(
        [AsParameters] TrackedCall call, CounterOfferRequest request, CancellationToken ct)
    {
        request.EnsureSaysSomething();
        var (theCase, policies, offer) = await FindOfferAsync(call, await call.Links.FindAsync(call.Token, ct), ct);
        call.Commands.Publish(theCase.CounterOffer(
            offer, request.Value, request.Text, TenantScope.CustomerActor, policies, call.Commands.Now));
        return Show(call, theCase, policies, offer, null);
    }

    /// <summary>The customer lets the house off what was agreed.</summary>
    internal static async Task<Ok<TrackedOffer>> ReleaseAsync(
        [AsParameters] TrackedCall call, ReleasePromiseRequest request, CancellationToken ct)
    {
        var (theCase, policies, offer) = await FindOfferAsync(call, await call.Links.FindAsync(call.Token, ct), ct);
        var obligation = theCase.Obligations.Find(obligation => obligation.OfferId == offer.Id) ?? throw ReleasePromise.NotFound();
        call.Commands.Publish(theCase.ReleasePromise(obligation, TenantScope.CustomerActor, request.Reason, policies, call.Commands.Now));
        return Show(call, theCase, policies, offer, null);
    }

    internal static async Task<Ok<TrackedReopening>> ReopenAsync(
        string token, ReopenCaseRequest? request, TrackedLinks links, ResolutionDbContext db, CaseReopening reopening, CancellationToken ct)
    {
        var facts = await links.FindAsync(token, ct);
        var theCase = await db.Cases.WithEverything().FirstOrDefaultAsync(row => row.Id == facts.Id, ct) ?? throw CaseLoading.NotFound();
        await reopening.ReopenAsync(theCase, ReopenedBy.Customer, request?.Reason, ct);
        return TypedResults.Ok(new TrackedReopening(theCase.State, theCase.Cycle));
    }

    private static async Task<(Case Case, PolicyBook Policies, Offer Offer)> FindOfferAsync(
        TrackedCall call, ComplaintFacts facts, CancellationToken ct)
    {
        var (theCase, policies) = await call.Commands.FindAsync(facts.Id, IfMatch.None, ct);
        return theCase.Offers.Find(offer => offer.Id == call.OfferId) is { } offer && IsShown(offer)
            ? (theCase, policies, offer)
            : throw AnswerOffer.NotFound();
    }

    private static Ok<TrackedOffer> Show(TrackedCall call, Case theCase, PolicyBook policies, Offer offer, string? note)
    {
        if (note is { Length: > 0 })
            theCase.Note(note, null, TenantScope.CustomerActor, call.Commands.Now);
        return TypedResults.Ok(TrackedOffer.Of(offer, policies, call.Language, call.Commands.Now));
    }

    // What the house has not decided yet, or has decided against, was never offered
    private static bool IsShown(Offer offer) => offer.State is not (OfferState.AwaitingApproval or OfferState.Rejected);
}
