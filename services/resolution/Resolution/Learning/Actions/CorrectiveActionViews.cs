using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Learning.Causes;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Web.Http;

namespace ComplaintPlatform.Resolution.Learning.Actions;

/// <param name="CauseId">What it is to remove; a merged one stands for the one that took it in.</param>
/// <param name="OwnerId">A user who works for the cause's storefront.</param>
/// <param name="Improvement">What will be better, in words for customers; those affected are told when it is verified.</param>
public sealed record PlanCorrectiveActionRequest(
    Guid CauseId,
    [property: Required, StringLength(200, MinimumLength = 1), PlainText(OneLine = true)] string Title,
    Guid OwnerId,
    DateTimeOffset DueAt,
    CorrectiveActionKind Kind = CorrectiveActionKind.Corrective,
    [property: StringLength(4000), PlainText] string? Description = null,
    ImprovementText? Improvement = null);

/// <summary>What is better now, in both languages of customers.</summary>
public sealed record ImprovementText(
    [property: Required, StringLength(1000, MinimumLength = 1), PlainText] string Zh,
    [property: Required, StringLength(1000, MinimumLength = 1), PlainText] string En);

/// <summary>What changes; what is not given stays.</summary>
/// <param name="State">Only one of <c>allowed</c>.</param>
/// <param name="EffectiveAt">With <c>done</c>: since when it is in force; now by default.</param>
/// <param name="Note">With <c>verified</c>: how it was verified. Also needed to send it back or to give it up.</param>
public sealed record ChangeCorrectiveActionRequest(
    [property: StringLength(200, MinimumLength = 1), PlainText(OneLine = true)] string? Title = null,
    [property: StringLength(4000), PlainText] string? Description = null,
    Guid? OwnerId = null,
    DateTimeOffset? DueAt = null,
    ImprovementText? Improvement = null,
    CorrectiveActionState? State = null,
    DateTimeOffset? EffectiveAt = null,
    [property: StringLength(2000), PlainText] string? Note = null);

public sealed record ActionOwner(Guid Id, string Name);

/// <param name="Cause">The cause that it is to remove, as it stands now.</param>
/// <param name="Allowed">The states that may follow.</param>
/// <param name="Overdue">Not done, and its time is over.</param>
public sealed record CorrectiveActionResponse(
    Guid Id, string StorefrontId, ActionCause Cause, CorrectiveActionKind Kind, string Title, string? Description, ActionOwner Owner,
    DateTimeOffset DueAt, bool Overdue, CorrectiveActionState State, IReadOnlyList<CorrectiveActionState> Allowed,
    ImprovementText? Improvement, DateTimeOffset? EffectiveAt, DateTimeOffset? DoneAt, DateTimeOffset? VerifiedAt, ActionOwner? VerifiedBy,
    string? Note, DateTimeOffset CreatedAt)
{
    internal static CorrectiveActionResponse Of(CorrectiveAction row, Cause cause, DateTimeOffset now) => new(
        row.Id, row.StorefrontId, new ActionCause(cause.Id, cause.Name), row.Kind, row.Title, row.Description,
        new ActionOwner(row.OwnerId, row.OwnerName), row.DueAt, row.IsOpen && row.DueAt <= now, row.State, row.Allowed,
        row.ImprovementZh is { } zh ? new ImprovementText(zh, row.ImprovementEn!) : null, row.EffectiveAt, row.DoneAt, row.VerifiedAt,
        row.VerifiedBy is { } by ? new ActionOwner(by, row.VerifiedByName ?? "") : null, row.Note, row.CreatedAt);
}

public sealed record ActionCause(Guid Id, string Name);

internal sealed class CorrectiveActionFilter
{
    public string? StorefrontId { get; set; }

    public Guid? CauseId { get; set; }

    /// <summary>A user's id.</summary>
    public Guid? OwnerId { get; set; }

    public QueryEnum<CorrectiveActionState>? State { get; set; }

    public bool? Overdue { get; set; }

    public IQueryable<CorrectiveAction> Apply(IQueryable<CorrectiveAction> rows, IReadOnlyCollection<Guid> causes, DateTimeOffset now)
    {
        if (StorefrontId is { } storefrontId)
            rows = rows.Where(row => row.StorefrontId == storefrontId);
        if (CauseId is not null)
            rows = rows.Where(row => causes.Contains(row.CauseId));
        if (OwnerId is { } ownerId)
            rows = rows.Where(row => row.OwnerId == ownerId);
        if (State is { } state)
            rows = rows.Where(row => row.State == state.Value);
        if (Overdue is { } overdue)
        {
            rows = rows.Where(row => ((row.State == CorrectiveActionState.Planned || row.State == CorrectiveActionState.InProgress)
                && row.DueAt <= now) == overdue);
        }

        return rows;
    }
}
