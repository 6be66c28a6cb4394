using ComplaintPlatform.Intake.Customers;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Duplicates;
using ComplaintPlatform.Intake.OrderFacts;
using ComplaintPlatform.Intake.Register;
using ComplaintPlatform.Intake.Storefronts;
using ComplaintPlatform.Intake.Tracking;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Intake.Complaints;

/// <summary>
/// Takes a complaint in, whatever way it came: knows its customer again, proposes duplicates, and makes reference and tracking link.
/// </summary>
internal sealed class ComplaintReception(
    IntakeDbContext db, Complainants complainants, DuplicateSearch duplicates, TrackingLinks tracking, StorefrontProfiles profiles,
    CustomerKeys customerKeys, HeldTurns turns,
    TimeProvider clock)
{
    /// <summary>The answer that the same complaint got before, known by the storefront's own number for it.</summary>
    /// <exception cref="DomainRuleException"><c>complaint.external_id_used</c>: another complaint has that number.</exception>
    public async Task<ReceiveComplaintResponse?> FindRepeatedAsync(
        ReceiveComplaintRequest request, string storefrontId, CancellationToken ct)
    {
        if (request.ExternalId is not { } externalId)
            return null;

        await turns.EnterAsync($"complaint/{storefrontId}\n{externalId}", ct);
        var first = await db.Complaints.AsNoTracking().FirstOrDefaultAsync(
            row => row.StorefrontId == storefrontId && row.ExternalIdKey == externalId, ct);
        if (first is null)
            return null;
        if (first.Text != request.Text)
        {
            throw new DomainRuleException(
                "complaint.external_id_used",
                $"Complaint {first.Reference} has this externalId and another text; add a message to it, or use another externalId. | " +
                $"投诉 {first.Reference} 已使用该 externalId 且内容不同;请在该投诉上补充留言,或使用新的 externalId。");
        }

        var status = await db.Register.Where(row => row.Id == first.Id).Select(row => row.Status).FirstAsync(ct);
        return await AnswerAsync(first, status, await DuplicateSearch.OpenAsync(db, first.Id, ct), ct);
    }

    /// <param name="origin">A file, or what it was spotted in; <c>null</c> where it was filed.</param>
    public async Task<ReceiveComplaintResponse> ReceiveAsync(
        ReceiveComplaintRequest request, string storefrontId, CancellationToken ct, ComplaintOrigin? origin = null)
    {
        EnsureNotInFuture(request);
        var now = clock.GetUtcNow();
        var profile = await profiles.OfAsync(storefrontId, db, ct);
        var customer = origin?.Customer ?? await complainants.FindAsync(request.Customer, storefrontId, profile.PhoneRegion, ct);
        var id = SequentialId.Next();
        var complaint = Complaint.Receive(
            new ReceivedComplaint
            {
                Id = id,
                StorefrontId = storefrontId,
                Reference = Reference.New(),
                Channel = request.Channel,
                ComplainantKind = request.ComplainantKind,
                Customer = customer,
                EarlierComplaints = await EarlierAsync(customer, ct),
                HasContact = customer?.HasContact ?? false,
                Order = OrderDetails.Of(request.Order),
                Subject = request.Subject,
                Text = request.Text,
                Expectation = request.Expectation,
                StatedLoss = request.StatedLoss,
                HappenedAt = request.OccurredAt?.ToUniversalTime(),
                ExternalId = request.ExternalId,
                StaffMember = request.StaffMember,
                TrackingTokenHash = Links.Hash(tracking.Token(id)),
                SignalId = origin?.SignalId,
            },
            now);
        db.Complaints.Add(complaint);
        db.Register.Add(RegisterEntry.Of(complaint));
        if (profile.HasOrderApi && complaint.Order?.ExternalId is not null)
            db.OrderFactsChecks.Add(OrderFactsCheck.Of(complaint, now));
        db.Publish(complaint.Received(
            customer, customer?.ExternalId is { } externalId ? customerKeys.Of(storefrontId, externalId) : null,
            origin?.Name ?? ComplaintOrigin.Filed));
        return await AnswerAsync(complaint, ComplaintStatus.Received, await duplicates.ProposeAsync(complaint, now, ct), ct);
    }

    /// <exception cref="ValidationProblemException">What is complained about has not happened yet.</exception>
    public void EnsureNotInFuture(ReceiveComplaintRequest request)
    {
        if (request.OccurredAt > clock.GetUtcNow().AddMinutes(5))
            throw new ValidationProblemException(("/occurredAt", "Lies in the future. | 时间在未来。"));
    }

    private async Task<int> EarlierAsync(Customer? customer, CancellationToken ct) =>
        customer is null || db.Entry(customer).State is EntityState.Added ? 0
            : await db.Register.CountAsync(row => row.CustomerId == customer.Id, ct);

    private async Task<ReceiveComplaintResponse> AnswerAsync(
        Complaint complaint, ComplaintStatus status, IReadOnlyList<DuplicateCandidate> candidates, CancellationToken ct)
    {
        var url = await tracking.UrlAsync(tracking.Token(complaint.Id, complaint.TrackingGeneration), complaint.StorefrontId, db, ct);
        return new ReceiveComplaintResponse(
            complaint.Id, complaint.Reference, status, complaint.ReceivedAt, url, complaint.MissingNames(), candidates);
    }
}

/// <summary>Where a complaint comes from that nobody filed.</summary>
/// <param name="Customer">Who it is about, as known already.</param>
internal sealed record ComplaintOrigin(Guid? SignalId, Customer? Customer)
{
    /// <summary>Who filed it waits for an acknowledgement; who stands in an old file, or was overheard, does not.</summary>
    public const string Filed = "filed";

    public static ComplaintOrigin Imported { get; } = new(null, null);

    public string Name => SignalId is null ? "imported" : "spotted";
}
