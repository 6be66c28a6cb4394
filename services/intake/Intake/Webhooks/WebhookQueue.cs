using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Intake.Webhooks;

/// <summary>
/// Makes deliveries of the change feed. The feed has no gaps and every webhook knows how far its deliveries go, so a process that dies
/// between the two loses nothing. A delivery behind another of its complaint gets its time when that one has ended.
/// </summary>
internal sealed class WebhookQueue(IUnitOfWork<IntakeDbContext> unitOfWork, TimeProvider clock)
{
    private const int Step = 500;

    /// <returns>Whether there may be more.</returns>
    public async Task<bool> FillAsync(IntakeDbContext reader, CancellationToken ct)
    {
        var behind = await reader.Webhooks.AsNoTracking()
            .Where(row => row.State == WebhookState.Active
                && reader.FeedCounters.Any(counter => counter.StorefrontId == row.StorefrontId && counter.Last > row.Queued))
            .Select(row => row.Id).ToListAsync(ct);
        var more = false;
        foreach (var id in behind)
            more |= await unitOfWork.RunAsync((writer, token) => FillOneAsync(writer, id, token), ct) == Step;
        return more;
    }

    /// <summary>What waits behind nothing any more, should two replicas have missed each other, gets its time.</summary>
    public Task<int> WakeAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return unitOfWork.RunAsync(
            (writer, token) => writer.WebhookDeliveries
                .Where(row => row.State == WebhookDeliveryState.Pending && row.NextAt == null
                    && !writer.WebhookDeliveries.Any(other => other.WebhookId == row.WebhookId && other.ComplaintId == row.ComplaintId
                        && other.Place < row.Place && other.State == WebhookDeliveryState.Pending))
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.NextAt, now), token),
            ct);
    }

    private async Task<int> FillOneAsync(IntakeDbContext writer, Guid webhookId, CancellationToken ct)
    {
        writer.ChangeTracker.Clear();
        var webhook = await writer.Webhooks.FirstOrDefaultAsync(row => row.Id == webhookId && row.State == WebhookState.Active, ct);
        if (webhook is null)
            return 0;

        var entries = await EntriesAfter(writer, webhook).Take(Step).ToListAsync(ct);
        if (entries.Count == 0)
            return 0;

        var wanted = entries.FindAll(entry => webhook.Wants(entry.Kind));
        writer.WebhookDeliveries.AddRange(await DeliveriesAsync(writer, webhook, wanted, isReplay: false, clock.GetUtcNow(), ct));
        webhook.QueuedUpTo(entries[^1].FeedNumber);
        await writer.SaveChangesAsync(ct);
        writer.ChangeTracker.Clear();
        return entries.Count;
    }

    /// <summary>In the order of the entries.</summary>
    internal static async Task<List<WebhookDelivery>> DeliveriesAsync(
        IntakeDbContext db, Webhook webhook, List<FeedEntry> entries, bool isReplay, DateTimeOffset now, CancellationToken ct)
    {
        var complaints = entries.Select(entry => (Guid?)entry.ComplaintId).Distinct().ToList();
        var busy = (await db.WebhookDeliveries
            .Where(row => row.WebhookId == webhook.Id && complaints.Contains(row.ComplaintId) && row.State == WebhookDeliveryState.Pending)
            .Select(row => row.ComplaintId!.Value).Distinct().ToListAsync(ct)).ToHashSet();
        return entries.ConvertAll(
            entry => WebhookDelivery.Of(webhook, entry, isBehind: !busy.Add(entry.ComplaintId), isReplay, now));
    }

    internal static IQueryable<FeedEntry> Entries(IntakeDbContext db, string storefrontId, long from, long to) =>
        db.Timeline.AsNoTracking()
            .Where(entry => entry.StorefrontId == storefrontId && entry.FeedNumber >= from && entry.FeedNumber <= to)
            .OrderBy(entry => entry.FeedNumber)
            .Select(entry => new FeedEntry(entry.Id, entry.ComplaintId, entry.FeedNumber, entry.Kind));

    private static IQueryable<FeedEntry> EntriesAfter(IntakeDbContext db, Webhook webhook) =>
        Entries(db, webhook.StorefrontId, webhook.Queued + 1, long.MaxValue);
}
