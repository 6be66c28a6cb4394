using ComplaintPlatform.Kernel;
using ComplaintPlatform.Kernel.Statistics;
using ComplaintPlatform.Survey.Comments;
using ComplaintPlatform.Survey.Data;
using ComplaintPlatform.Survey.Policies;
using ComplaintPlatform.Survey.Records;
using ComplaintPlatform.Survey.Satisfaction;
using ComplaintPlatform.Survey.Suggestions;
using ComplaintPlatform.Web.Policies;
using EventRate = ComplaintPlatform.Kernel.Statistics.EventRate;
using Microsoft.EntityFrameworkCore;
using RateRatio = ComplaintPlatform.Kernel.Statistics.RateRatio;

namespace ComplaintPlatform.Survey.Reports;

/// <summary>Builds the report of a month from this service's own rows: it asks no other service.</summary>
internal sealed class MonthlyReportBuilder(SurveyDbContext db, PolicySet<SurveyPolicy> surveyPolicies, TimeProvider clock)
{
    private const int TrendMonths = 13, MostThemes = 6, MostHotSpots = 10, MostAgents = 12, BusiestHours = 3, WindowHours = 4;

    public async Task<MonthlyReportResponse> BuildAsync(
        ReportMonth month, string? storefrontId, string storefrontName, Language language, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var goals = (await ReportPolicy.Set.ReadAsync(db, storefrontId, ct)).Policy;
        var fewest = (await surveyPolicies.ReadAsync(db, storefrontId, ct)).Policy.FewestAnswers;
        var records = storefrontId is null ? db.Complaints.AsNoTracking()
            : db.Complaints.AsNoTracking().Where(row => row.StorefrontId == storefrontId);
        var (current, previous) = (month.ToString(), month.Previous.ToString());

        var counts = await records.Where(row => row.Month == current || row.Month == previous)
            .GroupBy(row => new { row.Month, row.Category }).Select(group => new { group.Key.Month, group.Key.Category, Count = group.LongCount() })
            .ToListAsync(ct);
        var received = counts.Where(row => row.Month == current).Sum(row => row.Count);
        var before = counts.Where(row => row.Month == previous).Sum(row => row.Count);

        var scope = new SatisfactionScope(month.From, month.To, storefrontId);
        var byCategory = (await new SatisfactionReader(db, scope).ByKeyAsync(SatisfactionDimension.Category, null, ct)).ToDictionary();
        var byAgent = await new SatisfactionReader(db, scope).ByKeyAsync(SatisfactionDimension.Agent, null, ct);
        var byDay = await new SatisfactionReader(db, new SatisfactionScope(null, null, storefrontId))
            .ByDayAsync(SatisfactionDimension.Storefront, null, ct);
        var monthly = byDay.GroupBy(pair => pair.Key[..7])
            .ToDictionary(group => group.Key, group => group.Aggregate(Tally.None, (sum, pair) => sum + pair.Value));

        // Once: the rows of a month lie scattered, and reading them is what the report takes most of its time for
        var ofMonth = await records.Where(row => row.Month == current).Select(row => new MonthRow(
            row.Day, row.Hour, row.Weekday, row.Urgency, row.AssignmentVersion > 0, row.AnsweredInTime, row.ResolvedAt != null, row.ResolvedLate,
            row.ClosedAt != null, row.Reopenings > 0, row.Withdrawn, row.Duplicate, row.Granted, row.GrantedCurrency, row.Category, row.ReceivedAt,
            row.FirstRespondedAt, row.ResolvedAt)).ToListAsync(ct);
        var rowsOf = ofMonth.ToLookup(row => row.Category);
        var categories = Categories();
        var numbers = await NumbersAsync(ofMonth, month, storefrontId, before, now, ct);
        var deadlines = Deadlines(ofMonth, language);
        var peaks = Peaks(ofMonth);
        var satisfaction = await SatisfactionAsync(month, storefrontId, monthly, fewest, ct);
        var suggestions = await SuggestionsAsync(month, storefrontId, language, ct);
        var hotSpots = await HotSpotsAsync(month, storefrontId, language, ct);
        var agents = await AgentsAsync(records, byAgent, fewest, ct);
        var actions = await CorrectiveActionRecord.OfMonthAsync(db, month, storefrontId, now, language, ct);
        var empty = received == 0 && satisfaction.ResponseRate.Count == 0 && satisfaction.Comments.Count == 0;
        var decisions = empty ? [] : ReportDecisions.Of(
            goals, numbers, categories, deadlines, peaks, satisfaction, hotSpots, actions, language).ToList();
        return new MonthlyReportResponse(
            current, month.From, month.To, storefrontId, storefrontName, now, month.To <= now, empty, goals, decisions, numbers, categories,
            await TrendAsync(records, month, monthly, ct), Days(ofMonth, month), peaks, deadlines, satisfaction,
            agents, suggestions, hotSpots, actions);

        List<ReportCategory> Categories() =>
        [
            .. counts.Select(row => row.Category).Distinct().Select(code =>
            {
                var count = counts.Where(row => row.Month == current && row.Category == code).Sum(row => row.Count);
                var earlier = counts.Where(row => row.Month == previous && row.Category == code).Sum(row => row.Count);
                var tally = byCategory.GetValueOrDefault(code, Tally.None);
                return new ReportCategory(
                    code, ReportTexts.Category(code, language), count, Estimate.Share(count, received), earlier, Estimate.Share(earlier, before),
                    Comparison.OfShares((earlier, before), (count, received)), tally.AverageScore, tally.Csat, tally.Scored < fewest,
                    Waiting(rowsOf[code]), Repair(rowsOf[code]));
            }).Where(category => category.Count > 0 || category.Before > 0)
            .OrderByDescending(category => category.Count).ThenBy(category => category.Code, StringComparer.Ordinal),
        ];
    }

