using ComplaintPlatform.Classification.Text;

namespace ComplaintPlatform.Classification.Statements;

/// <summary>Lays a complaint out clause by clause: a request is a need, a word of emotion a feeling, the rest what happened.</summary>
internal static class StatementExtractor
{
    private const int LongestPart = 1_000;
    private const int MostClauses = 400;

    public static Statement Extract(string text, string? expectation)
    {
        var fact = new List<string>();
        var feeling = new List<string>();
        var need = new List<string>();
        foreach (var clause in Clauses.Split(text).Take(MostClauses))
        {
            var normalized = TextNormalizer.Normalize(clause);
            var part = StatementCues.Needs.IsMet(normalized) ? need : StatementCues.Feelings.IsMet(normalized) ? feeling : fact;
            part.Add(clause);
        }

        if (!string.IsNullOrWhiteSpace(expectation) && !need.Exists(clause => clause.Contains(expectation, StringComparison.OrdinalIgnoreCase)))
            need.Add(expectation.Trim());

        return new Statement(Join(fact), Join(feeling), Join(need));
    }

    private static string Join(List<string> clauses)
    {
        var separator = clauses.Exists(clause => clause.AsSpan().ContainsAnyInRange('\u4E00', '\u9FFF')) ? "；" : "; ";
        var joined = string.Join(separator, clauses);
        return joined.Length <= LongestPart ? joined : joined[..LongestPart] + "…";
    }
}
