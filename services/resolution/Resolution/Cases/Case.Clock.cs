using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Resolution.Approvals;
using ComplaintPlatform.Resolution.Complaints;
using ComplaintPlatform.Resolution.Contacts;
using ComplaintPlatform.Resolution.Customers;
using ComplaintPlatform.Resolution.Deadlines;
using ComplaintPlatform.Resolution.Escalations;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Resolution.Tasks;

namespace ComplaintPlatform.Resolution.Cases;

/// <summary>Deadlines: contacts meet, pause and resume them, time breaks them.</summary>
internal sealed partial class Case
{
    /// <summary>The customer has the reference number in hand.</summary>
    public IReadOnlyList<IComplaintEvent> AcknowledgedBy(DateTimeOffset at, PolicyBook policies, DateTimeOffset now)
    {
        if (!IsActive || !IsRunning(DeadlineTargetKind.Acknowledgement))
            return [];
        Acknowledge(at < ReceivedAt ? ReceivedAt : at > now ? now : at);
        Version++;
        return RunClocks(policies, now);
    }

    /// <summary>Takes over a corrected classification: department, and where the terms are others, deadlines.</summary>
    public IReadOnlyList<IComplaintEvent> Reclassify(ComplaintFacts facts, PolicyBook policies, DateTimeOffset now)
    {
        var events = new List<IComplaintEvent>();
        var before = (Urgency, Severity);
        TakeAxes(facts);
        if (policies.Escalations.IsMoreSerious(before, (Urgency, Severity))
            && Escalate(policies.Escalations.After(EscalationTrigger.MoreSerious, Level), "more_serious", now) is { } escalated)
            events.Add(escalated);
        if (policies.Escalations.IsRisingEmotion(facts.CalmestEmotion, facts.Emotion))
        {
            facts.TakeEmotionAsKnown();
            if (Escalate(policies.Escalations.After(EscalationTrigger.RisingEmotion, Level), "rising_emotion", now) is { } felt)
                events.Add(felt);
        }

        Department = policies.Dispatch.DepartmentFor(facts.Category);
        if (!TakeTerms(policies, now, new LocalizedText("分类已更正。", "The classification was corrected.")))
        {
            Version++;
            return events;
        }

        ReadClocks(policies, now);
        events.Add(DeadlinesMoved(now));
        events.AddRange(RunClocks(policies, now));
        return events;
    }

    /// <summary>An edited policy holds from its edit on, and an edited calendar may have moved what was due.</summary>
    public IReadOnlyList<IComplaintEvent> TakeEdits(PolicyBook policies, DateTimeOffset now)
    {
        if (!IsActive)
            return [];
        var before = (FirstResponseDueAt, ResolutionDueAt);
        var at = policies.DeadlinesSince is { } since && since <= now && since > OpenedAt ? since : now;
        var changed = TakeTerms(policies, at, new LocalizedText("时限策略已变更。", "The deadline policy was edited."));
        ReadClocks(policies, now);
        var events = new List<IComplaintEvent>();
        // While the customer is waited for the due time moves by itself
        if (changed || (before != (FirstResponseDueAt, ResolutionDueAt) && !AwaitsCustomer))
            events.Add(DeadlinesMoved(now));
        events.AddRange(RunClocks(policies, now));
        return events;
    }

    /// <returns>Whether any target has new terms.</returns>
    private bool TakeTerms(PolicyBook policies, DateTimeOffset at, LocalizedText why)
    {
        var changed = false;
        foreach (var target in Enum.GetValues<DeadlineTargetKind>())
        {
            var latest = Clock.Where(fact => fact.Target == target && fact.Terms is not null).OrderBy(fact => fact.Number).LastOrDefault();
            if (latest is null || TermsFor(target, policies) is not { } terms || latest.Terms == terms)
                continue;
            changed = true;
            AddClock(target, new ClockEvent { At = at, Kind = ClockEventKind.PolicyChanged, Terms = terms, Reason = why });
        }

        return changed;
    }

