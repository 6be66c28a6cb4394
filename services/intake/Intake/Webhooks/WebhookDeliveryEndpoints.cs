using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Policies;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Intake.Webhooks;

/// <param name="MessageId">The <c>webhook-id</c>: the same for every attempt and every replay.</param>
/// <param name="Sequence">In the change feed; <c>null</c> for a test.</param>
/// <param name="NextAttemptAt"><c>null</c>: it has ended, or waits for an earlier one of its complaint.</param>
/// <param name="Replay">Asked for by hand.</param>
/// <param name="Log">The attempts, the latest twenty.</param>
public sealed record WebhookDeliveryResponse(
    Guid Id, string MessageId, long? Sequence, Guid? ComplaintId, string Kind, WebhookDeliveryState State, int Attempts,
    DateTimeOffset CreatedAt, DateTimeOffset? NextAttemptAt, DateTimeOffset? EndedAt, bool Replay, IReadOnlyList<WebhookAttempt> Log)
{
    internal static WebhookDeliveryResponse Of(WebhookDelivery row) => new(
        row.Id, row.MessageId, row.Sequence, row.ComplaintId, row.Kind, row.State, row.Attempts, row.CreatedAt, row.NextAt, row.EndedAt,
        row.IsReplay, row.AttemptLog());
}

/// <summary>One delivery, or a range of the change feed with both ends.</summary>
/// <param name="DeliveryId">Of this webhook.</param>
/// <param name="From">The first number of the change feed.</param>
/// <param name="To">The last number; at most 10,000 numbers at once.</param>
public sealed record ReplayWebhookRequest(
    Guid? DeliveryId = null,
    [property: Range(1, long.MaxValue)] long? From = null,
    [property: Range(1, long.MaxValue)] long? To = null);

/// <param name="Queued">How many deliveries were queued.</param>
public sealed record ReplayWebhookResponse(int Queued);

/// <summary>The log of what was sent to a webhook, a test, and sending again.</summary>
internal static class WebhookDeliveryEndpoints
{
    private const long LargestReplay = 10_000;

    public static void Map(RouteGroupBuilder group, string[] callers)
    {
        group.MapGet("/{id:guid}/deliveries", ListAsync).WithName("ListWebhookDeliveries").AllowRoles(callers);
        group.MapPost("/{id:guid}/test", TestAsync).WithName("TestWebhook").AllowRoles(callers);
        group.MapPost("/{id:guid}/replay", ReplayAsync).WithName("ReplayWebhook").AllowRoles(callers);
    }

    /// <summary>Newest first.</summary>
    internal static async Task<Results<Ok<Page<WebhookDeliveryResponse>>, NotFoundProblem>> ListAsync(
        Guid id, PageRequest page, IntakeDbContext db, CancellationToken ct, QueryEnum<WebhookDeliveryState>? state = null,
        Guid? complaintId = null)
    {
        if (!await db.Webhooks.AnyAsync(row => row.Id == id, ct))
            return Problems.NotFound();

        WebhookDeliveryState? wanted = state is { } given ? given.Value : null;
        var all = db.WebhookDeliveries.AsNoTracking().Where(row => row.WebhookId == id && (wanted == null || row.State == wanted)
            && (complaintId == null || row.ComplaintId == complaintId));
        var rows = await all.PageBy(page, row => row.Place, row => row.Id, descending: true).ToListAsync(ct);
        return TypedResults.Ok(page.ToPage(
            rows, row => PageCursor.Of(row.Place, row.Id), WebhookDeliveryResponse.Of, page.Count ? await all.CountAsync(ct) : null));
    }

    /// <summary>Sends a message of kind <c>webhook_test</c> now, once, also to one that is disabled, and says what came of it.</summary>
    internal static async Task<Results<Ok<WebhookDeliveryResponse>, NotFoundProblem>> TestAsync(
        Guid id, [AsParameters] WebhookWriting writing, CancellationToken ct)
    {
        var db = writing.Db;
        if (await db.Webhooks.FirstOrDefaultAsync(row => row.Id == id, ct) is not { } webhook)
            return Problems.NotFound();

        var policy = (await IntakePolicy.Set.ReadAsync(db, webhook.StorefrontId, ct)).Policy.Webhooks;
        var delivery = WebhookDelivery.Test(webhook, writing.Clock.GetUtcNow());
        var answer = await writing.Http.SendAsync(webhook, WebhookMessages.Test(delivery), policy, ct);
        delivery.Tried(answer.Attempt, next: null);
        webhook.PlacesTaken();
        db.WebhookDeliveries.Add(delivery);
        return TypedResults.Ok(WebhookDeliveryResponse.Of(delivery));
    }

    /// <summary>Queues deliveries again, behind those that wait; receivers know them by their ids.</summary>
    internal static async Task<Results<Accepted<ReplayWebhookResponse>, NotFoundProblem>> ReplayAsync(
        Guid id, ReplayWebhookRequest request, IntakeDbContext db, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Webhooks.FirstOrDefaultAsync(row => row.Id == id, ct) is not { } webhook)
            return Problems.NotFound();

        var (from, to) = await RangeAsync(webhook, request, db, ct);
        var entries = await WebhookQueue.Entries(db, webhook.StorefrontId, from, to).ToListAsync(ct);
        if (request.DeliveryId is null)
            entries.RemoveAll(entry => !webhook.Wants(entry.Kind));
        var deliveries = await WebhookQueue.DeliveriesAsync(db, webhook, entries, isReplay: true, clock.GetUtcNow(), ct);
        webhook.PlacesTaken();
        db.WebhookDeliveries.AddRange(deliveries);
        return TypedResults.Accepted($"/api/v1/webhooks/{id}/deliveries", new ReplayWebhookResponse(deliveries.Count));
    }

    private static async Task<(long From, long To)> RangeAsync(
        Webhook webhook, ReplayWebhookRequest request, IntakeDbContext db, CancellationToken ct)
    {
        if (request is { DeliveryId: { } deliveryId, From: null, To: null })
        {
            var sequence = await db.WebhookDeliveries.Where(row => row.Id == deliveryId && row.WebhookId == webhook.Id)
                .Select(row => row.Sequence).FirstOrDefaultAsync(ct)
                ?? throw new ValidationProblemException(("/deliveryId", "Is no delivery of this webhook. | 不是该 webhook 的投递记录。"));
            return (sequence, sequence);
        }

        if (request is not { DeliveryId: null, From: { } from, To: { } to })
            throw new ValidationProblemException(("/deliveryId", "Name one delivery, or from and to. | 请指定一次投递,或指定 from 与 to。"));
        if (to < from || to - from >= LargestReplay)
            throw new ValidationProblemException(("/to", "Must be at most 9999 above from. | 必须不小于 from,且最多大 9999。"));
        // What has not been queued once comes by itself
        return (from, Math.Min(to, webhook.Queued));
    }
}
