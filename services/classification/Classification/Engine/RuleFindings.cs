using ComplaintPlatform.Classification.Rules;
using ComplaintPlatform.Classification.Taxonomies;

namespace ComplaintPlatform.Classification.Engine;

/// <summary>What the rules found in one text, by axis and value. Words are cut out of the text only when they are asked for.</summary>
internal sealed class RuleFindings
{
    /// <summary>Each further rule for the same value adds less: it often says the same in other words.</summary>
    private const double Diminishing = 0.6;

    /// <summary>Each further hit of the same rule.</summary>
    private const double Repeated = 0.2;

    private const int MostRepeats = 4;
    private const int MostWords = 3;

    private readonly string _text;
    private readonly IReadOnlyDictionary<Rule, float[]>? _learned;

    // Strongest first
    private readonly List<Found> _found = [];

    /// <param name="denied">Where something that a rule looks for was denied, or meant otherwise.</param>
    /// <param name="learned">What the model adds for the rules that it knows; null without a model.</param>
    public RuleFindings(
        string text, IReadOnlyList<RuleHit> hits, IEnumerable<Rule> factRules, IReadOnlyList<TextSpan>? denied = null,
        IReadOnlyDictionary<Rule, float[]>? learned = null)
    {
        _text = text;
        _learned = learned;
        Denied = denied ?? [];
        for (var i = 0; i < hits.Count; i++)
            Add(hits[i]);
        foreach (var rule in factRules)
            _found.Add(new Found(rule));

        SortStrongestFirst();
        foreach (var found in _found)
            IsUrgent |= found.IsUrgent;
    }

    public static RuleFindings None { get; } = new("", [], []);

    /// <summary>Whether something of any axis is urgent by itself (a hazard, a threat).</summary>
    public bool IsUrgent { get; }

    public IReadOnlyList<Evidence> Urgent => EvidenceOf(found => found.IsUrgent);

    /// <summary>The model does not read what stands here.</summary>
    public IReadOnlyList<TextSpan> Denied { get; }

    public IEnumerable<Rule> Rules => _found.Select(found => found.Rule);

    /// <summary>Adds what the model learned about the rules that were met.</summary>
    public void AddLearned(Span<float> scores)
    {
        foreach (var found in _found)
        {
            if (_learned?.GetValueOrDefault(found.Rule) is not { } row)
                continue;

            for (var i = 0; i < row.Length; i++)
                scores[i] += row[i];
        }
    }

    /// <summary>Each value once.</summary>
    public IReadOnlyList<string> Values(RuleAxis axis)
    {
        List<string>? values = null;
        foreach (var found in _found)
        {
            if (found.Rule.Axis == axis && values?.Contains(found.Rule.Value) != true)
                (values ??= []).Add(found.Rule.Value);
        }

        return values ?? (IReadOnlyList<string>)[];
    }

    public bool Has(RuleAxis axis, string value) => _found.Exists(found => found.Is(axis, value));

    public IReadOnlyList<Evidence> Evidence(RuleAxis axis, string value)
    {
        foreach (var found in _found)
        {
            if (found.Is(axis, value))
                return EvidenceOf(one => one.Is(axis, value));
        }

        return [];
    }

    /// <summary>A value that stands whatever the model says; null where there is none.</summary>
    public string? Overriding(RuleAxis axis)
    {
        foreach (var found in _found)
        {
            if (found.Rule.Override && found.Rule.Axis == axis)
                return found.Rule.Value;
        }

        return null;
    }

    public double Score(RuleAxis axis, string value)
    {
        var sum = 0.0;
        var factor = 1.0;
        foreach (var found in _found)
        {
            if (!found.Is(axis, value))
                continue;

            sum += found.Weight * factor * (IsNew(found.Rule) ? AxisFusion.NewRules : 1);
            factor *= Diminishing;
        }

        return sum;
    }

    /// <summary>The score of a top-level category: all findings of its branch.</summary>
    public double BranchScore(string top)
    {
        var sum = 0.0;
        var factor = 1.0;
        foreach (var found in _found)
        {
            if (!found.IsOfBranch(top))
                continue;

            sum += found.Weight * factor * (IsNew(found.Rule) ? AxisFusion.NewRules : 1);
            factor *= Diminishing;
        }

        return sum;
    }

    public IReadOnlyList<Evidence> BranchEvidence(string top) => EvidenceOf(found => found.IsOfBranch(top));

