using ComplaintPlatform.Intake.Complaints;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Register;
using ComplaintPlatform.Intake.Storefronts;
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

/// <summary>What the customer sees behind the tracking link.</summary>
/// <param name="Missing">Facts that can be supplied, by their field.</param>
/// <param name="Questions">The same, as they are asked.</param>
/// <param name="Follows">The complaint that this one repeats; what happens to it happens to this one.</param>
public sealed record TrackingResponse(
    string Reference, ComplaintStatus Status, DateTimeOffset ReceivedAt, string? Subject, string Text, IReadOnlyList<string> Missing,
    IReadOnlyList<TrackingQuestion> Questions, FollowedComplaint? Follows, IReadOnlyList<MessageResponse> Messages,
    IReadOnlyList<TrackingStep> Progress);

/// <param name="Fact">The field to send it in.</param>
public sealed record TrackingQuestion(string Fact, string Question);

public sealed record FollowedComplaint(string Reference, ComplaintStatus Status);

/// <summary>A step that the customer may know of.</summary>
public sealed record TrackingStep(DateTimeOffset At, string Kind, string Summary);

/// <summary>What reading for a customer takes.</summary>
internal sealed record TrackingRead(IntakeDbContext Db, TenantScope Scope, RequestLanguage Language, StorefrontProfiles Profiles);

