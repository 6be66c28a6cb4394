using ComplaintPlatform.Kernel.Statistics;
using ComplaintPlatform.Survey.Satisfaction;

namespace ComplaintPlatform.Survey.Tests;

public sealed class EstimateTests
{
    // By hand, with the printed tables of the t distribution: scores 2, 4 and 3, 5, 4
    [Theory]
    [InlineData(2, 6, 20, 3, 1, 5)]
    [InlineData(3, 12, 50, 4, 1.5159, 5)]
    public void A_mean_has_students_interval(int count, double sum, double squares, double value, double low, double high) =>
        Estimate.Mean(count, sum, squares, 1, 5).ShouldBe(new Estimate(value, count, low, high));

    // R: PropCIs::scoreci
    [Theory]
    [InlineData(0, 10, 0, 0.2775)]
    [InlineData(10, 10, 0.7225, 1)]
    [InlineData(5, 10, 0.2366, 0.7634)]
    [InlineData(81, 263, 0.2553, 0.3662)]
    public void A_share_has_wilsons_interval(int successes, int count, double low, double high)
    {
        var estimate = Estimate.Share(successes, count);

        estimate.Low!.Value.ShouldBe(low, 0.0001);
        estimate.High!.Value.ShouldBe(high, 0.0001);
    }

    [Fact]
    public void Intervals_hold_the_figure_stay_in_bounds_and_narrow_with_the_count()
    {
        var random = new Random(7);
        for (var round = 0; round < 1000; round++)
        {
            var scores = Enumerable.Range(0, random.Next(1, 60)).Select(_ => random.Next(1, 6)).ToList();
            var mean = Estimate.Mean(scores.Count, scores.Sum(), scores.Sum(score => score * score), 1, 5);
            var share = Estimate.Share(scores.Count(score => score >= 4), scores.Count);
            var more = Estimate.Share(scores.Count(score => score >= 4) * 10, scores.Count * 10);

            foreach (var (estimate, lowest, highest) in new[] { (mean, 1.0, 5.0), (share, 0.0, 1.0) })
            {
                estimate.Low!.Value.ShouldBeInRange(lowest, estimate.Value!.Value);
                estimate.High!.Value.ShouldBeInRange(estimate.Value.Value, highest);
            }

            (more.High - more.Low).ShouldNotBeNull().ShouldBeLessThan((share.High - share.Low)!.Value);
        }
    }

    [Fact]
    public void Of_nothing_there_is_no_figure()
    {
        Estimate.Mean(0, 0, 0, 1, 5).ShouldBe(new Estimate(null, 0, null, null));
        Estimate.Share(0, 0).ShouldBe(new Estimate(null, 0, null, null));
    }

    [Fact]
    public void Alike_answers_have_no_spread() => Estimate.Mean(4, 16, 64, 1, 5).ShouldBe(new Estimate(4, 4, 4, 4));

    // The interval is to hold the true mean 95 times in a hundred
    [Fact]
    public void The_interval_of_a_mean_covers_the_truth_as_often_as_it_says()
    {
        var random = new Random(42);
        const int rounds = 4000, size = 25;
        var covered = 0;
        for (var round = 0; round < rounds; round++)
        {
            var sample = Enumerable.Range(0, size).Select(_ => random.Next(1, 6)).ToList();
            var estimate = Estimate.Mean(size, sample.Sum(), sample.Sum(score => score * score), 1, 5);
            if (estimate.Low <= 3 && estimate.High >= 3)
                covered++;
        }

        ((double)covered / rounds).ShouldBeInRange(0.935, 0.965);
    }
}
