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

    private const int NoPlace = -1;

    // What a thread has reached in the text that it is reading
    [ThreadStatic]
    private static Places? s_places;

    private readonly AhoCorasick _automaton;
    private readonly Use[][] _uses;
    private readonly Negation _negation;
    private int _places;

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
        HasConditions = rules.Rules.Any(rule => rule.When is not null);
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

                    var isLast = i == slots.Count - 1;
                    uses[word].Add(new Use(rule, literal, slots[i].Before, i == 0 ? NoPlace : places + i - 1, isLast ? NoPlace : places + i, isException));
                }
            }

            // Each slot but the last has a place in the memory of a scan
            places += slots.Count - 1;
            _places = places;
        }
    }

    public RuleSet Rules { get; }

    public IReadOnlyList<Rule> FactRules { get; }

    /// <summary>Whether any rule asks for facts besides its words.</summary>
    public bool HasConditions { get; }

    /// <summary>Different literals that are looked for.</summary>
    public int PatternCount { get; }

    /// <summary>All rules met in a normalised text, negations and exceptions taken out, in order of where they end.</summary>
    public List<RuleHit> Match(ReadOnlySpan<char> text, string language)
    {
        var hits = new List<RuleHit>();
        Match(text, language, hits);
        return hits;
    }

    /// <summary>The same into an empty list, so that it can be used again.</summary>
    public void Match(ReadOnlySpan<char> text, string language, List<RuleHit> hits)
    {
        var places = s_places ??= new Places();
        places.Begin(_places);
        var scan = new Scan(this, text, language, hits, places);
        var state = 0;
        for (var i = 0; i < text.Length && scan.HasRoom; i++)
        {
            state = _automaton.Step(state, text[i]);
            for (var at = _automaton.IsEnd(state) ? state : _automaton.Shorter(state); at != 0; at = _automaton.Shorter(at))
                scan.Meet(_uses[_automaton.WordAt(at)], i + 1);
        }

        scan.Finish();
    }

    /// <param name="After">The place that must have been reached before; none for the first word of a pattern.</param>
    /// <param name="Reaches">The place that is reached by this word; none for the last.</param>
    private sealed record Use(Rule Rule, Literal Literal, Gap Before, int After, int Reaches, bool IsException)
    {
        public bool StartsWithWord { get; } = Literal.StartsWithWord;

        public bool EndsWithWord { get; } = Literal.EndsWithWord;
    }

    /// <summary>How far each pattern of several words has come. Nothing is cleared between texts: what an earlier one reached has an older number.</summary>
    private sealed class Places
    {
        private Reached[] _reached = [];
        private int _text;

        public void Begin(int places)
        {
            if (_reached.Length < places || _text == int.MaxValue)
                (_reached, _text) = (new Reached[Math.Max(places, _reached.Length)], 0);

            _text++;
        }

        public bool IsReached(int place) => _reached[place].Text == _text;

        public Reached this[int place] => _reached[place];

        public void Reach(int place, int start, int end) => _reached[place] = new Reached(_text, start, end);
    }

    private readonly record struct Reached(int Text, int Start, int End);

    private ref struct Scan(RuleMatcher matcher, ReadOnlySpan<char> text, string language, List<RuleHit> hits, Places places)
    {
        private readonly ReadOnlySpan<char> _text = text;
        private List<RuleHit>? _exceptions;

        public readonly bool HasRoom => hits.Count < MostHits;

        public void Meet(Use[] uses, int end)
        {
            foreach (var use in uses)
            {
                // Most words of patterns stand alone in a text; that is asked first
                if (use.After != NoPlace && !places.IsReached(use.After))
                    continue;

                var start = end - use.Literal.Text.Length;
                if (IsWhole(use, start, end) && (use.Rule.Language is null || use.Rule.Language == language))
                    Meet(use, start, end);
            }
        }

        public readonly void Finish()
        {
            if (_exceptions is not { } exceptions)
                return;

            hits.RemoveAll(hit => exceptions.Exists(other => ReferenceEquals(other.Rule, hit.Rule) && other.Start < hit.End && hit.Start < other.End));
        }

        private void Meet(Use use, int start, int end)
        {
            if (use.After != NoPlace)
            {
                var before = places[use.After];
                if (!Follows(before, start, use.Before))
                    return;

                start = before.Start;
            }

            if (use.Reaches != NoPlace)
                places.Reach(use.Reaches, start, end);
            else
                Add(use, new RuleHit(use.Rule, start, end));
        }

        private void Add(Use use, RuleHit hit)
        {
            if (use.IsException)
                (_exceptions ??= []).Add(hit);
            else if (use.Rule.Negation == RuleNegation.Ignored || !matcher._negation.Negates(_text, hit.Start))
                hits.Add(hit);
        }

        private readonly bool Follows(Reached before, int start, Gap gap)
        {
            // A gap is counted in Chinese characters; English needs about three letters for each
            var length = start - before.End;
            if (length < 0 || length > gap.Length * (gap.MayNegate && !Script.IsHan(_text[start]) ? 3 : 1))
                return false;

            var between = _text.Slice(before.End, length);
            return between.IndexOfAny(".!?;\n") < 0 && (gap.MayNegate || between.IndexOfAny('不', '没') < 0);
        }

        private readonly bool IsWhole(Use use, int start, int end) =>
            !(use.StartsWithWord && start > 0 && Script.IsWord(_text[start - 1]))
            && !(use.EndsWithWord && end < _text.Length && Script.IsWord(_text[end]));
    }
}
