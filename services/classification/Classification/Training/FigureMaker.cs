using ComplaintPlatform.Classification.Models;

namespace ComplaintPlatform.Classification.Training;

/// <summary>What was true, what was said, and what would have been right as well.</summary>
internal sealed record Answer(string Expected, string Given, string? AlsoRight = null);

/// <summary>Accuracy, macro-F1 and the like of a list of answers, with 95 % bootstrap intervals.</summary>
internal static class FigureMaker
{
    private const int Resamples = 1_000;

    public static AxisFigures Make(string axis, string data, IReadOnlyList<string> classes, IReadOnlyList<Answer> answers, int seed = 17)
    {
        var confusion = Confusion(classes, answers);
        return new AxisFigures
        {
            Axis = axis,
            Data = data,
            Count = answers.Count,
            Accuracy = Bootstrap(answers, Accuracy, seed),
            MacroF1 = Bootstrap(answers, sample => MacroF1(classes, sample), seed),
            Lenient = answers.Any(answer => answer.AlsoRight is not null) ? Bootstrap(answers, Lenient, seed) : null,
            Classes = [.. classes.Select((name, i) => OfClass(name, i, confusion))],
            Confusion = [.. confusion.Select(row => row.ToArray())],
        };
    }

    public static double Accuracy(IReadOnlyList<Answer> answers) =>
        answers.Count == 0 ? 0 : answers.Count(answer => answer.Expected == answer.Given) / (double)answers.Count;

    /// <summary>The mean F1 of the classes that occur.</summary>
    public static double MacroF1(IReadOnlyList<string> classes, IReadOnlyList<Answer> answers)
    {
        var confusion = Confusion(classes, answers);
        var occurring = classes.Select((name, i) => OfClass(name, i, confusion)).Where(one => one.Count > 0).ToList();
        return occurring.Count == 0 ? 0 : occurring.Average(one => one.F1);
    }

    private static double Lenient(IReadOnlyList<Answer> answers) =>
        answers.Count == 0
            ? 0 : answers.Count(answer => answer.Given == answer.Expected || answer.Given == answer.AlsoRight) / (double)answers.Count;

    private static int[][] Confusion(IReadOnlyList<string> classes, IReadOnlyList<Answer> answers)
    {
        var index = classes.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i, StringComparer.Ordinal);
        var confusion = classes.Select(_ => new int[classes.Count]).ToArray();
        foreach (var answer in answers)
            confusion[index[answer.Expected]][index[answer.Given]]++;

        return confusion;
    }

    private static ClassFigures OfClass(string name, int i, int[][] confusion)
    {
        var hits = confusion[i][i];
        var count = confusion[i].Sum();
        var given = confusion.Sum(row => row[i]);
        var precision = given == 0 ? 0 : hits / (double)given;
        var recall = count == 0 ? 0 : hits / (double)count;
        var f1 = precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
        return new ClassFigures(name, count, Math.Round(precision, 4), Math.Round(recall, 4), Math.Round(f1, 4));
    }

    private static Interval Bootstrap(IReadOnlyList<Answer> answers, Func<IReadOnlyList<Answer>, double> figure, int seed)
    {
        var value = figure(answers);
        if (answers.Count == 0)
            return new Interval(0, 0, 0);

        var random = new Random(seed);
        var sample = new Answer[answers.Count];
        var values = new double[Resamples];
        for (var i = 0; i < Resamples; i++)
        {
            for (var j = 0; j < sample.Length; j++)
                sample[j] = answers[random.Next(answers.Count)];

            values[i] = figure(sample);
        }

        Array.Sort(values);
        return new Interval(Math.Round(value, 4), Math.Round(values[(int)(Resamples * 0.025)], 4),
            Math.Round(values[(int)(Resamples * 0.975)], 4));
    }
}
