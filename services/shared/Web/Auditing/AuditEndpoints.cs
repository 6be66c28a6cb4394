using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ComplaintPlatform.Web.Auditing;

public enum AuditOutcome
{
    Done,
    Refused,
}

/// <param name="Id">A user's or a key's id; <c>customer</c> for the holder of a link.</param>
public sealed record AuditActor(string Id, string Name, string Role);

/// <summary>Who changed what, or was refused to.</summary>
/// <param name="Service">Whose data it was.</param>
/// <param name="Action">The operation's name, such as <c>ReplaceAuthorityLimits</c>.</param>
/// <param name="Target">The path below the API's base; values that are neither GUIDs nor numbers are shown as <c>-</c>.</param>
/// <param name="StorefrontId">Whose data it was; <c>*</c> for the whole installation.</param>
/// <param name="Status">The answer's status, where it was known when the change was committed.</param>
/// <param name="Refusal">The code of the refusal.</param>
/// <param name="Changes">Which rows and fields were changed, the first twelve of them; never what stood or stands in them.</param>
/// <param name="TraceId">By which logs and traces find the request.</param>
public sealed record AuditEntryResponse(
    Guid Id, DateTimeOffset At, AuditActor Actor, string Service, string Action, string Target, Guid? ComplaintId, string StorefrontId,
    AuditOutcome Outcome, int? Status, string? Refusal, IReadOnlyList<AuditedChange> Changes, string TraceId);

/// <param name="Valid">Every entry is as it was written, and none was taken away from, or slipped into, a closed stretch.</param>
/// <param name="Entries">How many were looked at; told to callers of all storefronts only.</param>
/// <param name="Seals">How many stretches are closed.</param>
/// <param name="LastSeal">To be noted down elsewhere: an audit that was cut off behind it no longer has it.</param>
/// <param name="FirstFault">When the first entry or stretch that does not fit was written.</param>
public sealed record AuditVerificationResponse(
    string Service, bool Valid, int? Entries, long Seals, string? LastSeal, DateTimeOffset? FirstFault);

/// <summary>Filters of the audit.</summary>
/// <param name="Actor">A user's or a key's id.</param>
/// <param name="StorefrontId">Whose data; <c>*</c> for what concerns the whole installation.</param>
/// <param name="Action">An operation's name, such as <c>ChangeUser</c>.</param>
/// <param name="ComplaintId">A complaint's id.</param>
/// <param name="Outcome">Done or refused.</param>
/// <param name="From">From this moment on.</param>
/// <param name="To">Before this moment.</param>
public sealed record AuditFilter(
    string? Actor = null, string? StorefrontId = null, string? Action = null, Guid? ComplaintId = null,
    QueryEnum<AuditOutcome>? Outcome = null, DateTimeOffset? From = null, DateTimeOffset? To = null);

/// <summary>A page of one service's audit.</summary>
internal sealed record AuditPart(IReadOnlyList<AuditEntryResponse> Items, bool HasMore, int? Total)
{
    public static AuditPart Parse(string json)
    {
        var page = JsonSerializer.Deserialize<Page<AuditEntryResponse>>(json, JsonDefaults.Options)!;
        return new AuditPart(page.Items, page.NextCursor is not null, page.Total);
    }
}

