using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Classification;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Survey.Data;
using ComplaintPlatform.Survey.Storefronts;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Survey.Records;

/// <summary>Keeps what the figures and reports need of every complaint, so that a report asks no other service.</summary>
internal sealed class ComplaintRecordConsumer(SurveyDbContext db)
    : IBatchConsumer, IEventConsumer<ComplaintReceived>, IEventConsumer<ComplaintClassified>, IEventConsumer<ComplaintReclassified>,
    IEventConsumer<CaseAssigned>, IEventConsumer<CaseFirstResponded>, IEventConsumer<DeadlineBreached>, IEventConsumer<CaseResolved>,
    IEventConsumer<CaseClosed>, IEventConsumer<CaseReopened>, IEventConsumer<OfferAccepted>, IEventConsumer<ComplaintWithdrawn>,
    IEventConsumer<ComplaintLinkedAsDuplicate>, IEventConsumer<ComplaintUnlinked>, IEventConsumer<RootCauseRecorded>
{
    public async Task PrepareAsync(IReadOnlyList<IDomainEvent> messages, CancellationToken ct)
    {
        var ids = messages.OfType<IComplaintEvent>().Select(message => message.ComplaintId).Distinct().ToList();
        await db.Complaints.Where(record => ids.Contains(record.ComplaintId)).LoadAsync(ct);
    }

    public async Task HandleAsync(ComplaintReceived message, CancellationToken ct)
    {
        var storefront = await db.KnownStorefronts.FindAsync([message.StorefrontId], ct);
        (await RecordAsync(message, ct)).Take(message, Storefront.ZoneOf(storefront));
    }

    public async Task HandleAsync(ComplaintClassified message, CancellationToken ct) =>
        (await RecordAsync(message, ct)).Take(message.Axes, message.Version);

    public async Task HandleAsync(ComplaintReclassified message, CancellationToken ct) =>
        (await RecordAsync(message, ct)).Take(message.Axes, message.Version);

    public async Task HandleAsync(CaseAssigned message, CancellationToken ct) => (await RecordAsync(message, ct)).Take(message);

    public async Task HandleAsync(CaseFirstResponded message, CancellationToken ct)
    {
        var record = await RecordAsync(message, ct);
        record.Take(message);
        await TimeAsync(record, message.Cycle, ct);
    }

    public async Task HandleAsync(DeadlineBreached message, CancellationToken ct) => (await RecordAsync(message, ct)).Take(message);

    public async Task HandleAsync(CaseResolved message, CancellationToken ct)
    {
        var record = await RecordAsync(message, ct);
        record.Take(message);
        await TimeAsync(record, message.Cycle, ct);
    }

    public async Task HandleAsync(CaseClosed message, CancellationToken ct)
    {
        var record = await RecordAsync(message, ct);
        record.Take(message);
        await TimeAsync(record, message.Cycle, ct);
    }

    public async Task HandleAsync(CaseReopened message, CancellationToken ct) => (await RecordAsync(message, ct)).Take(message);

    public async Task HandleAsync(OfferAccepted message, CancellationToken ct) => (await RecordAsync(message, ct)).Take(message);

    public async Task HandleAsync(RootCauseRecorded message, CancellationToken ct) => (await RecordAsync(message, ct)).Take(message);

    public async Task HandleAsync(ComplaintWithdrawn message, CancellationToken ct) => (await RecordAsync(message, ct)).Withdraw();

    public async Task HandleAsync(ComplaintLinkedAsDuplicate message, CancellationToken ct) =>
        (await RecordAsync(message, ct)).Link(duplicate: true, message.Version);

    public async Task HandleAsync(ComplaintUnlinked message, CancellationToken ct) =>
        (await RecordAsync(message, ct)).Link(duplicate: false, message.Version);

    // The question may have left before all was known of what it is counted by
    private async Task TimeAsync(ComplaintRecord record, int cycle, CancellationToken ct)
    {
        if (record.ClosedAt is not null && await db.Invitations.FirstOrDefaultAsync(
            row => row.ComplaintId == record.ComplaintId && row.Cycle == cycle, ct) is { } invitation)
            invitation.Time(record);
    }

    private async Task<ComplaintRecord> RecordAsync(IComplaintEvent message, CancellationToken ct)
    {
        if (await db.Complaints.FindAsync([message.ComplaintId], ct) is { } known)
            return known;
        var record = ComplaintRecord.Of(message.ComplaintId, message.StorefrontId);
        db.Complaints.Add(record);
        return record;
    }
}
