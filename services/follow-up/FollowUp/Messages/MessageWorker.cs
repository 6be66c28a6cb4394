using ComplaintPlatform.FollowUp.Data;
using ComplaintPlatform.FollowUp.FollowUps;
using ComplaintPlatform.FollowUp.Messages.Channels;
using ComplaintPlatform.FollowUp.Policies;
using ComplaintPlatform.FollowUp.Storefronts;
using ComplaintPlatform.FollowUp.Templates;
using ComplaintPlatform.Persistence.Scheduling;
using ComplaintPlatform.Web.Policies;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.FollowUp.Messages;

/// <summary>
/// Sends what is queued. Address, consent and links are asked for at this moment. A message that leaves just before the process dies leaves
/// again with the same id, which is the name of its file and what a gateway or a mailbox can tell copies by.
/// </summary>
internal sealed class MessageWorker(
    IServiceProvider services, ContactPoints contactPoints, SurveyLinks surveyLinks, Outlets outlets, PolicySet<FollowUpPolicy> policies,
    PolicySet<MessageTemplates> templates, TimeProvider clock)
    : DueRowWorker<FollowUpDbContext, OutgoingMessage>(services)
{
    private const string CustomerUnknown = "customer_unknown";

    /// <summary>Longer than asking and sending take together, with their time limits.</summary>
    private static readonly TimeSpan LongestHandling = TimeSpan.FromSeconds(75);

    protected override TimeSpan Interval => TimeSpan.FromMilliseconds(500);

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
            await SendAsync(db, message, ct);
        }
        catch (DependencyUnavailableException unavailable)
        {
            message.Delay(unavailable.Code, clock.GetUtcNow());
        }
    }

    private async Task SendAsync(FollowUpDbContext db, OutgoingMessage message, CancellationToken ct)
    {
        if (await contactPoints.FindAsync(message.StorefrontId, message.ComplaintId, ct) is not { } contact)
        {
            await GiveUpAsync(db, message, CustomerUnknown, null, ct);
            return;
        }

        if (contact.OptedOut)
        {
            await GiveUpAsync(db, message, "opted_out", null, ct);
            return;
        }

        SurveyLink? survey = null;
        if (message.SurveyId is { } surveyId && (survey = await surveyLinks.FindAsync(message.StorefrontId, surveyId, ct)) is null)
        {
            await GiveUpAsync(db, message, "survey_unknown", null, ct);
            return;
        }

        var (policy, _) = await policies.ReadAsync(db, message.StorefrontId, ct);
        var ways = outlets.WaysTo(contact, policy.MessageChannels).ToList();
        if (ways.Count == 0)
        {
            await GiveUpAsync(db, message, "no_address", null, ct);
            return;
        }

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
        var (texts, _) = await templates.ReadAsync(db, message.StorefrontId, ct);
        await SendByAsync(ways, db, message, (texts.Compose(message, contact, survey, storefront), contact.ReplyTo), ct);
    }

    /// <summary>By the first way that takes it. What one way refuses for good may go by the next.</summary>
    private async Task SendByAsync(
        List<Way> ways, FollowUpDbContext db, OutgoingMessage message, (ComposedText Text, string? ReplyTo) content, CancellationToken ct)
    {
        foreach (var (outlet, channel, address) in ways)
        {
            switch (await outlet.SendAsync(new Letter(message.Id, message.Template, message.CreatedAt, channel, address, content.Text, content.ReplyTo), ct))
            {
                case SendOutcome.Sent:
                    db.Publish(message.Sent(channel, clock.GetUtcNow()));
                    return;
                case SendOutcome.TryAgain when message.IsLastTry:
                    await GiveUpAsync(db, message, "channel_unavailable", channel, ct);
                    return;
                case SendOutcome.TryAgain:
                    message.Postpone("channel_unavailable", channel, clock.GetUtcNow());
                    return;
                case SendOutcome.NotNow:
                    message.Delay("channel_unavailable", clock.GetUtcNow());
                    return;
            }
        }

        await GiveUpAsync(db, message, "refused", ways[^1].Channel, ct);
    }

    /// <summary>The message fails; a follow-up that waits for its answer goes on by phone.</summary>
    private async Task GiveUpAsync(
        FollowUpDbContext db, OutgoingMessage message, string error, MessageChannel? channel, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        db.Publish(message.Fail(error, channel, now));
        if (message.FollowUpId is not { } id
            || await db.FollowUps.Include(row => row.Attempts).FirstOrDefaultAsync(row => row.Id == id, ct) is not { } followUp)
            return;

        var (policy, _) = await policies.ReadAsync(db, message.StorefrontId, ct);
        var storefront = await db.KnownStorefronts.AsNoTracking().FirstOrDefaultAsync(row => row.StorefrontId == message.StorefrontId, ct);
        foreach (var fact in followUp.MessageNotDelivered(error, error == CustomerUnknown, policy,
            policy.DaytimeIn(Storefront.ZoneOf(storefront)), now))
            db.Publish(fact);
    }
}
