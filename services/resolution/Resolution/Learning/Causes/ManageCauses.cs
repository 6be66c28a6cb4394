using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Storefronts;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Learning.Causes;

/// <param name="StorefrontId">Implied by the account of staff who work for one storefront only.</param>
public sealed record CreateCauseRequest(
    [property: Required, StringLength(Cause.LongestName, MinimumLength = 1), PlainText(OneLine = true)] string Name,
    CauseDimension Dimension,
    [property: StringLength(2000), PlainText] string? Description = null,
    [property: StringLength(100), PlainText(OneLine = true)] string? StorefrontId = null);

/// <param name="IntoId">The cause that stays.</param>
public sealed record MergeCauseRequest(Guid IntoId);

/// <param name="Complaints">How many complaints have it, those of causes that went into it included.</param>
/// <param name="MergedInto">The cause that took it in; only where merged ones are listed too.</param>
/// <param name="MergedFrom">Causes that went into it.</param>
public sealed record CauseResponse(
    Guid Id, string StorefrontId, string Name, CauseDimension Dimension, string? Description, DateTimeOffset CreatedAt, int Complaints,
    Guid? MergedInto, IReadOnlyList<MergedCause> MergedFrom);

public sealed record MergedCause(Guid Id, string Name, DateTimeOffset MergedAt);

/// <summary>A complaint that has the cause.</summary>
public sealed record CauseComplaint(
    Guid ComplaintId, string Reference, string Category, CaseState State, DateTimeOffset ReceivedAt, DateTimeOffset RecordedAt);

internal sealed class CauseFilter
{
    public string? StorefrontId { get; set; }

    public QueryEnum<CauseDimension>? Dimension { get; set; }

    /// <summary>Part of the name.</summary>
    public string? Q { get; set; }

    /// <summary>Those that went into another as well.</summary>
    public bool? Merged { get; set; }

    public IQueryable<Cause> Apply(IQueryable<Cause> rows)
    {
        if (Merged is not true)
            rows = rows.Where(row => row.TargetId == row.Id);
        if (StorefrontId is { } storefrontId)
            rows = rows.Where(row => row.StorefrontId == storefrontId);
        if (Dimension is { } dimension)
            rows = rows.Where(row => row.Dimension == dimension.Value);
        if (Q is { Length: > 0 } part)
        {
            var key = Cause.KeyOf(part);
            rows = rows.Where(row => row.NameKey!.Contains(key));
        }

        return rows;
    }
}

