using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Resolution.Approvals;
using ComplaintPlatform.Resolution.Contacts;
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
    /// <exception cref="DomainRuleException">
    /// <c>case.ended</c>, <c>case.obligations_open</c>, <c>case.offers_open</c>, <c>case.awaiting_approval</c>.
    /// </exception>
    public IReadOnlyList<IComplaintEvent> Resolve(string summary, PolicyBook policies, DateTimeOffset now)
    {
        EnsureActive();
        EnsureNothingOpen();
        EnsureNoEmergency();
        EnsureContacted();
        EnsureAnswered(now);
        if (Approvals.Exists(approval => approval.State is ApprovalState.Pending))
            throw new DomainRuleException(
                "case.awaiting_approval", "An approval is pending: decide it first. | 尚有待审批事项,请先审批。", "approval", "rejection");

        Summary = summary;
        AddClock(
            DeadlineTargetKind.Resolution,
            new ClockEvent { At = now, Kind = ClockEventKind.Met, Reason = new LocalizedText("案件已解决。", "The case was resolved.") });
        var events = End(CaseState.Resolved, policies, now, new LocalizedText("案件已结束。", "The case has ended."));
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

    /// <exception cref="DomainRuleException">
    /// <c>case.follow_up_open</c>, <c>case.untried</c>, <c>case.not_asked</c>, <c>case.obligations_open</c>.
    /// </exception>
    public IReadOnlyList<IComplaintEvent> CloseByStaff(StaffCloseReason reason, PolicyBook policies, DateTimeOffset now)
    {
        EnsureCloseable();
        switch (reason)
        {
            case StaffCloseReason.Unreachable:
                EnsureTried(policies.Closing);
                break;
            case StaffCloseReason.Withdrawn:
                // The customer's word has to stand in the file
                if (!Contacts.Exists(contact => contact is { Direction: ContactDirection.Incoming, HasSubstance: true }
                    && contact.Cycle == Cycle))
                {
                    throw new DomainRuleException(
                        "case.not_asked", "Log the contact in which the customer took the complaint back. | 请先记录客户撤回投诉的联系。", "contacts");
                }

                break;
        }

        return Close(EnumText.Of(reason), policies, now);
    }

    /// <exception cref="DomainRuleException"><c>case.ended</c>, <c>case.follow_up_open</c>, <c>case.obligations_open</c>.</exception>
    public void EnsureCloseable()
    {
        if (State is CaseState.Closed)
            throw new DomainRuleException("case.ended", "The case is closed; it can be reopened. | 案件已关闭,可重新打开。", "reopening");
        if (State is CaseState.Resolved)
        {
            throw new DomainRuleException(
                "case.follow_up_open", "The case is followed up: the customer's word closes it. | 案件正在回访,由客户的答复关闭。", "reopening");
        }

        EnsureNothingOpen();
        EnsureNoEmergency();
    }

    /// <summary>
    /// The customer took the complaint back, or it repeats another one. What was promised is still owed: the case ends when the last
    /// promise is kept.
    /// </summary>
    public IReadOnlyList<IComplaintEvent> CloseWhenPromisesAreKept(string reason, PolicyBook policies, DateTimeOffset now)
    {
        if (State is CaseState.Closed)
            return [];
        if (!Obligations.Exists(obligation => obligation.IsOpen))
            return Close(reason, policies, now);

        PendingClose = reason;
        var events = TakeOffersBack(now);
        foreach (var task in Tasks.Where(task => task is { IsOpen: true, ObligationId: null }))
            task.Change(TaskState.Cancelled, null, null, null, null, now);
        Settle();
        ReadClocks(policies, now);
        Version++;
        return events;
    }

    /// <summary>The link to an original was undone before the last promise was kept.</summary>
    public void KeepOpen()
    {
        PendingClose = null;
        Version++;
    }

    /// <param name="reason">As in <see cref="CaseClosed.Reason"/>.</param>
    public IReadOnlyList<IComplaintEvent> Close(string reason, PolicyBook policies, DateTimeOffset now)
    {
        var events = End(CaseState.Closed, policies, now, new LocalizedText("案件已关闭。", "The case was closed."));
        (CloseReason, PendingClose, ClosedAt) = (reason, null, now);
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

    /// <summary>
    /// A new cycle with the whole history, the time that was left of the target (or the policy's minimum), and no agent yet.
    /// </summary>
    /// <param name="by">As in <see cref="CaseReopened.By"/>.</param>
    public IReadOnlyList<IComplaintEvent> Reopen(string by, string? reason, PolicyBook policies, DateTimeOffset now)
    {
        var events = new List<IComplaintEvent>();
        if (WhyNotReopen(by, policies, now) is { } whyNot)
            throw whyNot;

        Cycle++;
        (EndedAt, ClosedAt, CloseReason, Summary, FirstRespondedAt) = (null, null, null, null, null);
        (Started, AwaitsCustomer) = (false, false);
        (AgentId, AgentName, AssignedAt) = (null, null, null);
        foreach (var target in (DeadlineTargetKind[])[DeadlineTargetKind.FirstResponse, DeadlineTargetKind.Resolution])
            AddClock(target, new ClockEvent { At = now, Kind = ClockEventKind.Reopened });
        if (Clock.Exists(fact => fact.Target is DeadlineTargetKind.ProgressUpdate))
            AddClock(DeadlineTargetKind.ProgressUpdate, new ClockEvent { At = now, Kind = ClockEventKind.Restarted });
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
            FirstResponseDueAt = FirstResponseDueAt,
            ResolutionDueAt = ResolutionDueAt,
        });
        var (trigger, code) = by == ReopenedBy.Survey ? (EscalationTrigger.LowScore, "low_score") : (EscalationTrigger.Reopened, "reopened");
        if (Escalate(policies.Escalations.After(trigger, Level), code, now) is { } escalated)
            events.Add(escalated);
        return events;
    }

    /// <summary>A case that was closed by mistake goes on in its cycle: the clocks run on from where they stopped.</summary>
    public IReadOnlyList<IComplaintEvent> Restore(PolicyBook policies, DateTimeOffset now)
    {
        (EndedAt, ClosedAt, CloseReason, State) = (null, null, null, CaseState.Open);
        (AgentId, AgentName, AssignedAt) = (null, null, null);
        var why = new LocalizedText("案件恢复处理。", "The case goes on.");
        foreach (var target in Enum.GetValues<DeadlineTargetKind>().Where(target => HasInCycle(target, ClockEventKind.Stopped)))
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
    /// The one rule of reopening: a case that has ended, never one that was withdrawn or repeats another, and by others than staff within
    /// the policy's days only.
    /// </summary>
    /// <returns><c>case.not_ended</c>, <c>case.erased</c>, <c>case.not_reopenable</c>, <c>case.too_late</c>; nothing where it may be reopened.</returns>
    public DomainRuleException? WhyNotReopen(string by, PolicyBook policies, DateTimeOffset now)
    {
        if (IsActive)
            return new DomainRuleException("case.not_ended", "The case is open. | 案件尚未结束。", "resolution", "closure");
        if (IsErased)
            return new DomainRuleException("case.erased", "The customer was erased. | 客户数据已删除。");
        if (CloseReason is CloseReasons.Withdrawn or CloseReasons.Duplicate)
            return new DomainRuleException("case.not_reopenable", "The complaint was withdrawn or repeats another one. | 投诉已撤回或与其他投诉重复。");
        return by != ReopenedBy.Staff && now - EndedAt > TimeSpan.FromDays(policies.Closing.ReopensWithinDays)
            ? new DomainRuleException("case.too_late", "The time to reopen is over; please complain anew. | 重新打开的期限已过,请重新投诉。")
            : null;
    }

    /// <exception cref="DomainRuleException"><c>case.erased</c>.</exception>
    public void EnsureTakesWords()
    {
        if (IsErased)
        {
            throw new DomainRuleException(
                "case.erased",
                "The customer was erased: no words about the case are kept any more. What is open can be done, and the case closed, without a "
                    + "text. | 客户数据已删除,不再记录该案的任何文字。未完成事项可在不填写文字的情况下完成,案件亦可直接关闭。",
                "closure");
        }
    }

    public void EnsureActive()
    {
        if (!IsActive)
            throw new DomainRuleException("case.ended", "The case has ended; it can be reopened. | 案件已结束,可重新打开。", "reopening");
    }

    /// <exception cref="DomainRuleException"><c>case.obligations_open</c>.</exception>
    public void EnsureNothingOpen()
    {
        var open = Obligations.Where(obligation => obligation.IsOpen).Select(obligation => obligation.Id)
            .Concat(Tasks.Where(task => task.IsOpen).Select(task => task.Id)).ToList();
        if (open.Count > 0)
        {
            throw new DomainRuleException("case.obligations_open", "Something that was promised is not done yet. | 尚有承诺或任务未完成。")
            {
                Extensions = new Dictionary<string, object?> { ["open"] = open },
            };
        }
    }

    /// <exception cref="DomainRuleException"><c>case.not_contacted</c>.</exception>
    private void EnsureContacted()
    {
        if (!Contacts.Exists(contact => contact is { Direction: ContactDirection.Outgoing, HasSubstance: true } && contact.Cycle == Cycle))
        {
            throw new DomainRuleException(
                "case.not_contacted", "Nobody has spoken with the customer in this cycle yet: log the contact. | 本轮尚未联系客户,请先记录联系。",
                "contacts");
        }
    }

    private void EnsureTried(ClosingPolicies policy)
    {
        var tries = Contacts.Where(
            contact => contact is { Direction: ContactDirection.Outgoing, HasSubstance: true } && contact.Cycle == Cycle).ToList();
        var answered = Contacts.Exists(contact => contact.Direction is ContactDirection.Incoming && contact.Cycle == Cycle);
        if (!answered && tries.Count >= policy.UnreachableAttempts
            && tries.Max(contact => contact.RecordedAt) - tries.Min(contact => contact.RecordedAt) >= TimeSpan.FromDays(
                policy.UnreachableDays))
            return;
        throw new DomainRuleException(
            "case.untried",
            $"Unreachable is who was tried {policy.UnreachableAttempts} times over {policy.UnreachableDays} days without an answer. | "
                + $"须在 {policy.UnreachableDays} 天内尝试联系 {policy.UnreachableAttempts} 次且无回应,方可视为无法联系。",
            "contacts");
    }

    /// <summary>A customer who is about to say yes must not find the door closed without a word.</summary>
    /// <exception cref="DomainRuleException"><c>case.offers_open</c>, naming them.</exception>
    private void EnsureAnswered(DateTimeOffset now)
    {
        var open = Offers.Where(offer => offer.StateAt(now) is OfferState.Proposed).Select(offer => offer.Id).ToList();
        if (open.Count > 0)
        {
            throw new DomainRuleException(
                "case.offers_open",
                "The customer has not answered every offer yet: log the answer, or take the offers back, which tells the customer. | "
                    + "尚有方案等待客户答复:请登记答复或撤回方案(撤回会告知客户)。")
            {
                Extensions = new Dictionary<string, object?>
                {
                    ["open"] = open,
                    ["allowed"] = new[] { "acceptance", "refusal", "counter", "withdrawal" },
                },
            };
        }
    }

    private List<IComplaintEvent> TakeOffersBack(DateTimeOffset now)
    {
        foreach (var offer in Offers.Where(offer => offer.IsOnTheTable && offer.StateAt(now) is OfferState.Expired))
            offer.End(OfferState.Expired, null, now);
        return [.. Offers.Where(offer => offer is { IsOnTheTable: true, IsGift: false }).Select(offer => TakeBack(offer, null, null, now))];
    }

    private List<IComplaintEvent> End(CaseState state, PolicyBook policies, DateTimeOffset now, LocalizedText why)
    {
        var wasActive = IsActive;
        EndedAt ??= now;
        State = state;
        (AwaitsCustomer, Slot) = (false, null);
        var events = TakeOffersBack(now);
        // A promise is not cancelled by anything but its fulfilment or its release
        foreach (var task in Tasks.Where(task => task is { IsOpen: true, ObligationId: null }))
            task.Change(TaskState.Cancelled, null, null, null, null, now);

        // What was not met stops with the case: it is neither met nor late
        if (wasActive)
        {
            foreach (var target in Enum.GetValues<DeadlineTargetKind>().Where(IsRunning))
                AddClock(target, new ClockEvent { At = now, Kind = ClockEventKind.Stopped, Reason = why });
        }

        events.AddRange(RunClocks(policies, now));
        return events;
    }
}
