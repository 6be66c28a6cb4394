using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Offers;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Complaints;

internal sealed class ComplaintReceivedConsumer(ResolutionDbContext db, CaseOpening opening) : IEventConsumer<ComplaintReceived>,
IBatchConsumer
{
    public Task PrepareAsync(IReadOnlyList<IDomainEvent> messages, CancellationToken ct) => db.PrepareFactsAsync(messages, ct);

    public async Task HandleAsync(ComplaintReceived message, CancellationToken ct)
    {
        var facts = await db.FactsOfAsync(message.ComplaintId, message.StorefrontId, ct);
        await db.RetireLinkAsync(facts, facts.Apply(message), ct);
        await opening.OpenWhenReadyAsync(facts, ct);
    }
}

internal static class FactsLoading
{
    /// <summary>The row, made by whichever event comes first.</summary>
    public static async Task<ComplaintFacts> FactsOfAsync(
        this ResolutionDbContext db, Guid complaintId, string storefrontId, CancellationToken ct)
    {
        if (await db.Complaints.FindAsync([complaintId], ct) is { } known)
            return known;
        var facts = ComplaintFacts.Of(complaintId, storefrontId);
        db.Complaints.Add(facts);
        return facts;
    }

    /// <param name="tokenHash">Of the link that is not in use any more; nothing where there was none.</param>
    public static async Task RetireLinkAsync(this ResolutionDbContext db, ComplaintFacts facts, string? tokenHash, CancellationToken ct)
    {
        if (tokenHash is not null && await db.FormerLinks.FindAsync([tokenHash], ct) is null)
            db.FormerLinks.Add(FormerLink.Of(facts, tokenHash));
    }

    /// <summary>Has the rows of all these events' complaints at hand before the first of them is taken in.</summary>
    public static async Task PrepareFactsAsync(this ResolutionDbContext db, IReadOnlyList<IDomainEvent> messages, CancellationToken ct)
    {
        var missing = messages.OfType<IComplaintEvent>().DistinctBy(message => message.ComplaintId)
            .ToDictionary(message => message.ComplaintId);
        var ids = missing.Keys.ToList();
        foreach (var known in await db.Complaints.Where(row => ids.Contains(row.Id)).ToListAsync(ct))
            missing.Remove(known.Id);
        db.Complaints.AddRange(missing.Values.Select(message => ComplaintFacts.Of(message.ComplaintId, message.StorefrontId)));
    }
}
