using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Intake.Complaints;
using ComplaintPlatform.Intake.Data;
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
        if (await TrackComplaint.FindAsync(token, db, scope, ct) is not { } complaint)
            return Problems.NotFound();

        var at = await AcceptAsync(complaint, request, db, clock.GetUtcNow(), ct);
        return TypedResults.Created((string?)null, new ConfirmationResponse(request.Outcome, at));
    }

    /// <exception cref="DomainRuleException">There is nothing to confirm, or it was confirmed before.</exception>
    internal static async Task<DateTimeOffset> AcceptAsync(
        Complaint complaint, ConfirmResolutionRequest request, IntakeDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        var entry = await db.Register.AsNoTracking().FirstAsync(row => row.Id == complaint.Id, ct);
        if (complaint.WithdrawnAt is not null || entry.FollowUpState is not { } state || entry.FollowUpCycle < entry.Cycle)
            throw new DomainRuleException(
                "complaint.nothing_to_confirm", "There is no result yet that could be confirmed. | 目前还没有可确认的处理结果。");
        if (Answered.Contains(state))
            throw new DomainRuleException(
                "complaint.already_confirmed", "This question has its answer already. Thank you. | 该问题已有答复,感谢您的反馈。");

        var text = string.IsNullOrWhiteSpace(request.Text) ? null : request.Text.Trim();
        db.Publish(complaint.Confirm(EnumText.Of(request.Outcome), text, entry.FollowUpCycle, now));
        return now;
    }
}
