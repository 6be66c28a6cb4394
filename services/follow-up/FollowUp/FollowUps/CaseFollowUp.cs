using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.FollowUp;
using ComplaintPlatform.Contracts.Intake;
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

public enum FollowUpOutcome
{
    Satisfied,
    Unsatisfied,
    NotSolved,
    Unreachable,

    /// <summary>The messages arrived, and the customer said nothing. Silence is no complaint, and no praise.</summary>
    NoAnswer,

    /// <summary>The customer asks to be called; the question stays open.</summary>
    CallMe,
}

/// <summary>
/// The question whether a complaint is solved, once per cycle of its case. One by message acts by itself when it is due; one by phone waits
/// in the call list, and acts when the call is overdue.
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

    /// <summary>As intake knows the customer; <c>null</c> where nobody is known.</summary>
    public Guid? CustomerId { get; private init; }

    public FollowUpChannel FirstChannel { get; private init; }

    public FollowUpChannel Channel { get; private set; }

    public FollowUpState State { get; private set; }

    public FollowUpOutcome? Outcome { get; private set; }

    public DateTimeOffset DueAt { get; private set; }

    /// <summary>A message is out, and its answer is waited for until <see cref="NextAt"/>.</summary>
    public bool AwaitsAnswer { get; private set; }

    /// <summary>Until then the customer is left alone: a try before it is noted and does not count.</summary>
    public DateTimeOffset? RetryNotBefore { get; private set; }

    /// <summary>Since when a call is missing.</summary>
    public DateTimeOffset? OverdueSince { get; private set; }

    /// <summary>Why no message can reach the customer: the question goes on by phone.</summary>
    public string? MessageError { get; private set; }

    /// <summary>What was done, in the agent's words; an erasure empties the column.</summary>
    public string? Resolution { get; private set; }

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

    /// <param name="ended">The resolution, or the end of a case that staff closed without one.</param>
    public static CaseFollowUp Schedule(EndedCase ended, FollowUpPolicy policy, Daytime daytime, DateTimeOffset now)
    {
        var rule = policy.RuleFor(ended.Facts.Urgency, ended.Facts.CustomerType);
        var dueAt = rule.DueAt(ended.At, daytime);
        return new CaseFollowUp
        {
            Id = SequentialId.Next(),
            StorefrontId = ended.StorefrontId,
            ComplaintId = ended.ComplaintId,
            Cycle = ended.Cycle,
            Urgency = ended.Facts.Urgency,
            CustomerType = ended.Facts.CustomerType,
            Category = ended.Facts.Category,
            Language = ended.Facts.Language,
            CustomerId = ended.Facts.CustomerId,
            FirstChannel = rule.Channel,
            Channel = rule.Channel,
            DueAt = dueAt,
            NextAt = dueAt,
            Resolution = ended.Summary is { Length: > FollowUpAttempt.LongestNotes } longer ? longer[..FollowUpAttempt.LongestNotes]
                : ended.Summary,
            CreatedAt = now,
            Version = 1,
        };
    }

    /// <summary>Who keeps it from other agents; <c>null</c> where it is free, or free again.</summary>
    public (Guid By, string Name, DateTimeOffset Until)? ClaimAt(DateTimeOffset now) =>
        ClaimedBy is { } by && ClaimedUntil is { } until && until > now ? (by, ClaimedByName ?? "", until) : null;

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
    public IReadOnlyList<IDomainEvent> LogAttempt(FollowUpAttempt attempt, Caller caller, FollowUpPolicy policy, Daytime daytime)
    {
        EnsureOpen();
        EnsureNotClaimedByAnother(caller, attempt.At);
        return Record(attempt, policy, daytime);
    }

    public FollowUpAttempt AttemptBy(Caller caller, FollowUpOutcome outcome, FollowUpChannel channel, string? notes, DateTimeOffset now) =>
        FollowUpAttempt.ByAgent(caller, this, outcome, channel, notes, now);

    /// <summary>Its time has come: the message leaves, its silence is noted, or the missing call is.</summary>
    public FollowUpStep Advance(FollowUpPolicy policy, Daytime daytime, DateTimeOffset now)
    {
        if (AwaitsAnswer)
            return new(Record(FollowUpAttempt.Silence(this, now), policy, daytime), SendsMessage: false);
        return Channel is FollowUpChannel.Message ? SendMessage(policy, daytime, now) : MissCall(policy, daytime, now);
    }

    /// <summary>The customer answers by link: also late, after silence had ended the question, but once only.</summary>
    public IReadOnlyList<IDomainEvent> Confirm(CustomerConfirmed word, FollowUpPolicy policy, Daytime daytime)
    {
        if (State is not (FollowUpState.Open or FollowUpState.Failed))
            return [];

        var outcome = word.Outcome switch
        {
            "solved" => FollowUpOutcome.Satisfied,
            "not_solved" => FollowUpOutcome.NotSolved,
            _ => FollowUpOutcome.CallMe,
        };
        (State, Outcome, EndedAt) = (FollowUpState.Open, null, null);
        var facts = Record(FollowUpAttempt.ByCustomer(this, outcome, word.Text, word.OccurredAt), policy, daytime);
        if (outcome is FollowUpOutcome.CallMe)
        {
            (AwaitsAnswer, RetryNotBefore) = (false, null);
            WaitForCall(daytime.NotBefore(word.OccurredAt), policy, daytime);
        }

        return facts;
    }

    /// <summary>No message can reach the customer. An agent calls instead; a customer who was erased cannot be asked at all.</summary>
    public IReadOnlyList<IDomainEvent> MessageNotDelivered(
        string error, bool isErased, FollowUpPolicy policy, Daytime daytime, DateTimeOffset now)
    {
        if (!IsOpen || !AwaitsAnswer)
            return [];

        MessageError = error;
        if (isErased)
            return Fail(FollowUpOutcome.Unreachable, now);

        AwaitsAnswer = false;
        WaitForCall(daytime.NotBefore(now), policy, daytime);
        Version++;
        return [Scheduled(now)];
    }

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
        table.Property(row => row.Resolution).HasMaxLength(FollowUpAttempt.LongestNotes);
        table.HasMany(row => row.Attempts).WithOne().HasForeignKey(row => row.FollowUpId).OnDelete(DeleteBehavior.Cascade);
        table.Navigation(row => row.Attempts).UsePropertyAccessMode(PropertyAccessMode.Field);
        table.HasIndex(row => new { row.ComplaintId, row.Cycle }).IsUnique();
        table.HasIndex(row => new { row.StorefrontId, row.State, row.DueAt });
        table.HasIndex(row => new { row.StorefrontId, row.DueAt, row.Id });
        table.HasIndex(row => new { row.DueAt, row.Id });
        table.HasIndex(row => row.NextAt).HasDatabaseName("IX_FollowUps_Due");
        table.HasIndex(row => row.LeaseOwner);
        FollowUpAttempt.Map(model.Entity<FollowUpAttempt>());
    }

    private IReadOnlyList<IDomainEvent> Record(FollowUpAttempt attempt, FollowUpPolicy policy, Daytime daytime)
    {
        _attempts.Add(attempt);
        Version++;
        if (!attempt.Counts)
        {
            ReleaseClaim();
            return [attempt.Attempted(this)];
        }

        AttemptCount++;
        AwaitsAnswer = false;
        var attempted = attempt.Attempted(this);
        if (attempt.Outcome is not (FollowUpOutcome.Unreachable or FollowUpOutcome.NoAnswer))
        {
            Outcome = attempt.Outcome;
            End(FollowUpState.Completed, attempt.At);
            return [attempted, Completed(attempt.Outcome, attempt.At)];
        }

        if (IsLastTry(attempt, policy))
            return [attempted, .. Fail(_attempts.Exists(IsUnreached) ? FollowUpOutcome.Unreachable : FollowUpOutcome.NoAnswer, attempt.At)];

        TryAgain(attempt, policy, daytime);
        return [attempted];
    }

    // Where silence is answer enough, the call that would be the last try is left out
    private bool IsLastTry(FollowUpAttempt attempt, FollowUpPolicy policy)
    {
        if (AttemptCount >= policy.Attempts)
            return true;
        return attempt.Outcome is FollowUpOutcome.NoAnswer && AttemptCount + 1 == policy.Attempts && FirstChannel is FollowUpChannel.Message
            && policy.RuleFor(Urgency, CustomerType).AfterSilence is AfterSilence.Close;
    }

    private static bool IsUnreached(FollowUpAttempt attempt) => attempt.Outcome is FollowUpOutcome.Unreachable;

    private void TryAgain(FollowUpAttempt attempt, FollowUpPolicy policy, Daytime daytime)
    {
        var isLast = AttemptCount + 1 == policy.Attempts;
        var next = isLast ? FirstChannel is FollowUpChannel.Phone ? FollowUpChannel.Message : FollowUpChannel.Phone : FirstChannel;
        // An unanswered message has had its interval
        var at = attempt.Channel is FollowUpChannel.Message
            ? daytime.NotBefore(attempt.At)
            : daytime.AnotherTime(attempt.At, attempt.At.AddHours(policy.AttemptIntervalHours));
        RetryNotBefore = at;
        ReleaseClaim();
        if (next is FollowUpChannel.Phone || MessageError is not null)
        {
            WaitForCall(at, policy, daytime);
            return;
        }

        (Channel, DueAt, OverdueSince) = (FollowUpChannel.Message, at, null);
        Wait(at);
    }

    private FollowUpStep SendMessage(FollowUpPolicy policy, Daytime daytime, DateTimeOffset now)
    {
        AwaitsAnswer = true;
        Wait(daytime.NotBefore(now.AddHours(policy.AttemptIntervalHours)));
        Version++;
        return new([], SendsMessage: true);
    }

    // First the missing call is told; a customer who still was not called is asked by message, and once only
    private FollowUpStep MissCall(FollowUpPolicy policy, Daytime daytime, DateTimeOffset now)
    {
        if (ClaimedUntil is { } until && until > now)
        {
            Wait(until);
            return FollowUpStep.Nothing;
        }

        if (OverdueSince is null)
        {
            OverdueSince = now;
            Wait(daytime.NotBefore(now.AddHours(policy.OverdueCallHours)));
            Version++;
            return new([Overdue(now)], SendsMessage: false);
        }

        if (MessageError is not null || _attempts.Exists(attempt => attempt.Channel is FollowUpChannel.Message))
            return new(Fail(FollowUpOutcome.Unreachable, now), SendsMessage: false);

        (Channel, DueAt) = (FollowUpChannel.Message, now);
        return SendMessage(policy, daytime, now);
    }

    private void WaitForCall(DateTimeOffset from, FollowUpPolicy policy, Daytime daytime)
    {
        (Channel, DueAt, OverdueSince) = (FollowUpChannel.Phone, from, null);
        Wait(daytime.NotBefore(from.AddHours(policy.OverdueCallHours)));
    }

    private IReadOnlyList<IDomainEvent> Fail(FollowUpOutcome outcome, DateTimeOffset now)
    {
        Outcome = outcome;
        End(FollowUpState.Failed, now);
        return [Failed(now)];
    }

    private void ReleaseClaim() => (ClaimedBy, ClaimedByName, ClaimedUntil) = (null, null, null);

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
            throw new DomainRuleException("follow_up.claimed", "Another agent is calling this customer. | 其他客服正在联系该客户。");
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
        Outcome = EnumText.Of(Outcome ?? FollowUpOutcome.Unreachable),
    };

    private FollowUpOverdue Overdue(DateTimeOffset now) => new()
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
}

/// <summary>What a follow-up needs to know of a case that ended.</summary>
/// <param name="Summary">What was done, where it was resolved.</param>
internal sealed record EndedCase(string StorefrontId, Guid ComplaintId, int Cycle, CaseFacts Facts, string? Summary, DateTimeOffset At)
{
    public static EndedCase Of(CaseResolved resolved) =>
        new(resolved.StorefrontId, resolved.ComplaintId, resolved.Cycle, resolved.Case, resolved.Summary, resolved.OccurredAt);

    public static EndedCase Of(CaseClosed closed) =>
        new(closed.StorefrontId, closed.ComplaintId, closed.Cycle, closed.Case, null, closed.OccurredAt);
}

/// <summary>What a follow-up did when its time came.</summary>
internal sealed record FollowUpStep(IReadOnlyList<IDomainEvent> Events, bool SendsMessage)
{
    public static FollowUpStep Nothing { get; } = new([], SendsMessage: false);
}