internal static class TrackComplaint
{
    /// <summary>What happens inside the house (assignment, approval, escalation) is not the customer's to read.</summary>
    private static readonly string[] Shown =
    [
        "complaint_received", "complaint_supplemented", "complaint_withdrawn", "customer_confirmed", "case_opened", "case_first_responded",
        "case_paused", "case_resumed",
        "offer_accepted", "offer_refused", "offer_countered", "task_completed", "case_resolved", "case_closed", "case_reopened",
    ];

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/{token}", HandleAsync).WithName(nameof(TrackComplaint))
            .WithDescription("What the customer sees by the link: how far it is, what is asked, what is offered.").AllowLinkHolders()
            .Produces<TrackingResponse>().Produces(200, contentType: "text/html").Produces<Problem>(404, Problem.MediaType);
        group.MapPost("/{token}/messages", AddMessageAsync).WithName("AddTrackedMessage")
            .WithDescription("The customer adds something.").AllowLinkHolders();
        group.MapPatch("/{token}/facts", SupplyAsync).WithName("SupplyTrackedFacts")
            .WithDescription("The customer supplies what was missing.").AllowLinkHolders();
        group.MapPost("/{token}/withdrawal", WithdrawAsync).WithName("WithdrawTracked")
            .WithDescription("The customer takes the complaint back.").AllowLinkHolders();
    }

    internal static async Task<IResult> HandleAsync(string token, HttpContext http, [AsParameters] TrackingRead read, CancellationToken ct)
    {
        var forBrowser = TrackingPage.IsWanted(http.Request);
        if (await FindAsync(token, read.Db, read.Scope, ct) is not { } complaint)
            return forBrowser ? TrackingPage.NotFound(http) : Problems.NotFound();

        var tracked = await ReadAsync(complaint, read, ct);
        if (!forBrowser)
            return TypedResults.Ok(tracked);
        var zone = (await read.Profiles.OfAsync(complaint.StorefrontId, read.Db, ct)).TimeZone;
        return TrackingPage.Show(http, tracked, read.Language, zone);
    }

    internal static async Task<TrackingResponse> ReadAsync(Complaint complaint, TrackingRead read, CancellationToken ct)
    {
        var (db, language) = (read.Db, read.Language.Language);
        var status = await db.Register.AsNoTracking().Where(row => row.Id == complaint.Id).Select(row => row.Status).FirstAsync(ct);
        var original = complaint.DuplicateOf is { } originalId
            ? await db.Register.AsNoTracking().Where(row => row.Id == originalId)
                .Join(db.Complaints, row => row.Id, other => other.Id,
                    (row, other) => new { other.Id, other.Reference, row.Status, other.CustomerId })
                .FirstOrDefaultAsync(ct)
            : null;
        var messages = await db.Messages.AsNoTracking().Where(row => row.ComplaintId == complaint.Id && row.By != "staff")
            .OrderBy(row => row.At)
            .Select(row => new MessageResponse(row.Id, row.By, row.Text, row.At)).ToListAsync(ct);
        var told = new List<Guid> { complaint.Id };
        // The story of the original is this customer's to read only where it is this customer's
        if (original is { CustomerId: not null } && original.CustomerId == complaint.CustomerId)
            told.Add(original.Id);
        var steps = await db.Timeline.AsNoTracking().Where(entry => told.Contains(entry.ComplaintId) && Shown.Contains(entry.Kind))
            .OrderBy(entry => entry.At).ThenBy(entry => entry.FeedNumber).ToListAsync(ct);
        var zone = (await read.Profiles.OfAsync(complaint.StorefrontId, db, ct)).TimeZone;
        var missing = complaint.MissingNames();
        return new TrackingResponse(
            complaint.Reference, status, complaint.ReceivedAt, complaint.Subject, complaint.Text, missing,
            [.. missing.Select(fact => new TrackingQuestion(fact, Completeness.Question(fact, language)))],
            original is null ? null : new FollowedComplaint(original.Reference, original.Status),
            messages,
            steps.ConvertAll(entry => new TrackingStep(entry.At, entry.Kind, GetTimeline.ToItem(entry, language, zone).Summary)));
    }

    internal static async Task<Results<Created<MessageResponse>, NotFoundProblem>> AddMessageAsync(
        string token, AddMessageRequest request, IntakeDbContext db, TenantScope scope, TimeProvider clock, CancellationToken ct) =>
        await FindAsync(token, db, scope, ct) is { } complaint
            ? TypedResults.Created(
                $"/api/v1/track/{token}",
                await AddMessage.AddAsync(complaint, request.Text, TenantScope.CustomerActor, db, clock.GetUtcNow(), ct))
            : Problems.NotFound();

    internal static async Task<Results<Ok<TrackingResponse>, NotFoundProblem>> SupplyAsync(
        string token, SuppliedFacts facts, FactsSupply supply, [AsParameters] TrackingRead read, CancellationToken ct)
    {
        if (await FindAsync(token, read.Db, read.Scope, ct) is not { } complaint)
            return Problems.NotFound();
        if (facts.Customer is not null && !complaint.MissingNames().Contains("customer.contact"))
        {
            throw new DomainRuleException(
                "complaint.fact_recorded", "We know how to reach you; write a message to change it. | 我们已有您的联系方式,如需更改请留言。");
        }

        await supply.TakeAsync(complaint, facts, TenantScope.CustomerActor, ct);
        return TypedResults.Ok(await ReadAsync(complaint, read, ct));
    }

    internal static async Task<Results<NoContent, NotFoundProblem>> WithdrawAsync(
        string token, IntakeDbContext db, TenantScope scope, TimeProvider clock, CancellationToken ct)
    {
        if (await FindAsync(token, db, scope, ct) is not { } complaint)
            return Problems.NotFound();

        await WithdrawComplaint.WithdrawAsync(complaint, TenantScope.CustomerActor, db, clock.GetUtcNow(), ct);
        return TypedResults.NoContent();
    }

    /// <summary>The token is the authority: its holder acts as the customer of this one complaint.</summary>
    internal static async Task<Complaint?> FindAsync(string token, IntakeDbContext db, TenantScope scope, CancellationToken ct)
    {
        var hash = Links.Hash(token);
        var complaint = await db.Complaints.IgnoreQueryFilters().FirstOrDefaultAsync(row => row.TrackingTokenHash == hash, ct);
        if (complaint is not null)
            scope.UseLink(complaint.StorefrontId);
        return complaint;
    }
}
