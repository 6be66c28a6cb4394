using ComplaintPlatform.Classification.Text;

namespace ComplaintPlatform.Classification.Rules;

/// <summary>A rule that was met, and where in the normalised text.</summary>
internal readonly record struct RuleHit(Rule Rule, int Start, int End);

/// <summary>
/// A rule set ready for use: every literal of every pattern in one automaton. Immutable; one instance serves all threads.
/// </summary>
internal sealed class RuleMatcher
{
    /// <summary>Beyond this a text repeats itself; what it says is known by then.</summary>
    private const int MostHits = 512;

    private readonly AhoCorasick _automaton;
    private readonly Use[][] _uses;
    private readonly Negation _negation;

    public RuleMatcher(RuleSet rules)
    {
        var words = new Dictionary<string, int>(StringComparer.Ordinal);
        var uses = new List<List<Use>>();
        var places = 0;
        foreach (var rule in rules.Rules)
        {
            foreach (var pattern in rule.Patterns)
                AddPattern(rule, pattern, isException: false);
            foreach (var pattern in rule.Except)
                AddPattern(rule, pattern, isException: true);
        }

        Rules = rules;
        PatternCount = words.Count;
        FactRules = [.. rules.Rules.Where(rule => rule.Patterns.Count == 0 && rule.When is not null)];
        _automaton = new AhoCorasick([.. words.Keys]);
        _uses = [.. uses.Select(list => list.ToArray())];
        _negation = new Negation(rules.Negation);

        void AddPattern(Rule rule, string pattern, bool isException)
        {
            var slots = PatternSyntax.Read(pattern, rules.LongestGap);
            for (var i = 0; i < slots.Count; i++)
            {
                foreach (var literal in slots[i].Words)
                {
                    if (!words.TryGetValue(literal.Text, out var word))
                    {
                        words.Add(literal.Text, word = words.Count);
                        uses.Add([]);
                    }

                    uses[word].Add(new Use(rule, literal, slots[i].Before, places + i, i, slots.Count - 1, isException));
                }
            }

            // Each slot but the last has a place in the memory of a scan
            places += slots.Count - 1;
        }
    }

    public RuleSet Rules { get; }

    public IReadOnlyList<Rule> FactRules { get; }

    /// <summary>Different literals that are looked for.</summary>
    public int PatternCount { get; }

    /// <summary>All rules met in a normalised text, negations and exceptions taken out, in order of where they end.</summary>
    public List<RuleHit> Match(string text, string language)
    {
        var scan = new Scan(this, text, language);
        var state = 0;
        for (var i = 0; i < text.Length && scan.HasRoom; i++)
        {
            state = _automaton.Step(state, text[i]);
            for (var at = state; at != 0; at = _automaton.Shorter(at))
            {
                var word = _automaton.WordAt(at);
                if (word >= 0)
                    scan.Meet(_uses[word], i + 1);
            }
        }

        return scan.Finish();
    }

    private sealed record Use(Rule Rule, Literal Literal, Gap Before, int Place, int Slot, int LastSlot, bool IsException);

    private readonly record struct Reached(int Start, int End);

    private struct Scan(RuleMatcher matcher, string text, string language)
    {
        private readonly List<RuleHit> _hits = [];
        private List<RuleHit>? _exceptions;
        private Dictionary<int, Reached>? _reached;

        public readonly bool HasRoom => _hits.Count < MostHits;

        public void Meet(Use[] uses, int end)
        {
            foreach (var use in uses)
            {
                var start = end - use.Literal.Text.Length;
                if (IsWhole(use.Literal, start, end) && (use.Rule.Language is null || use.Rule.Language == language))
                    Meet(use, start, end);
            }
        }

        public readonly List<RuleHit> Finish()
        {
            if (_exceptions is { } exceptions)
            {
                var found = _hits;
                found.RemoveAll(hit => exceptions.Exists(other =>
                    ReferenceEquals(other.Rule, hit.Rule) && other.Start < hit.End && hit.Start < other.End));
            }

            return _hits;
        }

        private void Meet(Use use, int start, int end)
        {
            if (use.Slot > 0)
            {
                if (_reached is null || !_reached.TryGetValue(use.Place - 1, out var before) || !Follows(before, start, use.Before))
                    return;

                start = before.Start;
            }

            if (use.Slot < use.LastSlot)
                (_reached ??= [])[use.Place] = new Reached(start, end);
            else
                Add(use, new RuleHit(use.Rule, start, end));
        }

        private void Add(Use use, RuleHit hit)
        {
            if (use.IsException)
                (_exceptions ??= []).Add(hit);
            else if (use.Rule.Negation == RuleNegation.Ignored || !matcher._negation.Negates(text, hit.Start))
                _hits.Add(hit);
        }

        private readonly bool Follows(Reached before, int start, Gap gap)
        {
            // A gap is counted in Chinese characters; English needs about three letters for each
            var length = start - before.End;
            if (length < 0 || length > gap.Length * (gap.MayNegate && !Script.IsHan(text[start]) ? 3 : 1))
                return false;

            var between = text.AsSpan(before.End, length);
            return between.IndexOfAny(".!?;\n") < 0 && (gap.MayNegate || between.IndexOfAny('不', '没') < 0);
        }

        private readonly bool IsWhole(Literal literal, int start, int end) =>
            !(literal.StartsWithWord && start > 0 && Script.IsWord(text[start - 1]))
            && !(literal.EndsWithWord && end < text.Length && Script.IsWord(text[end]));
    }
}
