using System.Diagnostics;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ComplaintPlatform.Web.Auditing;

/// <summary>
/// Puts into the scope of each request that may change something who wants to change what; the commit of the change writes it down. What
/// was refused to a caller who is known is written down here.
/// </summary>
internal static partial class AuditTrail
{
    private const string Left = "-";

    public static async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        if (IsRead(http.Request.Method) || http.GetEndpoint() is not RouteEndpoint endpoint
            || DatabaseOf(endpoint, http.RequestServices) is not { } database)
        {
            await next(http);
            return;
        }

        var caller = Caller.Of(http.User);
        var request = new AuditedRequest(
            endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? "", TargetOf(endpoint, http.Request.RouteValues),
            Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier, http.RequestServices.GetRequiredService<AuditKey>().Value,
            http.RequestServices.GetRequiredService<TimeProvider>())
            .By(caller.Role == Roles.Anonymous ? TenantScope.CustomerActor : caller.Subject, caller.Actor, caller.Role, caller.Storefronts);
        http.RequestServices.GetRequiredService<TenantScope>().Audit = request;
        try
        {
            await next(http);
        }
        catch (Exception error) when (
            error is ProblemException or DbUpdateConcurrencyException && IsWorthwhile(caller, request, StatusOf(error)))
        {
            request.Refused(StatusOf(error), error is ProblemException refusal ? refusal.Code : ProblemWriter.CodeOf(StatusOf(error)));
            await WriteRefusalAsync(http, database, request);
            throw;
        }

        if (IsWorthwhile(caller, request, http.Response.StatusCode))
        {
            request.Refused(http.Response.StatusCode, ProblemWriter.CodeOf(http.Response.StatusCode));
            await WriteRefusalAsync(http, database, request);
        }
    }

    private static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private static int StatusOf(Exception error) => error is ProblemException refusal ? refusal.Status : StatusCodes.Status409Conflict;

    // A slip of the pen (400, 415, 428) is no attempt at anything; what strangers send could fill the disk
    private static bool IsWorthwhile(Caller caller, AuditedRequest request, int status) =>
        caller.Role is not (Roles.Anonymous or Roles.Service) && !request.IsWritten
        && status is 403 or 404 or 409 or 410 or 412 or 422;

    private static DatabaseOfService? DatabaseOf(RouteEndpoint endpoint, IServiceProvider services) =>
        endpoint.Metadata.GetMetadata<IEndpointGroupNameMetadata>()?.EndpointGroupName is { } service
            ? services.GetServices<DatabaseOfService>().FirstOrDefault(database => database.Service == service) : null;

    private static string TargetOf(RouteEndpoint endpoint, RouteValueDictionary values)
    {
        var shown = endpoint.Metadata.GetMetadata<ShownInAudit>()?.Parameter;
        return string.Join('/', endpoint.RoutePattern.PathSegments.Skip(2).Select(
            segment => string.Concat(segment.Parts.Select(part => part switch
            {
                RoutePatternLiteralPart literal => literal.Content,
                RoutePatternSeparatorPart separator => separator.Content,
                RoutePatternParameterPart parameter => Shown(parameter, values[parameter.Name] as string, shown),
                _ => "",
            }))));
    }

    // Ids of ours only: other values in paths are tokens, or what a merchant calls a customer
    private static string Shown(RoutePatternParameterPart parameter, string? value, string? shown) =>
        value is not null && (parameter.Name == shown || Guid.TryParse(value, out _)
            || parameter.ParameterPolicies.Any(policy => policy.Content is "int" or "long")) ? value : Left;

    private static async Task WriteRefusalAsync(HttpContext http, DatabaseOfService database, AuditedRequest request)
    {
        await using var scope = http.RequestServices.GetRequiredService<IServiceScopeFactory>().CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().UseSystem();
        var db = (ServiceDbContext)scope.ServiceProvider.GetRequiredService(database.ContextType);
        db.AuditEntries.Add(request.RefusalEntry());
        try
        {
            await ((ICommitGate)scope.ServiceProvider.GetRequiredService(database.GateType)).CommitAsync(db, CancellationToken.None);
        }
        catch (Exception error) when (error is DbUpdateException or System.Data.Common.DbException)
        {
            // Nothing was changed: the refusal stands without its entry
            var logger = http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(AuditTrail));
            LogNotWritten(logger, request.Action, error);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A refused {Action} could not be written to the audit")]
    private static partial void LogNotWritten(ILogger logger, string action, Exception error);
}

/// <summary>A route parameter that is no GUID and yet neither a secret nor about a person.</summary>
internal sealed record ShownInAudit(string Parameter);

public static class AuditedEndpoints
{
    /// <summary>Lets the audit name the value of this route parameter; without it only GUIDs and numbers are named.</summary>
    public static TBuilder ShowInAudit<TBuilder>(this TBuilder endpoint, string parameter)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new ShownInAudit(parameter));
}

/// <summary>Under which entries and seals are signed: derived from the installation's secret, so the databases do not hold it.</summary>
internal sealed class AuditKey(KeyRing keys)
{
    public byte[] Value => field ??= keys.DeriveKey("audit");
}
