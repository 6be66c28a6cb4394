using ComplaintPlatform.Contracts.FollowUp;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.FollowUp.Policies;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.Scheduling;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.FollowUp.FollowUps;

public enum FollowUpState { Open, Completed, Failed, Cancelled }

public enum FollowUpChannel { Phone, Message }

public enum FollowUpOutcome { Satisfied, Unsatisfied, NotSolved, Unreachable }

/// <summary>
/// The question whether a complaint is solved, once per cycle of its case. One by message acts by itself when it is due; one by phone waits in the
/// call list.
/// </summary>
internal sealed class CaseFollowUp : IStorefrontOwned, IDueRow
{
    private readonly List<FollowUpAttempt> _attempts = [];

    private CaseFollowUp()
    {
    }

    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public Guid ComplaintId { get; private init; }

    public int Cycle { get; private init; }

    public string Urgency { get; private init; } = "";

    public string CustomerType { get; private init; } = "";

    public string Category { get; private init; } = "";

    public string Language { get; private init; } = "";

    public FollowUpChannel FirstChannel { get; private init; }

    public FollowUpChannel Channel { get; private set; }

    public FollowUpState State { get; private set; }

    public FollowUpOutcome? Outcome { get; private set; }

    public DateTimeOffset DueAt { get; private set; }

    /// <summary>A message is out, and its answer is waited for until <see cref="NextAt"/>.</summary>
    public bool AwaitsAnswer { get; private set; }

    public Guid? ClaimedBy { get; private set; }

    public string? ClaimedByName { get; private set; }

    public DateTimeOffset? ClaimedUntil { get; private set; }

    public int AttemptCount { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset? EndedAt { get; private set; }

    public DateTimeOffset? NextAt { get; private set; }

    public DateTimeOffset? LeasedUntil { get; private set; }

    public Guid? LeaseOwner { get; private set; }

    public int Version { get; private set; }

    public IReadOnlyList<FollowUpAttempt> Attempts => _attempts;

    public bool IsOpen => State is FollowUpState.Open;

    public static CaseFollowUp Schedule(CaseResolved resolved, FollowUpPolicy policy, Daytime daytime, DateTimeOffset now)
    {
        var rule = policy.RuleFor(resolved.Case.Urgency, resolved.Case.CustomerType);
        var dueAt = rule.DueAt(resolved.OccurredAt, daytime);
        return new CaseFollowUp
        {
            Id = SequentialId.Next(),
            StorefrontId = resolved.StorefrontId,
            ComplaintId = resolved.ComplaintId,
            Cycle = resolved.Cycle,
            Urgency = resolved.Case.Urgency,
            CustomerType = resolved.Case.CustomerType,
            Category = resolved.Case.Category,
            Language = resolved.Case.Language,
            FirstChannel = rule.Channel,
            Channel = rule.Channel,
            DueAt = dueAt,
            NextAt = rule.Channel is FollowUpChannel.Message ? dueAt : null,
            CreatedAt = now,
            Version = 1,
        };
    }

    public FollowUpScheduled Scheduled(DateTimeOffset now) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = now,
        StorefrontId = StorefrontId,
        ComplaintId = ComplaintId,
        Version = Version,
        Cycle = Cycle,
        FollowUpId = Id,
        DueAt = DueAt,
        Channel = EnumText.Of(Channel),
    };

    public void Claim(Caller caller, FollowUpPolicy policy, DateTimeOffset now)
    {
        EnsureOpen();
        EnsureNotClaimedByAnother(caller, now);
        ClaimedBy = caller.UserId;
        ClaimedByName = caller.Name;
        ClaimedUntil = now.AddMinutes(policy.ClaimMinutes);
        Version++;
    }

    /// <summary>An agent reached the customer, or did not. It may be logged before the follow-up is due.</summary>
    public void LogAttempt(
        Caller caller, FollowUpOutcome outcome, FollowUpChannel? channel, string? notes, FollowUpPolicy policy, Daytime daytime, DateTimeOffset now,
        Action<Contracts.IDomainEvent> publish)
    {
        EnsureOpen();
        EnsureNotClaimedByAnother(caller, now);
        Record(FollowUpAttempt.ByAgent(caller, Id, AttemptCount + 1, outcome, channel ?? FollowUpChannel.Phone, notes, now), policy, daytime, now, publish);
    }

    /// <summary>The message goes out now; until the policy's interval is over its answer is waited for.</summary>
    public void MessageQueued(FollowUpPolicy policy, Daytime daytime, DateTimeOffset now)
    {
        AwaitsAnswer = true;
        Wait(daytime.NotBefore(now.AddHours(policy.AttemptIntervalHours)));
        Version++;
    }

