using System.Globalization;
using ComplaintPlatform.Classification.Text;

namespace ComplaintPlatform.Classification.Insights.Terms;

/// <summary>
/// Cuts Chinese text into words: of all ways to cut it the most probable one by the frequency of its words. What no list knows, such as a
/// new brand, falls into single characters, which phrases then join.
/// </summary>
internal static class ChineseWords
{
    private const int LongestWord = 4;

    /// <summary>Binary logarithm of the sum of all frequencies of the list.</summary>
    private const float LogTotal = 26;

    private static readonly Dictionary<ulong, byte> Levels = Load();

    /// <summary>Calls <paramref name="word"/> with start and length of each word of a run of Chinese characters.</summary>
    public static void Cut(ReadOnlySpan<char> run, Action<int, int> word)
    {
        Span<float> cost = run.Length < 256 ? stackalloc float[run.Length + 1] : new float[run.Length + 1];
        Span<byte> length = run.Length < 256 ? stackalloc byte[run.Length + 1] : new byte[run.Length + 1];
        cost[run.Length] = 0;
        for (var start = run.Length - 1; start >= 0; start--)
        {
            cost[start] = float.MaxValue;
            ulong key = 0;
            for (var taken = 1; taken <= LongestWord && start + taken <= run.Length; taken++)
            {
                key = (key << 16) | run[start + taken - 1];
                var known = Levels.TryGetValue(key, out var level);
                if (!known && taken > 1)
                    continue;

                var total = LogTotal - level + cost[start + taken];
                if (total >= cost[start])
                    continue;
                cost[start] = total;
                length[start] = (byte)taken;
            }
        }

        for (var at = 0; at < run.Length; at += length[at])
            word(at, length[at]);
    }

    /// <summary>Whether the list has a word, of at most four characters.</summary>
    public static bool Knows(ReadOnlySpan<char> word) => word.Length <= LongestWord && Levels.ContainsKey(Key(word));

    private static Dictionary<ulong, byte> Load()
    {
        var levels = new Dictionary<ulong, byte>(90_000);
        foreach (var line in EmbeddedData.Lines("chinese-words.txt"))
        {
            var words = line.Split(' ');
            var level = byte.Parse(words[0], CultureInfo.InvariantCulture);
            foreach (var word in words.AsSpan(1))
                levels[Key(word)] = level;
        }

        return levels;
    }

    private static ulong Key(ReadOnlySpan<char> word)
    {
        ulong key = 0;
        foreach (var unit in word)
            key = (key << 16) | unit;
        return key;
    }
}
