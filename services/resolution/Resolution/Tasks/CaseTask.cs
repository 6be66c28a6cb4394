using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Resolution.Policies;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Resolution.Tasks;

public enum TaskState { Open, InProgress, Done, Cancelled }

/// <summary>Work of a department in the action plan of a case.</summary>
internal sealed class CaseTask : IStorefrontOwned
{
    private CaseTask()
    {
    }

    public Guid Id { get; private init; }

    public Guid CaseId { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public int Cycle { get; private init; }

    public int Number { get; private init; }

    /// <summary>The promise that it fulfils; <c>null</c> for work that was added by hand.</summary>
    public Guid? ObligationId { get; private init; }

    public string Department { get; private init; } = "";

    [FreeText]
    public string TitleZh { get; private init; } = "";

    [FreeText]
    public string TitleEn { get; private init; } = "";

    public Guid? OwnerId { get; private set; }

    /// <summary>How long it had is the measure of how late it is.</summary>
    public DateTimeOffset AddedAt { get; private init; }

    public DateTimeOffset DueAt { get; private set; }

    /// <summary>Another task of the case that has to be done first.</summary>
    public Guid? DependsOn { get; private init; }

    public TaskState State { get; private set; }

    public string? Result { get; private set; }

    public string? Evidence { get; private set; }

    public DateTimeOffset? DoneAt { get; private set; }

    public DateTimeOffset? OverdueSince { get; private set; }

    public LocalizedText Title => new(TitleZh, TitleEn);

    public bool IsOpen => State is TaskState.Open or TaskState.InProgress;

    public static CaseTask Plan(
        Cases.Case theCase, DateTimeOffset now, int number, Guid? obligationId, string department, LocalizedText title, DateTimeOffset dueAt, Guid? ownerId,
        Guid? dependsOn) => new()
        {
            Id = SequentialId.Next(),
            CaseId = theCase.Id,
            StorefrontId = theCase.StorefrontId,
            Cycle = theCase.Cycle,
            Number = number,
            ObligationId = obligationId,
            Department = department,
            TitleZh = title.Zh,
            TitleEn = title.En,
            AddedAt = now,
            DueAt = dueAt,
            OwnerId = ownerId,
            DependsOn = dependsOn,
        };

    public void Change(TaskState? state, string? result, string? evidence, Guid? ownerId, DateTimeOffset? dueAt, DateTimeOffset now)
    {
        (Result, Evidence, OwnerId) = (result ?? Result, evidence ?? Evidence, ownerId ?? OwnerId);
        if (dueAt is { } due)
            (DueAt, OverdueSince) = (due, null);
        if (state is not { } next)
            return;
        State = next;
        DoneAt = next is TaskState.Done ? now : null;
    }

    public void Claim(Guid ownerId)
    {
        OwnerId = ownerId;
        if (State is TaskState.Open)
            State = TaskState.InProgress;
    }

    public void BecomeOverdue(DateTimeOffset now) => OverdueSince = now;

    public static void Map(EntityTypeBuilder<CaseTask> table)
    {
        table.ToTable("CaseTasks");
        table.Property(row => row.Department).HasMaxLength(64);
        table.Property(row => row.Result).HasMaxLength(2000);
        table.Property(row => row.Evidence).HasMaxLength(2000);
        table.HasIndex(row => row.CaseId);
        table.HasIndex(row => new { row.Department, row.State, row.DueAt });
        table.HasIndex(row => new { row.StorefrontId, row.State, row.DueAt });
        table.HasIndex(row => new { row.State, row.DueAt });
        table.HasIndex(row => new { row.OwnerId, row.State });
    }
}

/// <summary>What was promised to the customer, by whom, until when, and the proof that it was done.</summary>
internal sealed class Obligation : IStorefrontOwned
{
    private Obligation()
    {
    }

    public Guid Id { get; private init; }

    public Guid CaseId { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public int Cycle { get; private init; }

    public Guid OfferId { get; private init; }

    public string Kind { get; private init; } = "";

    public decimal? Amount { get; private init; }

    public string? Currency { get; private init; }

    public Money? Value => Amount is { } amount ? new Money(amount, Currency!) : null;

    /// <summary>Who answers for it: the case's agent when it was promised.</summary>
    public Guid? OwnerId { get; private init; }

    public DateTimeOffset PromisedAt { get; private init; }

    public DateTimeOffset DueAt { get; private set; }

    public DateTimeOffset? FulfilledAt { get; private set; }

    public string? Proof { get; private set; }

    /// <summary>The customer, or a manager with a reason, let the house off it.</summary>
    public DateTimeOffset? ReleasedAt { get; private set; }

    /// <summary><c>customer</c>, or the manager's name.</summary>
    public string? ReleasedBy { get; private set; }

    public string? ReleaseReason { get; private set; }

    /// <summary>Stands for a proof where the customer was erased.</summary>
    public const string ProofErased = "erased";

    public bool IsOpen => FulfilledAt is null && ReleasedAt is null;

    public static Obligation Promise(Cases.Case theCase, Offers.Offer offer, DateTimeOffset now) => new()
    {
        Id = SequentialId.Next(),
        CaseId = theCase.Id,
        StorefrontId = theCase.StorefrontId,
        Cycle = theCase.Cycle,
        OfferId = offer.Id,
        Kind = offer.Kind,
        Amount = offer.Amount,
        Currency = offer.Currency,
        OwnerId = theCase.AgentId ?? offer.ProposedBy,
        PromisedAt = now,
        DueAt = now,
    };

    public void DueNotBefore(DateTimeOffset dueAt) => DueAt = dueAt > DueAt ? dueAt : DueAt;

    public void Release(string by, string reason, DateTimeOffset now) => (ReleasedAt, ReleasedBy, ReleaseReason) = (now, by, reason);

    public void Fulfil(string proof, DateTimeOffset now) => (FulfilledAt, Proof) = (now, proof);

    public static void Map(EntityTypeBuilder<Obligation> table)
    {
        table.ToTable("Obligations");
        table.Property(row => row.Kind).HasMaxLength(64);
        table.Property(row => row.Currency).HasMaxLength(3);
        table.Property(row => row.Proof).HasMaxLength(2000);
        table.Property(row => row.ReleaseReason).HasMaxLength(1000);
        table.HasIndex(row => row.CaseId);
    }
}