    /// <summary>Nobody answered the message in time.</summary>
    public void MessageUnanswered(FollowUpPolicy policy, Daytime daytime, DateTimeOffset now, Action<Contracts.IDomainEvent> publish) =>
        Record(FollowUpAttempt.BySystem(Id, AttemptCount + 1, now), policy, daytime, now, publish);

    /// <summary>The case went on without it.</summary>
    public void Cancel(DateTimeOffset now)
    {
        if (IsOpen)
            End(FollowUpState.Cancelled, now);
    }

    public static void Map(ModelBuilder model)
    {
        var table = model.Entity<CaseFollowUp>();
        table.ToTable("FollowUps");
        table.Ignore(row => row.IsOpen);
        table.HasMany(row => row.Attempts).WithOne().HasForeignKey(row => row.FollowUpId).OnDelete(DeleteBehavior.Cascade);
        table.Navigation(row => row.Attempts).UsePropertyAccessMode(PropertyAccessMode.Field);
        table.HasIndex(row => new { row.ComplaintId, row.Cycle }).IsUnique();
        table.HasIndex(row => new { row.StorefrontId, row.State, row.DueAt });
        table.HasIndex(row => row.NextAt).HasDatabaseName("IX_FollowUps_Due");
        table.HasIndex(row => row.LeaseOwner);
        FollowUpAttempt.Map(model.Entity<FollowUpAttempt>());
    }

    private void Record(FollowUpAttempt attempt, FollowUpPolicy policy, Daytime daytime, DateTimeOffset now, Action<Contracts.IDomainEvent> publish)
    {
        _attempts.Add(attempt);
        AttemptCount = attempt.Number;
        AwaitsAnswer = false;
        Version++;
        publish(attempt.Attempted(this));

        if (attempt.Outcome is not FollowUpOutcome.Unreachable)
        {
            Outcome = attempt.Outcome;
            End(FollowUpState.Completed, now);
            publish(Completed(attempt.Outcome, now));
        }
        else if (AttemptCount >= policy.Attempts)
        {
            Outcome = FollowUpOutcome.Unreachable;
            End(FollowUpState.Failed, now);
            publish(Failed(now));
        }
        else
        {
            TryAgain(policy, daytime, now);
        }
    }

    private void TryAgain(FollowUpPolicy policy, Daytime daytime, DateTimeOffset now)
    {
        var isLast = AttemptCount + 1 == policy.Attempts;
        Channel = isLast ? FirstChannel is FollowUpChannel.Phone ? FollowUpChannel.Message : FollowUpChannel.Phone : FirstChannel;
        // An unanswered message has had its interval
        var after = _attempts[^1].Channel is FollowUpChannel.Message ? now : now.AddHours(policy.AttemptIntervalHours);
        DueAt = daytime.NotBefore(after);
        (ClaimedBy, ClaimedByName, ClaimedUntil) = (null, null, null);
        Wait(Channel is FollowUpChannel.Message ? DueAt : null);
    }

    private void End(FollowUpState state, DateTimeOffset now)
    {
        State = state;
        EndedAt = now;
        AwaitsAnswer = false;
        Wait(null);
        Version++;
    }

    private void Wait(DateTimeOffset? until) => (NextAt, LeasedUntil, LeaseOwner) = (until, null, null);

    private void EnsureOpen()
    {
        if (!IsOpen)
            throw new DomainRuleException("follow_up.already_ended", "This follow-up has ended already. | 该回访已结束。");
    }

    private void EnsureNotClaimedByAnother(Caller caller, DateTimeOffset now)
    {
        if (ClaimedBy is { } owner && owner != caller.UserId && ClaimedUntil > now)
            throw new DomainRuleException("follow_up.claimed", "Somebody else is calling this customer. | 其他客服正在联系该客户。");
    }

    private FollowUpCompleted Completed(FollowUpOutcome outcome, DateTimeOffset now) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = now,
        StorefrontId = StorefrontId,
        ComplaintId = ComplaintId,
        Version = Version,
        Cycle = Cycle,
        FollowUpId = Id,
        Outcome = EnumText.Of(outcome),
    };

    private FollowUpFailed Failed(DateTimeOffset now) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = now,
        StorefrontId = StorefrontId,
        ComplaintId = ComplaintId,
        Version = Version,
        Cycle = Cycle,
        FollowUpId = Id,
        Attempts = AttemptCount,
    };
}
