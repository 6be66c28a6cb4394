using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Compensation;
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

public sealed record SuggestionsResponse(IReadOnlyList<SuggestedRemedy> Remedies, SuggestedCompensation Compensation);

/// <param name="Reasons"><c>category</c>, <c>demand</c>: what speaks for it.</param>
/// <param name="Forbidden">Why it may not be offered here; <c>null</c> where it may.</param>
public sealed record SuggestedRemedy(string Kind, string Name, int Score, IReadOnlyList<string> Reasons, string? Forbidden);

/// <param name="Amount">To offer now; <c>null</c> when it cannot be reckoned.</param>
/// <param name="Steps">The arithmetic, line by line.</param>
public sealed record SuggestedCompensation(
    Money? PerceivedLoss, Money? Amount, Money? Gross, bool NeedsReview, IReadOnlyList<SuggestedStep> Steps);

public sealed record SuggestedStep(string Code, Money? After, string Text);

internal static class GetSuggestions
{
    private const int Category = 2;
    private const int Demand = 1;

    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/{id:guid}/suggestions", HandleAsync).WithName(nameof(GetSuggestions)).AllowRoles(Roles.Staff);

    internal static async Task<Ok<SuggestionsResponse>> HandleAsync(
        Guid id, RequestLanguage language, ResolutionDbContext db, PolicyShelf shelf, TimeProvider clock, CancellationToken ct)
    {
        var theCase = await db.Cases.AsNoTracking().Include(row => row.Offers).FirstOrDefaultAsync(row => row.Id == id, ct)
            ?? throw CaseLoading.NotFound();
        var facts = await db.Complaints.AsNoTracking().FirstAsync(row => row.Id == id, ct);
        var policies = await shelf.ForAsync(db, theCase.StorefrontId, ct);
        var demands = facts.Demands.Split(',', StringSplitOptions.RemoveEmptyEntries);
        var remedies = policies.Remedies.Remedies
            .Select(remedy => (Remedy: remedy, Reasons: ReasonsFor(remedy).ToList(), Rule: policies.Remedies.WhyNot(remedy.Kind, facts)))
            .OrderBy(row => row.Rule is not null)
            .ThenByDescending(row => ScoreOf(row.Reasons))
            .Select(row => new SuggestedRemedy(
                row.Remedy.Kind, row.Remedy.Name.In(language.Language.Tag), ScoreOf(row.Reasons), row.Reasons,
                row.Rule?.Text.In(language.Language.Tag)))
            .ToList();

        var loss = LossOf(theCase) ?? facts.Loss;
        var suggestion = CompensationSuggestion.For(
            await QuestionAsync(theCase, loss, policies, db, clock.GetUtcNow(), ct), policies.Compensation);
        return TypedResults.Ok(new SuggestionsResponse(
            remedies,
            new SuggestedCompensation(
                loss, suggestion.Amount, suggestion.Gross, suggestion.NeedsReview,
                [.. suggestion.Steps.Select(step => new SuggestedStep(step.Code, step.After, step.Text.In(language.Language.Tag)))])));

        IEnumerable<string> ReasonsFor(Remedy remedy)
        {
            if (remedy.Categories.Any(category => Axes.IsUnder(theCase.Category, category)))
                yield return "category";
            if (remedy.Demands.Intersect(demands).Any())
                yield return "demand";
        }
    }

    private static int ScoreOf(List<string> reasons) =>
        (reasons.Contains("category") ? Category : 0) + (reasons.Contains("demand") ? Demand : 0);

    /// <summary>What the agent has learned since counts more than what the complaint said.</summary>
    private static Money? LossOf(Case theCase) =>
        theCase.Offers.Where(offer => offer.PerceivedLoss is not null).OrderByDescending(offer => offer.ProposedAt)
        .Select(offer => new Money(offer.PerceivedLoss!.Value, offer.PerceivedLossCurrency!)).FirstOrDefault();

    private static async Task<CompensationQuestion> QuestionAsync(
        Case theCase, Money? loss, PolicyBook policies, ResolutionDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        var since = now.AddDays(-policies.Compensation.Guard.WindowDays);
        var granted = theCase.CustomerId is not { } customerId
            ? []
            : await db.Offers.AsNoTracking()
                .Where(offer => offer.CaseId != theCase.Id && offer.State == OfferState.Accepted && offer.Amount != null
                && offer.AnsweredAt >= since
                    && db.Cases.Any(other => other.Id == offer.CaseId && other.CustomerId == customerId))
                .ToListAsync(ct);
        var month = new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero);
        var spent = loss is null
            ? []
            : await db.Offers.AsNoTracking()
                .Where(offer => offer.StorefrontId == theCase.StorefrontId && offer.State == OfferState.Accepted
                && offer.Currency == loss.Currency
                && offer.AnsweredAt >= month).Select(offer => offer.Amount!.Value).ToListAsync(ct);
        return new CompensationQuestion
        {
            PerceivedLoss = loss,
            Category = theCase.Category,
            Severity = theCase.Severity,
            CustomerType = theCase.CustomerType,
            Granted = [.. theCase.Offers.Where(offer => offer is { State: OfferState.Accepted, Amount: not null })
                .Select(offer => offer.Value!)],
            GrantedInWindow = [.. granted.Select(offer => offer.Value!)],
            ClaimsInWindow = granted.Select(offer => offer.CaseId).Distinct().Count(),
            BudgetSpent = loss is null ? null : new Money(Math.Min(spent.Sum(), Money.MaxAmount), loss.Currency),
        };
    }
}
