using ComplaintPlatform.FollowUp.Data;
using ComplaintPlatform.FollowUp.FollowUps;
using ComplaintPlatform.FollowUp.Messages.Channels;
using ComplaintPlatform.FollowUp.Policies;
using ComplaintPlatform.FollowUp.Storefronts;
using ComplaintPlatform.FollowUp.Templates;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.Scheduling;
using ComplaintPlatform.Web.Policies;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ComplaintPlatform.FollowUp.Messages;

/// <summary>
/// Sends what is queued. Address, consent and links are asked for at this moment. A message that leaves just before the process dies leaves
/// again with the same id, which is the name of its file and what a gateway or a mailbox can tell copies by.
/// </summary>
internal sealed class MessageWorker(
    IServiceProvider services, ContactPoints contactPoints, SurveyLinks surveyLinks, Outlets outlets, PolicySet<FollowUpPolicy> policies,
    PolicySet<MessageTemplates> templates, AddressKeys addressKeys, TimeProvider clock)
    : DueRowWorker<FollowUpDbContext, OutgoingMessage>(services)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Longer than asking and sending take together, with their time limits.</summary>
    private static readonly TimeSpan LongestHandling = TimeSpan.FromSeconds(75);

    protected override TimeSpan Interval => TimeSpan.FromMilliseconds(500);

    // Sending is waiting: for intake, and for the mail server or gateway
    protected override int SideBySide => 8;

    protected override TimeSpan Lease => TimeSpan.FromMinutes(3);

    protected override async Task HandleAsync(IServiceProvider scope, FollowUpDbContext db, Guid rowId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var message = await db.Messages.FirstAsync(row => row.Id == rowId, ct);
        // Rows of one claim are sent one after the other: what is too late in the lease is left to the next claim
        if (message.State is not MessageState.Queued || message.LeasedUntil < now + LongestHandling)
            return;

        if (message.ExpiresAt <= now)
        {
            db.Publish(message.Fail("expired", null, now));
            return;
        }

        if (message.FollowUpId is { } followUpId
            && !await db.FollowUps.AnyAsync(row => row.Id == followUpId && row.State == FollowUpState.Open, ct))
        {
            message.Cancel();
            return;
        }

        try
        {
            await SendAsync(db, message, scope.GetRequiredService<UndeliveredMessages>(), scope.GetRequiredService<HeldTurns>(), ct);
        }
        catch (DependencyUnavailableException unavailable)
        {
            message.Delay(unavailable.Code, clock.GetUtcNow());
        }
    }

    private async Task SendAsync(
        FollowUpDbContext db, OutgoingMessage message, UndeliveredMessages undelivered, HeldTurns turns, CancellationToken ct)
    {
        if (await contactPoints.FindAsync(message.StorefrontId, message.ComplaintId, ct) is not { } contact)
        {
            await undelivered.GiveUpAsync(message, UndeliveredMessages.CustomerUnknown, null, ct);
            return;
        }

        if (contact.OptedOut)
        {
            await undelivered.GiveUpAsync(message, "opted_out", null, ct);
            return;
        }

        SurveyLink? survey = null;
        if (message.SurveyId is { } surveyId && (survey = await surveyLinks.FindAsync(message.StorefrontId, surveyId, ct)) is null)
        {
            await undelivered.GiveUpAsync(message, "survey_unknown", null, ct);
            return;
        }

        var (policy, _) = await policies.ReadAsync(db, message.StorefrontId, ct);
        var ways = outlets.WaysTo(contact, policy.MessageChannels).ToList();
        if (ways.Count == 0 && message.Template == MessageTemplates.Acknowledgement)
        {
            // The customer gave no address, or refuses all ways to it: the number was said where the complaint was taken
            message.Cancel("no_address");
            return;
        }

        if (ways.Count == 0)
        {
            await undelivered.GiveUpAsync(message, "no_address", null, ct);
            return;
        }

        if (await WithoutUndeliverableAsync(ways, db, message, policy, ct) is not { Count: > 0 } open)
        {
            await undelivered.GiveUpAsync(message, "undeliverable", null, ct);
            return;
        }

        ways = open;
        var storefront = await db.KnownStorefronts.AsNoTracking().FirstOrDefaultAsync(row => row.StorefrontId == message.StorefrontId, ct);
        var daytime = policy.DaytimeIn(Storefront.ZoneOf(storefront));
        var now = clock.GetUtcNow();
        // A file disturbs no customer
        if (!daytime.Holds(now) && ways.TrueForAll(way => way.Outlet is not FileChannel && policy.IsHeldByNight(way.Channel)))
        {
            message.HoldUntil(daytime.NotBefore(now));
            return;
        }

        if (!daytime.Holds(now))
            ways.RemoveAll(way => way.Outlet is not FileChannel && policy.IsHeldByNight(way.Channel));
        // Until the commit: messages to one customer that leave at the same moment must see each other
        if (MessageTemplates.Capped.Contains(message.Template))
            await turns.EnterAsync($"address/{KeyOf(message, ways[0])}", ct);
        if (await FreeAtAsync(KeyOf(message, ways[0]), db, message, policy, now, ct) is { } free)
        {
            message.HoldBack(daytime.NotBefore(free));
            return;
        }

        var (texts, _) = await templates.ReadAsync(db, message.StorefrontId, ct);
        var unsubscribe = MessageTemplates.Optional.Contains(message.Template) && contact.TrackingUrl is { } tracking
            ? tracking + "/opt-out"
            : null;
        var content = new Content(texts.Compose(message, contact, survey, storefront), unsubscribe, contact.ReplyTo);
        await SendByAsync(ways, db, message, content, undelivered, ct);
    }

    private string KeyOf(OutgoingMessage message, Way way) => addressKeys.Of(message.StorefrontId, way.Channel, way.Address);

    private async Task<List<Way>> WithoutUndeliverableAsync(
        List<Way> ways, FollowUpDbContext db, OutgoingMessage message, FollowUpPolicy policy, CancellationToken ct)
    {
        var keys = ways.ConvertAll(way => KeyOf(message, way));
        var since = clock.GetUtcNow().AddDays(-policy.UndeliverableDays);
        var dead = await db.UndeliverableAddresses.AsNoTracking().Where(row => keys.Contains(row.Key) && row.Since > since)
            .Select(row => row.Key).ToListAsync(ct);
        if (dead.Count > 0)
            message.TriedAddress(dead[0]);
        return [.. ways.Where((_, at) => !dead.Contains(keys[at]))];
    }

    /// <returns>When the customer may be written to again; <c>null</c> is now.</returns>
    private static async Task<DateTimeOffset?> FreeAtAsync(
        string addressKey, FollowUpDbContext db, OutgoingMessage message, FollowUpPolicy policy, DateTimeOffset now, CancellationToken ct)
    {
        if (!MessageTemplates.Capped.Contains(message.Template))
            return null;
        var since = now - Day;
        var sent = await db.Messages.AsNoTracking()
            .Where(row => row.AddressKey == addressKey && row.SentAt > since && row.State == MessageState.Sent
                && MessageTemplates.Capped.Contains(row.Template))
            .OrderByDescending(row => row.SentAt).Take(policy.MostMessagesADay).Select(row => row.SentAt).ToListAsync(ct);
        return sent.Count < policy.MostMessagesADay ? null : sent[^1] + Day;
    }

    /// <summary>By the first way that takes it. What one way refuses for good may go by the next.</summary>
    private async Task SendByAsync(
        List<Way> ways, FollowUpDbContext db, OutgoingMessage message, Content content, UndeliveredMessages undelivered, CancellationToken ct)
    {
        foreach (var way in ways)
        {
            var channel = way.Channel;
            var letter = new Letter(
                message.Id, message.Template, message.CreatedAt, channel, way.Address, content.Text, content.UnsubscribeUrl, content.ReplyTo);
            switch (await way.Outlet.SendAsync(letter, ct))
            {
                case SendOutcome.Sent:
                    db.Publish(message.Sent(channel, KeyOf(message, way), clock.GetUtcNow()));
                    return;
                case SendOutcome.NoSuchAddress:
                    message.TriedAddress(KeyOf(message, way));
                    await UndeliverableAddress.RememberAsync(db, message.StorefrontId, KeyOf(message, way), "refused", clock.GetUtcNow(), ct);
                    break;
                case SendOutcome.TryAgain when message.IsLastTry:
                    await undelivered.GiveUpAsync(message, "channel_unavailable", channel, ct);
                    return;
                case SendOutcome.TryAgain:
                    message.Postpone("channel_unavailable", channel, clock.GetUtcNow());
                    return;
                case SendOutcome.NotNow:
                    message.Delay("channel_unavailable", clock.GetUtcNow());
                    return;
            }
        }

        await undelivered.GiveUpAsync(message, "refused", ways[^1].Channel, ct);
    }

    /// <summary>What leaves, whichever way takes it.</summary>
    private sealed record Content(ComposedText Text, string? UnsubscribeUrl, string? ReplyTo);
}
