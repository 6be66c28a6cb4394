using ComplaintPlatform.Intake.Data;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Intake.Complaints;

/// <param name="Score">0 to 1: how much of the two texts is alike.</param>
public sealed record DuplicateCandidate(Guid ComplaintId, double Score);

/// <summary>A known customer's recent complaints, read once for the count and for the duplicates among them.</summary>
internal sealed record EarlierComplaints(int Count, IReadOnlyList<EarlierComplaints.Recent> Recents)
{
    public static EarlierComplaints None { get; } = new(0, []);

    /// <summary>Complaints about the same order (or, where neither names one, of the same customer) with a similar text, likeliest first.</summary>
    public IReadOnlyList<DuplicateCandidate> CandidatesFor(string text, string? orderId, double leastScore) =>
    [
        .. Recents.Where(recent => recent.OrderId == orderId)
            .Select(recent => new DuplicateCandidate(recent.Id, Math.Round(TextSimilarity.Of(text, recent.Text), 3)))
            .Where(candidate => candidate.Score >= leastScore)
            .OrderByDescending(candidate => candidate.Score),
    ];

    public EarlierComplaints With(Complaint newest) =>
        new(Count + 1, [new Recent(newest.Id, newest.Text, newest.Order?.ExternalId), .. Recents]);

    internal sealed record Recent(Guid Id, string Text, string? OrderId);
}

internal static class DuplicateSearch
{
    private const int Compared = 20;

    public static async Task<IReadOnlyDictionary<Guid, EarlierComplaints>> EarlierAsync(
        IntakeDbContext db, IReadOnlyList<Guid> customerIds, DateTimeOffset since, CancellationToken ct)
    {
        var earlier = customerIds.ToDictionary(id => id, _ => EarlierComplaints.None);
        if (customerIds.Count == 0)
            return earlier;

        var counts = await db.Register.Where(row => customerIds.Contains(row.CustomerId!.Value))
            .GroupBy(row => row.CustomerId!.Value).Select(group => new { group.Key, Count = group.Count() }).ToListAsync(ct);
        foreach (var ofCustomer in counts)
        {
            // One by one: each customer's latest, however many there are
            var recents = await db.Complaints.AsNoTracking()
                .Where(row => row.CustomerId == ofCustomer.Key && row.ReceivedAt >= since && row.DuplicateOf == null && row.WithdrawnAt == null)
                .OrderByDescending(row => row.ReceivedAt).Take(Compared)
                .Select(row => new EarlierComplaints.Recent(row.Id, row.Text, row.Order!.ExternalId)).ToListAsync(ct);
            earlier[ofCustomer.Key] = new EarlierComplaints(ofCustomer.Count, recents);
        }

        return earlier;
    }
}
