using ComplaintPlatform.Contracts.FollowUp;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.FollowUp.FollowUps;

/// <summary>One try to get the customer's answer.</summary>
internal sealed class FollowUpAttempt
{
    public const int LongestNotes = 4000;

    private FollowUpAttempt()
    {
    }

    public Guid Id { get; private init; }

    public Guid FollowUpId { get; private init; }

    public int Number { get; private init; }

    public FollowUpOutcome Outcome { get; private init; }

    public FollowUpChannel Channel { get; private init; }

    public Guid? AgentId { get; private init; }

    public string By { get; private init; } = "";

    public DateTimeOffset At { get; private init; }

    /// <summary>Words about the customer; an erasure empties the column.</summary>
    public string? Notes { get; private set; }

    /// <summary>One of the policy's tries. A second try within the pause after the first is noted and counts for nothing.</summary>
    public bool Counts { get; private init; } = true;

    public static FollowUpAttempt ByAgent(
        Caller caller, CaseFollowUp followUp, FollowUpOutcome outcome, FollowUpChannel channel, string? notes, DateTimeOffset now) => new()
        {
            Id = SequentialId.Next(),
            FollowUpId = followUp.Id,
            Number = followUp.Attempts.Count + 1,
            Outcome = outcome,
            Channel = channel,
            AgentId = caller.UserId,
            By = caller.Actor,
            Notes = string.IsNullOrWhiteSpace(notes) ? null : notes.Trim(),
            At = now,
            Counts = outcome is not FollowUpOutcome.Unreachable || followUp.RetryNotBefore is null || followUp.RetryNotBefore <= now,
        };

    /// <summary>A message that was not answered in time.</summary>
    public static FollowUpAttempt Silence(CaseFollowUp followUp, DateTimeOffset now) => new()
    {
        Id = SequentialId.Next(),
        FollowUpId = followUp.Id,
        Number = followUp.Attempts.Count + 1,
        Outcome = FollowUpOutcome.NoAnswer,
        Channel = FollowUpChannel.Message,
        By = TenantScope.SystemActor,
        At = now,
    };

    /// <summary>The customer's own word, by link.</summary>
    public static FollowUpAttempt ByCustomer(CaseFollowUp followUp, FollowUpOutcome outcome, string? text, DateTimeOffset now) => new()
    {
        Id = SequentialId.Next(),
        FollowUpId = followUp.Id,
        Number = followUp.Attempts.Count + 1,
        Outcome = outcome,
        Channel = FollowUpChannel.Message,
        By = TenantScope.CustomerActor,
        Notes = text,
        At = now,
        Counts = outcome is not FollowUpOutcome.CallMe,
    };

    public FollowUpAttempted Attempted(CaseFollowUp followUp) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = At,
        StorefrontId = followUp.StorefrontId,
        ComplaintId = followUp.ComplaintId,
        Version = followUp.Version,
        Cycle = followUp.Cycle,
        FollowUpId = FollowUpId,
        Outcome = EnumText.Of(Outcome),
        Channel = EnumText.Of(Channel),
        Attempt = Number,
        AgentId = AgentId,
        Notes = Notes,
    };

    public static void Map(EntityTypeBuilder<FollowUpAttempt> table)
    {
        table.ToTable("FollowUpAttempts");
        // What was written before tries could be too early counted
        table.Property(row => row.Counts).HasDefaultValue(true).HasSentinel(true);
        table.Property(row => row.Notes).HasMaxLength(LongestNotes);
        table.HasIndex(row => new { row.FollowUpId, row.Number }).IsUnique();
    }
}
