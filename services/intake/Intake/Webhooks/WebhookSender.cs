using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Policies;
using ComplaintPlatform.Intake.Register;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ComplaintPlatform.Intake.Webhooks;

/// <summary>
/// Sends what is due. Each webhook has a pump of its own, so that a slow receiver holds up no other; a pump sends several complaints'
/// deliveries at once and those of one complaint one by one. Deliveries are claimed with a lease: what a process was sending when it died
/// is sent again, under the same id.
/// </summary>
internal sealed partial class WebhookSender(
    IServiceScopeFactory scopes, IUnitOfWork<IntakeDbContext> unitOfWork, WebhookQueue queue, WebhookCaller caller, TimeProvider clock,
    ILogger<WebhookSender> logger) : BackgroundService
{
    private const int ClaimedPerSlot = 4;
    private const int LongestRun = 50;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan WakeInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromHours(1);

    /// <summary>Longer than what is claimed together takes where every receiver needs the longest time.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(3);

    private readonly ConcurrentDictionary<Guid, Task> _pumps = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var (woken, swept) = (DateTimeOffset.MinValue, DateTimeOffset.MinValue);
        while (!stoppingToken.IsCancellationRequested)
        {
            var more = false;
            try
            {
                var now = clock.GetUtcNow();
                await using var scope = scopes.CreateAsyncScope();
                scope.ServiceProvider.GetRequiredService<TenantScope>().UseSystem();
                var reader = scope.ServiceProvider.GetRequiredService<IntakeDbContext>();
                more = await queue.FillAsync(reader, stoppingToken);
                if (now - woken > WakeInterval && await reader.WebhookDeliveries.AnyAsync(WaitsForNothing, stoppingToken))
                {
                    woken = now;
                    await queue.WakeAsync(stoppingToken);
                }

                if (now - swept > SweepInterval)
                {
                    swept = now;
                    await SweepAsync(reader, now, stoppingToken);
                }

                foreach (var id in await DueAsync(reader, now, stoppingToken))
                    StartPump(id, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(logger, exception);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            if (!more)
                await Task.Delay(Interval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(_pumps.Values);
    }

    private static System.Linq.Expressions.Expression<Func<WebhookDelivery, bool>> WaitsForNothing =>
        row => row.State == WebhookDeliveryState.Pending && row.NextAt == null;

    private static Task<List<Guid>> DueAsync(IntakeDbContext reader, DateTimeOffset now, CancellationToken ct) =>
        reader.Webhooks.AsNoTracking()
            .Where(row => row.State == WebhookState.Active && reader.WebhookDeliveries.Any(delivery => delivery.WebhookId == row.Id
                && delivery.NextAt <= now && (delivery.LeasedUntil == null || delivery.LeasedUntil <= now)))
            .Select(row => row.Id).ToListAsync(ct);

    private void StartPump(Guid webhookId, CancellationToken ct)
    {
        if (_pumps.TryGetValue(webhookId, out var running) && !running.IsCompleted)
            return;
        _pumps[webhookId] = Task.Run(() => PumpAsync(webhookId, ct), CancellationToken.None);
    }

    private async Task PumpAsync(Guid webhookId, CancellationToken ct)
    {
        try
        {
            while (!ct.IsCancellationRequested && await ReadAsync(webhookId, ct) is var (webhook, policy))
            {
                // At a receiver that fails one try at a time is enough
                var parallel = webhook.FailingSince is null ? policy.Parallel : 1;
                var claimed = await unitOfWork.RunAsync((writer, token) => ClaimAsync(writer, webhookId, parallel * ClaimedPerSlot, token), ct);
                if (claimed.Count == 0)
                    return;
                await Parallel.ForEachAsync(
                    claimed, new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = ct },
                    async (first, token) =>
                    {
                        var delivery = first;
                        for (var run = 0; delivery is not null && run < LongestRun; run++)
                            delivery = await SendAsync(webhook, policy, delivery, token);
                    });
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // What was claimed comes back when its lease runs out
        }
        catch (Exception exception)
        {
            LogFailed(logger, exception);
        }
    }

    private async Task<(Webhook, WebhookPolicy)?> ReadAsync(Guid webhookId, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().UseSystem();
        var db = scope.ServiceProvider.GetRequiredService<IntakeDbContext>();
        if (await db.Webhooks.AsNoTracking().FirstOrDefaultAsync(row => row.Id == webhookId, ct) is not { State: WebhookState.Active } webhook)
            return null;
        var inForce = await IntakePolicy.Set.ReadAsync(db, webhook.StorefrontId, ct);
        return (webhook, inForce.Policy.Webhooks);
    }

    private async Task<List<WebhookDelivery>> ClaimAsync(IntakeDbContext writer, Guid webhookId, int most, CancellationToken ct)
    {
        var (now, owner) = (clock.GetUtcNow(), Guid.NewGuid());
        var until = now + Lease;
        var due = writer.WebhookDeliveries.Where(row => row.WebhookId == webhookId && row.NextAt <= now
            && (row.LeasedUntil == null || row.LeasedUntil <= now));
        await due.Where(row => due.OrderBy(other => other.NextAt).ThenBy(other => other.Place).Take(most)
                .Select(other => other.Id).Contains(row.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.LeasedUntil, until).SetProperty(row => row.LeaseOwner, owner), ct);
        return await writer.WebhookDeliveries.AsNoTracking().Where(row => row.LeaseOwner == owner).OrderBy(row => row.Place).ToListAsync(ct);
    }

    /// <returns>The next delivery of the complaint, where this one has arrived or was given up.</returns>
    private async Task<WebhookDelivery?> SendAsync(Webhook webhook, WebhookPolicy policy, WebhookDelivery delivery, CancellationToken ct)
    {
        var longest = TimeSpan.FromSeconds(policy.TimeoutSeconds + 5);
        if (delivery.LeasedUntil - clock.GetUtcNow() < longest)
            return null;

        var owner = delivery.LeaseOwner;
        var (attempt, retryAfter) = await caller.SendAsync(webhook, await MessageOfAsync(delivery, ct), policy, ct);
        var pause = attempt.Arrived || attempt.Error == "gone" ? null
            : policy.PauseAfter(delivery.Attempts + 1, Random.Shared.NextDouble());
        var now = clock.GetUtcNow();
        delivery.Tried(attempt, now + (retryAfter > pause ? retryAfter : pause));
        var next = await unitOfWork.RunAsync((writer, token) => EndAsync(writer, webhook, delivery, owner, attempt, now, token), ct);
        if (!attempt.Arrived && await ReasonToDisableAsync(webhook, policy, delivery, attempt, now, ct) is { } reason)
        {
            await DisableAsync(webhook.Id, webhook.StorefrontId, reason, ct);
            return null;
        }

        return next;
    }

    private async Task<WebhookDelivery?> EndAsync(
        IntakeDbContext writer, Webhook webhook, WebhookDelivery delivery, Guid? owner, WebhookAttempt attempt, DateTimeOffset now,
        CancellationToken ct)
    {
        var written = await writer.WebhookDeliveries.Where(row => row.Id == delivery.Id && row.LeaseOwner == owner)
            .ExecuteUpdateAsync(
                set => set.SetProperty(row => row.State, delivery.State).SetProperty(row => row.Attempts, delivery.Attempts)
                    .SetProperty(row => row.Log, delivery.Log).SetProperty(row => row.EndedAt, delivery.EndedAt)
                    .SetProperty(row => row.NextAt, delivery.NextAt).SetProperty(row => row.LeasedUntil, (DateTimeOffset?)null)
                    .SetProperty(row => row.LeaseOwner, (Guid?)null),
                ct);
        if (attempt.Arrived && webhook.FailingSince is not null)
        {
            await writer.Webhooks.Where(row => row.Id == webhook.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.FailingSince, (DateTimeOffset?)null), ct);
        }
        else if (!attempt.Arrived && webhook.FailingSince is null)
        {
            await writer.Webhooks.Where(row => row.Id == webhook.Id && row.FailingSince == null)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.FailingSince, (DateTimeOffset?)now), ct);
        }

        if (written == 0 || delivery.NextAt is not null || delivery.ComplaintId is null)
            return null;

        var next = await writer.WebhookDeliveries.AsNoTracking()
            .Where(row => row.WebhookId == webhook.Id && row.ComplaintId == delivery.ComplaintId && row.State == WebhookDeliveryState.Pending)
            .OrderBy(row => row.Place).FirstOrDefaultAsync(ct);
        if (next is not { NextAt: null })
            return null;
        var (until, claim) = (now + Lease, Guid.NewGuid());
        await writer.WebhookDeliveries.Where(row => row.Id == next.Id && row.NextAt == null)
            .ExecuteUpdateAsync(
                set => set.SetProperty(row => row.NextAt, now).SetProperty(row => row.LeasedUntil, until)
                    .SetProperty(row => row.LeaseOwner, claim),
                ct);
        return await writer.WebhookDeliveries.AsNoTracking().FirstOrDefaultAsync(row => row.LeaseOwner == claim, ct);
    }

    private async Task<string?> ReasonToDisableAsync(
        Webhook webhook, WebhookPolicy policy, WebhookDelivery delivery, WebhookAttempt attempt, DateTimeOffset now, CancellationToken ct)
    {
        if (attempt.Error == "gone")
            return "gone";
        if (delivery.State is not WebhookDeliveryState.Failed)
            return null;
        // As it stands now: meanwhile others may have arrived
        return await ReadAsync(webhook.Id, ct) is var (current, _)
            && now - current.FailingSince >= TimeSpan.FromHours(policy.DisableAfterHours) ? "unreachable" : null;
    }

    private async Task DisableAsync(Guid webhookId, string storefrontId, string reason, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().UseStorefront(storefrontId);
        var db = scope.ServiceProvider.GetRequiredService<IntakeDbContext>();
        if (await db.Webhooks.FirstOrDefaultAsync(row => row.Id == webhookId, ct) is not { } webhook)
            return;
        if (webhook.Disable(reason, clock.GetUtcNow()) is { } disabled)
            db.Publish(disabled);
        try
        {
            await unitOfWork.CommitAsync(db, ct);
            LogDisabled(logger, webhookId, storefrontId, reason);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Somebody changed it at the same moment: the next failure decides anew
        }
    }

    private async Task<WebhookMessage> MessageOfAsync(WebhookDelivery delivery, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().UseStorefront(delivery.StorefrontId);
        var db = scope.ServiceProvider.GetRequiredService<IntakeDbContext>();
        var entry = await db.Timeline.AsNoTracking().FirstAsync(row => row.Id == delivery.EntryId, ct);
        return WebhookMessages.Of(delivery, entry);
    }

    private async Task SweepAsync(IntakeDbContext reader, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var webhook in await reader.Webhooks.AsNoTracking().Select(row => new { row.Id, row.StorefrontId }).ToListAsync(ct))
        {
            var policy = (await IntakePolicy.Set.ReadAsync(reader, webhook.StorefrontId, ct)).Policy.Webhooks;
            var before = now - TimeSpan.FromDays(policy.KeepDeliveriesDays);
            await unitOfWork.RunAsync(
                (writer, token) => writer.WebhookDeliveries.Where(row => row.WebhookId == webhook.Id && row.EndedAt < before)
                    .ExecuteDeleteAsync(token),
                ct);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Webhooks could not be served; trying again")]
    private static partial void LogFailed(ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Webhook {WebhookId} of {StorefrontId} was disabled: {Reason}")]
    private static partial void LogDisabled(ILogger logger, Guid webhookId, string storefrontId, string reason);
}

/// <summary>What receivers read.</summary>
internal static class WebhookMessages
{
    /// <summary>An entry of the change feed, without words of a person: these are read over the API by who may.</summary>
    public static WebhookMessage Of(WebhookDelivery delivery, TimelineEntry entry) => new(delivery.MessageId, Body(
        entry.Kind, entry.At, new JsonObject
        {
            ["sequence"] = entry.FeedNumber,
            ["id"] = entry.Id,
            ["complaintId"] = entry.ComplaintId,
            ["service"] = entry.Service,
            ["actor"] = entry.Actor,
            ["facts"] = GetTimeline.FactsOf(entry),
        }));

    public static WebhookMessage Test(WebhookDelivery delivery) => new(
        delivery.MessageId, Body(WebhookDelivery.TestKind, delivery.CreatedAt, new JsonObject { ["storefrontId"] = delivery.StorefrontId }));

    private static string Body(string type, DateTimeOffset at, JsonObject data) => new JsonObject
    {
        ["type"] = type,
        ["timestamp"] = JsonDefaults.Rfc3339(at),
        ["data"] = data,
    }.ToJsonString(TimelineJson.Options);
}
