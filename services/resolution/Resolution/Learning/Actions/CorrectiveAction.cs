using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Resolution.Learning.Causes;
using ComplaintPlatform.Web.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Resolution.Learning.Actions;

public enum CorrectiveActionKind { Corrective, Preventive }

public enum CorrectiveActionState { Planned, InProgress, Done, Verified, Cancelled }

/// <summary>What a storefront does so that a cause does not return, and who answers for it.</summary>
internal sealed class CorrectiveAction : IStorefrontOwned
{
    private static readonly Dictionary<CorrectiveActionState, CorrectiveActionState[]> Next = new()
    {
        [CorrectiveActionState.Planned] = [CorrectiveActionState.InProgress, CorrectiveActionState.Cancelled],
        [CorrectiveActionState.InProgress] = [CorrectiveActionState.Done, CorrectiveActionState.Cancelled],
        // What was found wanting is worked on again
        [CorrectiveActionState.Done] = [CorrectiveActionState.Verified, CorrectiveActionState.InProgress],
        [CorrectiveActionState.Verified] = [],
        [CorrectiveActionState.Cancelled] = [],
    };

    private CorrectiveAction()
    {
    }

    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public Guid CauseId { get; private init; }

    public CorrectiveActionKind Kind { get; private init; }

    [FreeText]
    public string Title { get; private set; } = "";

    public string? Description { get; private set; }

    public Guid OwnerId { get; private set; }

    [FreeText]
    public string OwnerName { get; private set; } = "";

    /// <summary>
    /// Ids of all who ever owned it or worked on it, each with a comma: what passed through one's hands is for others to verify.
    /// </summary>
    public string Hands { get; private set; } = "";

    public DateTimeOffset DueAt { get; private set; }

    public CorrectiveActionState State { get; private set; }

    /// <summary>What is better now, in words for customers; they are told only where it is given.</summary>
    public string? ImprovementZh { get; private set; }

    public string? ImprovementEn { get; private set; }

    /// <summary>Since when it is in force; what its effect is reckoned from.</summary>
    public DateTimeOffset? EffectiveAt { get; private set; }

    public DateTimeOffset? DoneAt { get; private set; }

    public Guid? DoneBy { get; private set; }

    public DateTimeOffset? VerifiedAt { get; private set; }

    public Guid? VerifiedBy { get; private set; }

    [FreeText]
    public string? VerifiedByName { get; private set; }

    /// <summary>How it was verified, or why it was sent back or given up.</summary>
    public string? Note { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    public Guid? CreatedBy { get; private init; }

    public int Version { get; private set; }

    public bool IsOpen => State is CorrectiveActionState.Planned or CorrectiveActionState.InProgress;

    public IReadOnlyList<CorrectiveActionState> Allowed => Next[State];

    public static CorrectiveAction Plan(Cause cause, CorrectiveActionKind kind, Guid? by, DateTimeOffset now) => new()
    {
        Id = SequentialId.Next(),
        StorefrontId = cause.StorefrontId,
        CauseId = cause.Id,
        Kind = kind,
        CreatedAt = now,
        CreatedBy = by,
    };

    public void Describe(string? title, string? description, (Guid Id, string Name)? owner, DateTimeOffset? dueAt)
    {
        (Title, Description, DueAt) = (title ?? Title, description ?? Description, dueAt ?? DueAt);
        (OwnerId, OwnerName) = owner ?? (OwnerId, OwnerName);
        Touch(owner?.Id);
        Version++;
    }

    public void DescribeImprovement(string zh, string en)
    {
        (ImprovementZh, ImprovementEn) = (zh, en);
        Version++;
    }

    /// <exception cref="DomainRuleException"><c>corrective_action.ended</c>.</exception>
    public void EnsureChangeable()
    {
        if (Allowed.Count == 0)
        {
            throw new DomainRuleException(
                "corrective_action.ended", "It is verified or given up and stays as it is. | 该措施已验证或已取消,不能再修改。");
        }
    }

    /// <summary>Goes on to a state that may follow.</summary>
    /// <exception cref="DomainRuleException"><c>corrective_action.illegal_transition</c>, with what is allowed.</exception>
    public void Move(CorrectiveActionState to, Guid? by, string byName, DateTimeOffset? effectiveAt, string? note, DateTimeOffset now)
    {
        if (!Allowed.Contains(to))
        {
            throw new DomainRuleException(
                "corrective_action.illegal_transition",
                $"It is {EnumText.Of(State)} and cannot become {EnumText.Of(to)}. | 当前状态为 {EnumText.Of(State)},不能变为 {EnumText.Of(to)}。",
                Allowed.Select(EnumText.Of));
        }

        // Sending it back is judging it, not working on it
        var isWork = to is CorrectiveActionState.Done || (to is CorrectiveActionState.InProgress && State is not CorrectiveActionState.Done);
        if (isWork)
            Touch(by);
        State = to;
        Note = note ?? Note;
        switch (to)
        {
            case CorrectiveActionState.Done:
                (DoneAt, DoneBy, EffectiveAt) = (now, by, effectiveAt ?? now);
                break;
            case CorrectiveActionState.InProgress:
                (DoneAt, DoneBy, EffectiveAt) = (null, null, null);
                break;
            case CorrectiveActionState.Verified:
                (VerifiedAt, VerifiedBy, VerifiedByName) = (now, by, byName);
                break;
        }

        Version++;
    }

    /// <summary>Who verifies has had no hand in it.</summary>
    public bool HasWorkedOnIt(Guid? userId) =>
        userId is not { } id || id == OwnerId || id == DoneBy || Hands.Contains($"{id}", StringComparison.Ordinal);

    private void Touch(Guid? userId)
    {
        if (userId is { } id && !Hands.Contains($"{id}", StringComparison.Ordinal))
            Hands += $"{id},";
    }

    public CorrectiveActionCompleted Completed(Cause cause, DateTimeOffset now) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = now,
        StorefrontId = StorefrontId,
        Version = Version,
        ActionId = Id,
        CauseId = cause.Id,
        CauseName = cause.Name,
        Title = Title,
        EffectiveAt = EffectiveAt!.Value,
    };

    /// <summary>One event for each batch of complaints; one without any where none had the cause.</summary>
    public IEnumerable<CorrectiveActionVerified> Verified(Cause cause, IReadOnlyList<Guid> complaints, int batchSize, DateTimeOffset now)
    {
        var batches = complaints.Count == 0 ? [[]] : complaints.Chunk(batchSize).ToList();
        return batches.Select((batch, at) => new CorrectiveActionVerified
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = StorefrontId,
            Version = Version,
            ActionId = Id,
            CauseId = cause.Id,
            CauseName = cause.Name,
            Title = Title,
            EffectiveAt = EffectiveAt!.Value,
            ImprovementZh = ImprovementZh,
            ImprovementEn = ImprovementEn,
            Batch = at + 1,
            Batches = batches.Count,
            Complaints = batch,
        });
    }

    public static void Map(EntityTypeBuilder<CorrectiveAction> table)
    {
        table.ToTable("CorrectiveActions");
        table.Property(row => row.Description).HasMaxLength(4000);
        table.Property(row => row.ImprovementZh).HasMaxLength(1000);
        table.Property(row => row.ImprovementEn).HasMaxLength(1000);
        table.Property(row => row.Note).HasMaxLength(2000);
        table.Property(row => row.Hands).HasMaxLength(-1);
        table.HasOne<Cause>().WithMany().HasForeignKey(row => row.CauseId).OnDelete(DeleteBehavior.Restrict);
        table.HasIndex(row => new { row.StorefrontId, row.DueAt, row.Id });
    }
}
