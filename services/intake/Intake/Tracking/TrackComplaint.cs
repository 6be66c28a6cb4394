using ComplaintPlatform.Intake.Complaints;
using ComplaintPlatform.Intake.Customers;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Evidence;
using ComplaintPlatform.Intake.Pages;
using ComplaintPlatform.Intake.Policies;
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
/// <param name="Messages">What the customer wrote, and what was written to the customer (<c>by</c> is <c>staff</c>).</param>
/// <param name="Progress">What has happened, in the customer's words, oldest first.</param>
/// <param name="Offers">What the customer was offered; those that are <c>proposed</c> wait for an answer.</param>
/// <param name="Attachments">The customer's own files.</param>
/// <param name="AsksWhetherSolved">The customer is asked whether it is solved, and has not said so yet.</param>
/// <param name="CanReopen">It is over, and can be taken up again.</param>
public sealed record TrackingResponse(
    string Reference, ComplaintStatus Status, DateTimeOffset ReceivedAt, string? Subject, string Text, IReadOnlyList<string> Missing,
    IReadOnlyList<TrackingQuestion> Questions, FollowedComplaint? Follows, IReadOnlyList<MessageResponse> Messages,
    IReadOnlyList<TrackingStep> Progress, IReadOnlyList<TrackingOffer> Offers, IReadOnlyList<AttachmentResponse> Attachments,
    bool AsksWhetherSolved, bool CanReopen);

/// <param name="Fact">The field to send it in.</param>
public sealed record TrackingQuestion(string Fact, string Question);

public sealed record FollowedComplaint(string Reference, ComplaintStatus Status);

/// <summary>A step that the customer may know of.</summary>
public sealed record TrackingStep(DateTimeOffset At, string Kind, string Summary);

/// <summary>What reading for a customer takes.</summary>
internal sealed record TrackingRead(
    IntakeDbContext Db, TenantScope Scope, RequestLanguage Language, StorefrontProfiles Profiles, TimeProvider Clock);

