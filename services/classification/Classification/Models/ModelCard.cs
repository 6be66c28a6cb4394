using System.Text.Json.Serialization;

namespace ComplaintPlatform.Classification.Models;

/// <summary>What a model is made of and what it reached, beside its weights in the file.</summary>
internal sealed record ModelCard
{
    public required string Version { get; init; }

    /// <summary>The day the data was cut; given, not read from a clock, so that the same command makes the same bytes.</summary>
    public required string Date { get; init; }

    public required int Seed { get; init; }

    public required IReadOnlyList<ModelSource> Data { get; init; }

    public required IReadOnlyList<AxisFigures> Figures { get; init; }
}

internal sealed record ModelSource(string Name, string Licence, int Texts);

internal sealed record AxisFigures
{
    public required string Axis { get; init; }

    public required string Data { get; init; }

    public required int Count { get; init; }

    public required Interval Accuracy { get; init; }

    public required Interval MacroF1 { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Interval? Lenient { get; init; }

    public required IReadOnlyList<ClassFigures> Classes { get; init; }

    /// <summary>Rows: what it was; columns: what was said; both in the order of <see cref="Classes"/>.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Confusion { get; init; }
}

internal sealed record ClassFigures(string Class, int Count, double Precision, double Recall, double F1);

/// <param name="Low">Of the 95 % bootstrap interval.</param>
/// <param name="High">Of the 95 % bootstrap interval.</param>
internal sealed record Interval(double Value, double Low, double High);
