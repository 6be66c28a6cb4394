using System.Globalization;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Kernel.Statistics;
using ComplaintPlatform.Survey.Data;
using ComplaintPlatform.Survey.Invitations;
using ComplaintPlatform.Survey.Satisfaction;
using ComplaintPlatform.Survey.Storefronts;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Policies;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace ComplaintPlatform.Survey.Suggestions;

/// <param name="Texts">Open answers and public comments of the period.</param>
/// <param name="Before">Texts of the period of the same length just before it.</param>
/// <param name="Truncated">There are more texts than are read: the figures are of the latest.</param>
public sealed record SuggestionsResponse(
    DateTimeOffset From, DateTimeOffset To, int Texts, int Before, bool Truncated, IReadOnlyList<SuggestionThemeResponse> Themes);

/// <param name="Id"><c>null</c> for a phrase that comes again and again and belongs to no theme yet.</param>
/// <param name="Name">In the language of the request; a phrase stands as customers wrote it.</param>
/// <param name="Share">Of all texts of the period, with its interval. A text can be about several themes.</param>
/// <param name="ShareBefore">The same of the period before.</param>
/// <param name="Change">Of the share, tested: whether it rose by more than chance explains.</param>
/// <param name="AverageScore">What those who wrote it scored, where they did.</param>
/// <param name="Trend">By week (ISO 8601), in the storefront's time zone.</param>
/// <param name="Examples">Customers' own words: those of the last weeks, short ones first.</param>
public sealed record SuggestionThemeResponse(
    string? Id, string Name, int Count, Estimate Share, Estimate ShareBefore, Comparison Change, Estimate AverageScore,
    IReadOnlyList<SuggestionWeek> Trend, IReadOnlyList<SuggestionExample> Examples);

public sealed record SuggestionWeek(string Week, int Count);

/// <param name="Source"><c>survey</c>, <c>social</c> or <c>review</c>.</param>
public sealed record SuggestionExample(string Text, string Source, string Day, int? Score);

