using System.Reflection;
using ComplaintPlatform.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace ComplaintPlatform.Web.Http;

/// <summary>
/// The language that a request asks for by <c>Accept-Language</c>; zh-CN unless English is preferred. Bindable as a parameter.
/// </summary>
public sealed record RequestLanguage(Language Language) : IEndpointParameterMetadataProvider
{
    public static implicit operator Language(RequestLanguage request) => request.Language;

    public static RequestLanguage Of(HttpContext context) => FromHeader(context.Request.Headers.AcceptLanguage);

    public static RequestLanguage FromHeader(IList<string>? acceptLanguage)
    {
        if (acceptLanguage is null or { Count: 0 } || !StringWithQualityHeaderValue.TryParseList(acceptLanguage, out var wishes))
            return new RequestLanguage(Language.Chinese);

        // On equal quality the first one named wins; "*" is whatever is ours first
        var best = wishes
            .Select((wish, place) => (Language: Language.Find(wish.Value.Value), Quality: wish.Quality ?? 1, place))
            .Where(wish => wish.Language is not null && wish.Quality > 0)
            .OrderByDescending(wish => wish.Quality).ThenBy(wish => wish.place)
            .FirstOrDefault();
        return new RequestLanguage(best.Language ?? Language.Chinese);
    }

    public static ValueTask<RequestLanguage> BindAsync(HttpContext context) => ValueTask.FromResult(Of(context));

    static void IEndpointParameterMetadataProvider.PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(AcceptsLanguage.Instance);

    public override string ToString() => Language.Tag;
}

internal sealed class AcceptsLanguage
{
    public static readonly AcceptsLanguage Instance = new();
}
