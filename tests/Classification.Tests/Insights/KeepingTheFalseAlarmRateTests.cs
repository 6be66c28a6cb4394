using ComplaintPlatform.Classification.Insights;
using ComplaintPlatform.Classification.Insights.Counting;
using ComplaintPlatform.Classification.Insights.HotSpots;
using ComplaintPlatform.Classification.Insights.Statistics;
using ComplaintPlatform.Classification.Insights.Terms;

namespace ComplaintPlatform.Classification.Tests.Insights;

/// <summary>
/// Simulated products on which nothing changes, or one thing does; looked at again and again while a week comes in. Takes some ten seconds.
/// </summary>
public sealed class KeepingTheFalseAlarmRateTests
{
    private const int Runs = 200;
    private const double Rate = 0.05;
    private const int DocumentsAWeek = 60;

    private static readonly InsightPolicy Policy = new() { FalseAlarmRate = Rate };
    private static readonly Term[] Vocabulary = [.. Enumerable.Range(0, 300).Select(i => new Term($"term{i}"))];

    [Fact]
    public void Where_nothing_changes_hardly_any_week_is_flagged()
    {
        var alarms = Enumerable.Range(1, Runs).Count(seed => Flagged(seed, paysForLooks: true).Count > 0);

        TestContext.Current.TestOutputHelper?.WriteLine($"false alarms: {alarms} of {Runs} weeks without a change, rate {Rate:P0}");
        // The rate, and three standard deviations
        ((double)alarms).ShouldBeLessThanOrEqualTo((Rate * Runs) + (3 * Math.Sqrt(Rate * (1 - Rate) * Runs)));
    }

    [Fact]
    public void Without_the_correction_for_many_tests_most_weeks_would_be_flagged()
    {
        var alarms = Enumerable.Range(1, 40).Count(seed => Simulate(seed, 0, paysForLooks: false)
            .PValues.Values.Any(value => value <= Rate));

        alarms.ShouldBeGreaterThan(30);
    }

    [Fact]
    public void A_rise_to_eight_times_is_found()
    {
        var found = Enumerable.Range(1, 40).Count(seed => Flagged(seed, paysForLooks: true, rise: 0.5).Contains(Vocabulary[40].Hash));

        found.ShouldBeGreaterThanOrEqualTo(36);
    }

    private static HashSet<long> Flagged(int seed, bool paysForLooks, double rise = 0)
    {
        var (pValues, tests) = Simulate(seed, rise, paysForLooks);
        var threshold = FalseDiscovery.Threshold(pValues.Values.Where(value => value <= Rate), tests, Rate);
        return [.. pValues.Where(pair => pair.Value <= threshold).Select(pair => pair.Key)];
    }

    private static (Dictionary<long, double> PValues, int Tests) Simulate(int seed, double rise, bool paysForLooks)
    {
        var random = new Random(seed);
        var past = Enumerable.Range(0, 12).Select(_ =>
        {
            var cell = new TermCell();
            for (var i = 0; i < DocumentsAWeek; i++)
                cell.Add(Guid.Empty, Document(random, 0), Policy.TermsPerWeek);
            return cell;
        }).ToList();
        var background = new Background(past);

        var week = new TermCell();
        var smallest = new Dictionary<long, double>();
        var (look, next, tests) = (0, Policy.MinimumComplaints, 0);
        for (var i = 0; i < DocumentsAWeek; i++)
        {
            week.Add(Guid.Empty, Document(random, rise), Policy.TermsPerWeek);
            if (week.Documents < next)
                continue;

            next = week.Documents + Math.Max(1, (int)(week.Documents * Policy.GrowthBetweenTests));
            var reading = CellReading.Of(week, past, background, Policy, paysForLooks ? ++look : 1);
            tests = reading.Tested;
            foreach (var score in reading.Scores)
                smallest[score.Term] = Math.Min(score.PValue, smallest.GetValueOrDefault(score.Term, 1));
        }

        return (smallest, tests);
    }

    // The n-th term stands in about 0.6 / sqrt(n) of the complaints: from more than half down to three in a hundred
    private static IEnumerable<Term> Document(Random random, double rise)
    {
        for (var i = 0; i < Vocabulary.Length; i++)
        {
            var share = i == 40 && rise > 0 ? rise : 0.6 / Math.Pow(i + 1, 0.62);
            if (random.NextDouble() < share)
                yield return Vocabulary[i];
        }
    }
}
