using System.Collections.Frozen;
using System.Text.Json;
using ComplaintPlatform.Kernel;

namespace ComplaintPlatform.Survey.Reports;

/// <summary>Codes in the words of a reader; a code that has none, because it is data of a storefront, is shown as it is written.</summary>
internal static class ReportTexts
{
    private static readonly FrozenDictionary<string, string> Names = Load();

    public static string Category(string code, Language language)
    {
        if (code.Length == 0)
            return Texts.Pick("Not classified | 未分类", language);
        var name = Name("category", code, language);
        var cut = code.IndexOf('/');
        return cut < 0 || name == code ? name : $"{Name("category", code[..cut], language)} · {name}";
    }

    public static string Urgency(string code, Language language) => Name("urgency", code, language);

    public static string Weekday(int weekday, Language language) => Texts.Pick(
        new[] { "Mon | 周一", "Tue | 周二", "Wed | 周三", "Thu | 周四", "Fri | 周五", "Sat | 周六", "Sun | 周日" }[weekday - 1], language);

    private static string Name(string kind, string code, Language language) =>
        Names.TryGetValue($"{kind}:{code}", out var text) ? Texts.Pick(text, language) : code;

    private static FrozenDictionary<string, string> Load()
    {
        using var stream = typeof(ReportTexts).Assembly.GetManifestResourceStream("report-names.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
