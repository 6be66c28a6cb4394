using ComplaintPlatform.Resolution.Policies;

namespace ComplaintPlatform.Resolution.Emergencies;

/// <summary>The emergency of a case, as one value of its row; the steps are those that the playbook had when it began.</summary>
internal sealed record Emergency(
    EmergencyTrigger Trigger, double Risk, bool Blocks, DateTimeOffset OpenedAt, IReadOnlyList<EmergencyTask> Steps,
    DateTimeOffset? ClosedAt = null, Guid? ClosedBy = null, string? Reason = null)
{
    public bool IsOpen => ClosedAt is null;

    /// <summary>Steps that are not done and of which nobody was told that they are late.</summary>
    public IEnumerable<EmergencyTask> Pending => IsOpen ? Steps.Where(step => step is { DoneAt: null, Late: false }) : [];
}

/// <param name="Late">Its time ran out before it was done.</param>
internal sealed record EmergencyTask(
    string Id, string Department, LocalizedText Text, DateTimeOffset DueAt, DateTimeOffset? DoneAt = null, string? DoneBy = null,
    bool Late = false);
