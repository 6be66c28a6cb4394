using ComplaintPlatform.Intake.Complaints;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Tracking;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.Intake.Evidence;

/// <param name="ContentType">By what the file holds.</param>
/// <param name="Sha256">Of the content, as it came, in lower-case hexadecimal.</param>
/// <param name="By"><c>customer</c>, <c>storefront</c> or <c>staff</c>.</param>
public sealed record AttachmentResponse(
    Guid Id, string FileName, string ContentType, long Length, string Sha256, string By, DateTimeOffset At)
{
    internal static AttachmentResponse Of(Attachment row) =>
        new(row.Id, row.FileName, row.ContentType, row.Length, row.Sha256, row.By, row.At);
}

public sealed record AttachmentsResponse(IReadOnlyList<AttachmentResponse> Items);

/// <summary>What adding and reading evidence takes.</summary>
internal sealed record EvidenceWork(
    IntakeDbContext Db, TenantScope Scope, EvidenceUpload Upload, IEvidenceStore Store, IOptions<IntakeOptions> Options, TimeProvider Clock,
    Caller Caller);

/// <summary>Files of staff, storefront and customer on a complaint.</summary>
internal static class AttachEvidence
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapPost("/{id:guid}/attachments", AddAsync).WithName(nameof(AttachEvidence))
            .AllowRoles([Roles.Storefront, .. Roles.CaseWorkers]).WithBodyLimit(LargestUpload(group)).WithMetadata(Form);
        group.MapGet("/{id:guid}/attachments", ListAsync).WithName("ListEvidence").AllowRoles([Roles.Storefront, .. Roles.Staff]);
        group.MapGet("/{id:guid}/attachments/{attachmentId:guid}", GetAsync).WithName("GetEvidence")
            .AllowRoles([Roles.Storefront, .. Roles.Staff]).Produces(200, contentType: "application/octet-stream");
        group.MapGet("/{id:guid}/attachments/{attachmentId:guid}/picture", ShowAsync).WithName("ShowPicture")
            .WithDescription("A JPEG of at most 1280 pixels a side, made anew from the picture's pixels; 415 for other files.")
            .AllowRoles([Roles.Storefront, .. Roles.Staff]).Produces(200, contentType: "image/jpeg");
    }

    public static void MapTracked(RouteGroupBuilder group)
    {
        group.MapPost("/{token}/attachments", AddTrackedAsync).WithName("AttachTrackedEvidence").AllowLinkHolders()
            .WithBodyLimit(LargestUpload(group)).WithMetadata(Form);
        group.MapGet("/{token}/attachments", ListTrackedAsync).WithName("ListTrackedEvidence").AllowLinkHolders();
        group.MapGet("/{token}/attachments/{attachmentId:guid}", GetTrackedAsync).WithName("GetTrackedEvidence").AllowLinkHolders()
            .Produces(200, contentType: "application/octet-stream");
        group.MapGet("/{token}/attachments/{attachmentId:guid}/picture", ShowTrackedAsync).WithName("ShowTrackedPicture").AllowLinkHolders()
            .Produces(200, contentType: "image/jpeg");
    }

    private static AcceptsMetadata Form => new(["multipart/form-data"], typeof(IFormFileCollection));

    internal static long LargestUpload(IEndpointRouteBuilder routes) =>
        routes.ServiceProvider.GetRequiredService<IOptions<IntakeOptions>>().Value.LargestUpload;

    internal static async Task<Results<Created<AttachmentsResponse>, NotFoundProblem>> AddAsync(
        Guid id, HttpContext http, [AsParameters] EvidenceWork work, CancellationToken ct) =>
        await work.Db.Complaints.FirstOrDefaultAsync(row => row.Id == id, ct) is { } complaint
            ? await AddToAsync(complaint, AddMessage.By(work.Caller), $"/api/v1/complaints/{id}/attachments", http, work, ct)
            : Problems.NotFound();

    internal static async Task<Results<Ok<AttachmentsResponse>, NotFoundProblem>> ListAsync(
        Guid id, IntakeDbContext db, CancellationToken ct) =>
        await db.Complaints.AnyAsync(row => row.Id == id, ct) ? TypedResults.Ok(await ReadAsync(OfComplaint(id, db), ct)) : Problems.NotFound();

    internal static async Task<Results<FileStreamHttpResult, NotFoundProblem>> GetAsync(
        Guid id, Guid attachmentId, IntakeDbContext db, IEvidenceStore store, CancellationToken ct) =>
        await FileAsync(OfComplaint(id, db), attachmentId, store, ct);

    internal static async Task<Results<Created<AttachmentsResponse>, NotFoundProblem>> AddTrackedAsync(
        string token, HttpContext http, [AsParameters] EvidenceWork work, CancellationToken ct) =>
        await TrackComplaint.FindAsync(token, work.Db, work.Scope, work.Clock, ct) is { } complaint
            ? await AddToAsync(complaint, TenantScope.CustomerActor, $"/api/v1/track/{token}/attachments", http, work, ct)
            : Problems.NotFound();

    internal static async Task<Results<Ok<AttachmentsResponse>, NotFoundProblem>> ListTrackedAsync(
        string token, IntakeDbContext db, TenantScope scope, TimeProvider clock, CancellationToken ct) =>
        await TrackComplaint.FindAsync(token, db, scope, clock, ct) is { } complaint
            ? TypedResults.Ok(await ReadAsync(OfCustomer(complaint, db), ct))
            : Problems.NotFound();

    internal static async Task<Results<FileStreamHttpResult, NotFoundProblem>> GetTrackedAsync(
        string token, Guid attachmentId, [AsParameters] EvidenceWork work, CancellationToken ct) =>
        await TrackComplaint.FindAsync(token, work.Db, work.Scope, work.Clock, ct) is { } complaint
            ? await FileAsync(OfCustomer(complaint, work.Db), attachmentId, work.Store, ct)
            : Problems.NotFound();

    internal static async Task<Results<FileContentHttpResult, NotFoundProblem>> ShowAsync(
        Guid id, Guid attachmentId, HttpContext http, IntakeDbContext db, IEvidenceStore store, CancellationToken ct) =>
        await PictureAsync(OfComplaint(id, db), attachmentId, http, store, ct);

    internal static async Task<Results<FileContentHttpResult, NotFoundProblem>> ShowTrackedAsync(
        string token, Guid attachmentId, HttpContext http, [AsParameters] EvidenceWork work, CancellationToken ct) =>
        await TrackComplaint.FindAsync(token, work.Db, work.Scope, work.Clock, ct) is { } complaint
            ? await PictureAsync(OfCustomer(complaint, work.Db), attachmentId, http, work.Store, ct)
            : Problems.NotFound();

    /// <summary>The customer's own files, oldest first.</summary>
    internal static async Task<IReadOnlyList<AttachmentResponse>> OfCustomerAsync(
        Complaint complaint, IntakeDbContext db, CancellationToken ct) => (await ReadAsync(OfCustomer(complaint, db), ct)).Items;

    internal static async Task<Created<AttachmentsResponse>> AddToAsync(
        Complaint complaint, string by, string location, HttpContext http, EvidenceWork work, CancellationToken ct)
    {
        var (db, now) = (work.Db, work.Clock.GetUtcNow());
        var most = work.Options.Value.MostAttachments;
        var before = await db.Attachments.CountAsync(row => row.ComplaintId == complaint.Id, ct);
        var stored = await work.Upload.ReadAsync(http, Math.Max(0, most - before), ct);
        try
        {
            // Others may have come in meanwhile: then this runs again, and counts again
            if (before + stored.Count > most)
            {
                throw new DomainRuleException(
                    "attachment.too_many",
                    $"A complaint takes at most {most} files; it has {before}. | 每个投诉最多 {most} 个文件,现有 {before} 个。");
            }

            await AddMessage.RecordAsync(complaint, text: null, stored.Count, by, db, now, ct);
            // A duplicate follows its original: those who work on the original are told
            if (complaint.DuplicateOf is { } originalId
                && await db.Complaints.FirstOrDefaultAsync(row => row.Id == originalId && row.WithdrawnAt == null, ct) is { } original)
                await AddMessage.RecordAsync(original, text: null, stored.Count, by, db, now, ct);
        }
        catch (ProblemException)
        {
            await work.Upload.DiscardAsync(stored);
            throw;
        }

        var rows = stored.Select(evidence => Attachment.Of(evidence, complaint.StorefrontId, complaint.Id, by, now)).ToList();
        db.Attachments.AddRange(rows);
        return TypedResults.Created(location, new AttachmentsResponse(rows.ConvertAll(AttachmentResponse.Of)));
    }

    // Those who work on a complaint see what came on its duplicates, too
    private static IQueryable<Attachment> OfComplaint(Guid id, IntakeDbContext db) => db.Attachments.Where(
        row => row.ComplaintId == id || db.Complaints.Any(other => other.Id == row.ComplaintId && other.DuplicateOf == id));

    // What staff add is for the house
    private static IQueryable<Attachment> OfCustomer(Complaint complaint, IntakeDbContext db) =>
        db.Attachments.Where(row => row.ComplaintId == complaint.Id && row.By != "staff");

    private static async Task<AttachmentsResponse> ReadAsync(IQueryable<Attachment> attachments, CancellationToken ct) =>
        new((await attachments.AsNoTracking().OrderBy(row => row.At).ThenBy(row => row.Id).ToListAsync(ct))
            .ConvertAll(AttachmentResponse.Of));

    // Always to be saved, never shown in the page: what a customer sends may be made to harm
    private static async Task<Results<FileStreamHttpResult, NotFoundProblem>> FileAsync(
        IQueryable<Attachment> attachments, Guid attachmentId, IEvidenceStore store, CancellationToken ct) =>
        await attachments.AsNoTracking().FirstOrDefaultAsync(row => row.Id == attachmentId, ct) is { } row
        && await store.OpenReadAsync(row.Id, ct) is { } content
            ? TypedResults.Stream(content, row.ContentType, row.FileName, enableRangeProcessing: true)
            : Problems.NotFound();

    // Made anew from its pixels, a picture can be shown where its file could not
    private static async Task<Results<FileContentHttpResult, NotFoundProblem>> PictureAsync(
        IQueryable<Attachment> attachments, Guid attachmentId, HttpContext http, IEvidenceStore store, CancellationToken ct)
    {
        if (await attachments.AsNoTracking().FirstOrDefaultAsync(row => row.Id == attachmentId, ct) is not { } row)
            return Problems.NotFound();
        if (!Picture.IsShown(row.ContentType))
            throw Picture.NotShown();
        await using var content = await store.OpenReadAsync(row.Id, ct);
        if (content is null)
            return Problems.NotFound();
        var shown = await Picture.ShownAsync(content, ct) ?? throw Picture.NotShown();
        http.Response.Headers.CacheControl = "private, max-age=3600";
        return TypedResults.Bytes(shown, "image/jpeg");
    }
}
