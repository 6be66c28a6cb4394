using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.ServiceDefaults.Messaging;

namespace ComplaintPlatform.Resolution.Complaints;

internal sealed class ComplaintReceivedConsumer(ResolutionDbContext db, CaseOpening opening) : IEventConsumer<ComplaintReceived>
{
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
    public static async Task<ComplaintFacts> FactsOfAsync(this ResolutionDbContext db, Guid complaintId, string storefrontId, CancellationToken ct)
    {
        if (await db.Complaints.FindAsync([complaintId], ct) is { } known)
            return known;
        var facts = ComplaintFacts.Of(complaintId, storefrontId);
        db.Complaints.Add(facts);
        return facts;
    }
}
