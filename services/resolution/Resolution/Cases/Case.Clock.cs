using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Resolution.Approvals;
using ComplaintPlatform.Resolution.Complaints;
using ComplaintPlatform.Resolution.Contacts;
using ComplaintPlatform.Resolution.Deadlines;
using ComplaintPlatform.Resolution.Escalations;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Resolution.Tasks;

namespace ComplaintPlatform.Resolution.Cases;

/// <summary>Deadlines: contacts meet, pause and resume them, time breaks them.</summary>
internal sealed partial class Case
{
    public IReadOnlyList<IComplaintEvent> Log(Contact contact, PolicyBook policies, DateTimeOffset now)
    {
        var events = new List<IComplaintEvent>();
        Contacts.Add(contact);
        if (IsActive && contact.Direction is ContactDirection.Outgoing)
            Started = true;
        var respondsFirst = IsActive && contact is { Direction: ContactDirection.Outgoing, HasSubstance: true }
            && !HasMet(DeadlineTargetKind.FirstResponse);
        var (pauses, resumes) = (IsActive && contact is { Direction: ContactDirection.Outgoing, AwaitsCustomer: true } && !AwaitsCustomer,
            IsActive && AwaitsCustomer && contact.Direction is ContactDirection.Incoming);
        if (pauses)
            AwaitsCustomer = true;
        if (resumes)
            AwaitsCustomer = false;
        Settle();
        events.Add(new ContactLogged
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = StorefrontId,
            ComplaintId = Id,
            Version = ++Version,
            Cycle = Cycle,
            State = EnumText.Of(State),
            ContactId = contact.Id,
            Direction = EnumText.Of(contact.Direction),
            Channel = EnumText.Of(contact.Channel),
            Text = contact.Text,
            AwaitsCustomer = contact.AwaitsCustomer,
            AgentId = contact.AgentId,
        });

        if (respondsFirst)
        {
            FirstRespondedAt = now;
            AddClock(DeadlineTargetKind.FirstResponse, new ClockEvent { At = now, Kind = ClockEventKind.Met });
            var reading = Read(DeadlineTargetKind.FirstResponse, policies, now);
            events.Add(new CaseFirstResponded
            {
                EventId = SequentialId.Next(),
                OccurredAt = now,
                StorefrontId = StorefrontId,
                ComplaintId = Id,
                Version = ++Version,
                Cycle = Cycle,
                State = EnumText.Of(State),
                WithinTarget = reading.BreachedAt is null,
                DueAt = reading.Due,
            });
        }

        if (pauses)
        {
            AddClock(DeadlineTargetKind.Resolution, new ClockEvent { At = now, Kind = ClockEventKind.Pause });
            events.Add(new CasePaused
            {
                EventId = SequentialId.Next(),
                OccurredAt = now,
                StorefrontId = StorefrontId,
                ComplaintId = Id,
                Version = ++Version,
                Cycle = Cycle,
                State = EnumText.Of(State),
            });
        }

