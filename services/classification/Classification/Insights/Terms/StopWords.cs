using System.Collections.Frozen;
using ComplaintPlatform.Classification.Text;

namespace ComplaintPlatform.Classification.Insights.Terms;

/// <summary>Words that are no terms by themselves.</summary>
internal static class StopWords
{
    private static readonly FrozenSet<string> Negators = FrozenSet.ToFrozenSet(
        ["不", "没", "没有", "未", "无", "无法", "不能", "不会", "not", "no", "never", "won't", "can't", "cannot", "doesn't", "didn't", "isn't",
        "wasn't", "don't", "couldn't", "without"],
        StringComparer.Ordinal);

    private static readonly FrozenSet<string> Empty = EmbeddedData.Lines("stopwords.txt")
        .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> EmptySpans =
        Empty.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>"Not", which says something only before another word.</summary>
    public static bool IsNegator(string word) => Negators.Contains(word);

    public static bool Contains(ReadOnlySpan<char> word) => EmptySpans.Contains(word);
}
