using ComplaintPlatform.Intake.Complaints;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Register;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Intake.Tracking;

/// <summary>What the customer sees behind the tracking link.</summary>
public sealed record TrackingResponse(
    string Reference, ComplaintStatus Status, DateTimeOffset ReceivedAt, string? Subject, string Text, IReadOnlyList<string> Missing, IReadOnlyList<MessageResponse> Messages,
    IReadOnlyList<TrackingStep> Progress);

/// <summary>A step that the customer may know of.</summary>
public sealed record TrackingStep(DateTimeOffset At, string Kind, string Summary);

internal static class TrackComplaint
{
    /// <summary>What happens inside the house (assignment, approval, escalation) is not the customer's to read.</summary>
    private static readonly string[] Shown =
    [
        "complaint_received", "complaint_supplemented", "complaint_withdrawn", "case_opened", "case_first_responded", "case_paused", "case_resumed", "offer_accepted",
        "offer_refused", "offer_countered", "task_completed", "case_resolved", "case_closed", "case_reopened",
    ];

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/{token}", HandleAsync).WithName(nameof(TrackComplaint)).AllowLinkHolders();
        group.MapPost("/{token}/messages", AddMessageAsync).WithName("AddTrackedMessage").AllowLinkHolders();
        group.MapPost("/{token}/withdrawal", WithdrawAsync).WithName("WithdrawTracked").AllowLinkHolders();
    }

    internal static async Task<Results<Ok<TrackingResponse>, NotFoundProblem>> HandleAsync(
        string token, RequestLanguage language, IntakeDbContext db, TenantScope scope, CancellationToken ct)
    {
        if (await FindAsync(token, db, scope, ct) is not { } complaint)
            return Problems.NotFound();

        var status = await db.Register.Where(row => row.Id == complaint.Id).Select(row => row.Status).FirstAsync(ct);
        var messages = await db.Messages.AsNoTracking().Where(row => row.ComplaintId == complaint.Id && row.By != "staff").OrderBy(row => row.At)
            .Select(row => new MessageResponse(row.Id, row.By, row.Text, row.At)).ToListAsync(ct);
        var steps = await db.Timeline.AsNoTracking().Where(entry => entry.ComplaintId == complaint.Id && Shown.Contains(entry.Kind))
            .OrderBy(entry => entry.Sequence).ToListAsync(ct);
        return TypedResults.Ok(new TrackingResponse(
            complaint.Reference, status, complaint.ReceivedAt, complaint.Subject, complaint.Text, complaint.MissingNames(), messages,
            steps.ConvertAll(entry => new TrackingStep(entry.At, entry.Kind, GetTimeline.ToItem(entry, language).Summary))));
    }

    internal static async Task<Results<Created<MessageResponse>, NotFoundProblem>> AddMessageAsync(
        string token, AddMessageRequest request, IntakeDbContext db, TenantScope scope, TimeProvider clock, CancellationToken ct) =>
        await FindAsync(token, db, scope, ct) is { } complaint
            ? TypedResults.Created($"/api/v1/track/{token}", AddMessage.Add(complaint, request.Text, TenantScope.CustomerActor, db, clock.GetUtcNow()))
            : Problems.NotFound();

    internal static async Task<Results<NoContent, NotFoundProblem>> WithdrawAsync(
        string token, IntakeDbContext db, TenantScope scope, TimeProvider clock, CancellationToken ct)
    {
        if (await FindAsync(token, db, scope, ct) is not { } complaint)
            return Problems.NotFound();

        await WithdrawComplaint.WithdrawAsync(complaint, TenantScope.CustomerActor, db, clock.GetUtcNow(), ct);
        return TypedResults.NoContent();
    }

    /// <summary>The token is the authority: who holds it acts as the customer of this one complaint.</summary>
    internal static async Task<Complaint?> FindAsync(string token, IntakeDbContext db, TenantScope scope, CancellationToken ct)
    {
        var hash = Links.Hash(token);
        var complaint = await db.Complaints.IgnoreQueryFilters().FirstOrDefaultAsync(row => row.TrackingTokenHash == hash, ct);
        if (complaint is not null)
            scope.UseLink(complaint.StorefrontId);
        return complaint;
    }
}
