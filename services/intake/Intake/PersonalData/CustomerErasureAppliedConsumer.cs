using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Persistence.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Intake.PersonalData;

/// <summary>Notes what each service says of an erasure.</summary>
internal sealed class CustomerErasureAppliedConsumer(IntakeDbContext db) :
    IEventConsumer<Contracts.Classification.CustomerErasureApplied>, IEventConsumer<Contracts.Resolution.CustomerErasureApplied>,
    IEventConsumer<Contracts.FollowUp.CustomerErasureApplied>, IEventConsumer<Contracts.Survey.CustomerErasureApplied>
{
    public Task HandleAsync(Contracts.Classification.CustomerErasureApplied message, CancellationToken ct) => TakeAsync(
        message.ErasureId, "classification", message.Version,
        message.Rows.Select(row => new ErasedCount(row.Kind, row.Before, row.After)), message.OccurredAt, ct);

    public Task HandleAsync(Contracts.Resolution.CustomerErasureApplied message, CancellationToken ct) => TakeAsync(
        message.ErasureId, "resolution", message.Version,
        message.Rows.Select(row => new ErasedCount(row.Kind, row.Before, row.After)), message.OccurredAt, ct);

    public Task HandleAsync(Contracts.FollowUp.CustomerErasureApplied message, CancellationToken ct) => TakeAsync(
        message.ErasureId, "follow-up", message.Version,
        message.Rows.Select(row => new ErasedCount(row.Kind, row.Before, row.After)), message.OccurredAt, ct);

    public Task HandleAsync(Contracts.Survey.CustomerErasureApplied message, CancellationToken ct) => TakeAsync(
        message.ErasureId, "survey", message.Version,
        message.Rows.Select(row => new ErasedCount(row.Kind, row.Before, row.After)), message.OccurredAt, ct);

    private async Task TakeAsync(
        Guid erasureId, string service, int round, IEnumerable<ErasedCount> rows, DateTimeOffset at, CancellationToken ct)
    {
        if (await db.Erasures.FirstOrDefaultAsync(row => row.Id == erasureId, ct) is { } erasure)
            erasure.Answer(service, round, [.. rows], at);
    }
}