    private async Task<ReportNumbers> NumbersAsync(
        List<MonthRow> ofMonth, ReportMonth month, string? storefrontId, long before, DateTimeOffset now, CancellationToken ct)
    {
        // Of a month that is running, the days that have gone by
        var days = month.To <= now ? month.Days : Math.Max(1, (int)(now - month.From).TotalDays);
        var (first, last) = (DateOnly.FromDateTime(month.Value.OnDayOfMonth(1).ToDateTimeUnspecified()),
            DateOnly.FromDateTime(month.Value.OnDayOfMonth(month.Days).ToDateTimeUnspecified()));
        var volumes = db.OrderVolumes.AsNoTracking().Where(row => row.Day >= first && row.Day <= last);
        if (storefrontId is not null)
            volumes = volumes.Where(row => row.StorefrontId == storefrontId);
        var orders = await volumes.SumAsync(row => (long)row.Orders, ct);
        return new ReportNumbers(
            ofMonth.Count, before, RateRatio.Of(before, month.Previous.Days, ofMonth.Count, days), EventRate.Of(ofMonth.Count, orders),
            ofMonth.Count(row => row is { IsClosed: false, Withdrawn: false, Duplicate: false }), ofMonth.Count(row => row.Withdrawn),
            ofMonth.Count(row => row.Duplicate), Estimate.Share(ofMonth.Count(row => row.Reopened), ofMonth.Count(row => row.IsCase)),
            FirstResponse(ofMonth), Resolution(ofMonth),
            [.. ofMonth.Where(row => row.Currency.Length > 0).GroupBy(row => row.Currency).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => new Money(group.Sum(row => row.Granted), group.Key))],
            Waiting(ofMonth), Repair(ofMonth));
    }

    private static DurationFigure Waiting(IEnumerable<MonthRow> rows) => Durations.FigureOf(rows.Select(row => row.WaitedSeconds));

    private static DurationFigure Repair(IEnumerable<MonthRow> rows) => Durations.FigureOf(rows.Select(row => row.RepairedSeconds));

    private static Estimate FirstResponse(IReadOnlyCollection<MonthRow> rows) => Estimate.Share(
        rows.Count(row => row.AnsweredInTime is true), rows.Count(row => row.AnsweredInTime is not null));

    private static Estimate Resolution(IReadOnlyCollection<MonthRow> rows) => Estimate.Share(
        rows.Count(row => row is { IsResolved: true, ResolvedLate: false }), rows.Count(row => row.IsResolved || row.ResolvedLate));

    private static List<ReportDeadlines> Deadlines(List<MonthRow> ofMonth, Language language)
    {
        string[] order = ["urgent", "general", "non_urgent"];
        return [.. ofMonth.Where(row => row.Urgency.Length > 0).GroupBy(row => row.Urgency).OrderBy(group => Array.IndexOf(order, group.Key))
            .Select(group => group.ToList()).Select(rows => new ReportDeadlines(
                rows[0].Urgency, ReportTexts.Urgency(rows[0].Urgency, language), FirstResponse(rows), Resolution(rows), Waiting(rows), Repair(rows)))];
    }

    private static ReportPeaks Peaks(List<MonthRow> ofMonth)
    {
        var counts = ofMonth.CountBy(row => (row.Weekday, row.Hour)).ToDictionary(pair => pair.Key, pair => (long)pair.Value);
        var cells = Enumerable.Range(1, 7).Select(weekday => (IReadOnlyList<long>)[.. Enumerable.Range(0, 24)
            .Select(hour => counts.GetValueOrDefault((weekday, hour)))]).ToList();
        var busiest = counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Take(BusiestHours)
            .Select(pair => new ReportPeak(pair.Key.Weekday, pair.Key.Hour, pair.Value)).ToList();
        var window = Enumerable.Range(0, 25 - WindowHours)
            .Select(from => (From: from, Count: cells.Sum(row => row.Skip(from).Take(WindowHours).Sum()))).MaxBy(pair => pair.Count);
        return new ReportPeaks(cells, busiest, ofMonth.Count == 0 ? null
            : new ReportWindow(window.From, window.From + WindowHours, Estimate.Share(window.Count, ofMonth.Count)));
    }

    private static List<ReportDay> Days(List<MonthRow> ofMonth, ReportMonth month)
    {
        var counts = ofMonth.CountBy(row => row.Day).ToDictionary();
        return [.. Enumerable.Range(1, month.Days).Select(day => $"{month}-{day:D2}")
            .Select(day => new ReportDay(day, counts.GetValueOrDefault(day)))];
    }

    private static async Task<List<ReportTrendMonth>> TrendAsync(
        IQueryable<ComplaintRecord> records, ReportMonth month, Dictionary<string, Tally> monthly, CancellationToken ct)
    {
        var months = month.Last(TrendMonths).ToList();
        var rows = (await records.Where(row => months.Contains(row.Month))
            .GroupBy(row => row.Month).Select(group => new { Month = group.Key, Count = group.LongCount() }).ToListAsync(ct))
            .ToDictionary(row => row.Month, row => row.Count);
        return months.ConvertAll(name =>
        {
            var tally = monthly.GetValueOrDefault(name, Tally.None);
            return new ReportTrendMonth(name, rows.GetValueOrDefault(name), tally.Csat, tally.AverageScore);
        });
    }

    private async Task<ReportSatisfaction> SatisfactionAsync(
        ReportMonth month, string? storefrontId, Dictionary<string, Tally> monthly, int fewest, CancellationToken ct)
    {
        var now = monthly.GetValueOrDefault(month.ToString(), Tally.None);
        var before = monthly.GetValueOrDefault(month.Previous.ToString(), Tally.None);
        var comments = await CommentTally.ReadAsync(
            db, new SummaryFilter { From = month.From, To = month.To, StorefrontId = storefrontId }, ct);
        return new ReportSatisfaction(
            now.AverageScore, now.Csat, now.SolvedRate, now.Nps, now.ResponseRate, now.Scored < fewest, before.AverageScore,
            Comparison.OfMeans(before.Scores, now.Scores),
            CommentTally.Response(comments));
    }

    private async Task<List<ReportTheme>> SuggestionsAsync(
        ReportMonth month, string? storefrontId, Language language, CancellationToken ct)
    {
        var (texts, _) = await GetSatisfactionSuggestions.ReadAsync(
            db, new SuggestionFilter { StorefrontId = storefrontId }, month.From, month.To, ct);
        var finder = new ThemeFinder((await SuggestionThemes.Set.ReadAsync(db, storefrontId, ct)).Policy);
        return [.. finder.Find(texts).Take(MostThemes).Select(theme => new ReportTheme(
            theme.Theme?.Id, theme.Theme?.TextIn(language) ?? theme.Phrase, theme.Texts.Count, Estimate.Share(theme.Texts.Count, texts.Count),
            theme.Texts.Where(text => text.Text.Length >= 4).OrderBy(text => text.Text.Length).Select(text => text.Text).FirstOrDefault() ?? ""))];
    }

    private async Task<List<ReportHotSpot>> HotSpotsAsync(
        ReportMonth month, string? storefrontId, Language language, CancellationToken ct)
    {
        var (from, to) = (month.From, month.To);
        var rows = db.HotSpots.AsNoTracking().Where(row => row.FlaggedAt >= from && row.FlaggedAt < to);
        if (storefrontId is not null)
            rows = rows.Where(row => row.StorefrontId == storefrontId);
        var flagged = await rows.OrderByDescending(row => row.Count).Take(MostHotSpots).ToListAsync(ct);
        return flagged.ConvertAll(row => new ReportHotSpot(
            row.Week, row.Dimension, row.Dimension == "category" ? ReportTexts.Category(row.Value, language) : row.Value, row.Term, row.Count,
            Math.Round(row.Share, 4), Math.Round(row.Expected, 2), row.FlaggedAt));
    }

    private static async Task<List<ReportAgent>> AgentsAsync(
        IQueryable<ComplaintRecord> records, List<KeyValuePair<string, Tally>> byAgent, int fewest, CancellationToken ct)
    {
        var asked = byAgent.Where(pair => pair.Key.Length > 0).OrderByDescending(pair => pair.Value.Asked).Take(MostAgents)
            .Select(pair => (Id: Guid.Parse(pair.Key), Tally: pair.Value)).ToList();
        var names = new Dictionary<Guid, string>();
        foreach (var (id, _) in asked)
        {
            if (await records.Where(row => row.AgentId == id && row.AgentName != "").Select(row => row.AgentName).FirstOrDefaultAsync(ct) is { } name)
                names[id] = name;
        }

        return asked.ConvertAll(pair => new ReportAgent(
            pair.Id, names.GetValueOrDefault(pair.Id) ?? pair.Id.ToString("N")[..8], pair.Tally.Asked, pair.Tally.AverageScore, pair.Tally.Csat,
            pair.Tally.SolvedRate, pair.Tally.Scored < fewest));
    }

    private sealed record MonthRow(
        string Day, int Hour, int Weekday, string Urgency, bool IsCase, bool? AnsweredInTime, bool IsResolved, bool ResolvedLate, bool IsClosed,
        bool Reopened, bool Withdrawn, bool Duplicate, decimal Granted, string Currency, string Category, DateTimeOffset? ReceivedAt,
        DateTimeOffset? FirstRespondedAt, DateTimeOffset? ResolvedAt)
    {
        public int? WaitedSeconds => SecondsUntil(FirstRespondedAt);

        public int? RepairedSeconds => SecondsUntil(ResolvedAt);

        private int? SecondsUntil(DateTimeOffset? end) =>
            ReceivedAt is { } start && end >= start ? (int)Math.Min(int.MaxValue, (end.Value - start).TotalSeconds) : null;
    }
}
