using ComplaintPlatform.Survey.Satisfaction;

namespace ComplaintPlatform.Survey.Tests;

public sealed class DurationsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(1_000)]
    public void Packed_and_put_together_in_any_way_the_ranks_are_those_of_the_values(int count)
    {
        var random = new Random(count);
        var values = Enumerable.Range(0, count).Select(_ => random.Next(5) == 0 ? 60 : random.Next(int.MaxValue)).ToList();
        var single = values.Aggregate(Durations.None, (sum, value) => sum + Durations.Of(value));
        var cut = count / 3;
        var parts = Durations.Packed(Of(values.Take(cut)).Pack()) + Of(values.Skip(cut));

        var sorted = values.Order().ToList();
        var expected = new DurationFigure(count, sorted[(int)Math.Ceiling(count / 2.0) - 1], sorted[((count * 9) + 9) / 10 - 1]);
        single.Figure().ShouldBe(expected);
        parts.Figure().ShouldBe(expected);
        Durations.Packed(single.Pack()).Figure().ShouldBe(expected);
        Durations.FigureOf([.. values, null]).ShouldBe(expected);

        static Durations Of(IEnumerable<int> some) => some.Aggregate(Durations.None, (sum, value) => sum + Durations.Of(value));
    }

    [Fact]
    public void Of_nothing_there_is_no_figure()
    {
        Durations.None.Pack().ShouldBeNull();
        (Durations.Packed(null) + Durations.Of(null)).Figure().ShouldBe(new DurationFigure(0, null, null));
    }
}
