using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Intake.Complaints;
using ComplaintPlatform.Intake.Customers;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.PersonalData;
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

namespace ComplaintPlatform.Intake.Signals;

/// <summary>Something that was written in a chat, a review or a post, and not as a complaint.</summary>
/// <param name="Text">What was written.</param>
/// <param name="Channel">Where it was written.</param>
/// <param name="Customer">Who wrote it, as far as the storefront knows.</param>
/// <param name="Order">What it is about, as far as the storefront knows.</param>
/// <param name="ExternalId">The storefront's own number for the message: sent again, it is the same one.</param>
/// <param name="OccurredAt">When it was written.</param>
/// <param name="StorefrontId">Implied by an API key, and by the account of staff who work for one storefront only.</param>
public sealed record ReportMessageRequest(
    string Text,
    SignalChannel Channel,
    CustomerDetails? Customer = null,
    OrderRequest? Order = null,
    string? ExternalId = null,
    DateTimeOffset? OccurredAt = null,
    [property: StringLength(100), PlainText] string? StorefrontId = null)
{
    [Required, StringLength(20_000, MinimumLength = 1), PlainText]
    public string Text { get; } = TypedText.Required(Text);

    [StringLength(200), PlainText(OneLine = true)]
    public string? ExternalId { get; } = TypedText.Line(ExternalId);
}

/// <summary>Takes in a message to be screened.</summary>
internal static class ReportMessage
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/messages", HandleAsync).WithName(nameof(ReportMessage))
            .AllowRoles([Roles.Storefront, .. Roles.CaseWorkers, Roles.Administrator])
            .WithSummary("Screen a message that nobody filed as a complaint")
            .WithDescription(
                "Chat, reviews and posts are screened for keywords, sentiment and urgency (`/intake-policies`, section `signals`) within seconds. The answer is "
                + "`unscreened`; what the screening finds stands at `GET /signals/{id}`. While the classifier is away the message waits and is not lost.");

    internal static async Task<Created<SignalResponse>> HandleAsync(
        ReportMessageRequest request, Caller caller, HttpContext http, [AsParameters] SignalReporting reporting, CancellationToken ct)
    {
        var (db, now) = (reporting.Db, reporting.Clock.GetUtcNow());
        var storefrontId = await KnownStorefronts.ForWritingAsync(request.StorefrontId, caller, db, ct);
        SignalReporting.EnsureNotInFuture(request.OccurredAt, now);
        var signal = await FindRepeatedAsync(request, storefrontId, reporting, ct);
        if (signal is null)
        {
            var customer = await reporting.CustomerAsync(request.Customer, storefrontId, ct);
            signal = Signal.OfMessage(storefrontId, request, customer?.Id, now);
            db.Signals.Add(signal);
        }
        else
        {
            http.Response.Headers["Idempotency-Replayed"] = "true";
        }

        ETags.Set(http, signal.Version);
        return TypedResults.Created($"/api/v1/signals/{signal.Id}", await SignalResponse.ReadAsync(signal, caller, db, ct));
    }

    private static async Task<Signal?> FindRepeatedAsync(
        ReportMessageRequest request, string storefrontId, SignalReporting reporting, CancellationToken ct)
    {
        if (request.ExternalId is not { } externalId)
            return null;

        await reporting.Turns.EnterAsync($"signal/{storefrontId}\n{externalId}", ct);
        var first = await reporting.Db.Signals.AsNoTracking()
            .FirstOrDefaultAsync(row => row.StorefrontId == storefrontId && row.ExternalId == externalId, ct);
        return first is null || first.Text == request.Text ? first : throw new DomainRuleException(
            "signal.external_id_used", "Another message has this externalId. | 该 externalId 已用于另一条内容不同的消息。");
    }
}

/// <summary>What taking in a signal needs.</summary>
internal sealed record SignalReporting(
    IntakeDbContext Db, Complainants Complainants, StorefrontProfiles Profiles, HeldTurns Turns, TimeProvider Clock)
{
    public static void EnsureNotInFuture(DateTimeOffset? time, DateTimeOffset now)
    {
        if (time > now.AddMinutes(5))
            throw new ValidationProblemException(("/occurredAt", "Lies in the future. | 时间在未来。"));
    }

    /// <summary>The customer known again, or made known; saved with the rest.</summary>
    public async Task<Customer?> CustomerAsync(CustomerDetails? details, string storefrontId, CancellationToken ct) =>
        details is null ? null
            : await Complainants.FindAsync(details, storefrontId, (await Profiles.OfAsync(storefrontId, Db, ct)).PhoneRegion, ct);
}
