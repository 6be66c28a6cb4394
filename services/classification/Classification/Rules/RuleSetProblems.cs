using ComplaintPlatform.Classification.Taxonomies;

namespace ComplaintPlatform.Classification.Rules;

/// <summary>What is wrong with a rule set, all at once, so that its author need not send it ten times.</summary>
internal static class RuleSetProblems
{
    public static IReadOnlyList<RuleSetProblem> Find(RuleSet rules, Taxonomy taxonomy)
    {
        var problems = new List<RuleSetProblem>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var rule in rules.Rules)
        {
            if (!ids.Add(rule.Id))
                problems.Add(new RuleSetProblem(rule.Id, "The id is used twice."));
            if (rule.Axis == RuleAxis.Category && !taxonomy.Contains(rule.Value))
                problems.Add(new RuleSetProblem(rule.Id, $"The taxonomy has no category '{rule.Value}'."));
            if (rule.Patterns.Count == 0 && rule.When is null)
                problems.Add(new RuleSetProblem(rule.Id, "The rule has neither patterns nor facts."));

            problems.AddRange(rule.Patterns.Concat(rule.Except).Select(pattern => Problem(pattern, rules.LongestGap)).OfType<string>()
                .Select(problem => new RuleSetProblem(rule.Id, problem)));
        }

        return problems;
    }

    private static string? Problem(string pattern, int longestGap)
    {
        try
        {
            PatternSyntax.Read(pattern, longestGap);
            return null;
        }
        catch (FormatException exception)
        {
            return exception.Message;
        }
    }
}

internal sealed record RuleSetProblem(string RuleId, string Message);
