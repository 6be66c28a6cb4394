using ComplaintPlatform.Classification.Training;

namespace ComplaintPlatform.Classification.Tests.Models;

public sealed class MakingFiguresTests
{
    [Fact]
    public void Figures_are_those_of_the_book()
    {
        Answer[] answers = [new("a", "a"), new("a", "b", "b"), new("b", "b"), new("b", "b")];

        var figures = FigureMaker.Make("axis", "data", ["a", "b"], answers);

        figures.Accuracy.Value.ShouldBe(0.75);
        figures.Lenient!.Value.ShouldBe(1);
        figures.MacroF1.Value.ShouldBe(((2 / 3.0) + 0.8) / 2, 1e-4);
        figures.Confusion.ShouldBe([[1, 1], [0, 2]]);
        figures.Accuracy.Low.ShouldBeLessThan(figures.Accuracy.High);
    }

    [Fact]
    public void No_answers_give_no_figure_and_no_division_by_zero() =>
        FigureMaker.Make("axis", "data", ["a"], []).Accuracy.Value.ShouldBe(0);
}
