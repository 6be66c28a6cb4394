using System.Reflection;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace ComplaintPlatform.Web.Http;

/// <summary>The body of every error, RFC 9457.</summary>
public sealed record Problem(string Type, string Title, int Status, string Detail, string Instance, string Code, string TraceId)
{
    public const string MediaType = "application/problem+json";

    /// <summary>JSON pointer into the request, or a parameter's name after a slash, and what is wrong there.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    [JsonExtensionData]
    public IDictionary<string, object?>? Extensions { get; init; }
}

public static class Problems
{
    /// <summary>404 with a code of its own. A plain <c>TypedResults.NotFound()</c> becomes <c>resource.not_found</c> by itself.</summary>
    public static NotFoundProblem NotFound(string code = "resource.not_found", string? message = null) => new(code, message);

    /// <summary>To be thrown: what was here is no longer to be had (410).</summary>
    public static ProblemException Gone(string code, string message) => new(410, code, message);

    /// <summary>To be thrown: the caller may not do this (403).</summary>
    public static ProblemException Forbidden(string code, string message) => new(403, code, message);

    /// <summary>To be thrown: understood, but cannot be done as asked (422).</summary>
    public static ProblemException Unprocessable(string code, string message, params (string Pointer, string Message)[] errors) =>
        new(422, code, message)
        {
            Errors = errors.GroupBy(error => error.Pointer)
                .ToDictionary(group => group.Key, group => group.Select(error => error.Message).ToArray()),
        };

    /// <summary>To be thrown: something that this depends on does not answer (503).</summary>
    public static ProblemException Unavailable(string code, string message, TimeSpan retryAfter) =>
        new(503, code, message) { RetryAfter = retryAfter };
}

public sealed class NotFoundProblem : IResult, IStatusCodeHttpResult, IEndpointMetadataProvider
{
    private readonly string _code;
    private readonly string? _message;

    internal NotFoundProblem(string code, string? message) => (_code, _message) = (code, message);

    public int? StatusCode => StatusCodes.Status404NotFound;

    public Task ExecuteAsync(HttpContext httpContext) =>
        httpContext.RequestServices.GetRequiredService<ProblemWriter>()
            .WriteAsync(httpContext, StatusCodes.Status404NotFound, _code, _message);

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status404NotFound, typeof(Problem), [Problem.MediaType]));
}
