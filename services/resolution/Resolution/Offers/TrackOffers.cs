using ComplaintPlatform.Contracts;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
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

public sealed record TrackedOffers(IReadOnlyList<TrackedOffer> Offers);

/// <summary>An offer as the customer may see it: who decided what inside the house is not shown.</summary>
public sealed record TrackedOffer(Guid Id, Guid GroupId, string Kind, string Name, Money? Value, int? Instalments, string? Note, OfferState State, DateTimeOffset ExpiresAt)
{
    internal static TrackedOffer Of(Offer offer, PolicyBook policies, Language language, DateTimeOffset now) => new(
        offer.Id, offer.GroupId, offer.Kind, policies.Remedies.Find(offer.Kind)?.Name.In(language.Tag) ?? offer.Kind, offer.Value, offer.Instalments, offer.Note,
        offer.StateAt(now), offer.ExpiresAt);
}

public sealed record TrackedReopening(CaseState State, int Cycle);

/// <summary>What the customer answers over the tracking link; the token is the authority, for this one complaint.</summary>
internal static class TrackOffers
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/{token}/offers", HandleAsync).WithName(nameof(TrackOffers)).AllowLinkHolders();
        group.MapPost("/{token}/offers/{offerId:guid}/acceptance", AcceptAsync).WithName("AcceptTrackedOffer").AllowLinkHolders();
        group.MapPost("/{token}/offers/{offerId:guid}/refusal", RefuseAsync).WithName("RefuseTrackedOffer").AllowLinkHolders();
        group.MapPost("/{token}/offers/{offerId:guid}/counter", CounterAsync).WithName("CounterTrackedOffer").AllowLinkHolders();
        group.MapPost("/{token}/reopening", ReopenAsync).WithName("ReopenTracked").AllowLinkHolders();
    }

    internal static async Task<Ok<TrackedOffers>> HandleAsync(
        string token, RequestLanguage language, ResolutionDbContext db, TenantScope scope, PolicyShelf shelf, TimeProvider clock, CancellationToken ct)
    {
        var facts = await FindAsync(token, db, scope, ct);
        var policies = await shelf.ForAsync(db, facts.StorefrontId, ct);
        var offers = await db.Offers.AsNoTracking().Where(row => row.CaseId == facts.Id).OrderBy(row => row.ProposedAt).ThenBy(row => row.Id).ToListAsync(ct);
        return TypedResults.Ok(new TrackedOffers(
            [.. offers.Where(IsShown).Select(offer => TrackedOffer.Of(offer, policies, language, clock.GetUtcNow()))]));
    }

    internal static Task<Ok<TrackedOffer>> AcceptAsync(
        string token, Guid offerId, AnswerOfferRequest? request, RequestLanguage language, ResolutionDbContext db, TenantScope scope, CaseCommands commands, CancellationToken ct) =>
        AnswerAsync(token, offerId, request?.Note, language, db, scope, commands, (theCase, offer, policies) => theCase.AcceptOffer(offer, TenantScope.CustomerActor, policies, commands.Now), ct);

    internal static Task<Ok<TrackedOffer>> RefuseAsync(
        string token, Guid offerId, AnswerOfferRequest? request, RequestLanguage language, ResolutionDbContext db, TenantScope scope, CaseCommands commands, CancellationToken ct) =>
        AnswerAsync(token, offerId, request?.Note, language, db, scope, commands, (theCase, offer, policies) => theCase.RefuseOffer(offer, TenantScope.CustomerActor, policies, commands.Now), ct);

    internal static Task<Ok<TrackedOffer>> CounterAsync(
        string token, Guid offerId, CounterOfferRequest request, RequestLanguage language, ResolutionDbContext db, TenantScope scope, CaseCommands commands, CancellationToken ct)
    {
        request.EnsureSaysSomething();
        return AnswerAsync(
            token, offerId, null, language, db, scope, commands,
            (theCase, offer, policies) => theCase.CounterOffer(offer, request.Value, request.Text, TenantScope.CustomerActor, policies, commands.Now), ct);
    }

    internal static async Task<Ok<TrackedReopening>> ReopenAsync(
        string token, ReopenCaseRequest? request, ResolutionDbContext db, TenantScope scope, CaseReopening reopening, CancellationToken ct)
    {
        var facts = await FindAsync(token, db, scope, ct);
        var theCase = await db.Cases.WithEverything().FirstOrDefaultAsync(row => row.Id == facts.Id, ct) ?? throw CaseLoading.NotFound();
        await reopening.ReopenAsync(theCase, ReopenedBy.Customer, request?.Reason, ct);
        return TypedResults.Ok(new TrackedReopening(theCase.State, theCase.Cycle));
    }

    private static async Task<Ok<TrackedOffer>> AnswerAsync(
        string token, Guid offerId, string? note, RequestLanguage language, ResolutionDbContext db, TenantScope scope, CaseCommands commands,
        Func<Case, Offer, PolicyBook, IReadOnlyList<IComplaintEvent>> answer, CancellationToken ct)
    {
        var facts = await FindAsync(token, db, scope, ct);
        var (theCase, policies) = await commands.FindAsync(facts.Id, IfMatch.None, ct);
        if (theCase.Offers.Find(offer => offer.Id == offerId) is not { } offer || !IsShown(offer))
            throw AnswerOffer.NotFound();
        commands.Publish(answer(theCase, offer, policies));
        if (note is { Length: > 0 })
            theCase.Note(note, null, TenantScope.CustomerActor, commands.Now);
        return TypedResults.Ok(TrackedOffer.Of(offer, policies, language, commands.Now));
    }

    // What the house has not decided yet, or has decided against, was never offered
    private static bool IsShown(Offer offer) => offer.State is not (OfferState.AwaitingApproval or OfferState.Rejected);

    /// <exception cref="ProblemException">404, the same for every token that leads nowhere.</exception>
    private static async Task<ComplaintFacts> FindAsync(string token, ResolutionDbContext db, TenantScope scope, CancellationToken ct)
    {
        var hash = Links.Hash(token);
        var facts = await db.Complaints.IgnoreQueryFilters().AsNoTracking().FirstOrDefaultAsync(row => row.TrackingTokenHash == hash, ct)
            ?? throw new ProblemException(404, "resource.not_found", "There is nothing here. | 未找到。");
        scope.UseLink(facts.StorefrontId);
        return facts;
    }
}
