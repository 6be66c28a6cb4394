using ComplaintPlatform.Kernel.Statistics;

namespace ComplaintPlatform.Shared.Tests.Statistics;

public sealed class FoundShareTests
{
    [Fact]
    public void It_is_the_found_positives_among_all_that_the_sample_lets_expect()
    {
        // 100 found, 80 of 100 right; 900 passed over, 1 of 90 in the sample right: 10 expected there
        var recall = FoundShare.Of(Stratum.Even(100, 100, 80), Stratum.Even(900, 90, 1));

        recall.Value!.Value.ShouldBe(80.0 / 90, 0.0001);
        recall.Count.ShouldBe(190);
        // Wilson at z = 2.2414 for 1 of 90: 0.001617 to 0.072300; what is found was decided to the last case
        recall.Low!.Value.ShouldBe(80 / (80 + (900 * 0.072300)), 0.0001);
        recall.High!.Value.ShouldBe(80 / (80 + (900 * 0.001617)), 0.0001);
    }

    [Fact]
    public void Where_everything_was_decided_there_is_no_error()
    {
        var recall = FoundShare.Of(Stratum.Even(10, 10, 6), Stratum.Even(20, 20, 2));

        (recall.Value, recall.Low, recall.High).ShouldBe((0.75, 0.75, 0.75));
    }

    [Theory]
    [InlineData(0, 0, 0, 0, 0, 0)]
    [InlineData(10, 0, 0, 5, 5, 1)]
    [InlineData(10, 5, 5, 5, 0, 0)]
    [InlineData(10, 5, 0, 10, 5, 0)]
    public void Without_decisions_or_positives_there_is_no_figure(long found, long decided, long right, long others, long sampled, long missed) =>
        FoundShare.Of(Stratum.Even(found, decided, right), Stratum.Even(others, sampled, missed)).ShouldBe(Estimate.None);

    [Fact]
    public void What_was_drawn_rarely_stands_for_many()
    {
        // One at a rate of 1 % that is positive, ten at 10 % that are not: 100 of 200 expected
        var stratum = Stratum.Weighted(200, 11, weights: 200, squares: 11_000, positiveWeights: 100);

        stratum.Positive.ShouldBe(0.5);
        stratum.Effective.ShouldBe(200.0 * 200 / 11_000);
        FoundShare.Of(Stratum.Even(100, 100, 100), stratum).Value.ShouldBe(0.5);
    }

    [Fact]
    public void The_interval_narrows_as_more_is_decided_and_holds_the_figure()
    {
        var widths = new[] { 10, 100, 1_000 }.Select(size =>
        {
            var recall = FoundShare.Of(Stratum.Even(10_000, size, size / 2), Stratum.Even(10_000, size, size / 10));
            recall.Value!.Value.ShouldBeInRange(recall.Low!.Value, recall.High!.Value);
            return recall.High!.Value - recall.Low!.Value;
        }).ToList();

        widths.ShouldBe(widths.OrderDescending());
    }
}
