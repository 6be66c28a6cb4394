using System.Diagnostics;
using System.Text.Json;
using ComplaintPlatform.Kernel;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace ComplaintPlatform.Web.Http;

/// <summary>Writes every problem; the framework's own (validation, <c>TypedResults.Problem</c>) come here as well.</summary>
internal sealed class ProblemWriter : IProblemDetailsService
{
    public async Task WriteAsync(
        HttpContext context, int status, string? code = null, string? detail = null,
        IReadOnlyDictionary<string, string[]>? errors = null, IReadOnlyDictionary<string, object?>? extensions = null)
    {
        var language = RequestLanguage.Of(context);
        var problem = new Problem(
            TypeOf(status),
            Texts.Pick(RefusalTexts.Title(status), language),
            status,
            Texts.Pick(detail ?? RefusalTexts.Detail(status), language),
            context.Request.PathBase + context.Request.Path,
            code ?? (status == 404 && context.GetEndpoint() is null ? "route.not_found" : CodeOf(status)),
            Activity.Current?.Id ?? context.TraceIdentifier)
        {
            Errors = errors?.ToDictionary(
                error => error.Key, error => error.Value.Select(message => Texts.Pick(message, language)).ToArray()),
            Extensions = extensions is { Count: > 0 } ? extensions.ToDictionary() : null,
        };

        context.Response.StatusCode = status;
        context.Response.ContentType = Problem.MediaType;
        context.Response.Headers.ContentLanguage = language.Language.Tag;
        var body = JsonSerializer.SerializeToUtf8Bytes(problem, JsonDefaults.Options);
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    public async ValueTask<bool> TryWriteAsync(ProblemDetailsContext context)
    {
        await WriteAsync(context);
        return true;
    }

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var details = context.ProblemDetails;
        var status = details.Status ?? context.HttpContext.Response.StatusCode;
        if (status < 400)
            status = StatusCodes.Status500InternalServerError;
        var errors = (details as HttpValidationProblemDetails)?.Errors
            .GroupBy(error => JsonPointers.OfMember(error.Key))
            .ToDictionary(group => group.Key, group => group.SelectMany(error => error.Value).Select(RefusalTexts.OfValidation).ToArray());
        var code = details.Extensions.TryGetValue("code", out var given) ? given as string : null;
        var extensions = details.Extensions.Where(extension => extension.Key is not ("code" or "traceId")).ToDictionary();
        await WriteAsync(context.HttpContext, status, code, details.Detail, errors, extensions);
    }

    private static string TypeOf(int status) => status switch
    {
        422 => "https://tools.ietf.org/html/rfc9110#section-15.5.21",
        428 => "https://tools.ietf.org/html/rfc6585#section-3",
        429 => "https://tools.ietf.org/html/rfc6585#section-4",
        431 => "https://tools.ietf.org/html/rfc6585#section-5",
        507 => "https://tools.ietf.org/html/rfc4918#section-11.5",
        >= 400 and <= 417 => $"https://tools.ietf.org/html/rfc9110#section-15.5.{status - 399}",
        >= 500 and <= 505 => $"https://tools.ietf.org/html/rfc9110#section-15.6.{status - 499}",
        _ => "about:blank",
    };

    internal static string CodeOf(int status) => status switch
    {
        400 => "request.invalid",
        401 => "authentication.required",
        403 => "permission.denied",
        404 => "resource.not_found",
        405 => "method.not_allowed",
        408 => "request.timeout",
        409 => "request.conflict",
        410 => "resource.gone",
        412 => "precondition.failed",
        413 => "body.too_large",
        415 => "media_type.unsupported",
        422 => "request.unprocessable",
        428 => "precondition.required",
        429 => "rate.limited",
        502 => "upstream.failed",
        503 => "service.unavailable",
        504 => "upstream.timeout",
        507 => "storage.full",
        < 500 => "request.refused",
        _ => "server.error",
    };
}
