using ComplaintPlatform.Classification.Training;

namespace ComplaintPlatform.Classification.Trainer;

/// <summary>The vectors of English words that a model which ships is trained with.</summary>
internal static class EnglishVectors
{
    private static readonly Lazy<WordVectors> Vectors = new(Read);

    public static AxisPlan With(AxisPlan plan) => plan with { Options = plan.Options with { Vectors = Vectors.Value } };

    public static WordVectors Read() => WordVectors.Read(typeof(EnglishVectors).Assembly.GetManifestResourceStream("vectors.en.gz")!);
}
