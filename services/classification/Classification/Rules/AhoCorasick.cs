namespace ComplaintPlatform.Classification.Rules;

/// <summary>
/// Finds all of many words in one pass over a text (Aho and Corasick, 1975). Transitions stand in one open-addressing table keyed by
/// (state, character); the root's in an array, because most characters of a text start no word.
/// </summary>
internal sealed class AhoCorasick
{
    private const int Root = 0;

    private readonly int[] _fromRoot = new int[char.MaxValue + 1];
    private readonly ulong[] _keys;
    private readonly int[] _targets;
    private readonly int _mask;
    private readonly int[] _fallback;
    private readonly int[] _word;
    private readonly int[] _shorter;

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
        _keys = new ulong[size];
        _targets = new int[size];
        _word = [.. word];
        _fallback = new int[children.Count];
        _shorter = new int[children.Count];
        Link(children);
    }

    /// <summary>The state after one more character.</summary>
    public int Step(int state, char unit)
    {
        while (state != Root)
        {
            var next = Find(state, unit);
            if (next != Root)
                return next;

            state = _fallback[state];
        }

        return _fromRoot[unit];
    }

    /// <summary>Whether a word ends in this state.</summary>
    public bool IsEnd(int state) => _word[state] >= 0;

    /// <summary>The longest word that ends in this state, or the next shorter one; -1 when there is none.</summary>
    public int WordAt(int state) => _word[state];

    /// <summary>The nearest state on the way back to the root in which a word ends; the root when there is none.</summary>
    public int Shorter(int state) => _shorter[state];

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
            var fallback = _fallback[state];
            _shorter[state] = _word[fallback] >= 0 ? fallback : _shorter[fallback];
            foreach (var (unit, child) in children[state])
            {
                _fallback[child] = Step(fallback, unit);
                queue.Enqueue(child);
            }
        }
    }

    private void Add(int state, char unit, int target)
    {
        var key = Key(state, unit);
        var slot = Slot(key);
        while (_keys[slot] != 0)
            slot = (slot + 1) & _mask;

        _keys[slot] = key;
        _targets[slot] = target;
    }

    private int Find(int state, char unit)
    {
        var key = Key(state, unit);
        for (var slot = Slot(key); _keys[slot] != 0; slot = (slot + 1) & _mask)
        {
            if (_keys[slot] == key)
                return _targets[slot];
        }

        return Root;
    }

    private static ulong Key(int state, char unit) => ((ulong)(uint)state << 16) | unit;

    private int Slot(ulong key) => (int)((key * 0x9E3779B97F4A7C15UL) >> 32) & _mask;
}
