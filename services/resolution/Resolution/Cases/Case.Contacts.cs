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

/// <summary>What is said between the house and the customer, and what it does to the clocks.</summary>
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
            // A note among staff stays in the case: timelines and feeds are read by others as well
            Text = contact.Direction is ContactDirection.Internal ? null : contact.Text,
            AwaitsCustomer = contact.AwaitsCustomer,
            AgentId = contact.AgentId,
        });

        var reaches = IsActive && contact is { Direction: ContactDirection.Outgoing, HasSubstance: true };
        if (reaches)
        {
            Acknowledge(now);
            if (IsRunning(DeadlineTargetKind.NextResponse))
                AddClock(DeadlineTargetKind.NextResponse, new ClockEvent { At = now, Kind = ClockEventKind.Met });
            Progressed(now);
        }

        if (IsActive && contact is { Direction: ContactDirection.Incoming, HasSubstance: true })
            Ask(policies, now);
        if (respondsFirst)
        {
            FirstRespondedAt = now;
            AddClock(DeadlineTargetKind.FirstResponse, new ClockEvent { At = now, Kind = ClockEventKind.Met });
            var reading = Read(DeadlineTargetKind.FirstResponse, policies, now)!;
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
            AddToWork(new ClockEvent { At = now, Kind = ClockEventKind.Pause });
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
        if (!IsActive)
            return events;

        Ask(policies, now);
        if (AwaitsCustomer)
        {
            AwaitsCustomer = false;
            Settle();
            events.Add(Resumed(policies, now));
        }

        Version++;
        events.AddRange(RunClocks(policies, now));
        return events;
    }
}
