using System.Text.RegularExpressions;
using NodaTime;

namespace ComplaintPlatform.Identity.Storefronts;

/// <summary>What the settings of a storefront must be.</summary>
internal static partial class StorefrontRules
{
    public const int LongestId = 40;
    public const int LongestAddress = 300;
    public const string DefaultTimeZone = "Asia/Shanghai";
    public const string DefaultCurrency = "CNY";

    public static IReadOnlyList<string> DefaultLanguages { get; } = ["zh-CN", "en"];

    public static IEnumerable<(string Pointer, string Message)> CheckId(string id)
    {
        if (!Id().IsMatch(id))
            yield return ("/id", "Must have 2 to 40 small letters, digits and dashes, such as demo. | 必须为 2 到 40 个小写字母、数字或横线,例如 demo。");
    }

    public static IEnumerable<(string Pointer, string Message)> Check(StorefrontSettings settings)
    {
        // The database of zones that the library carries, so that every machine knows the same ones
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(settings.TimeZone) is null)
            yield return ("/timeZone", "Must be an IANA time zone, such as Asia/Shanghai. | 必须是 IANA 时区,例如 Asia/Shanghai。");
        if (!Currency().IsMatch(settings.Currency))
            yield return ("/currency", "Must be an ISO 4217 currency code. | 必须是 ISO 4217 货币代码。");
        if (settings.Languages.Count == 0 || settings.Languages.Any(language => language is not ("zh-CN" or "en")))
            yield return ("/languages", "Must be one or both of: zh-CN, en. | 必须是 zh-CN、en 之一或两者。");
        if (settings.PublicAddress is { } address && !IsWebAddress(address))
            yield return ("/publicAddress", "Must be a full http or https address without query. | 必须是不带查询串的完整 http 或 https 地址。");
        for (var at = 0; at < settings.CorsOrigins.Count; at++)
        {
            if (!IsOrigin(settings.CorsOrigins[at]))
                yield return ($"/corsOrigins/{at}", "Must be an origin, such as https://shop.example. | 必须是源地址,例如 https://shop.example。");
        }
    }

    private static bool IsWebAddress(string text) =>
        text.Length <= LongestAddress && Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https")
        && address.Query.Length == 0 && address.Fragment.Length == 0 && address.UserInfo.Length == 0;

    private static bool IsOrigin(string text) =>
        text.Length <= LongestAddress && Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https")
        && address.UserInfo.Length == 0 && text == address.GetLeftPart(UriPartial.Authority);

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,38}[a-z0-9]$", RegexOptions.NonBacktracking)]
    private static partial Regex Id();

    [GeneratedRegex("^[A-Z]{3}$", RegexOptions.NonBacktracking)]
    private static partial Regex Currency();
}
