using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Data;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Complaints;

internal sealed class ComplaintReceivedConsumer(ResolutionDbContext db, CaseOpening opening) : IEventConsumer<ComplaintReceived>,
IBatchConsumer
{
    public Task PrepareAsync(IReadOnlyList<IDomainEvent> messages, CancellationToken ct) => db.PrepareFactsAsync(messages, ct);

    public async Task HandleAsync(ComplaintReceived message, CancellationToken ct)
    {
        var facts = await db.FactsOfAsync(message.ComplaintId, message.StorefrontId, ct);
        facts.Apply(message);
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
