namespace ComplaintPlatform.Kernel;

/// <summary>A language of texts meant for people: zh-CN, which comes first, or en.</summary>
public sealed record Language
{
    public static readonly Language Chinese = new("zh-CN");
    public static readonly Language English = new("en");

    private Language(string tag) => Tag = tag;

    /// <summary>The BCP 47 tag.</summary>
    public string Tag { get; }

    /// <summary>The language of a tag such as <c>zh-Hans-CN</c> or <c>en-GB</c>; Chinese for any other.</summary>
    public static Language FromTag(string? tag) => Find(tag) ?? Chinese;

    /// <returns><c>null</c> for a language that no texts are written in; <c>*</c> is Chinese.</returns>
    public static Language? Find(string? tag) =>
        tag is null ? null
        : tag == "*" || IsOrUnder(tag, "zh") ? Chinese
        : IsOrUnder(tag, "en") ? English
        : null;

    public override string ToString() => Tag;

    private static bool IsOrUnder(string tag, string language) =>
        tag.StartsWith(language, StringComparison.OrdinalIgnoreCase) && (tag.Length == language.Length || tag[language.Length] == '-');
}
