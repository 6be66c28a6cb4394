using ComplaintPlatform.Classification.Rules;
using ComplaintPlatform.Classification.Taxonomies;

namespace ComplaintPlatform.Classification.Engine;

/// <summary>
/// Reason code of logistics operations, where the complaint is about logistics or the people who serve, at first or at second, or a code
/// that the
/// taxonomy binds to the kind of complaint: what a rule found, else what the taxonomy says of the kind of complaint, else "other".
/// </summary>
internal static class ReasonAxis
{
    private const string Logistics = "logistics";
    private const string Service = "service_attitude";
    private const string OtherReason = "S1";

    /// <summary>Among several codes found, the usual one of the kind of complaint counts so much more.</summary>
    private const double Usual = 0.5;

    public static Decision<string?> Decide(RuleFindings found, CategoryDecision category, TaxonomyIndex taxonomy)
    {
        var usual = taxonomy.ReasonOf(category.First.Value);
        var isOperations = usual is not null || IsOperations(category.First.Value) || IsOperations(category.Second.Value);
        string? best = null;
        var (highest, sum) = (0.0, 0.0);
        foreach (var code in found.Values(RuleAxis.ReasonCode).Where(IsPossible))
        {
            var score = found.Score(RuleAxis.ReasonCode, code) + (code == usual ? Usual : 0);
            sum += score;
            if (best is null || score > highest || (score == highest && string.CompareOrdinal(code, best) < 0))
                (best, highest) = (code, score);
        }

        if (best is not null)
            return new Decision<string?>(best, Math.Round(highest / sum, 4), Sources.Rule, found.Evidence(RuleAxis.ReasonCode, best));
        if (usual is not null)
            return new Decision<string?>(usual, category.First.Confidence, category.First.Source,
                [new Evidence("category", category.First.Value, 1)]);

        if (!isOperations)
            return new Decision<string?>(null, 1, Sources.Rule, []);
        var isLogistics = Taxonomy.TopOf(category.First.Value) == Logistics;
        return new Decision<string?>(isLogistics ? OtherReason : null, Reading.UnclearConfidence, Sources.Rule, []);

        bool IsPossible(string code) => taxonomy.CategoriesOf(code) is { } branches
            ? branches.Any(branch => Taxonomy.IsOfBranch(category.First.Value, branch))
            : isOperations;
    }

    private static bool IsOperations(string? category) => category is not null && Taxonomy.TopOf(category) is Logistics or Service;
}
