using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Intake.Complaints;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Register;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Intake.Tracking;

public enum ConfirmationOutcome { Solved, NotSolved, CallMe }

/// <param name="Text">What the customer wants to add.</param>
public sealed record ConfirmResolutionRequest(ConfirmationOutcome Outcome, [property: StringLength(4000), PlainText] string? Text = null);

public sealed record ConfirmationResponse(ConfirmationOutcome Outcome, DateTimeOffset At);

/// <summary>The customer's own word, by link, on whether the complaint is solved. It answers the follow-up.</summary>
internal static class ConfirmResolution
{
    // The register's words for a follow-up that has its answer
    private static readonly HashSet<string> Answered = ["satisfied", "unsatisfied", "not_solved"];

    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/{token}/confirmation", HandleAsync).WithName(nameof(ConfirmResolution)).AllowLinkHolders();

    internal static async Task<Results<Created<ConfirmationResponse>, NotFoundProblem>> HandleAsync(
        string token, ConfirmResolutionRequest request, IntakeDbContext db, TenantScope scope, TimeProvider clock, CancellationToken ct)
    {
        if (await TrackComplaint.FindAsync(token, db, scope, clock, ct) is not { } complaint)
            return Problems.NotFound();

        var at = await AcceptAsync(complaint, request, db, clock.GetUtcNow(), ct);
        return TypedResults.Created((string?)null, new ConfirmationResponse(request.Outcome, at));
    }

    /// <exception cref="DomainRuleException">There is nothing to confirm, or it was confirmed before.</exception>
    internal static async Task<DateTimeOffset> AcceptAsync(
        Complaint complaint, ConfirmResolutionRequest request, IntakeDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        var entry = await db.Register.AsNoTracking().FirstAsync(row => row.Id == complaint.Id, ct);
        if (!IsAsked(complaint, entry))
            throw new DomainRuleException(
                "complaint.nothing_to_confirm", "There is no result yet that could be confirmed. | 目前还没有可确认的处理结果。");
        if (Answered.Contains(entry.FollowUpState!))
            throw Complaint.AlreadyConfirmed();

        var text = string.IsNullOrWhiteSpace(request.Text) ? null : request.Text.Trim();
        db.Publish(complaint.Confirm(EnumText.Of(request.Outcome), text, entry.FollowUpCycle, now));
        return now;
    }

    /// <summary>There is a result that the customer can speak about.</summary>
    internal static bool IsAsked(Complaint complaint, RegisterEntry entry) =>
        complaint.WithdrawnAt is null && entry.FollowUpState is not null && entry.FollowUpCycle >= entry.Cycle;

    /// <summary>The customer has said how it is; a wish for a call leaves that open.</summary>
    internal static bool IsAnswered(Complaint complaint, RegisterEntry entry) =>
        Answered.Contains(entry.FollowUpState ?? "")
        || (complaint.ConfirmedCycle >= entry.FollowUpCycle && complaint.ConfirmedOutcome is not (null or "call_me"));
}