    private DeadlinesChanged DeadlinesMoved(DateTimeOffset now) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = now,
        StorefrontId = StorefrontId,
        ComplaintId = Id,
        Version = ++Version,
        Cycle = Cycle,
        State = EnumText.Of(State),
        FirstResponseDueAt = FirstResponseDueAt,
        ResolutionDueAt = ResolutionDueAt,
    };

    /// <summary>Writes down what time has done to the targets, once each, and when to look again.</summary>
    public IReadOnlyList<IComplaintEvent> RunClocks(PolicyBook policies, DateTimeOffset now)
    {
        var events = new List<IComplaintEvent>();
        foreach (var (target, reading) in ReadAll(policies, now))
        {
            if (target is DeadlineTargetKind.ProgressUpdate && TellsProgress(reading, policies, now))
            {
                Progressed(now);
                events.Add(CustomerUpdate("progress", ProgressText(policies).In(Language), NextProgressAt(policies, now), now, []));
                continue;
            }

            if (reading.State is DeadlineState.AtRisk && !HasInCycle(target, ClockEventKind.AtRisk))
            {
                AddClock(target, new ClockEvent { At = now, Kind = ClockEventKind.AtRisk });
                events.Add(new DeadlineAtRisk
                {
                    EventId = SequentialId.Next(),
                    OccurredAt = now,
                    StorefrontId = StorefrontId,
                    ComplaintId = Id,
                    Version = ++Version,
                    Cycle = Cycle,
                    State = EnumText.Of(State),
                    Target = EnumText.Of(target),
                    DueAt = reading.Due,
                });
                if (Presses(target) && IsActive
                    && Escalate(policies.Escalations.After(EscalationTrigger.Warning, Level), "warning", now) is { } warned)
                    events.Add(warned);
            }

            if (reading.BreachedAt is { } breachedAt && !HasInCycle(target, ClockEventKind.Breached))
                events.AddRange(Break(target, breachedAt, reading, policies, now));
            if (IsActive && Presses(target) && reading is { State: DeadlineState.Breached, MetAt: null }
                && StepsUp(DueMoments(reading, policies), now) is { } level && Escalate(level, "still_overdue", now) is { } raised)
                events.Add(raised);
        }

        ReadClocks(policies, now);
        return events;
    }

    private List<IComplaintEvent> Break(
        DeadlineTargetKind target, DateTimeOffset breachedAt, DeadlineReading reading, PolicyBook policies, DateTimeOffset now)
    {
        AddClock(target, new ClockEvent { At = breachedAt, Kind = ClockEventKind.Breached });
        var events = new List<IComplaintEvent>
        {
            new DeadlineBreached
            {
                EventId = SequentialId.Next(),
                OccurredAt = now,
                StorefrontId = StorefrontId,
                ComplaintId = Id,
                Version = ++Version,
                Cycle = Cycle,
                State = EnumText.Of(State),
                Target = EnumText.Of(target),
                DueAt = reading.Due,
            },
        };
        if (!IsActive)
            return events;
        if (Presses(target)
            && Escalate(policies.Escalations.After(EscalationTrigger.Breach, Level), "deadline_breached", now) is { } escalated)
            events.Add(escalated);
        if (policies.Deadlines.CustomerUpdates.Delay && reading.MetAt is null
            && target is DeadlineTargetKind.FirstResponse or DeadlineTargetKind.Resolution)
        {
            Progressed(now);
            events.Add(CustomerUpdate("delay", ProgressText(policies).In(Language), NextProgressAt(policies, now), now, []));
        }

        return events;
    }

    /// <returns>Nothing where the target has not begun.</returns>
    public DeadlineReading? Read(DeadlineTargetKind target, PolicyBook policies, DateTimeOffset now) =>
        DeadlineClock.Read(Clock.Where(fact => fact.Target == target).OrderBy(fact => fact.Number).Select(fact => fact.ToEvent()),
            policies.Calendars, now);

    /// <summary>Every target that has begun, as every list, case and explanation shows it.</summary>
    public IReadOnlyList<(DeadlineTargetKind Target, DeadlineReading Reading)> ReadAll(PolicyBook policies, DateTimeOffset now) =>
        [.. Enum.GetValues<DeadlineTargetKind>().Select(target => (Target: target, Reading: Read(target, policies, now)))
            .Where(read => read.Reading is not null).Select(read => (read.Target, read.Reading!))];

    /// <summary>Whether lateness escalates and colours the case; the others remind the agent only.</summary>
    private static bool Presses(DeadlineTargetKind target) =>
        target is DeadlineTargetKind.FirstResponse or DeadlineTargetKind.NextResponse or DeadlineTargetKind.Resolution;

    private void StartClocks(PolicyBook policies, DateTimeOffset? acknowledgedAt)
    {
        foreach (var target in Enum.GetValues<DeadlineTargetKind>().Where(target => target is not DeadlineTargetKind.NextResponse))
        {
            if (TermsFor(target, policies) is { } terms)
                AddClock(target, new ClockEvent { At = ReceivedAt, Kind = ClockEventKind.Start, Terms = terms });
        }

        if (policies.Deadlines.AcknowledgedAtOnce.Contains(Channel))
            Acknowledge(ReceivedAt);
        else if (acknowledgedAt is { } at)
            Acknowledge(at < ReceivedAt ? ReceivedAt : at > OpenedAt ? OpenedAt : at);
    }

    private void Acknowledge(DateTimeOffset at)
    {
        if (IsRunning(DeadlineTargetKind.Acknowledgement))
            AddClock(DeadlineTargetKind.Acknowledgement, new ClockEvent { At = at, Kind = ClockEventKind.Met });
    }

    /// <summary>A word of the customer wants an answer; until the first response was given, that is the answer.</summary>
    private void Ask(PolicyBook policies, DateTimeOffset now)
    {
        const DeadlineTargetKind target = DeadlineTargetKind.NextResponse;
        // The oldest word without an answer counts, so a second one starts nothing
        if (!HasMet(DeadlineTargetKind.FirstResponse) || IsRunning(target) || TermsFor(target, policies) is not { } terms)
            return;
        var isFirst = !Clock.Exists(fact => fact.Target == target);
        AddClock(target, new ClockEvent { At = now, Kind = isFirst ? ClockEventKind.Start : ClockEventKind.Restarted, Terms = terms });
    }

    private void Progressed(DateTimeOffset now)
    {
        if (!IsRunning(DeadlineTargetKind.ProgressUpdate))
            return;
        AddClock(DeadlineTargetKind.ProgressUpdate, new ClockEvent { At = now, Kind = ClockEventKind.Restarted });
        if (AwaitsCustomer)
            AddClock(DeadlineTargetKind.ProgressUpdate, new ClockEvent { At = now, Kind = ClockEventKind.Pause });
    }

    /// <summary>When each overdue step of the policy is reached, above the level that the case stands on.</summary>
    private IEnumerable<(DateTimeOffset At, EscalationLevel Level)> DueMoments(DeadlineReading reading, PolicyBook policies) =>
        policies.Escalations.OverdueSteps.Where(step => step.Level > Level)
            .Select(step => (At: reading.MomentOfUse(reading.Allowance + Share(reading.Target, step.After)), step.Level))
            .Where(step => step.At is not null).Select(step => (step.At!.Value, step.Level));

    private IEnumerable<(DateTimeOffset At, EscalationLevel Level)> DueMoments(CaseTask task, PolicyBook policies) =>
        policies.Escalations.OverdueSteps.Where(step => step.Level > Level)
            .Select(step => (task.DueAt + Share(task.DueAt - task.AddedAt, step.After), step.Level));

    private static EscalationLevel? StepsUp(IEnumerable<(DateTimeOffset At, EscalationLevel Level)> steps, DateTimeOffset now) =>
        steps.Where(step => step.At <= now).Select(step => (EscalationLevel?)step.Level).Max();

    // Up to a quarter of a year times a hundred: far within the range
    private static TimeSpan Share(TimeSpan whole, decimal share) => TimeSpan.FromTicks((long)(whole.Ticks * share));

    private CaseResumed Resumed(PolicyBook policies, DateTimeOffset now)
    {
        AddToWork(new ClockEvent { At = now, Kind = ClockEventKind.Resume });
        ReadClocks(policies, now);
        return new CaseResumed
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
    }

    private void ReadClocks(PolicyBook policies, DateTimeOffset now)
    {
        var all = ReadAll(policies, now);
        FirstResponseDueAt = all.First(read => read.Target is DeadlineTargetKind.FirstResponse).Reading.Due;
        ResolutionDueAt = all.First(read => read.Target is DeadlineTargetKind.Resolution).Reading.Due;
        var states = all.Where(read => Presses(read.Target)).Select(read => read.Reading.State).ToList();
        Sla = states.Contains(DeadlineState.Breached) ? SlaState.Breached : states.Contains(DeadlineState.AtRisk) ? SlaState.AtRisk
            : SlaState.OnTrack;
        var changes = all.Select(read => read.Target is DeadlineTargetKind.ProgressUpdate && policies.Deadlines.CustomerUpdates.Progress
            && read.Reading.State is DeadlineState.AtRisk ? now : read.Reading.NextChangeAt);
        var steps = !IsActive ? [] : all
            .Where(read => Presses(read.Target) && read.Reading is { State: DeadlineState.Breached, MetAt: null })
            .SelectMany(read => DueMoments(read.Reading, policies))
            .Concat(Tasks.Where(task => task is { IsOpen: true, OverdueSince: not null }).SelectMany(task => DueMoments(task, policies)))
            .Select(step => (DateTimeOffset?)step.At);
        NextAt = changes.Concat(steps)
            .Concat(Approvals.Where(approval => approval.State is ApprovalState.Pending)
                .Select(approval => (DateTimeOffset?)approval.ExpiresAt))
            .Concat(Tasks.Where(task => task is { IsOpen: true, OverdueSince: null }).Select(task => (DateTimeOffset?)task.DueAt))
            .Concat(Emergency?.Pending.Select(step => (DateTimeOffset?)step.DueAt) ?? [])
            .Where(at => at is not null)
            .Min();
        LeasedUntil = null;
    }

    private ClockTerms? TermsFor(DeadlineTargetKind target, PolicyBook policies) =>
        policies.Deadlines.TermsFor(target, Urgency, CustomerType, Category) is { } terms && InEmergency
            ? policies.Playbooks.Emergency.Tighten(target, terms)
            : policies.Deadlines.TermsFor(target, Urgency, CustomerType, Category);

    private bool HasMet(DeadlineTargetKind target) => HasInCycle(target, ClockEventKind.Met);

    /// <summary>It has begun, and is neither met nor ended with the case.</summary>
    private bool IsRunning(DeadlineTargetKind target)
    {
        var kinds = InCycle(target).Select(fact => fact.Kind).ToList();
        return kinds.Count > 0 && !kinds.Contains(ClockEventKind.Met)
            && kinds.FindLast(kind => kind is ClockEventKind.Stopped or ClockEventKind.Resume) is not ClockEventKind.Stopped;
    }

    private bool HasInCycle(DeadlineTargetKind target, ClockEventKind kind) => InCycle(target).Any(fact => fact.Kind == kind);

    private List<ClockFact> InCycle(DeadlineTargetKind target)
    {
        var facts = Clock.Where(fact => fact.Target == target).OrderBy(fact => fact.Number).ToList();
        var begins = facts.FindLastIndex(fact => fact.Kind is ClockEventKind.Start or ClockEventKind.Reopened or ClockEventKind.Restarted);
        return begins < 0 ? facts : facts[begins..];
    }

    /// <summary>To the clocks that stand while the customer is waited for.</summary>
    private void AddToWork(ClockEvent clockEvent)
    {
        AddClock(DeadlineTargetKind.Resolution, clockEvent);
        if (IsRunning(DeadlineTargetKind.ProgressUpdate))
            AddClock(DeadlineTargetKind.ProgressUpdate, clockEvent);
    }

    private void AddClock(DeadlineTargetKind target, ClockEvent clockEvent) =>
        Clock.Add(ClockFact.Of(Id, StorefrontId, target, Clock.Count + 1, clockEvent));
}