    /// <summary>The value within a branch that scores best; the top itself where no rule says more.</summary>
    public string BestOfBranch(string top)
    {
        var best = top;
        var (isOverridden, score) = (false, double.MinValue);
        foreach (var value in Values(RuleAxis.Category))
        {
            if (!Taxonomy.IsOfBranch(value, top))
                continue;

            var candidate = (IsOverridden: _found.Exists(found => found.Is(RuleAxis.Category, value) && found.Rule.Override),
                Score: Score(RuleAxis.Category, value));
            var order = candidate.CompareTo((isOverridden, score));
            if (order > 0 || (order == 0 && string.CompareOrdinal(value, best) < 0))
                (best, isOverridden, score) = (value, candidate.IsOverridden, candidate.Score);
        }

        return best;
    }

    /// <summary>
    /// Whether a rule that decides alone may not be overruled: it is not made for that, or the model has learned nothing about it.
    /// </summary>
    public bool IsIncontestable => _found.Exists(found => (found.IsUrgent || found.Rule.Override)
        && (!found.Rule.Contestable || IsNew(found.Rule)));

    /// <summary>"There was no fire".</summary>
    public bool HasDeniedHazard
    {
        get
        {
            for (var i = 0; i < Denied.Count; i++)
            {
                if (Denied[i].Category is { } category && Taxonomy.IsOfBranch(category, AxisValues.SafetyHealth))
                    return true;
            }

            return false;
        }
    }

    /// <summary>Whether a rule for the category was met only where its words were denied.</summary>
    public bool IsOnlyDenied(string category)
    {
        for (var i = 0; i < Denied.Count; i++)
        {
            if (Denied[i].Category == category)
                return !Has(RuleAxis.Category, category);
        }

        return false;
    }

    private bool IsNew(Rule rule) => _learned is not null && !_learned.ContainsKey(rule);

    private List<Evidence> EvidenceOf(Predicate<Found> wanted)
    {
        var evidence = new List<Evidence>();
        foreach (var found in _found)
        {
            if (wanted(found))
                evidence.Add(found.ToEvidence(_text));
        }

        return evidence;
    }

    private void Add(RuleHit hit)
    {
        foreach (var found in _found)
        {
            if (ReferenceEquals(found.Rule, hit.Rule))
            {
                found.Meet(_text, hit);
                return;
            }
        }

        _found.Add(new Found(hit));
    }

    // By insertion: they are few, and equal ones stay in the order of the text
    private void SortStrongestFirst()
    {
        for (var i = 1; i < _found.Count; i++)
        {
            var one = _found[i];
            var at = i;
            for (; at > 0 && _found[at - 1].Weight < one.Weight; at--)
                _found[at] = _found[at - 1];

            _found[at] = one;
        }
    }

    private sealed class Found
    {
        private readonly RuleHit _first;
        private List<RuleHit>? _others;
        private int _repeats;

        public Found(RuleHit first)
        {
            Rule = first.Rule;
            _first = first;
            _repeats = 1;
        }

        /// <summary>By the facts, without words.</summary>
        public Found(Rule rule)
        {
            Rule = rule;
            _repeats = 1;
        }

        public Rule Rule { get; }

        public double Weight => Rule.Weight * (1 + (Repeated * (_repeats - 1)));

        public bool IsUrgent => Rule.Urgency == AxisValues.Urgent || (Rule.Axis == RuleAxis.Urgency && Rule.Override
            && Rule.Value == AxisValues.Urgent);

        public bool Is(RuleAxis axis, string value) => Rule.Axis == axis && Rule.Value == value;

        public bool IsOfBranch(string top) => Rule.Axis == RuleAxis.Category && Taxonomy.IsOfBranch(Rule.Value, top);

        public void Meet(string text, RuleHit hit)
        {
            _repeats = Math.Min(_repeats + 1, MostRepeats);
            if (_others?.Count >= MostWords - 1 || SameWords(text, hit, _first)
                || _others?.Exists(other => SameWords(text, hit, other)) == true)
                return;

            (_others ??= []).Add(hit);
        }

        public Evidence ToEvidence(string text)
        {
            var words = text[_first.Start.._first.End];
            if (_others is { } others)
                words = string.Join(" | ", others.Select(other => text[other.Start..other.End]).Prepend(words));

            return new Evidence(Rule.Id, words, Weight);
        }

        private static bool SameWords(string text, RuleHit left, RuleHit right) =>
            text.AsSpan(left.Start, left.End - left.Start).SequenceEqual(text.AsSpan(right.Start, right.End - right.Start));
    }
}
