using ComplaintPlatform.Kernel.Statistics;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Learning.Outcomes;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace ComplaintPlatform.Resolution.Learning.Scorecards;

/// <summary>
/// Compares how cases of trained agents went before and after: means by Welch's t-test (1947, Biometrika 34:28), because both sides spread
/// differently, shares by Fisher's exact test (1935, J. R. Stat. Soc. 98:39), because they may be small.
/// </summary>
internal sealed class TrainingReading(ResolutionDbContext db, Training training, DateTimeZone zone)
{
    private const double Level = 0.05;

    private sealed record Row(double? FirstResponse, double? Resolution, int? Score, bool? ResponseKept, bool? ResolutionKept,
        bool Reopened);

    public async Task<TrainingEffectResponse> ReadAsync(int days, CancellationToken ct)
    {
        var (day, next) = (LocalDay.StartOf(training.Day, zone), LocalDay.StartOf(training.Day.AddDays(1), zone));
        var (first, last) = (LocalDay.StartOf(training.Day.AddDays(-days), zone), LocalDay.StartOf(training.Day.AddDays(days + 1), zone));
        var before = await RowsAsync(rows => rows.Where(row => row.EndedAt >= first && row.EndedAt < day), ct);
        // What began before the training was partly worked on without it
        var after = await RowsAsync(rows => rows.Where(row => row.StartedAt >= next && row.EndedAt < last), ct);
        return new TrainingEffectResponse(
            TrainingResponse.Of(training), days, zone.Id, before.Count, after.Count,
            [
                Means("first_response_hours", before, after, row => row.FirstResponse, lessIsBetter: true, 0, double.MaxValue),
                Means("resolution_hours", before, after, row => row.Resolution, lessIsBetter: true, 0, double.MaxValue),
                Means("satisfaction", before, after, row => row.Score, lessIsBetter: false, 1, 5),
                Shares("deadlines_kept", before, after, row => [row.ResponseKept, row.ResolutionKept], lessIsBetter: false),
                Shares("reopen_rate", before, after, row => [row.Reopened], lessIsBetter: true),
            ],
            Estimate.MeanMethod, Estimate.ShareMethod, Comparison.WelchMethod, Comparison.FisherMethod);
    }

    private Task<List<Row>> RowsAsync(Func<IQueryable<CaseOutcome>, IQueryable<CaseOutcome>> period, CancellationToken ct)
    {
        var agents = training.ReadAgents();
        return period(db.CaseOutcomes.AsNoTracking())
            .Where(row => row.StorefrontId == training.StorefrontId && row.AgentId != null && agents.Contains(row.AgentId.Value))
            .Select(row => new Row(
                row.FirstResponseHours, row.ResolutionHours, row.Score, row.FirstResponseKept, row.ResolutionKept, row.Reopened))
            .ToListAsync(ct);
    }

    private static TrainingFigure Means(
        string figure, List<Row> before, List<Row> after, Func<Row, double?> value, bool lessIsBetter, double lowest, double highest)
    {
        var (first, second) = (SampleOf(before, value), SampleOf(after, value));
        return Figure(
            figure, Estimate.Mean(first.Count, first.Sum, first.SumOfSquares, lowest, highest),
            Estimate.Mean(second.Count, second.Sum, second.SumOfSquares, lowest, highest), Comparison.OfMeans(first, second), lessIsBetter);
    }

    private static TrainingFigure Shares(
        string figure, List<Row> before, List<Row> after, Func<Row, IEnumerable<bool?>> values, bool lessIsBetter)
    {
        var (first, second) = (before.SelectMany(values).OfType<bool>().ToList(), after.SelectMany(values).OfType<bool>().ToList());
        var (firstTrue, secondTrue) = (first.Count(value => value), second.Count(value => value));
        return Figure(
            figure, Estimate.Share(firstTrue, first.Count), Estimate.Share(secondTrue, second.Count),
            Comparison.OfShares((firstTrue, first.Count), (secondTrue, second.Count)), lessIsBetter);
    }

    private static TrainingFigure Figure(string figure, Estimate before, Estimate after, Comparison comparison, bool lessIsBetter)
    {
        var unknown = comparison.PValue is not null ? null
            : before.Count == 0 ? "no_cases_before"
            : after.Count == 0 ? "no_cases_after"
            : before.Count < 2 || after.Count < 2 ? "too_few"
            : "no_spread";
        var conclusion = comparison.PValue switch
        {
            null => "unknown",
            >= Level => "not_shown",
            _ => comparison.Difference < 0 == lessIsBetter ? "better" : "worse",
        };
        return new TrainingFigure(figure, before, after, comparison, conclusion, unknown);
    }

    private static Sample SampleOf(List<Row> rows, Func<Row, double?> value)
    {
        var values = rows.Select(value).OfType<double>().ToList();
        return new Sample(values.Count, values.Sum(), values.Sum(each => each * each));
    }
}