/// <summary>What customers suggest: the themes of the open answers and of public comments, with examples and course.</summary>
internal static class GetSatisfactionSuggestions
{
    public const int MostTexts = 50_000;
    private const int DefaultDays = 90, Examples = 3, MostThemes = 30;

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/suggestions", HandleAsync).WithName(nameof(GetSatisfactionSuggestions)).AllowRoles(GetSatisfactionSummary.Readers)
            .WithDescription("""
                Themes are data (`/satisfaction/themes`); beside them stand phrases that several texts share and no theme names. The period is the last
                90 days unless `from` and `to` say otherwise; each theme is compared with the period of the same length before it.
                """);
        group.MapPolicy<SuggestionThemes, SurveyDbContext>("/themes", SuggestionThemes.Set);
    }

    internal static async Task<Ok<SuggestionsResponse>> HandleAsync(
        [AsParameters] SuggestionFilter filter, RequestLanguage language, Caller caller, SurveyDbContext db, TimeProvider clock,
        CancellationToken ct)
    {
        filter.StorefrontId = await StorefrontOfRequest.OfFiguresAsync(filter.StorefrontId, caller, db, ct);
        var to = filter.To ?? clock.GetUtcNow();
        // Not before the first day there is
        var from = filter.From ?? (to - DateTimeOffset.MinValue > TimeSpan.FromDays(DefaultDays)
            ? to.AddDays(-DefaultDays)
            : DateTimeOffset.MinValue);
        if (from >= to)
            throw new ValidationProblemException("parameter.invalid", ("/to", "Must lie after from. | 必须晚于 from。"));

        var (now, truncated) = await ReadAsync(db, filter, from, to, ct);
        var earliest = from.Ticks > (to - from).Ticks ? from - (to - from) : DateTimeOffset.MinValue;
        var (before, _) = await ReadAsync(db, filter, earliest, from, ct);
        var finder = new ThemeFinder((await SuggestionThemes.Set.ReadAsync(db, filter.StorefrontId, ct)).Policy);
        var found = finder.Find(now);
        var foundBefore = finder.Find(before).ToDictionary(theme => theme.Theme?.Id ?? "\n" + theme.Phrase, theme => theme.Texts.Count);
        return TypedResults.Ok(new SuggestionsResponse(from, to, now.Count, before.Count, truncated,
            [.. found.Take(MostThemes).Select(theme => Response(theme))]));

        SuggestionThemeResponse Response(FoundTheme theme)
        {
            var earlier = foundBefore.GetValueOrDefault(theme.Theme?.Id ?? "\n" + theme.Phrase);
            var scores = theme.Texts.Where(text => text.Score is not null).Select(text => (long)text.Score!.Value).ToList();
            return new SuggestionThemeResponse(
                theme.Theme?.Id, theme.Theme?.TextIn(language) ?? theme.Phrase, theme.Texts.Count,
                Estimate.Share(theme.Texts.Count, now.Count), Estimate.Share(earlier, before.Count),
                Comparison.OfShares((earlier, before.Count), (theme.Texts.Count, now.Count)),
                Estimate.Mean(scores.Count, scores.Sum(), scores.Sum(score => score * score), Tally.LowestScore, Tally.HighestScore),
                Weeks(theme, now),
                [.. theme.Texts.DistinctBy(text => text.Text).OrderByDescending(text => Periods.NameOf(text.Day, TrendStep.Month))
                    .ThenBy(text => text.Text.Length).Take(Examples)
                    .Select(text => new SuggestionExample(text.Text, text.Source, text.Day, text.Score))]);
        }
    }

    internal static async Task<(List<Suggestion> Texts, bool Truncated)> ReadAsync(
        SurveyDbContext db, SuggestionFilter filter, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var answered = db.Invitations.AsNoTracking()
            .Where(row => row.State == InvitationState.Answered && row.AnsweredAt >= from && row.AnsweredAt < to);
        var comments = db.Comments.AsNoTracking().Where(row => row.WrittenAt >= from && row.WrittenAt < to);
        if (filter.StorefrontId is { } storefront)
        {
            answered = answered.Where(row => row.StorefrontId == storefront);
            comments = comments.Where(row => row.StorefrontId == storefront);
        }

        if (filter.Category is { } category)
        {
            answered = answered.Where(row => row.Category == category);
            comments = comments.Where(row => row.Category == category);
        }

        var answers = await answered
            .SelectMany(row => row.Answers.Where(answer => answer.Text != null),
                (row, answer) => new { row.StorefrontId, Text = answer.Text!, At = row.AnsweredAt!.Value, row.Score })
            .OrderByDescending(row => row.At).Take(MostTexts + 1).ToListAsync(ct);
        var written = await comments.OrderByDescending(row => row.WrittenAt).Take(MostTexts + 1)
            .Select(row => new { row.StorefrontId, row.Text, At = row.WrittenAt, row.Source, row.Rating }).ToListAsync(ct);

        var zones = (await db.KnownStorefronts.AsNoTracking().ToListAsync(ct)).ToDictionary(row => row.StorefrontId, Storefront.ZoneOf);
        var texts = answers.Take(MostTexts).Select(row => new Suggestion(row.Text, DayOf(row.StorefrontId, row.At), "survey", row.Score))
            .Concat(written.Take(MostTexts).Select(row => new Suggestion(
                row.Text, DayOf(row.StorefrontId, row.At), EnumText.Of(row.Source), row.Rating)))
            .Where(row => !string.IsNullOrWhiteSpace(row.Text)).ToList();
        return (texts, answers.Count > MostTexts || written.Count > MostTexts);

        string DayOf(string storefrontId, DateTimeOffset at) =>
            Instant.FromDateTimeOffset(at).InZone(zones.GetValueOrDefault(storefrontId) ?? Storefront.ZoneOf(null)).Date
                .ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
    }

    private static List<SuggestionWeek> Weeks(FoundTheme theme, List<Suggestion> all)
    {
        var counts = theme.Texts.CountBy(text => Periods.NameOf(text.Day, TrendStep.Week)).ToDictionary();
        return [.. Periods.Between(all.Min(text => text.Day)!, all.Max(text => text.Day)!, TrendStep.Week)
            .Select(week => new SuggestionWeek(week, counts.GetValueOrDefault(week)))];
    }
}

/// <summary>Which texts; what is not given does not filter.</summary>
internal sealed class SuggestionFilter
{
    public DateTimeOffset? From { get; set; }

    public DateTimeOffset? To { get; set; }

    public string? StorefrontId { get; set; }

    /// <summary>Of the complaint, or of the comment, such as <c>logistics/delay</c>.</summary>
    public string? Category { get; set; }
}
