using ComplaintPlatform.Kernel.Statistics;
using FsCheck;
using FsCheck.Fluent;

namespace ComplaintPlatform.Shared.Tests.Statistics;

/// <summary>Against printed values, and against what must hold of any counts.</summary>
public sealed class RatesTests
{
    // Garwood's table as everybody prints it since
    [Theory]
    [InlineData(0, 0, 3.6889)]
    [InlineData(1, 0.0253, 5.5716)]
    [InlineData(5, 1.6235, 11.6683)]
    [InlineData(10, 4.7954, 18.3904)]
    public void The_interval_of_a_count_is_Garwoods(long events, double low, double high)
    {
        var interval = EventRate.Interval(events);

        interval.Low.ShouldBe(low, 0.0001);
        interval.High.ShouldBe(high, 0.0001);
    }

    // R: poisson.test(137, 24.19893)
    [Fact]
    public void The_rate_is_that_of_Rs_poisson_test()
    {
        var rate = EventRate.Of(137, 2_419_893);

        rate.PerThousand!.Value.ShouldBe(0.0566, 0.0001);
        (EventRate.Interval(137).Low / 24.19893).ShouldBe(4.753125, 0.00001);
        (EventRate.Interval(137).High / 24.19893).ShouldBe(6.692709, 0.00001);
    }

    // R: poisson.test(c(11, 6+8+7), c(800, 1083+1050+878)), the example of its manual; the p-value by twice the smaller tail
    [Fact]
    public void The_ratio_is_that_of_Rs_poisson_test()
    {
        var ratio = RateRatio.Of(21, 3_011, 11, 800);

        ratio.ShouldBe(new RateRatio(1.9715, 0.8584, 4.2773, 0.112017));
    }

    [Fact]
    public void A_cause_that_is_gone_has_no_rate_below_none()
    {
        RateRatio.Of(5, 1_000, 0, 1_000).ShouldBe(new RateRatio(0, 0, 1.0913, 0.0625));
        RateRatio.Of(0, 1_000, 5, 1_000).ShouldBe(new RateRatio(null, 0.9164, null, 0.0625));
    }

    [Fact]
    public void Nothing_is_divided_by_nothing()
    {
        EventRate.Of(3, 0).ShouldBe(new EventRate(null, 3, 0, null, null));
        RateRatio.Of(0, 100, 0, 100).ShouldBe(RateRatio.Unknown);
        RateRatio.Of(3, 0, 4, 100).ShouldBe(RateRatio.Unknown);
        RateRatio.Of(3, 100, 4, 0).ShouldBe(RateRatio.Unknown);
    }

    [Fact]
    public void Large_counts_are_as_exact_as_small_ones()
    {
        var interval = EventRate.Interval(1_000_000);
        interval.Low.ShouldBe(998_041, 1);
        interval.High.ShouldBe(1_001_962, 1);

        var ratio = RateRatio.Of(400_000, 1_000_000_000, 400_000, 1_000_000_000);
        ratio.Value.ShouldBe(1);
        ratio.Low!.Value.ShouldBe(0.9956, 0.0002);
        ratio.High!.Value.ShouldBe(1.0044, 0.0002);
        ratio.PValue!.Value.ShouldBe(1, 0.002);
    }

    [Fact]
    public void The_interval_holds_the_rate_and_narrows_with_more_orders() => Holds(Counts, counts =>
    {
        var rate = EventRate.Of(counts.Item1, counts.Item2);

        rate.PerThousand!.Value.ShouldBeInRange(rate.Low!.Value, rate.High!.Value);
        var twice = EventRate.Of(2 * counts.Item1, 2 * counts.Item2);
        (twice.High - twice.Low)!.Value.ShouldBeLessThanOrEqualTo((rate.High - rate.Low)!.Value + 0.0002);
    });

    [Fact]
    public void The_ratio_lies_in_its_interval_and_turned_round_is_its_inverse() => Holds(Pairs, pair =>
    {
        var (first, second) = pair;
        var ratio = RateRatio.Of(first.Item1, first.Item2, second.Item1, second.Item2);
        var turned = RateRatio.Of(second.Item1, second.Item2, first.Item1, first.Item2);

        turned.PValue.ShouldBe(ratio.PValue);
        if (ratio.Value is not { } value)
            return;
        value.ShouldBeGreaterThanOrEqualTo(ratio.Low!.Value - 0.0001);
        if (ratio.High is { } high)
            value.ShouldBeLessThanOrEqualTo(high + 0.0001);
        if (ratio.Low > 0.05 && turned.High is { } inverse)
            inverse.ShouldBe(1 / ratio.Low!.Value, (0.01 * inverse) + 0.0001);
    });

    [Fact]
    public void The_test_says_what_the_interval_says() => Holds(Pairs, pair =>
    {
        var (first, second) = pair;
        var ratio = RateRatio.Of(first.Item1, first.Item2, second.Item1, second.Item2);
        if (ratio.PValue is not { } p || Math.Abs(p - 0.05) < 0.001)
            return;

        var excludesOne = ratio.Low > 1 || ratio.High < 1;
        excludesOne.ShouldBe(p < 0.05, $"{pair} {ratio}");
    });

    // Of equal rates a 95 % interval misses at most one in twenty: counted exactly over all outcomes, not drawn
    [Theory]
    [InlineData(3.0)]
    [InlineData(12.5)]
    public void The_interval_covers_the_truth_at_least_95_times_in_100(double expectation)
    {
        var covered = 0.0;
        var probability = Math.Exp(-expectation);
        for (var events = 0; events < 100; events++)
        {
            var interval = EventRate.Interval(events);
            if (interval.Low <= expectation && expectation <= interval.High)
                covered += probability;
            probability *= expectation / (events + 1);
        }

        covered.ShouldBeGreaterThanOrEqualTo(0.95);
    }

    private static Gen<(long, long)> Counts { get; } =
        from events in Gen.Choose(0, 400)
        from exposure in Gen.Choose(1, 50_000)
        select ((long)events, (long)exposure);

    private static Gen<((long, long), (long, long))> Pairs { get; } =
        from first in Counts
        from second in Counts
        select (first, second);

    private static void Holds<T>(Gen<T> values, Action<T> check) =>
        Prop.ForAll(values.ToArbitrary(), check).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithQuietOnSuccess(true));
}
