using ComplaintPlatform.Kernel.Statistics;
using ComplaintPlatform.Survey.Satisfaction;

namespace ComplaintPlatform.Survey.Tests;

public sealed class ComparisonTests
{
    // 1 2 3 3 2 4 and 4 5 3 5 5 4 5 4; p and the interval by numerical integration of Student's density
    [Fact]
    public void Means_are_compared_by_welchs_test()
    {
        var comparison = Comparison.OfMeans(new(6, 15, 43), new(8, 35, 157));

        comparison.ShouldBe(new Comparison(1.875, 0.7303, 3.0197, ComparisonTest.WelchT, 3.7312, 8.6105, 0.00507, true));
    }

    // Newcombe, Statistics in Medicine 17 (1998) 873-890, example (a): 56/70 and 48/80, his interval 0.0524 to 0.3339
    [Fact]
    public void Shares_are_compared_by_the_pooled_z_test_with_newcombes_interval()
    {
        var comparison = Comparison.OfShares((48, 80), (56, 70));

        (comparison.Difference, comparison.Low, comparison.High).ShouldBe((0.2, 0.0524, 0.3339));
        comparison.Test.ShouldBe(ComparisonTest.TwoProportionZ);
        comparison.PValue!.Value.ShouldBe(0.00805, 0.00002);
        comparison.Significant.ShouldBeTrue();
    }

    // The lady tasting tea: 34/70
    [Fact]
    public void Few_answers_are_compared_by_fishers_exact_test()
    {
        var comparison = Comparison.OfShares((1, 4), (3, 4));

        comparison.Test.ShouldBe(ComparisonTest.FisherExact);
        comparison.PValue!.Value.ShouldBe(34.0 / 70, 0.000001);
        comparison.Significant.ShouldBeFalse();
    }

    [Fact]
    public void With_nothing_on_one_side_there_is_no_comparison()
    {
        Comparison.OfMeans(new(0, 0, 0), new(5, 20, 82)).ShouldBe(Comparison.None);
        Comparison.OfShares((0, 0), (1, 2)).ShouldBe(Comparison.None);
        Comparison.OfMeans(new(1, 4, 16), new(5, 20, 82)).PValue.ShouldBeNull();
        Comparison.OfMeans(new(3, 12, 48), new(2, 8, 32)).PValue.ShouldBeNull();
    }

    [Fact]
    public void Swapping_the_sides_turns_the_sign_and_nothing_else()
    {
        var random = new Random(11);
        for (var round = 0; round < 500; round++)
        {
            var (first, second) = (SampleOf(random), SampleOf(random));

            var there = Comparison.OfMeans(first, second);
            var back = Comparison.OfMeans(second, first);

            back.PValue.ShouldBe(there.PValue);
            (-back.Difference!.Value).ShouldBe(there.Difference!.Value);
            (-back.High)?.ShouldBe(there.Low!.Value, 0.00011);
            if (there.PValue is { } p && Math.Abs(p - 0.05) > 0.001)
                (there.Low > 0 || there.High < 0).ShouldBe(there.Significant);
        }
    }

    // Where nothing differs, one test in twenty says that something does
    [Fact]
    public void False_alarms_are_as_rare_as_stated()
    {
        var random = new Random(5);
        const int rounds = 3000;
        var (means, shares) = (0, 0);
        for (var round = 0; round < rounds; round++)
        {
            means += Comparison.OfMeans(SampleOf(random, 40), SampleOf(random, 40)).Significant ? 1 : 0;
            shares += Comparison.OfShares((Hits(random), 60), (Hits(random), 60)).Significant ? 1 : 0;
        }

        ((double)means / rounds).ShouldBeInRange(0.035, 0.065);
        ((double)shares / rounds).ShouldBeInRange(0.03, 0.07);

        static long Hits(Random random) => Enumerable.Range(0, 60).Count(_ => random.NextDouble() < 0.4);
    }

    private static Sample SampleOf(Random random, int? size = null)
    {
        var scores = Enumerable.Range(0, size ?? random.Next(2, 40)).Select(_ => random.Next(1, 6)).ToList();
        return new Sample(scores.Count, scores.Sum(), scores.Sum(score => score * score));
    }
}