/// <summary>The audit of each service under its own name; the gateway puts them together.</summary>
public static class AuditEndpoints
{
    internal static readonly string[] Readers = [Roles.Auditor, Roles.Administrator];

    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.AddSingleton<AuditKey>();
        services.AddHostedService<AuditSealer>();
        return services;
    }

    internal static string PathOf(string service) => $"/operations/{service}/audit";

    /// <summary>Maps <c>/operations/{service}/audit</c> for every service of this host.</summary>
    public static void MapAudit(this IEndpointRouteBuilder routes)
    {
        foreach (var database in routes.ServiceProvider.GetServices<DatabaseOfService>())
        {
            var group = routes.MapGroup(PathOf(database.Service))
                .WithTags("Operations").WithGroupName(database.Service).AllowRoles(Readers);
            group.MapGet("/", async Task<Ok<Page<AuditEntryResponse>>> (
                [AsParameters] AuditFilter filter, PageRequest page, IServiceProvider services, CancellationToken ct) =>
            {
                var (rows, total) = await ReadAsync(
                    Context(services, database), database.Service, filter, page.After, page.Take, page.Count, ct);
                return TypedResults.Ok(page.ToPage(rows, PositionOf, total));
            })
                .WithName($"{database.Service}-ListAudit")
                .WithSummary($"Lists who changed what in {database.Service}")
                .WithDescription("Newest first, of the caller's storefronts.");
            group.MapGet("/verification", async Task<Ok<AuditVerificationResponse>> (IServiceProvider services, CancellationToken ct) =>
                    TypedResults.Ok(await VerifyAsync(services, database, ct)))
                .WithName($"{database.Service}-VerifyAudit")
                .WithSummary($"Proves that the audit of {database.Service} was not changed")
                .WithDescription("Entries of the last minute or two are not closed yet: of them only changes show.");
        }
    }

    /// <summary>The same of this host's own database, for who puts several together.</summary>
    internal static async Task<AuditPart> ReadOwnAsync(
        IServiceProvider services, string service, AuditFilter filter, PageCursor? after, PageRequest page, CancellationToken ct)
    {
        var (rows, total) = await ReadAsync(
            Context(services, OwnDatabase(services, service)), service, filter, after, page.Take, page.Count, ct);
        return new AuditPart([.. rows.Take(page.Limit)], rows.Count > page.Limit, total);
    }

    internal static async Task<AuditVerificationResponse> VerifyOwnAsync(IServiceProvider services, string service, CancellationToken ct) =>
        await VerifyAsync(services, OwnDatabase(services, service), ct);

    internal static AuditVerificationResponse ParseVerification(string json) =>
        JsonSerializer.Deserialize<AuditVerificationResponse>(json, JsonDefaults.Options)!;

    private static DatabaseOfService OwnDatabase(IServiceProvider services, string service) =>
        services.GetServices<DatabaseOfService>().Single(database => database.Service == service);

    internal static PageCursor PositionOf(AuditEntryResponse entry) => PageCursor.Of(entry.At, entry.Id);

    internal static async Task<(List<AuditEntryResponse> Rows, int? Total)> ReadAsync(
        ServiceDbContext db, string service, AuditFilter filter, PageCursor? after, int take, bool count, CancellationToken ct)
    {
        var entries = Filtered(db.AuditEntries.AsNoTracking(), filter);
        int? total = count ? await entries.CountAsync(ct) : null;
        var rows = await entries.PageBy(after, take, entry => entry.At, entry => entry.Id, descending: true).ToListAsync(ct);
        return ([.. rows.Select(row => Of(row, service))], total);
    }

    private static IQueryable<AuditEntry> Filtered(IQueryable<AuditEntry> entries, AuditFilter filter)
    {
        if (filter.Actor is { } actor)
            entries = entries.Where(entry => entry.ActorId == actor);
        if (filter.StorefrontId is { } storefront)
            entries = entries.Where(entry => entry.StorefrontId == storefront);
        if (filter.Action is { } action)
            entries = entries.Where(entry => entry.Action == action);
        if (filter.ComplaintId is { } complaint)
            entries = entries.Where(entry => entry.ComplaintId == complaint);
        if (filter.Outcome is { Value: var outcome })
            entries = outcome is AuditOutcome.Done
                ? entries.Where(entry => entry.Refusal == null) : entries.Where(entry => entry.Refusal != null);
        if (filter.From is { } from)
            entries = entries.Where(entry => entry.At >= from);
        if (filter.To is { } to)
            entries = entries.Where(entry => entry.At < to);
        return entries;
    }

    private static AuditEntryResponse Of(AuditEntry row, string service) => new(
        row.Id, row.At, new AuditActor(row.ActorId, row.ActorName, row.Role), service, row.Action, row.Target, row.ComplaintId,
        row.StorefrontId, row.Refusal is null ? AuditOutcome.Done : AuditOutcome.Refused, row.Status, row.Refusal,
        JsonSerializer.Deserialize<List<AuditedChange>>(row.Changes, JsonDefaults.Options)!, row.TraceId);

    // Of the caller's storefronts: the scope that the request has anyway
    private static ServiceDbContext Context(IServiceProvider services, DatabaseOfService database) =>
        (ServiceDbContext)services.GetRequiredService(database.ContextType);

    // The chain runs over all storefronts; whether it holds may be known to all, how much there is to those who see all
    private static async Task<AuditVerificationResponse> VerifyAsync(
        IServiceProvider services, DatabaseOfService database, CancellationToken ct)
    {
        await using var scope = services.GetRequiredService<IServiceScopeFactory>().CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().UseSystem();
        var verified = await VerifyAsync(
            Context(scope.ServiceProvider, database), database.Service, services.GetRequiredService<AuditKey>().Value, ct);
        return services.GetRequiredService<TenantScope>().AllStorefronts ? verified : verified with { Entries = null };
    }

    internal static async Task<AuditVerificationResponse> VerifyAsync(ServiceDbContext db, string service, byte[] key, CancellationToken ct)
    {
        var (entries, seals, from) = (0, 0L, DateTimeOffset.MinValue);
        AuditSeal? before = null;
        DateTimeOffset? fault = null;
        await foreach (var seal in db.AuditSeals.AsNoTracking().OrderBy(seal => seal.Number).AsAsyncEnumerable().WithCancellation(ct))
        {
            var macs = await MacsAsync(from, seal.Until);
            if (seal.Number != ++seals || seal.Entries != macs.Count
                || seal.Hash != AuditSeal.ComputeHash(key, seal.Number, seal.Until, before?.Hash, macs))
                fault ??= seal.Until;
            (before, from) = (seal, seal.Until);
        }

        await MacsAsync(from, DateTimeOffset.MaxValue);
        return new AuditVerificationResponse(service, fault is null, entries, seals, before?.Hash, fault);

        async Task<List<string>> MacsAsync(DateTimeOffset after, DateTimeOffset until)
        {
            var macs = new List<string>();
            await foreach (var entry in AuditSealer.Stretch(db, after, until).AsAsyncEnumerable().WithCancellation(ct))
            {
                if (entry.Mac != entry.ComputeMac(key))
                    fault ??= entry.At;
                macs.Add(entry.Mac);
                entries++;
            }

            return macs;
        }
    }
}
