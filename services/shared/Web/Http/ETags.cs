using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace ComplaintPlatform.Web.Http;

public static class ETags
{
    public static string Of(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>200 with <c>ETag</c>; a GET whose <c>If-None-Match</c> names it is answered 304.</summary>
    public static TaggedOk<T> Ok<T>(T value, int version) => new(value, Of(version));

    /// <param name="tag">A quoted entity tag, for resources that are not one aggregate.</param>
    public static TaggedOk<T> Ok<T>(T value, string tag) => new(value, tag);

    /// <summary>For answers other than 200, such as 201.</summary>
    public static void Set(HttpContext context, int version) => context.Response.Headers.ETag = Of(version);

    /// <summary>A change without <c>If-Match</c> is answered 428. Reads of the same group are let through.</summary>
    public static TBuilder RequireIfMatch<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(IfMatch.Needed.Instance).AddEndpointFilter((context, next) =>
        {
            var request = context.HttpContext.Request;
            var reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
            return reads || IfMatch.Of(request).IsPresent ? next(context) : throw PreconditionException.Required();
        });
}

public sealed class TaggedOk<T> : IResult, IStatusCodeHttpResult, IValueHttpResult<T>, IValueHttpResult, IEndpointMetadataProvider
{
    internal TaggedOk(T value, string tag) => (Value, Tag) = (value, tag);

    public T Value { get; }

    public string Tag { get; }

    public int? StatusCode => StatusCodes.Status200OK;

    object? IValueHttpResult.Value => Value;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var request = httpContext.Request;
        httpContext.Response.Headers.ETag = Tag;
        if ((HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && IsKnownToCaller(request))
        {
            httpContext.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        httpContext.Response.StatusCode = StatusCodes.Status200OK;
        return httpContext.Response.WriteAsJsonAsync(Value, httpContext.RequestAborted);
    }

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"]));
        builder.Metadata.Add(Tagged.Instance);
    }

    private bool IsKnownToCaller(HttpRequest request) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var known)
        && known.Any(tag => tag.Tag == "*" || tag.Compare(EntityTagHeaderValue.Parse(Tag), useStrongComparison: false));
}

internal sealed class Tagged
{
    public static readonly Tagged Instance = new();
}

/// <summary>The caller's <c>If-Match</c>. Bindable as a parameter; without the header every version matches.</summary>
public sealed class IfMatch : IEndpointParameterMetadataProvider
{
    private readonly IList<EntityTagHeaderValue>? _tags;

    private IfMatch(IList<EntityTagHeaderValue>? tags) => _tags = tags;

    /// <summary>No condition.</summary>
    public static IfMatch None { get; } = new(null);

    public bool IsPresent => _tags is not null;

    public static IfMatch Of(HttpRequest request)
    {
        var header = request.Headers.IfMatch;
        if (header.Count == 0)
            return new IfMatch(null);
        if (!EntityTagHeaderValue.TryParseStrictList(header, out var tags) || tags.Count == 0)
            throw new ProblemException(StatusCodes.Status400BadRequest, "precondition.malformed", RefusalTexts.IfMatchMalformed);
        return new IfMatch(tags);
    }

    public static ValueTask<IfMatch> BindAsync(HttpContext context) => ValueTask.FromResult(Of(context.Request));

    /// <summary>Throws 412 when the caller knows another version.</summary>
    public void EnsureMatches(int version) => EnsureMatches(ETags.Of(version));

    public void EnsureMatches(string tag)
    {
        var current = EntityTagHeaderValue.Parse(tag);
        if (_tags is not null && !_tags.Any(known => known.Tag == "*" || known.Compare(current, useStrongComparison: true)))
            throw PreconditionException.Failed();
    }

    static void IEndpointParameterMetadataProvider.PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(Taken.Instance);

    internal sealed class Taken
    {
        public static readonly Taken Instance = new();
    }

    internal sealed class Needed
    {
        public static readonly Needed Instance = new();
    }
}
