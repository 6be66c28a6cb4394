using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Compensation;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Outcomes;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Resolution.Storefronts;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Offers;

public sealed record SuggestionsResponse(IReadOnlyList<SuggestedRemedy> Remedies, SuggestedCompensation Compensation);

/// <param name="Score">0 to 100.</param>
/// <param name="Reasons"><c>category</c>, <c>demand</c>, <c>experience</c>: what speaks for it.</param>
/// <param name="Forbidden">Why it may not be offered here; <c>null</c> where it may.</param>
/// <param name="Why">The reasons in words, with their points.</param>
/// <param name="Record">How often it satisfied in similar closed cases; <c>null</c> where nothing was counted yet.</param>
/// <param name="Cost">What it would cost, where that is known.</param>
/// <param name="Points">So many points are the suggested sum.</param>
/// <param name="Assumptions">What is not known and was taken for granted.</param>
public sealed record SuggestedRemedy(
    string Kind, string Name, int Score, IReadOnlyList<string> Reasons, string? Forbidden, IReadOnlyList<string> Why, RemedyRecord? Record,
    Money? Cost, int? Points, IReadOnlyList<string> Assumptions);

/// <param name="Amount">To offer now; <c>null</c> when it cannot be reckoned.</param>
/// <param name="Steps">The arithmetic, line by line.</param>
public sealed record SuggestedCompensation(
    Money? PerceivedLoss, Money? Amount, Money? Gross, bool NeedsReview, IReadOnlyList<SuggestedStep> Steps);

public sealed record SuggestedStep(string Code, Money? After, string Text);

/// <summary>Ranks the remedies that fit the case, and says why.</summary>
internal static class GetSuggestions
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/{id:guid}/suggestions", HandleAsync).WithName(nameof(GetSuggestions)).AllowRoles(Roles.Staff)
            .WithSummary("Rank the remedies for a case, and reckon a compensation")
            .WithDescription("Ranked by category, by what the customer wants, and by what satisfied in similar closed cases; with the reasons "
                + "in the language asked for. What a rule forbids stands last and says why. An offer above the suggested sum needs approval.");

    internal static async Task<Ok<SuggestionsResponse>> HandleAsync(
        Guid id, RequestLanguage language, ResolutionDbContext db, PolicyShelf shelf, TimeProvider clock, CancellationToken ct)
    {
        var theCase = await db.Cases.AsNoTracking().Include(row => row.Offers).FirstOrDefaultAsync(row => row.Id == id, ct)
            ?? throw CaseLoading.NotFound();
        var facts = await db.Complaints.AsNoTracking().FirstAsync(row => row.Id == id, ct);
        var storefront = await db.StorefrontSettings.AsNoTracking().FirstOrDefaultAsync(row => row.Id == theCase.StorefrontId, ct);
        var policies = await shelf.ForAsync(db, theCase.StorefrontId, ct);
        var (zone, tag) = (Storefront.ZoneOf(storefront), language.Language.Tag);

        var loss = LossOf(theCase) ?? facts.Loss;
        var currency = loss?.Currency ?? Storefront.CurrencyOf(storefront);
        var suggestion = CompensationSuggestion.For(
            await db.QuestionAsync(
                theCase, loss, currency, policies, new HistoryReading(clock.GetUtcNow(), zone, Pending: false), ct), policies.Compensation);

        var demands = facts.Demands.Split(',', StringSplitOptions.RemoveEmptyEntries);
        var experience = await RemedyExperience.ReadAsync(db, theCase.StorefrontId, theCase.Category, ct);
        var remedies = policies.Remedies.Remedies
            .Select(remedy =>
            {
                var record = experience.Of(remedy.Kind, theCase.Category, demands, policies.Remedies.SimilarCasesNeeded);
                return (Ranked: RemedyRanking.Of(remedy, theCase.Category, demands, record, policies.Remedies.Ranking), Record: record,
                    Eligible: RemedyEligibility.Of(remedy.Kind, facts, policies.Remedies, zone));
            })
            .OrderBy(row => row.Eligible.Rule is not null)
            .ThenByDescending(row => row.Ranked.Score)
            .Select(row => new SuggestedRemedy(
                row.Ranked.Remedy.Kind, row.Ranked.Remedy.Name.In(tag), row.Ranked.Score, row.Ranked.Reasons,
                row.Eligible.Reason?.In(tag), [.. row.Ranked.Why.Select(why => why.In(tag))], row.Record,
                row.Ranked.Remedy.CostOf(suggestion.Amount, facts.OrderValue, currency),
                suggestion.Amount is { Amount: > 0 } amount ? row.Ranked.Remedy.PointsFor(amount) : null,
                [.. row.Eligible.Assumptions.Select(assumed => assumed.In(tag))]))
            .ToList();

        return TypedResults.Ok(new SuggestionsResponse(
            remedies,
            new SuggestedCompensation(
                loss, suggestion.Amount, suggestion.Gross, suggestion.NeedsReview,
                [.. suggestion.Steps.Select(step => new SuggestedStep(step.Code, step.After, step.Text.In(tag)))])));
    }

    /// <summary>What the agent has learned since counts more than what the complaint said.</summary>
    private static Money? LossOf(Case theCase) =>
        theCase.Offers.Where(offer => offer.PerceivedLoss is not null).OrderByDescending(offer => offer.ProposedAt)
        .Select(offer => new Money(offer.PerceivedLoss!.Value, offer.PerceivedLossCurrency!)).FirstOrDefault();
}
