using ComplaintPlatform.Classification.Text;

namespace ComplaintPlatform.Classification.Rules;

/// <summary>A rule that was met, and where in the normalised text.</summary>
/// <param name="FirstEnd">Where the first of its words ends.</param>
/// <param name="LastStart">Where the last of its words begins.</param>
internal readonly record struct RuleHit(Rule Rule, int Start, int End, int FirstEnd, int LastStart);

/// <summary>A stretch of a normalised text in which something was denied; empty where the model may read it all the same.</summary>
/// <param name="Category">The category that was denied there, if it was one.</param>
internal readonly record struct TextSpan(int Start, int End, string? Category = null)
{
    public bool Overlaps(int start, int end) => start < End && end > Start;
}

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

    [ThreadStatic]
    private static List<DeniedScope>? s_scopes;

    private readonly AhoCorasick _automaton;
    private readonly Use[][] _uses;
    private readonly Negation _negation;
    private readonly Dictionary<Rule, int> _order = new(ReferenceEqualityComparer.Instance);
    private int _places;

    public RuleMatcher(RuleSet rules)
    {
        var words = new Dictionary<string, int>(StringComparer.Ordinal);
        var uses = new List<List<Use>>();
        var places = 0;
        foreach (var rule in rules.Rules)
        {
            _order.TryAdd(rule, _order.Count);
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
                    uses[word]
                        .Add(new Use(rule, literal, slots[i].Before, i == 0 ? NoPlace : places + i - 1, isLast
                        ? NoPlace : places + i, isException));
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

    /// <summary>The place of a rule in its set.</summary>
    public int PlaceOf(Rule rule) => _order[rule];

    /// <summary>All rules met in a normalised text, negations and exceptions taken out, in order of where they end.</summary>
    public List<RuleHit> Match(ReadOnlySpan<char> text, string language)
    {
        var hits = new List<RuleHit>();
        Match(text, language, hits);
        return hits;
    }

    /// <summary>The same into an empty list, so that it can be used again.</summary>
    /// <param name="denied">Takes the stretches in which something that a rule looks for was denied, or meant otherwise: the model leaves
    /// them out.</param>
    public void Match(ReadOnlySpan<char> text, string language, List<RuleHit> hits, List<TextSpan>? denied = null)
    {
        var places = s_places ??= new Places();
        places.Begin(_places);
        var scan = new Scan(this, text, language, hits, places, denied);
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

    /// <summary>
    /// How far each pattern of several words has come. Nothing is cleared between texts: what an earlier one reached has an older number.
    /// </summary>
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

        public void Reach(int place, RuleHit hit) => _reached[place] = new Reached(_text, hit.Start, hit.End, hit.FirstEnd);
    }

    private readonly record struct Reached(int Text, int Start, int End, int FirstEnd);

    private ref struct Scan(RuleMatcher matcher, ReadOnlySpan<char> text, string language, List<RuleHit> hits, Places places,
        List<TextSpan>? denied)
    {
        private readonly ReadOnlySpan<char> _text = text;
        private List<RuleHit>? _exceptions;
        private List<DeniedScope>? _scopes;

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

            foreach (var other in exceptions)
            {
                if (hits.RemoveAll(hit => ReferenceEquals(other.Rule, hit.Rule) && other.Start < hit.End && hit.Start < other.End) > 0
                    && other.Rule.IsOfHazard)
                    LeaveOut(other.Rule, other.Start, other.End);
            }
        }

        private void Meet(Use use, int start, int end)
        {
            var hit = new RuleHit(use.Rule, start, end, end, start);
            if (use.After != NoPlace)
            {
                var before = places[use.After];
                if (!Follows(before, start, use.Before))
                    return;

                hit = hit with { Start = before.Start, FirstEnd = before.FirstEnd };
            }

            if (use.Reaches != NoPlace)
                places.Reach(use.Reaches, hit);
            else if (use.IsException)
                (_exceptions ??= []).Add(hit);
            else if (!IsDenied(hit))
                hits.Add(hit);
        }

        private bool IsDenied(RuleHit hit)
        {
            foreach (var scope in Scopes())
            {
                if (!Denies(scope, hit))
                    continue;

                // Of a hazard nothing that is denied with it speaks either: "no fire or smoke"
                if (hit.Rule.IsOfHazard)
                    LeaveOut(hit.Rule, Math.Min(scope.Start, hit.Start), Math.Max(scope.End, hit.End));
                else if (scope.Holds(hit.Start) && IsAdjacent(scope.Start, hit.Start))
                    LeaveOut(hit.Rule, hit.Start, hit.End);
                else
                    LeaveOut(hit.Rule, 0, 0);
                return true;
            }

            if (hit.Rule.Negation == RuleNegation.Ignored || !matcher._negation.IsTakenBackBehind(_text, hit.End))
                return false;

            LeaveOut(hit.Rule, hit.Start, hit.End);
            return true;
        }

        // A negation within a pattern's own words belongs to it: "没收到" is what the rule looks for
        private readonly bool Denies(DeniedScope scope, RuleHit hit)
        {
            var isSwallowed = scope.Cue >= hit.FirstEnd && scope.Holds(hit.LastStart);
            var isAhead = scope.Holds(hit.Start);
            return hit.Rule.Negation switch
            {
                RuleNegation.Cancels => isAhead || isSwallowed,
                RuleNegation.Adjacent => isAhead && (scope.Kind != DenialKind.Denied || IsAdjacent(scope.Start, hit.Start)),
                // "不需要退" may be in the pattern: who wants none is not refused one
                _ => scope.Kind == DenialKind.Unwanted && (isAhead || hit.Start == scope.Cue),
            };
        }

        // One character or one English word may stand between
        private readonly bool IsAdjacent(int from, int to) =>
            to <= from || (Script.IsHan(_text[to]) ? to - from <= 1 : _text[from..to].Trim(' ').Count(' ') == 0);

        private List<DeniedScope> Scopes()
        {
            if (_scopes is null)
            {
                _scopes = s_scopes ??= [];
                _scopes.Clear();
                matcher._negation.Read(_text, _scopes);
            }

            return _scopes;
        }

        // What feelings and wishes are denied, the model learned to read itself: "not happy"
        private readonly void LeaveOut(Rule rule, int start, int end)
        {
            if (rule.Axis is RuleAxis.Category or RuleAxis.Urgency or RuleAxis.Sign)
                denied?.Add(new TextSpan(start, end, rule.Axis == RuleAxis.Category ? rule.Value : null));
        }

        private readonly bool Follows(Reached before, int start, Gap gap)
        {
            // A gap is counted in Chinese characters; English needs about three letters for each
            var length = start - before.End;
            if (length < 0 || length > gap.Length * (gap.MayNegate && !Script.IsHan(_text[start]) ? 3 : 1))
                return false;

            var between = _text.Slice(before.End, length);
            return between.IndexOfAny(".!?;\n") < 0 && (gap.MayNegate || !Negates(between));
        }

        private static bool Negates(ReadOnlySpan<char> between) =>
            between.IndexOfAny('不', '没') >= 0 || between.IndexOf("not ") >= 0 || between.IndexOf("n't ") >= 0
                || between.IndexOf("never ") >= 0;

        private readonly bool IsWhole(Use use, int start, int end) =>
            !(use.StartsWithWord && start > 0 && Script.IsWord(_text[start - 1]))
            && !(use.EndsWithWord && end < _text.Length && Script.IsWord(_text[end]));
    }
}
