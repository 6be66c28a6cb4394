using System.Text;
using ComplaintPlatform.Classification.Text;

namespace ComplaintPlatform.Classification.Insights.Terms;

/// <summary>A word or a phrase of a text.</summary>
/// <param name="Words">Its words, a space between them.</param>
internal readonly record struct Term(string Words)
{
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;

    /// <summary>Stands for the term in the counters: a rare term's words are kept nowhere.</summary>
    public long Hash => HashOf(Words);

    /// <summary>A single Chinese character is counted, for the phrases that it is part of, and never shown.</summary>
    public bool IsShown => Words.Length > 1;

    public static long HashOf(ReadOnlySpan<char> words)
    {
        var hash = FnvOffset;
        foreach (var unit in words)
            hash = (hash ^ unit) * FnvPrime;
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        return (long)(hash ^ (hash >> 33));
    }

    /// <summary>As people read it: no space between Chinese words.</summary>
    public static string Readable(string words)
    {
        if (!words.Contains(' ', StringComparison.Ordinal))
            return words;

        var text = new StringBuilder(words.Length);
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] != ' ' || !Script.IsHan(words[i - 1]) || !Script.IsHan(words[i + 1]))
                text.Append(words[i]);
        }

        return text.ToString();
    }
}
