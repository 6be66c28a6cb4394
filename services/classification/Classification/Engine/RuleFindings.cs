using ComplaintPlatform.Classification.Rules;

namespace ComplaintPlatform.Classification.Engine;

/// <summary>What the rules found in one text, by axis and value.</summary>
internal sealed class RuleFindings
{
    /// <summary>Each further rule for the same value adds less: it often says the same in other words.</summary>
    private const double Diminishing = 0.6;

    /// <summary>Each further hit of the same rule.</summary>
    private const double Repeated = 0.2;

    private const int MostRepeats = 4;
    private const int MostWords = 3;

    private readonly Dictionary<(RuleAxis Axis, string Value), List<Found>> _found = [];
    private readonly List<Evidence> _urgent = [];

    public RuleFindings(string text, IEnumerable<RuleHit> hits, IEnumerable<Rule> factRules)
    {
        foreach (var hitsOfRule in hits.GroupBy(hit => hit.Rule))
        {
            var rule = hitsOfRule.Key;
            var repeats = Math.Min(hitsOfRule.Count(), MostRepeats);
            var words = hitsOfRule.Select(hit => text[hit.Start..hit.End]).Distinct().Take(MostWords);
            Add(rule, new Evidence(rule.Id, string.Join(" | ", words), rule.Weight * (1 + (Repeated * (repeats - 1)))));
        }

        foreach (var rule in factRules)
            Add(rule, new Evidence(rule.Id, "", rule.Weight));
        foreach (var found in _found.Values)
            found.Sort((left, right) => Math.Abs(right.Evidence.Weight).CompareTo(Math.Abs(left.Evidence.Weight)));
    }

    /// <summary>Findings of any axis that are urgent by themselves (a hazard, a threat).</summary>
    public IReadOnlyList<Evidence> Urgent => _urgent;

    public IEnumerable<string> Values(RuleAxis axis) => _found.Keys.Where(key => key.Axis == axis).Select(key => key.Value);

    public IReadOnlyList<Evidence> Evidence(RuleAxis axis, string value) =>
        _found.TryGetValue((axis, value), out var found) ? [.. found.Select(one => one.Evidence)] : [];

    public bool IsOverridden(RuleAxis axis, string value) =>
        _found.TryGetValue((axis, value), out var found) && found.Exists(one => one.Rule.Override);

    public double Score(RuleAxis axis, string value) => Sum(_found.GetValueOrDefault((axis, value)));

    /// <summary>The score of a top-level category: all findings of its branch.</summary>
    public double BranchScore(string top) => Sum(Branch(top));

    public IReadOnlyList<Evidence> BranchEvidence(string top) => [.. Branch(top).Select(one => one.Evidence)];

    /// <summary>The value within a branch that scores best; the top itself where no rule says more.</summary>
    public string BestOfBranch(string top) =>
        Values(RuleAxis.Category).Where(value => Taxonomies.Taxonomy.TopOf(value) == top)
            .OrderByDescending(value => IsOverridden(RuleAxis.Category, value))
            .ThenByDescending(value => Score(RuleAxis.Category, value)).ThenBy(value => value, StringComparer.Ordinal)
            .FirstOrDefault() ?? top;

    private List<Found> Branch(string top)
    {
        var branch = _found.Where(entry => entry.Key.Axis == RuleAxis.Category && Taxonomies.Taxonomy.TopOf(entry.Key.Value) == top)
            .SelectMany(entry => entry.Value).ToList();
        branch.Sort((left, right) => right.Evidence.Weight.CompareTo(left.Evidence.Weight));
        return branch;
    }

    private void Add(Rule rule, Evidence evidence)
    {
        var key = (rule.Axis, rule.Value);
        if (!_found.TryGetValue(key, out var found))
            _found.Add(key, found = []);

        found.Add(new Found(rule, evidence));
        if (rule.Urgency == AxisValues.Urgent || (rule.Axis == RuleAxis.Urgency && rule.Override && rule.Value == AxisValues.Urgent))
            _urgent.Add(evidence);
    }

    private static double Sum(List<Found>? found)
    {
        var sum = 0.0;
        var factor = 1.0;
        foreach (var one in found ?? [])
        {
            sum += one.Evidence.Weight * factor;
            factor *= Diminishing;
        }

        return sum;
    }

    private sealed record Found(Rule Rule, Evidence Evidence);
}
