using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace ComplaintPlatform.ServiceDefaults.Http;

/// <summary>The language of texts meant for people, by <c>Accept-Language</c>; zh-CN unless English is preferred. Bindable as a parameter.</summary>
public sealed record RequestLanguage : IEndpointParameterMetadataProvider
{
    public static readonly RequestLanguage Chinese = new("zh-CN");
    public static readonly RequestLanguage English = new("en");

    private RequestLanguage(string tag) => Tag = tag;

    public string Tag { get; }

    public static RequestLanguage Of(HttpContext context) => FromHeader(context.Request.Headers.AcceptLanguage);

    public static RequestLanguage FromHeader(IList<string>? acceptLanguage)
    {
        if (acceptLanguage is null or { Count: 0 } || !StringWithQualityHeaderValue.TryParseList(acceptLanguage, out var wishes))
            return Chinese;

        // On equal quality the first one named wins; "*" is whatever is ours first
        var best = wishes
            .Select((wish, place) => (Language: Match(wish.Value.Value), Quality: wish.Quality ?? 1, place))
            .Where(wish => wish.Language is not null && wish.Quality > 0)
            .OrderByDescending(wish => wish.Quality).ThenBy(wish => wish.place)
            .FirstOrDefault();
        return best.Language ?? Chinese;
    }

    public static RequestLanguage FromTag(string? tag) => Match(tag) ?? Chinese;

    public static ValueTask<RequestLanguage> BindAsync(HttpContext context) => ValueTask.FromResult(Of(context));

    static void IEndpointParameterMetadataProvider.PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(AcceptsLanguage.Instance);

    public override string ToString() => Tag;

    private static RequestLanguage? Match(string? tag) =>
        tag is null ? null
        : tag == "*" || IsOrUnder(tag, "zh") ? Chinese
        : IsOrUnder(tag, "en") ? English
        : null;

    private static bool IsOrUnder(string tag, string language) =>
        tag.StartsWith(language, true, CultureInfo.InvariantCulture) && (tag.Length == language.Length || tag[language.Length] == '-');
}

internal sealed class AcceptsLanguage
{
    public static readonly AcceptsLanguage Instance = new();
}
