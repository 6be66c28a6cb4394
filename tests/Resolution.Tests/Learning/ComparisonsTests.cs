using ComplaintPlatform.Kernel.Statistics;
using ComplaintPlatform.Resolution.Learning.Scorecards;
using FsCheck;
using FsCheck.Fluent;

namespace ComplaintPlatform.Resolution.Tests.Learning;

/// <summary>Against printed values, and against what must hold of any observations.</summary>
public sealed class ComparisonsTests
{
    // R: t.test(extra ~ group, data = sleep): Student's own data of 1908; p-value 0.07939, -3.3654832 to 0.2054832
    [Fact]
    public void Means_are_compared_as_Rs_t_test_does()
    {
        var comparison = Comparison.OfMeans(
            Sample(1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4), Sample(0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0));

        comparison.Difference!.Value.ShouldBe(-1.58, 0.0001);
        comparison.Low!.Value.ShouldBe(-3.3655, 0.0001);
        comparison.High!.Value.ShouldBe(0.2055, 0.0001);
        comparison.PValue!.Value.ShouldBe(0.07939, 0.00001);
    }

    // Fisher's lady tasting tea, and the table that textbooks print: 1 of 12 and 9 of 12
    [Theory]
    [InlineData(3, 4, 1, 4, 0.485714)]
    [InlineData(1, 10, 11, 14, 0.002759)]
    public void Shares_are_tested_as_Fisher_does(int before, int beforeCount, int after, int afterCount, double p) =>
        Comparison.OfShares((before, beforeCount), (after, afterCount)).PValue!.Value.ShouldBe(p, 0.000001);

    // Newcombe 1998, table II (a), method 10: 56/70 and 48/80
    [Fact]
    public void The_interval_of_a_difference_is_Newcombes()
    {
        var comparison = Comparison.OfShares((48, 80), (56, 70));

        comparison.Difference.ShouldBe(0.2);
        comparison.Low!.Value.ShouldBe(0.0524, 0.0001);
        comparison.High!.Value.ShouldBe(0.3339, 0.0001);
    }

    // Newcombe 1998 (17:857), table I: 81 of 263 and 0 of 20
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(0, 20, 0, 0.1611)]
    public void The_interval_of_a_share_is_Wilsons(int successes, int count, double low, double high)
    {
        var share = Estimate.Share(successes, count);

        share.Low!.Value.ShouldBe(low, 0.0001);
        share.High!.Value.ShouldBe(high, 0.0001);
    }

    [Fact]
    public void Nothing_is_divided_by_nothing()
    {
        Estimate.Mean(0, 0, 0).ShouldBe(Estimate.None);
        Estimate.Share(0, 0).ShouldBe(Estimate.None);
        Estimate.Mean(1, 3, 9).ShouldBe(new Estimate(3, 1, null, null));
        Comparison.OfShares((0, 0), (3, 4)).ShouldBe(Comparison.Unknown);
        Comparison.OfMeans(Sample(1), Sample(1, 2)).ShouldBe(Comparison.Unknown);
        // Without any spread there is a difference and no test
        Comparison.OfMeans(Sample(1, 1), Sample(2, 2)).ShouldBe(new Comparison(1, null, null, null));
    }

    [Fact]
    public void Turned_round_it_is_the_same_with_the_other_sign() => Holds(Shares, pair =>
    {
        var (a, n, b, m) = pair;
        var one = Comparison.OfShares((a, n), (b, m));
        var other = Comparison.OfShares((b, m), (a, n));

        other.Difference!.Value.ShouldBe(-one.Difference!.Value, 0.0001);
        other.Low!.Value.ShouldBe(-one.High!.Value, 0.0002);
        other.PValue!.Value.ShouldBe(one.PValue!.Value, 0.00001);
        one.PValue!.Value.ShouldBeInRange(0, 1);
        one.Difference!.Value.ShouldBeInRange(one.Low!.Value - 0.0001, one.High!.Value + 0.0001);
    });

    [Fact]
    public void Means_moved_alike_differ_alike() => Holds(Values, pair =>
    {
        var (first, second) = pair;
        var plain = Comparison.OfMeans(Sample(first), Sample(second));
        var moved = Comparison.OfMeans(Sample([.. first.Select(value => value + 7)]), Sample([.. second.Select(value => value + 7)]));

        moved.Difference!.Value.ShouldBe(plain.Difference!.Value, 0.001);
        if (plain.PValue is { } p)
            moved.PValue!.Value.ShouldBe(p, 0.001);
    });

    private static Sample Sample(params double[] values) => new(values.Length, values.Sum(), values.Sum(value => value * value));

    private static Gen<(int, int, int, int)> Shares { get; } =
        from n in Gen.Choose(1, 200)
        from m in Gen.Choose(1, 200)
        from a in Gen.Choose(0, n)
        from b in Gen.Choose(0, m)
        select (a, n, b, m);

    private static Gen<(double[], double[])> Values { get; } =
        from first in Gen.ArrayOf(Gen.Choose(0, 100).Select(value => value / 10.0), 12)
        from second in Gen.ArrayOf(Gen.Choose(0, 100).Select(value => value / 10.0), 9)
        select (first, second);

    private static void Holds<T>(Gen<T> values, Action<T> check) =>
        Prop.ForAll(values.ToArbitrary(), check).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithQuietOnSuccess(true));
}
