using System.Text.Json.Serialization;
using ComplaintPlatform.Classification.Engine;

namespace ComplaintPlatform.Classification.Models;

/// <summary>Which column of the weights is which class of which axis, and how its numbers are read.</summary>
internal sealed record ModelLayout
{
    public required IReadOnlyList<ModelAxis> Axes { get; init; }

    /// <summary>A column per class, and one per axis for how much a bucket counts.</summary>
    [JsonIgnore]
    public int Columns => Axes.Sum(axis => axis.Classes.Count + 1);
}

internal sealed record ModelAxis
{
    public required string Name { get; init; }

    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Per class: what one step of its 8-bit weights is worth.</summary>
    public required IReadOnlyList<float> Steps { get; init; }

    /// <summary>What one step of the squared scale of a bucket is worth; the root of their sum is the length of a text.</summary>
    public required float LengthStep { get; init; }

    public required IReadOnlyList<float> Biases { get; init; }

    public required AxisFusion Fusion { get; init; }

    /// <summary>
    /// What each rule of the set that was trained with adds to each class, by <see cref="Rules.Rule.Key"/>; null where nothing was learned
    /// of rules.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, IReadOnlyList<float>>? Rules { get; init; }

    /// <summary>Classes that came with corrections, after the fusion had been fitted; null where there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Added { get; init; }
}
