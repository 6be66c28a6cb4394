namespace ComplaintPlatform.Classification.Rules;

/// <summary>
/// Finds all of many words in one pass over a text (Aho and Corasick, 1975). Transitions stand in one open-addressing table keyed by
/// (state, character); the root's in an array, because most characters of a text start no word. Fetching from memory is what takes time
/// here: all that is known of a state stands together, with a bit set for each of its next characters, so that the table is hardly ever
/// asked in vain.
/// </summary>
internal sealed class AhoCorasick
{
    private const int Root = 0;

    private readonly int[] _fromRoot = new int[char.MaxValue + 1];
    private readonly Edge[] _edges;
    private readonly int _mask;
    private readonly State[] _states;

    public AhoCorasick(IReadOnlyList<string> words)
    {
        var children = new List<Dictionary<char, int>> { new() };
        var word = new List<int> { -1 };
        for (var i = 0; i < words.Count; i++)
        {
            var state = Root;
            foreach (var unit in words[i])
            {
                if (!children[state].TryGetValue(unit, out var next))
                {
                    next = children.Count;
                    children.Add([]);
                    word.Add(-1);
                    children[state].Add(unit, next);
                }

                state = next;
            }

            word[state] = i;
        }

        var edges = children.Count - 1;
        var size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, edges * 2));
        _mask = size - 1;
        _edges = new Edge[size];
        _states = new State[children.Count];
        for (var state = 0; state < _states.Length; state++)
            _states[state].Word = word[state];

        Link(children);
    }

    /// <summary>The state after one more character.</summary>
    public int Step(int state, char unit)
    {
        while (state != Root)
        {
            ref readonly var from = ref _states[state];
            if ((from.Next & BitOf(unit)) != 0)
            {
                var next = Find(state, unit);
                if (next != Root)
                    return next;
            }

            state = from.Fallback;
        }

        return _fromRoot[unit];
    }

    /// <summary>Whether a word ends in this state.</summary>
    public bool IsEnd(int state) => _states[state].Word >= 0;

    /// <summary>The longest word that ends in this state, or the next shorter one; -1 when there is none.</summary>
    public int WordAt(int state) => _states[state].Word;

    /// <summary>The nearest state on the way back to the root in which a word ends; the root when there is none.</summary>
    public int Shorter(int state) => _states[state].Shorter;

    private void Link(List<Dictionary<char, int>> children)
    {
        foreach (var (unit, child) in children[Root])
            _fromRoot[unit] = child;
        for (var state = 1; state < children.Count; state++)
        {
            foreach (var (unit, child) in children[state])
                Add(state, unit, child);
        }

        var queue = new Queue<int>(children[Root].Values);
        while (queue.TryDequeue(out var state))
        {
            var fallback = _states[state].Fallback;
            _states[state].Shorter = _states[fallback].Word >= 0 ? fallback : _states[fallback].Shorter;
            foreach (var (unit, child) in children[state])
            {
                _states[child].Fallback = Step(fallback, unit);
                queue.Enqueue(child);
            }
        }
    }

    private void Add(int state, char unit, int target)
    {
        var key = Key(state, unit);
        var slot = Slot(key);
        while (_edges[slot].Key != 0)
            slot = (slot + 1) & _mask;

        _edges[slot] = new Edge { Key = key, Target = target };
        _states[state].Next |= BitOf(unit);
    }

    private int Find(int state, char unit)
    {
        var key = Key(state, unit);
        for (var slot = Slot(key); _edges[slot].Key != 0; slot = (slot + 1) & _mask)
        {
            if (_edges[slot].Key == key)
                return _edges[slot].Target;
        }

        return Root;
    }

    private static ulong Key(int state, char unit) => ((ulong)(uint)state << 16) | unit;

    private int Slot(ulong key) => (int)((key * 0x9E3779B97F4A7C15UL) >> 32) & _mask;

    // Neighbours in the table of characters get different bits
    private static ulong BitOf(char unit) => 1UL << (unit ^ (unit >> 6));

    private struct Edge
    {
        public ulong Key;
        public int Target;
    }

    private struct State
    {
        /// <summary>A bit for each character that leads on; several may share one.</summary>
        public ulong Next;
        public int Fallback;
        public int Word;
        public int Shorter;
    }
}
