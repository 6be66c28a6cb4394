using ComplaintPlatform.Contracts;
using ComplaintPlatform.Intake.Complaints;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Intake.Duplicates;

/// <param name="ComplaintId">The original, which the complaint follows from now on.</param>
public sealed record LinkDuplicateRequest(Guid ComplaintId);

internal static class LinkDuplicate
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapPost("/{id:guid}/duplicate-of", LinkAsync).WithName(nameof(LinkDuplicate))
            .WithDescription("Makes a complaint a repetition of another one, which goes on alone.").AllowRoles(Roles.CaseWorkers);
        group.MapDelete("/{id:guid}/duplicate-of", UnlinkAsync).WithName("UnlinkDuplicate")
            .WithDescription("Takes the link back; the complaint goes on by itself.").AllowRoles(Roles.CaseWorkers);
    }

    internal static async Task<Results<NoContent, NotFoundProblem>> LinkAsync(
        Guid id, LinkDuplicateRequest request, IntakeDbContext db, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Complaints.FirstOrDefaultAsync(row => row.Id == id, ct) is not { } complaint)
            return Problems.NotFound();
        var original = await db.Complaints
            .FirstOrDefaultAsync(row => row.Id == request.ComplaintId && row.StorefrontId == complaint.StorefrontId, ct)
            ?? throw new ValidationProblemException(("/complaintId", "There is no such complaint. | 投诉不存在。"));

        var hasDuplicates = await db.Complaints.AnyAsync(row => row.DuplicateOf == id, ct);
        return await RecordAsync(complaint, complaint.LinkTo(original, hasDuplicates, clock.GetUtcNow()), db, ct);
    }

    internal static async Task<Results<NoContent, NotFoundProblem>> UnlinkAsync(
        Guid id, IntakeDbContext db, TimeProvider clock, CancellationToken ct) =>
        await db.Complaints.FirstOrDefaultAsync(row => row.Id == id, ct) is { } complaint
            ? await RecordAsync(complaint, complaint.Unlink(clock.GetUtcNow()), db, ct)
            : Problems.NotFound();

    private static async Task<NoContent> RecordAsync(
        Complaint complaint, IReadOnlyList<IComplaintEvent> changes, IntakeDbContext db, CancellationToken ct)
    {
        var entry = await db.Register.FirstAsync(row => row.Id == complaint.Id, ct);
        foreach (var change in changes)
        {
            entry.Apply(change);
            db.Publish(change);
        }

        return TypedResults.NoContent();
    }
}