        if (resumes)
            events.Add(Resumed(policies, now));
        events.AddRange(RunClocks(policies, now));
        return events;
    }

    /// <summary>A word of the customer that no agent took down; it stands among the contacts whatever the state of the case.</summary>
    public IReadOnlyList<IComplaintEvent> LogFromCustomer(string text, PolicyBook policies, DateTimeOffset now) =>
        Log(Contact.FromCustomer(this, text, now), policies, now);

    /// <summary>The customer gave a sign of life by another way than a logged contact.</summary>
    public IReadOnlyList<IComplaintEvent> HearFromCustomer(PolicyBook policies, DateTimeOffset now)
    {
        var events = new List<IComplaintEvent>();
        if (!IsActive || !AwaitsCustomer)
            return events;

        AwaitsCustomer = false;
        Settle();
        events.Add(Resumed(policies, now));
        events.AddRange(RunClocks(policies, now));
        return events;
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
        Department = policies.Dispatch.DepartmentFor(facts.Category);
        var changed = false;
        foreach (var target in Enum.GetValues<DeadlineTargetKind>())
        {
            var terms = TermsFor(target, policies);
            if (Clock.Where(fact => fact.Target == target && fact.Terms is not null).OrderBy(fact => fact.Number).Last().Terms == terms)
                continue;
            changed = true;
            AddClock(target, new ClockEvent
            {
                At = now,
                Kind = ClockEventKind.PolicyChanged,
                Terms = terms,
                Reason = new LocalizedText("分类已更正。", "The classification was corrected."),
            });
        }

        if (!changed)
        {
            Version++;
            return events;
        }

        ReadClocks(policies, now);
        events.Add(new DeadlinesChanged
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
        });
        events.AddRange(RunClocks(policies, now));
        return events;
    }

    /// <summary>Writes down what time has done to the targets, once each, and when to look again.</summary>
    public IReadOnlyList<IComplaintEvent> RunClocks(PolicyBook policies, DateTimeOffset now)
    {
        var events = new List<IComplaintEvent>();
        foreach (var target in Enum.GetValues<DeadlineTargetKind>())
        {
            var reading = Read(target, policies, now);
            var warned = target is DeadlineTargetKind.FirstResponse ? FirstResponseWarnedIn : ResolutionWarnedIn;
            if (reading.State is DeadlineState.AtRisk && warned < Cycle)
            {
                if (target is DeadlineTargetKind.FirstResponse)
                    FirstResponseWarnedIn = Cycle;
                else
                    ResolutionWarnedIn = Cycle;
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
            }

            if (reading.BreachedAt is not { } breachedAt || HasInCycle(target, ClockEventKind.Breached))
                continue;
            AddClock(target, new ClockEvent { At = breachedAt, Kind = ClockEventKind.Breached });
            events.Add(new DeadlineBreached
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
            if (IsActive && Escalate(
                policies.Escalations.After(EscalationTrigger.Breach, Level), "deadline_breached", now) is { } escalated)
                events.Add(escalated);
        }

        ReadClocks(policies, now);
        return events;
    }

    public DeadlineReading Read(DeadlineTargetKind target, PolicyBook policies, DateTimeOffset now) =>
        DeadlineClock.Read(Clock.Where(fact => fact.Target == target).OrderBy(fact => fact.Number).Select(fact => fact.ToEvent()),
            policies.Calendars, now)
        ?? throw new InvalidOperationException($"The clock of case {Id} has not started.");

    private CaseResumed Resumed(PolicyBook policies, DateTimeOffset now)
    {
        AddClock(DeadlineTargetKind.Resolution, new ClockEvent { At = now, Kind = ClockEventKind.Resume });
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
        var (first, resolution) =
            (Read(DeadlineTargetKind.FirstResponse, policies, now), Read(DeadlineTargetKind.Resolution, policies, now));
        (FirstResponseDueAt, ResolutionDueAt) = (first.Due, resolution.Due);
        DeadlineState[] states = [first.State, resolution.State];
        Sla = states.Contains(DeadlineState.Breached) ? SlaState.Breached : states.Contains(DeadlineState.AtRisk) ? SlaState.AtRisk
            : SlaState.OnTrack;
        LookNext([first.NextChangeAt, resolution.NextChangeAt]);
    }

    private void LookNext(IEnumerable<DateTimeOffset?> clocks)
    {
        NextAt = clocks
            .Concat(Approvals.Where(approval => approval.State is ApprovalState.Pending)
                .Select(approval => (DateTimeOffset?)approval.ExpiresAt))
            .Concat(Tasks.Where(task => task is { IsOpen: true, OverdueSince: null }).Select(task => (DateTimeOffset?)task.DueAt))
            .Where(at => at is not null)
            .Min();
        LeasedUntil = null;
    }

    private ClockTerms TermsFor(DeadlineTargetKind target, PolicyBook policies) =>
        policies.Deadlines.TermsFor(target, Urgency, CustomerType, Category);

    private bool HasMet(DeadlineTargetKind target) => HasInCycle(target, ClockEventKind.Met);

    private bool HasInCycle(DeadlineTargetKind target, ClockEventKind kind)
    {
        var facts = Clock.Where(fact => fact.Target == target).OrderBy(fact => fact.Number).ToList();
        return facts.Skip(facts.FindLastIndex(fact => fact.Kind is ClockEventKind.Reopened) + 1).Any(fact => fact.Kind == kind);
    }

    private void AddClock(DeadlineTargetKind target, ClockEvent clockEvent) =>
        Clock.Add(ClockFact.Of(Id, StorefrontId, target, Clock.Count + 1, clockEvent));
}
