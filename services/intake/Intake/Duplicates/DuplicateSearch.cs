using ComplaintPlatform.Intake.Complaints;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Register;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.Intake.Duplicates;

/// <param name="Score">0 to 1: how much of the two texts is alike.</param>
public sealed record DuplicateCandidate(Guid ComplaintId, double Score);

/// <summary>Finds earlier complaints that a new one may repeat: of the same customer, or about the same order.</summary>
internal sealed class DuplicateSearch(IntakeDbContext db, IOptions<IntakeOptions> options)
{
    private const int Compared = 20;

    /// <summary>Likeliest first, each kept for an agent to decide on.</summary>
    public async Task<IReadOnlyList<DuplicateCandidate>> ProposeAsync(Complaint complaint, DateTimeOffset now, CancellationToken ct)
    {
        var policy = options.Value;
        var since = now - policy.DuplicateWindow;
        // The register has an index that begins with each of the two; the complaint's text is then read by its key
        var recent = db.Register.AsNoTracking().Where(row =>
            row.StorefrontId == complaint.StorefrontId && row.ReceivedAt >= since && row.DuplicateOf == null && !row.Withdrawn);
        var found = new Dictionary<Guid, Recent>();
        if (complaint.CustomerAtReceipt is { EarlierComplaints: > 0 })
            await AddAsync(recent.Where(row => row.CustomerId == complaint.CustomerId));
        var orderId = complaint.Order?.ExternalId;
        if (orderId is not null)
            await AddAsync(recent.Where(row => row.OrderExternalId == orderId));

        var candidates = found.Values
            // Two orders are two matters; who leaves the order out the second time may well mean the same
            .Where(other => other.OrderId is null || orderId is null || other.OrderId == orderId)
            .Select(other => (
                Candidate: new DuplicateCandidate(other.Id, Math.Round(TextSimilarity.Of(complaint.Text, other.Text), 3)),
                Least: orderId is not null
                    && other.OrderId == orderId ? policy.DuplicateLeastScoreOnSameOrder : policy.DuplicateLeastScore))
            .Where(pair => pair.Candidate.Score >= pair.Least)
            .Select(pair => pair.Candidate)
            .OrderByDescending(candidate => candidate.Score).ToList();
        db.DuplicateProposals.AddRange(candidates.Select(candidate =>
            DuplicateProposal.Of(complaint.StorefrontId, complaint.Id, candidate.ComplaintId, candidate.Score, now)));
        return candidates;

        async Task AddAsync(IQueryable<RegisterEntry> rows)
        {
            foreach (var row in await rows.OrderByDescending(row => row.ReceivedAt).Take(Compared)
                .Join(db.Complaints, row => row.Id, row => row.Id, (row, other) => new Recent(row.Id, other.Text, row.OrderExternalId))
                .ToListAsync(ct))
                found[row.Id] = row;
        }
    }

    /// <summary>What is proposed for a complaint, as the later or the earlier of two, and not decided yet.</summary>
    public static async Task<IReadOnlyList<DuplicateCandidate>> OpenAsync(IntakeDbContext db, Guid complaintId, CancellationToken ct) =>
        await db.DuplicateProposals.AsNoTracking()
            .Where(row => (row.ComplaintId == complaintId || row.OtherId == complaintId) && row.DismissedAt == null)
            .Select(row => new { Id = row.ComplaintId == complaintId ? row.OtherId : row.ComplaintId, row.Score })
            // One that is linked is decided
            .Where(row => !db.Complaints.Any(
                other => (other.Id == row.Id && (other.DuplicateOf == complaintId || other.WithdrawnAt != null))
                || (other.Id == complaintId && other.DuplicateOf == row.Id)))
            .OrderByDescending(row => row.Score)
            .Select(row => new DuplicateCandidate(row.Id, row.Score)).ToListAsync(ct);

    private sealed record Recent(Guid Id, string Text, string? OrderId);
}
