using ComplaintPlatform.Classification.Models;

namespace ComplaintPlatform.Classification.Training;

internal sealed record TrainingOptions
{
    public int Seed { get; init; } = 17;

    /// <summary>Of n-gram buckets; a model that ships has <see cref="NgramReader.Bits"/>.</summary>
    public int Bits { get; init; } = NgramReader.Bits;

    /// <summary>An n-gram that fewer texts have counts nothing.</summary>
    public int FewestTexts { get; init; } = 1;

    public int Passes { get; init; } = 15;

    public float Tolerance { get; init; } = 0.02f;

    /// <summary>The cost of a wrong text of weight one in a class of average size.</summary>
    public double Cost { get; init; } = 0.25;

    /// <summary>0 leaves classes at their natural share, 1 gives each the same.</summary>
    public double Balance { get; init; } = 0.5;

    /// <summary>How far n-grams that stand on one side are favoured; 0 not at all.</summary>
    public double Discrimination { get; init; } = 0.5;

    /// <summary>What words mean besides; null where nothing is known.</summary>
    public WordVectors? Vectors { get; init; }
}
