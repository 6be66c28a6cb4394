using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.FollowUp;
using ComplaintPlatform.Contracts.Survey;
using ComplaintPlatform.FollowUp.Data;
using ComplaintPlatform.FollowUp.FollowUps;
using ComplaintPlatform.FollowUp.Policies;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Web.Policies;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.FollowUp.Goodwill;

/// <summary>Gives what the policy says, in the commit of what it is given for: once for each occasion of a complaint.</summary>
internal sealed class GoodwillGifts(FollowUpDbContext db, PolicySet<FollowUpPolicy> policies, HeldTurns turns, TimeProvider clock)
{
    public async Task GrantForAsync(CaseFollowUp followUp, IEnumerable<IDomainEvent> facts, CancellationToken ct)
    {
        foreach (var completed in facts.OfType<FollowUpCompleted>())
        {
            if (EnumText.TryParse<GoodwillOccasion>(completed.Outcome, out var occasion))
                await GrantAsync(followUp, occasion, ct);
        }
    }

    public async Task GrantAsync(CaseFollowUp followUp, GoodwillOccasion occasion, CancellationToken ct)
    {
        var (policy, _) = await policies.ReadAsync(db, followUp.StorefrontId, ct);
        if (policy.Goodwill is not { } goodwill || goodwill.RuleFor(occasion, followUp.Urgency, followUp.CustomerType) is not { } rule)
            return;

        // Two occasions at once would each find no gift
        await turns.EnterAsync($"gift/{followUp.StorefrontId}\n{followUp.CustomerId ?? followUp.ComplaintId}", ct);
        var now = clock.GetUtcNow();
        var since = now.AddDays(-goodwill.CoolDownDays);
        if (await db.Gifts.AnyAsync(row => row.ComplaintId == followUp.ComplaintId && row.Occasion == occasion, ct)
            || (rule.NeedsValue && followUp.CustomerId is { } customer
                && await db.Gifts.AnyAsync(row => row.CustomerId == customer && row.Amount != null && row.GivenAt > since, ct)))
            return;

        var gift = GoodwillGift.Of(followUp, occasion, rule, now);
        db.Gifts.Add(gift);
        db.Publish(gift.Granted(followUp));
    }
}

/// <summary>A low score asks for an apology, where the policy says so.</summary>
internal sealed class LowScoreReceivedConsumer(FollowUpDbContext db, GoodwillGifts gifts) : IEventConsumer<LowScoreReceived>
{
    public async Task HandleAsync(LowScoreReceived message, CancellationToken ct)
    {
        if (await db.FollowUps.Where(row => row.ComplaintId == message.ComplaintId).OrderByDescending(row => row.Cycle)
            .FirstOrDefaultAsync(ct) is { } followUp)
            await gifts.GrantAsync(followUp, GoodwillOccasion.LowScore, ct);
    }
}
