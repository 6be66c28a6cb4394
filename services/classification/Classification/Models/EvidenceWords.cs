using ComplaintPlatform.Classification.Insights.Terms;
using ComplaintPlatform.Classification.Text;

namespace ComplaintPlatform.Classification.Models;

/// <summary>Which n-grams a person can read as a reason: whole words that mean something, not "of" and not the half of two words.</summary>
internal static class EvidenceWords
{
    private const string SmallChinese = "的了是我你他她它在有也都就不没么吗呢吧啊这那个一们和与很太还又再把被给到去来上下里";

    public static bool IsWorthShowing(ReadOnlySpan<char> words)
    {
        if (!Script.IsHan(words[0]))
            return !StopWords.Contains(words);

        return words.Length == 1 ? !SmallChinese.Contains(words[0]) : ChineseWords.Knows(words);
    }
}
