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

    internal sealed record Recent(Guid Id, string Text, string? OrderId);
}

internal static class DuplicateSearch
{
    private const int Compared = 20;

    public static async Task<EarlierComplaints> EarlierAsync(IntakeDbContext db, Guid customerId, DateTimeOffset since, CancellationToken ct)
    {
        var count = await db.Register.CountAsync(row => row.CustomerId == customerId, ct);
        if (count == 0)
            return EarlierComplaints.None;
        var recents = await db.Complaints.AsNoTracking()
            .Where(row => row.CustomerId == customerId && row.ReceivedAt >= since && row.DuplicateOf == null && row.WithdrawnAt == null)
            .OrderByDescending(row => row.ReceivedAt).Take(Compared)
            .Select(row => new EarlierComplaints.Recent(row.Id, row.Text, row.Order!.ExternalId)).ToListAsync(ct);
        return new EarlierComplaints(count, recents);
    }
}
