using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Resolution.Approvals;
using ComplaintPlatform.Resolution.Deadlines;
using ComplaintPlatform.Resolution.Escalations;
using ComplaintPlatform.Resolution.Offers;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Resolution.Tasks;
using ComplaintPlatform.Web.Http;

namespace ComplaintPlatform.Resolution.Cases;

/// <summary>How a cycle ends, and how the next begins.</summary>
internal sealed partial class Case
{
    /// <exception cref="DomainRuleException"><c>case.ended</c>, <c>case.obligations_open</c>, <c>case.awaiting_approval</c>.</exception>
    public IReadOnlyList<IComplaintEvent> Resolve(string summary, PolicyBook policies, DateTimeOffset now)
    {
        EnsureActive();
        EnsureNothingOpen();
        if (Approvals.Exists(approval => approval.State is ApprovalState.Pending))
            throw new DomainRuleException("case.awaiting_approval", "An approval is pending: decide it first. | 尚有待审批事项,请先审批。", "approval", "rejection");

        Summary = summary;
        var events = End(CaseState.Resolved, policies, now, new LocalizedText("案件已解决。", "The case was resolved."));
        events.Add(new CaseResolved
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = StorefrontId,
            ComplaintId = Id,
            Version = ++Version,
            Cycle = Cycle,
            State = EnumText.Of(State),
            Case = Facts(),
            Summary = summary,
        });
        return events;
    }

    /// <param name="reason">As in <see cref="CaseClosed.Reason"/>.</param>
    public IReadOnlyList<IComplaintEvent> Close(string reason, PolicyBook policies, DateTimeOffset now)
    {
        var events = End(CaseState.Closed, policies, now, new LocalizedText("案件已关闭。", "The case was closed."));
        CloseReason = reason;
        events.Add(new CaseClosed
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = StorefrontId,
            ComplaintId = Id,
            Version = ++Version,
            Cycle = Cycle,
            State = EnumText.Of(State),
            Case = Facts(),
            Reason = reason,
        });
        return events;
    }

    /// <summary>A new cycle with the whole history, the time that was left of the target (or the policy's minimum), and nobody's yet.</summary>
    /// <param name="by">As in <see cref="CaseReopened.By"/>.</param>
    public IReadOnlyList<IComplaintEvent> Reopen(string by, string? reason, PolicyBook policies, DateTimeOffset now)
    {
        var events = new List<IComplaintEvent>();
        if (WhyNotReopen(by, policies, now) is { } whyNot)
            throw whyNot;

        Cycle++;
        (EndedAt, CloseReason, Summary, FirstRespondedAt) = (null, null, null, null);
        (Started, AwaitsCustomer) = (false, false);
        (AgentId, AgentName, AssignedAt) = (null, null, null);
        foreach (var target in Enum.GetValues<DeadlineTargetKind>())
            AddClock(target, new ClockEvent { At = now, Kind = ClockEventKind.Reopened });
        Settle();
        ReadClocks(policies, now);
        events.Add(new CaseReopened
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = StorefrontId,
            ComplaintId = Id,
            Version = ++Version,
            Cycle = Cycle,
            State = EnumText.Of(State),
            By = by,
            Reason = reason,
            Department = Department,
            ResolutionDueAt = ResolutionDueAt,
        });
        if (Escalate(policies.Escalations.After(EscalationTrigger.Reopened, Level), "reopened", now) is { } escalated)
            events.Add(escalated);
        return events;
    }

    /// <summary>A case that was closed by mistake goes on in its cycle: the clocks run on from where they stopped.</summary>
    public IReadOnlyList<IComplaintEvent> Restore(PolicyBook policies, DateTimeOffset now)
    {
        (EndedAt, CloseReason, State) = (null, null, CaseState.Open);
        (AgentId, AgentName, AssignedAt) = (null, null, null);
        var why = new LocalizedText("案件恢复处理。", "The case goes on.");
        foreach (var target in Enum.GetValues<DeadlineTargetKind>())
            AddClock(target, new ClockEvent { At = now, Kind = ClockEventKind.Resume, Reason = why });
        Settle();
        ReadClocks(policies, now);
        var resumed = new CaseResumed
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = StorefrontId,
            ComplaintId = Id,
            Version = ++Version,
            Cycle = Cycle,
            State = EnumText.Of(State),
            ResolutionDueAt = ResolutionDueAt,
        };
        return [resumed, .. RunClocks(policies, now)];
    }

    /// <summary>
    /// The one rule of reopening: a case that has ended, never one that was withdrawn or repeats another, and by others than staff within the
    /// policy's days only.
    /// </summary>
    /// <returns><c>case.not_ended</c>, <c>case.not_reopenable</c>, <c>case.too_late</c>; nothing where it may be reopened.</returns>
    public DomainRuleException? WhyNotReopen(string by, PolicyBook policies, DateTimeOffset now)
    {
        if (IsActive)
            return new DomainRuleException("case.not_ended", "The case is open. | 案件尚未结束。", "resolution", "closure");
        if (CloseReason is CloseReasons.Withdrawn or CloseReasons.Duplicate)
            return new DomainRuleException("case.not_reopenable", "The complaint was withdrawn or repeats another one. | 投诉已撤回或与其他投诉重复。");
        return by != ReopenedBy.Staff && now - EndedAt > TimeSpan.FromDays(policies.Closing.ReopensWithinDays)
            ? new DomainRuleException("case.too_late", "The time to reopen is over; please complain anew. | 重新打开的期限已过,请重新投诉。")
            : null;
    }

    public void EnsureActive()
    {
        if (!IsActive)
            throw new DomainRuleException("case.ended", "The case has ended; it can be reopened. | 案件已结束,可重新打开。", "reopening");
    }

    /// <exception cref="DomainRuleException"><c>case.obligations_open</c>.</exception>
    public void EnsureNothingOpen()
    {
        var open = Obligations.Where(obligation => obligation.IsOpen).Select(obligation => obligation.Id).Concat(Tasks.Where(task => task.IsOpen).Select(task => task.Id)).ToList();
        if (open.Count > 0)
        {
            throw new DomainRuleException("case.obligations_open", "Something that was promised is not done yet. | 尚有承诺或任务未完成。")
            {
                Extensions = new Dictionary<string, object?> { ["open"] = open },
            };
        }
    }

    private List<IComplaintEvent> End(CaseState state, PolicyBook policies, DateTimeOffset now, LocalizedText why)
    {
        var wasActive = IsActive;
        EndedAt ??= now;
        State = state;
        (AwaitsCustomer, Slot) = (false, null);
        foreach (var offer in Offers.Where(offer => offer.IsOnTheTable))
            offer.End(OfferState.Expired, null, now);
        foreach (var approval in Approvals.Where(approval => approval.State is ApprovalState.Pending))
            approval.Decide(ApprovalState.Cancelled, null, null, now);
        foreach (var task in Tasks.Where(task => task.IsOpen))
            task.Change(TaskState.Cancelled, null, null, null, null, now);

        // The clocks stop with the case, or a case that was withdrawn would be late for ever
        if (wasActive)
        {
            foreach (var target in Enum.GetValues<DeadlineTargetKind>().Where(target => !HasMet(target)))
                AddClock(target, new ClockEvent { At = now, Kind = ClockEventKind.Met, Reason = why });
        }

        return [.. RunClocks(policies, now)];
    }
}