internal static class TrackComplaint
{
    // A call's or a visit's entry is the agent's own summary of it; what was written was written to the customer
    private static readonly string[] Written = ["email", "chat", "sms", "app", "web", "letter", "social"];

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/{token}", HandleAsync).WithName(nameof(TrackComplaint))
            .WithDescription(
                "What the customer sees by the link: how far it is, what is asked, what is offered. A browser (`Accept: text/html`) gets the page "
                + "for people, programs get JSON. 410 for a link that was revoked or has expired.").AllowLinkHolders()
            .Produces<TrackingResponse>().Produces(200, contentType: "text/html").Produces<Problem>(404, Problem.MediaType)
            .Produces<Problem>(410, Problem.MediaType);
        group.MapPost("/{token}/messages", AddMessageAsync).WithName("AddTrackedMessage")
            .WithDescription("The customer adds something.").AllowLinkHolders();
        group.MapPatch("/{token}/facts", SupplyAsync).WithName("SupplyTrackedFacts")
            .WithDescription("The customer supplies what was missing.").AllowLinkHolders();
        group.MapPost("/{token}/withdrawal", WithdrawAsync).WithName("WithdrawTracked")
            .WithDescription("The customer takes the complaint back.").AllowLinkHolders();
    }

    internal static async Task<IResult> HandleAsync(string token, HttpContext http, [AsParameters] TrackingRead read, CancellationToken ct)
    {
        if (!HtmlPage.IsWanted(http.Request))
        {
            return await FindAsync(token, read.Db, read.Scope, read.Clock, ct) is { } asked
                ? TypedResults.Ok(await ReadAsync(asked, read, read.Language, ct)) : Problems.NotFound();
        }

        var query = http.Request.Query;
        var news = new PageNews(
            Notice: TrackingTexts.Thank(query["done"].ToString()),
            Error: query.TryGetValue("refused", out var refused) ? TrackingTexts.Refusal(refused.ToString()) : null,
            Answered: Guid.TryParse(query["offer"], out var offer) && refused.Count == 0 ? offer : null);
        return await ShowAsync(token, http, read, news, ct);
    }

    /// <summary>The page, whatever the link is worth.</summary>
    internal static async Task<IResult> ShowAsync(
        string token, HttpContext http, TrackingRead read, PageNews news, CancellationToken ct)
    {
        Complaint? complaint;
        try
        {
            complaint = await FindAsync(token, read.Db, read.Scope, read.Clock, ct);
        }
        catch (ProblemException gone) when (gone.Status == StatusCodes.Status410Gone)
        {
            return TrackingPage.Message(http, gone.Message, gone.Status);
        }

        if (complaint is null)
            return TrackingPage.NotFound(http);
        var tracked = await ReadAsync(complaint, read, HtmlPage.LanguageOf(http), ct);
        var zone = (await read.Profiles.OfAsync(complaint.StorefrontId, read.Db, ct)).TimeZone;
        return TrackingPage.Show(http, LinkOf(http, token), tracked, zone, news);
    }

    /// <summary>The page's path: forms of the page, and pictures on it, lie below.</summary>
    internal static string LinkOf(HttpContext http, string token)
    {
        var path = (http.Request.PathBase + http.Request.Path).ToString();
        return path[..(path.IndexOf(token, StringComparison.Ordinal) + token.Length)];
    }

    /// <summary>Back to the page, so that reloading it sends nothing again.</summary>
    internal static IResult BackTo(HttpContext http, string token, string done)
    {
        http.Response.Headers.Location = $"{LinkOf(http, token)}?lang={HtmlPage.LanguageOf(http).Tag}&done={done}";
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
    }

    internal static async Task<TrackingResponse> ReadAsync(Complaint complaint, TrackingRead read, Language language, CancellationToken ct)
    {
        var db = read.Db;
        var entry = await db.Register.AsNoTracking().FirstAsync(row => row.Id == complaint.Id, ct);
        var original = complaint.DuplicateOf is { } originalId
            ? await db.Register.AsNoTracking().Where(row => row.Id == originalId)
                .Join(db.Complaints, row => row.Id, other => other.Id,
                    (row, other) => new { other.Id, other.Reference, row.Status, other.CustomerId })
                .FirstOrDefaultAsync(ct)
            : null;
        var told = new List<Guid> { complaint.Id };
        // The story of the original is this customer's to read only where it is this customer's
        if (original is { CustomerId: not null } && original.CustomerId == complaint.CustomerId)
            told.Add(original.Id);
        string[] kinds = [.. TrackingTexts.Kinds, .. TrackedOffers.Kinds, "contact_logged"];
        var entries = await db.Timeline.AsNoTracking().Where(row => told.Contains(row.ComplaintId) && kinds.Contains(row.Kind))
            .OrderBy(row => row.At).ThenBy(row => row.FeedNumber).ToListAsync(ct);
        var missing = complaint.MissingNames();
        return new TrackingResponse(
            complaint.Reference, entry.Status, complaint.ReceivedAt, complaint.Subject, complaint.Text, missing,
            [.. missing.Select(fact => new TrackingQuestion(fact, Completeness.Question(fact, language)))],
            original is null ? null : new FollowedComplaint(original.Reference, original.Status),
            [.. (await MessagesAsync(complaint, db, ct)).Concat(entries.Select(ReplyOf).OfType<MessageResponse>()).OrderBy(row => row.At)],
            [.. entries.Where(row => TrackingTexts.Kinds.Contains(row.Kind)).Select(row => StepOf(row, language)).OfType<TrackingStep>()],
            TrackedOffers.Of(
                [.. entries.Where(row => row.ComplaintId == complaint.Id)], entry.Cycle, entry.CaseState is "resolved" or "closed",
                language, read.Clock.GetUtcNow()),
            await AttachEvidence.OfCustomerAsync(complaint, db, ct),
            ConfirmResolution.IsAsked(complaint, entry) && !ConfirmResolution.IsAnswered(complaint, entry),
            entry is { CaseState: "resolved" or "closed", Status: not (ComplaintStatus.Withdrawn or ComplaintStatus.Duplicate) });
    }

    private static Task<List<MessageResponse>> MessagesAsync(Complaint complaint, IntakeDbContext db, CancellationToken ct) =>
        db.Messages.AsNoTracking().Where(row => row.ComplaintId == complaint.Id && row.By != "staff").OrderBy(row => row.At)
            .Select(row => new MessageResponse(row.Id, row.By, row.Text, row.At)).ToListAsync(ct);

    private static MessageResponse? ReplyOf(TimelineEntry entry)
    {
        if (entry.Kind != "contact_logged")
            return null;
        var data = TrackedOffers.DataOf(entry);
        return TrackedOffers.Text(data, "direction") == "outgoing" && Written.Contains(TrackedOffers.Text(data, "channel"))
            && TrackedOffers.Text(data, "text") is { Length: > 0 } text
            ? new MessageResponse(entry.Id, "staff", text, entry.At) : null;
    }

    private static TrackingStep? StepOf(TimelineEntry entry, Language language) =>
        TrackingTexts.Step(entry, TrackedOffers.DataOf(entry), language) is { } summary
            ? new TrackingStep(entry.At, entry.Kind, summary) : null;

    internal static async Task<Results<Created<MessageResponse>, NotFoundProblem>> AddMessageAsync(
        string token, AddMessageRequest request, IntakeDbContext db, TenantScope scope, TimeProvider clock, CancellationToken ct) =>
        await FindAsync(token, db, scope, clock, ct) is { } complaint
            ? TypedResults.Created(
                $"/api/v1/track/{token}",
                await AddMessage.AddAsync(complaint, request.Text, TenantScope.CustomerActor, db, clock.GetUtcNow(), ct))
            : Problems.NotFound();

    internal static async Task<Results<Ok<TrackingResponse>, NotFoundProblem>> SupplyAsync(
        string token, SuppliedFacts facts, FactsSupply supply, [AsParameters] TrackingRead read, CancellationToken ct)
    {
        if (await FindAsync(token, read.Db, read.Scope, read.Clock, ct) is not { } complaint)
            return Problems.NotFound();
        EnsureOwn(facts.Customer);
        if (facts.Customer is { } customer && !complaint.MissingNames().Contains("customer.contact"))
        {
            if (complaint.CustomerAtReceipt?.Says(customer) is not true)
            {
                throw new DomainRuleException(
                    "complaint.fact_recorded", "We know how to reach you; write a message to change it. | 我们已有您的联系方式,如需更改请留言。");
            }

            // The same again
            facts = facts with { Customer = null };
        }

        await supply.TakeAsync(complaint, facts, TenantScope.CustomerActor, ct);
        return TypedResults.Ok(await ReadAsync(complaint, read, read.Language, ct));
    }

    /// <summary>What customers say of themselves; what they are worth to a storefront, and who they are there, it says itself.</summary>
    private static void EnsureOwn(CustomerDetails? customer)
    {
        if (customer is null)
            return;
        var foreign = new (string Field, bool IsGiven)[]
        {
            ("externalId", customer.ExternalId is not null), ("appUserId", customer.AppUserId is not null),
            ("firstOrderAt", customer.FirstOrderAt is not null), ("orderCount", customer.OrderCount is not null),
            ("lifetimeValue", customer.LifetimeValue is not null), ("vip", customer.Vip is not null),
        };
        var errors = foreign.Where(field => field.IsGiven)
            .Select(field => ($"/customer/{field.Field}", "Only the storefront says this. | 只能由店铺提供。")).ToArray();
        if (errors.Length > 0)
            throw new ValidationProblemException("field.not_allowed", errors);
    }

    internal static async Task<Results<NoContent, NotFoundProblem>> WithdrawAsync(
        string token, IntakeDbContext db, TenantScope scope, TimeProvider clock, CancellationToken ct)
    {
        if (await FindAsync(token, db, scope, clock, ct) is not { } complaint)
            return Problems.NotFound();

        await WithdrawComplaint.WithdrawAsync(complaint, TenantScope.CustomerActor, db, clock.GetUtcNow(), ct);
        return TypedResults.NoContent();
    }

    /// <summary>The token is the authority: its holder acts as the customer of this one complaint.</summary>
    /// <exception cref="ProblemException">
    /// 410: <c>tracking.revoked</c>, the link was replaced; <c>tracking.expired</c>, the complaint has been over for as long as links are
    /// kept.
    /// </exception>
    internal static async Task<Complaint?> FindAsync(
        string token, IntakeDbContext db, TenantScope scope, TimeProvider clock, CancellationToken ct)
    {
        var hash = Links.Hash(token);
        var complaint = await db.Complaints.IgnoreQueryFilters().FirstOrDefaultAsync(row => row.TrackingTokenHash == hash, ct);
        if (complaint is null)
        {
            return await db.RevokedLinks.IgnoreQueryFilters().AsNoTracking().AnyAsync(row => row.TokenHash == hash, ct)
                ? throw LinkRefusals.Revoked() : null;
        }

        scope.UseLink(complaint.StorefrontId);
        if (await EndedAtAsync(complaint.Id, db, ct) is { } endedAt)
        {
            var (policy, _) = await IntakePolicy.Set.ReadAsync(db, complaint.StorefrontId, ct);
            LinkRefusals.EnsureOpen(endedAt, policy.Tracking.ExpiresAfterDays, clock.GetUtcNow());
        }

        return complaint;
    }

    private static async Task<DateTimeOffset?> EndedAtAsync(Guid id, IntakeDbContext db, CancellationToken ct) =>
        await db.Register.AnyAsync(
            row => row.Id == id && (row.Status == ComplaintStatus.Closed || row.Status == ComplaintStatus.Withdrawn), ct)
            ? await db.Timeline.Where(row => row.ComplaintId == id && (row.Kind == "case_closed" || row.Kind == "complaint_withdrawn"))
                .MaxAsync(row => (DateTimeOffset?)row.At, ct)
            : null;
}