/// <summary>The catalogue of causes of a storefront.</summary>
internal static class ManageCauses
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/", ListAsync).WithName("ListCauses").AllowRoles(Roles.Staff).WithSummary("Causes with their complaints")
            .WithDescription("Newest first, each with the number of complaints that have it.");
        group.MapPost("/", CreateAsync).WithName("CreateCause").AllowRoles([.. Roles.CaseWorkers, Roles.Administrator]);
        group.MapGet("/{id:guid}", GetAsync).WithName("GetCause").AllowRoles(Roles.Staff)
            .WithDescription("A cause that was merged is answered by the one that took it in, with its address in `Content-Location`.");
        group.MapGet("/{id:guid}/complaints", ComplaintsAsync).WithName("ListComplaintsOfCause").AllowRoles(Roles.Staff)
            .WithSummary("Complaints that share a cause")
                .WithDescription("Latest first; those of causes that were merged into it included.");
        group.MapPost("/{id:guid}/merge", MergeAsync).WithName("MergeCause").AllowRoles([Roles.Supervisor, .. Roles.Management])
            .WithSummary("Merge a cause into another")
            .WithDescription("The cause in the path goes into `intoId`. Its id stays good: what is asked of it is answered by the other.");
    }

    internal static async Task<Ok<Page<CauseResponse>>> ListAsync(
        [AsParameters] CauseFilter filter, PageRequest page, ResolutionDbContext db, CancellationToken ct)
    {
        var matching = filter.Apply(db.Causes.AsNoTracking());
        var rows = await matching.PageBy(page, row => row.CreatedAt, row => row.Id, descending: true).ToListAsync(ct);
        int? total = page.Count ? await matching.CountAsync(ct) : null;
        var shown = await ShowAsync(rows, db, ct);
        return TypedResults.Ok(page.ToPage(rows, row => PageCursor.Of(row.CreatedAt, row.Id), row => shown[row.Id], total));
    }

    internal static async Task<Results<Created<CauseResponse>, NotFoundProblem>> CreateAsync(
        CreateCauseRequest request, Caller caller, HeldTurns turns, ResolutionDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var storefrontId = StorefrontChoice.Of(request.StorefrontId, caller);
        await KnownStorefronts.EnsureAsync(db, caller, storefrontId, ct);
        var name = request.Name.Trim();
        if (name.Length == 0)
            throw new ValidationProblemException(("/name", "Must not be empty. | 不能为空。"));
        var key = Cause.KeyOf(name);
        // Of two with one name at once the second finds the first; between replicas the unique key decides
        await turns.EnterAsync("causes/" + storefrontId, ct);
        if (await db.Causes.AsNoTracking().FirstOrDefaultAsync(row => row.StorefrontId == storefrontId && row.NameKey == key,
            ct) is { } same)
        {
            throw new DomainRuleException("cause.name_taken", "The catalogue has a cause of this name. | 目录中已有同名原因。")
            {
                Extensions = new Dictionary<string, object?> { ["causeId"] = same.Id },
            };
        }

        var cause = Cause.Of(storefrontId, name, request.Description, request.Dimension, clock.GetUtcNow());
        db.Causes.Add(cause);
        return TypedResults.Created($"/api/v1/causes/{cause.Id}", Response(cause, 0, []));
    }

    internal static async Task<Results<TaggedOk<CauseResponse>, NotFoundProblem>> GetAsync(
        Guid id, HttpContext http, ResolutionDbContext db, CancellationToken ct)
    {
        if (await db.StandingCauseAsync(id, ct) is not { } cause)
            return Problems.NotFound("cause.not_found");
        if (cause.Id != id)
            http.Response.Headers.ContentLocation = $"/api/v1/causes/{cause.Id}";
        var shown = (await ShowAsync([cause], db, ct))[cause.Id];
        return ETags.Ok(shown, $"\"{cause.Version}-{shown.Complaints}\"");
    }

    internal static async Task<Results<Ok<Page<CauseComplaint>>, NotFoundProblem>> ComplaintsAsync(
        Guid id, PageRequest page, ResolutionDbContext db, CancellationToken ct)
    {
        if (await db.StandingCauseAsync(id, ct) is not { } cause)
            return Problems.NotFound("cause.not_found");

        var matching = db.RootCausesOf(cause).AsNoTracking();
        var rows = await matching.PageBy(page, row => row.ReceivedAt, row => row.ComplaintId, descending: true)
            .Select(row => new
            {
                Row = row,
                Case = db.Cases.Where(found => found.Id == row.ComplaintId)
                    .Select(found => new { found.Reference, found.Category, found.State }).First(),
            }).ToListAsync(ct);
        int? total = page.Count ? await matching.CountAsync(ct) : null;
        return TypedResults.Ok(page.ToPage(
            rows, row => PageCursor.Of(row.Row.ReceivedAt, row.Row.ComplaintId),
            row => new CauseComplaint(
                row.Row.ComplaintId, row.Case.Reference, row.Case.Category, row.Case.State, row.Row.ReceivedAt, row.Row.RecordedAt),
            total));
    }

    internal static async Task<Results<Ok<CauseResponse>, NotFoundProblem>> MergeAsync(
        Guid id, MergeCauseRequest request, HeldTurns turns, ResolutionDbContext db, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Causes.FirstOrDefaultAsync(row => row.Id == id, ct) is not { } cause)
            return Problems.NotFound("cause.not_found");

        // Those who merge in one catalogue go one after the other, and read it only then; between replicas the versions decide
        await turns.EnterAsync("causes/" + cause.StorefrontId, ct);
        await db.Entry(cause).ReloadAsync(ct);
        if (await db.StandingCauseAsync(request.IntoId, ct) is not { } survivor || survivor.StorefrontId != cause.StorefrontId)
        {
            throw Problems.Unprocessable(
                "cause.not_found", "The storefront's catalogue has no such cause. | 该店铺的原因目录中没有此原因。",
                ("/intoId", "Must be a cause of the same storefront. | 必须是同一店铺的原因。"));
        }

        if (!(cause.IsMerged && cause.TargetId == survivor.Id))
        {
            var followers = await db.Causes.Where(row => row.TargetId == id && row.Id != id).ToListAsync(ct);
            cause.MergeInto(survivor, followers, clock.GetUtcNow());
        }

        // The complaints are counted as they stand before the commit: by the causes, not by where they point
        var merged = await db.Causes.AsNoTracking().Where(row => row.TargetId == survivor.Id || row.TargetId == id).ToListAsync(ct);
        var ids = merged.ConvertAll(row => row.Id);
        var complaints = await db.RootCauses.CountAsync(row => ids.Contains(row.CauseId), ct);
        return TypedResults.Ok(Response(
            survivor, complaints,
            [.. merged.Where(row => row.Id != survivor.Id).Select(row => new MergedCause(row.Id, row.Name,
                row.MergedAt ?? cause.MergedAt!.Value))
                .OrderBy(row => row.MergedAt)]));
    }

    private static async Task<Dictionary<Guid, CauseResponse>> ShowAsync(List<Cause> rows, ResolutionDbContext db, CancellationToken ct)
    {
        var targets = rows.Select(row => row.TargetId).ToHashSet();
        var merged = await db.Causes.AsNoTracking().Where(row => targets.Contains(row.TargetId) && row.Id != row.TargetId).ToListAsync(ct);
        var counts = await db.RootCauses.AsNoTracking()
            .Join(db.Causes, row => row.CauseId, cause => cause.Id, (row, cause) => cause.TargetId)
            .Where(target => targets.Contains(target)).GroupBy(target => target)
            .Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(group => group.Key, group => group.Count, ct);
        return rows.ToDictionary(row => row.Id, row => Response(
            row, counts.GetValueOrDefault(row.TargetId),
            [.. merged.Where(other => other.TargetId == row.Id).OrderBy(other => other.MergedAt)
                .Select(other => new MergedCause(other.Id, other.Name, other.MergedAt!.Value))]));
    }

    private static CauseResponse Response(Cause row, int complaints, IReadOnlyList<MergedCause> merged) => new(
        row.Id, row.StorefrontId, row.Name, row.Dimension, row.Description, row.CreatedAt, complaints, row.IsMerged ? row.TargetId : null,
        merged);
}

internal static class CauseLoading
{
    /// <summary>The cause, or the one that took it in; <c>null</c> where there is none.</summary>
    public static async Task<Cause?> StandingCauseAsync(this ResolutionDbContext db, Guid id, CancellationToken ct)
    {
        var target = await db.Causes.Where(row => row.Id == id).Select(row => (Guid?)row.TargetId).FirstOrDefaultAsync(ct);
        return target is null ? null : await db.Causes.FirstOrDefaultAsync(row => row.Id == target, ct);
    }

    /// <summary>Complaints with the cause, or with one that went into it.</summary>
    public static IQueryable<RootCause> RootCausesOf(this ResolutionDbContext db, Cause standing) =>
        db.RootCauses.Where(row => row.StorefrontId == standing.StorefrontId
            && db.Causes.Where(cause => cause.TargetId == standing.Id).Select(cause => cause.Id).Contains(row.CauseId));
}
