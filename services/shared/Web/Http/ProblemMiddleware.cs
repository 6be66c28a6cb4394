using System.Data.Common;
using System.Globalization;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace ComplaintPlatform.Web.Http;

/// <summary>Outermost: whatever ends in an error, ends as a problem.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ProblemWriter writer, ILogger<ProblemMiddleware> logger)
{
    private const int ClientClosedRequest = 499;
    private const int SqliteBusy = 5, SqliteLocked = 6, SqliteInputOutput = 10, SqliteFull = 13;

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            RefuseControlCharacters(context.Request);
            await next(context);
            if (LacksBody(context.Response))
                await writer.WriteAsync(context, context.Response.StatusCode);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            if (!context.Response.HasStarted)
                context.Response.StatusCode = ClientClosedRequest;
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            var problem = Refusal(error, context);
            if (problem is null or { Status: >= 500 })
                LogFailure(error, context.Request.Method, context.GetEndpoint()?.DisplayName);

            context.Response.Clear();
            if (problem?.RetryAfter is { } wait)
                context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await writer.WriteAsync(context, problem?.Status ?? 500, problem?.Code, problem?.Message, problem?.Errors, problem?.Extensions);
        }
    }

    // The framework's reader of forms has no exception of its own for what it cannot read
    private static bool IsOfFormReader(Exception error) =>
        error.Source is "Microsoft.AspNetCore.WebUtilities" or "Microsoft.AspNetCore.Http";

    private static bool LacksBody(HttpResponse response) =>
        response is { HasStarted: false, StatusCode: >= 400 and not ClientClosedRequest, ContentLength: null or 0 }
            && string.IsNullOrEmpty(response.ContentType);

    private static ProblemException? Refusal(Exception error, HttpContext context) => error switch
    {
        InvalidDataException or IOException when context.Request.HasFormContentType && IsOfFormReader(error) =>
            BadRequests.UnreadableForm(),
        ProblemException known => known,
        BadHttpRequestException bad => BadRequests.Explain(bad, context),
        DbUpdateConcurrencyException => new ProblemException(409, "concurrency.conflict", RefusalTexts.ConcurrencyConflict),
        DbUpdateException { InnerException: DbException inner } => Storage(inner),
        DbException database => Storage(database),
        BrokenCircuitException or TimeoutRejectedException or TimeoutException => Unavailable("dependency.unavailable", 5),
        HttpRequestException => Unavailable("dependency.unavailable", 5),
        _ => null,
    };

    private static ProblemException? Storage(DbException error) => error switch
    {
        SqliteException { SqliteErrorCode: SqliteFull } =>
            new ProblemException(507, "storage.full", RefusalTexts.Detail(507)) { RetryAfter = TimeSpan.FromSeconds(10) },
        SqliteException { SqliteErrorCode: SqliteBusy or SqliteLocked or SqliteInputOutput } => Unavailable("storage.unavailable", 1),
        { IsTransient: true } => Unavailable("storage.unavailable", 1),
        _ => null,
    };

    private static ProblemException Unavailable(string code, int seconds) =>
        Problems.Unavailable(code, RefusalTexts.Detail(503), TimeSpan.FromSeconds(seconds));

    // A NUL in a filter is never meant; some databases end the text there
    private static void RefuseControlCharacters(HttpRequest request)
    {
        if (request.QueryString.Value?.Contains('%', StringComparison.Ordinal) is not true)
            return;
        foreach (var (name, values) in request.Query)
        {
            if (name.Any(char.IsControl) || values.Any(value => value?.Any(char.IsControl) is true))
                throw new ValidationProblemException("parameter.invalid", (JsonPointers.Append("", name), RefusalTexts.ControlCharacters));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Endpoint} failed")]
    private partial void LogFailure(Exception error, string method, string? endpoint);
}
