using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Resolution.Approvals;
using ComplaintPlatform.Resolution.Authority;
using ComplaintPlatform.Resolution.Contacts;
using ComplaintPlatform.Resolution.Customers;
using ComplaintPlatform.Resolution.Offers;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Resolution.Tasks;
using ComplaintPlatform.Web.Http;

namespace ComplaintPlatform.Resolution.Cases;

/// <summary>What is offered, approved, agreed and done.</summary>
internal sealed partial class Case
{
    /// <param name="offers">The alternatives of one proposal with what was decided about each.</param>
    public IReadOnlyList<IComplaintEvent> Propose(
        IReadOnlyList<(AlternativeRequest Terms, AuthorityDecision Decision)> offers, Guid by, string byName, PolicyBook policies,
        DateTimeOffset now)
    {
        var events = new List<IComplaintEvent>();
        EnsureActive();
        if (PendingClose is not null)
            throw new DomainRuleException(
                "case.ending", "The complaint was taken back; only what was promised is still done. | 投诉已撤回,仅继续履行已承诺事项。");
        Started = true;
        var groupId = SequentialId.Next();
        var made = new List<(Offer Offer, Approval? Approval)>();
        foreach (var (terms, decision) in offers)
        {
            Guid? approvalId = decision.NeedsApproval ? SequentialId.Next() : null;
            var offer = Offer.Propose(this, groupId, terms, decision, by, approvalId, now + policies.Remedies.OfferValid, now);
            Offers.Add(offer);
            var approval = approvalId is { } id
                ? Approval.Request(id, offer, decision, byName, TimeSpan.FromMinutes(policies.Authority.ApprovalExpiresAfterMinutes), now)
                : null;
            if (approval is not null)
                Approvals.Add(approval);
            made.Add((offer, approval));
        }

        Settle();
        ReadClocks(policies, now);
        foreach (var (offer, approval) in made)
        {
            events.Add(new OfferMade
            {
                EventId = SequentialId.Next(),
                OccurredAt = now,
                StorefrontId = StorefrontId,
                ComplaintId = Id,
                Version = ++Version,
                Cycle = Cycle,
                State = EnumText.Of(State),
                OfferId = offer.Id,
                Kind = offer.Kind,
                Value = offer.EventValue,
                OfferState = EnumText.Of(offer.State),
                ApprovalId = offer.ApprovalId,
                AgentId = by,
                GroupId = groupId,
                Name = policies.Remedies.Find(offer.Kind)?.Name is { } name ? new OfferMade.OfferName { Zh = name.Zh, En = name.En } : null,
                Instalments = offer.Instalments,
                Note = offer.Note,
                ExpiresAt = offer.ExpiresAt,
            });
            if (approval is null)
                continue;
            events.Add(new ApprovalRequested
            {
                EventId = SequentialId.Next(),
                OccurredAt = now,
                StorefrontId = StorefrontId,
                ComplaintId = Id,
                Version = ++Version,
                Cycle = Cycle,
                State = EnumText.Of(State),
                ApprovalId = approval.Id,
                OfferId = offer.Id,
                RequiredRole = EnumText.Of(approval.RequiredRole),
                ExpiresAt = approval.ExpiresAt,
            });
        }

        if (TellOf(made.Where(with => with.Approval is null).Select(with => with.Offer), UpdateOffer, policies, now) is { } told)
            events.Add(told);
        return events;
    }

    /// <summary>The customer's yes. The other alternatives go, and the promise becomes work.</summary>
    /// <param name="by"><c>customer</c> or <c>agent</c>, who passes on the customer's word.</param>
    public IReadOnlyList<IComplaintEvent> AcceptOffer(Offer offer, string by, OfferCover cover, PolicyBook policies, DateTimeOffset now)
    {
        var events = new List<IComplaintEvent>();
        EnsureAnswerable(offer, now);
        cover.Ensure(offer, policies.Authority);
        offer.End(OfferState.Accepted, by, now);
        foreach (var sibling in Offers.Where(other => other.GroupId == offer.GroupId && other.Id != offer.Id && other.IsOnTheTable))
        {
            sibling.End(OfferState.Replaced, null, now);
            Approvals.Find(approval => approval.Id == sibling.ApprovalId && approval.State is ApprovalState.Pending)?.Decide(
                ApprovalState.Cancelled, null, null, now);
        }

        var planned = Promise(offer, policies, now);
        Settle();
        events.Add(new OfferAccepted
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = StorefrontId,
            ComplaintId = Id,
            Version = ++Version,
            Cycle = Cycle,
            State = EnumText.Of(State),
            OfferId = offer.Id,
            Kind = offer.Kind,
            Value = offer.EventValue,
            By = by,
        });
        foreach (var task in planned)
            events.Add(Added(task, now));
        events.AddRange(AfterAnswer(policies, now));
        return events;
    }

    public IReadOnlyList<IComplaintEvent> RefuseOffer(Offer offer, string by, PolicyBook policies, DateTimeOffset now)
    {
        var events = new List<IComplaintEvent>();
        EnsureAnswerable(offer, now);
        offer.End(OfferState.Refused, by, now);
        events.Add(new OfferRefused
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = StorefrontId,
            ComplaintId = Id,
            Version = ++Version,
            Cycle = Cycle,
            State = EnumText.Of(State),
            OfferId = offer.Id,
            By = by,
        });
        events.AddRange(AfterAnswer(policies, now));
        return events;
    }

    public IReadOnlyList<IComplaintEvent> CounterOffer(
        Offer offer, Money? value, string? text, string by, PolicyBook policies, DateTimeOffset now)
    {
        var events = new List<IComplaintEvent>();
        EnsureAnswerable(offer, now);
        offer.TakeCounter(value, text, by, now);
        events.Add(new OfferCountered
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = StorefrontId,
            ComplaintId = Id,
            Version = ++Version,
            Cycle = Cycle,
            State = EnumText.Of(State),
            OfferId = offer.Id,
            Value = value is null ? null : new EventMoney { Amount = value.Amount, Currency = value.Currency },
            Text = text,
            By = by,
        });
        events.AddRange(AfterAnswer(policies, now));
        return events;
    }

    /// <summary>The house takes an offer back that the customer has not answered.</summary>
    /// <exception cref="DomainRuleException"><c>offer.{state}</c>: only an offer on the table.</exception>
    public IReadOnlyList<IComplaintEvent> WithdrawOffer(Offer offer, string? reason, string by, PolicyBook policies, DateTimeOffset now)
    {
        var wasShown = offer.StateAt(now) is not OfferState.AwaitingApproval;
        if (wasShown)
            EnsureAnswerable(offer, now);
        var events = new List<IComplaintEvent> { TakeBack(offer, reason, by, now) };
        if (wasShown && TellOf([offer], UpdateOfferWithdrawn, policies, now, reason) is { } told)
            events.Add(told);
        events.AddRange(RunClocks(policies, now));
        return events;
    }

    private OfferWithdrawn TakeBack(Offer offer, string? reason, string? by, DateTimeOffset now)
    {
        offer.End(OfferState.Withdrawn, by, now);
        Approvals.Find(approval => approval.Id == offer.ApprovalId && approval.State is ApprovalState.Pending)
            ?.Decide(ApprovalState.Cancelled, null, null, now);
        Settle();
        return new OfferWithdrawn
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = StorefrontId,
            ComplaintId = Id,
            Version = ++Version,
            Cycle = Cycle,
            State = EnumText.Of(State),
            OfferId = offer.Id,
            Reason = reason,
        };
    }

    /// <summary>What the time of approvals and tasks has run out for.</summary>
    public IReadOnlyList<IComplaintEvent> RunTimers(PolicyBook policies, DateTimeOffset now)
    {
        var events = new List<IComplaintEvent>();
        foreach (var approval in Approvals.Where(approval => approval.State is ApprovalState.Pending && approval.ExpiresAt <= now).ToList())
            events.AddRange(Decide(approval, ApprovalState.Expired, null, null, policies, now));
        foreach (var task in Tasks.Where(task => task is { IsOpen: true, OverdueSince: null } && task.DueAt <= now).ToList())
        {
            task.BecomeOverdue(now);
            events.Add(new TaskOverdue
            {
                EventId = SequentialId.Next(),
                OccurredAt = now,
                StorefrontId = StorefrontId,
                ComplaintId = Id,
                Version = ++Version,
                Cycle = Cycle,
                State = EnumText.Of(State),
                TaskId = task.Id,
                Department = task.Department,
                Title = task.Title.In(Language),
                DueAt = task.DueAt,
            });
            if (IsActive && Escalate(
                policies.Escalations.After(Escalations.EscalationTrigger.Breach, Level), "task_overdue", now) is { } escalated)
                events.Add(escalated);
        }

        if (IsActive && StepsUp(Tasks.Where(task => task is { IsOpen: true, OverdueSince: not null })
            .SelectMany(task => DueMoments(task, policies)), now) is { } level && Escalate(level, "task_overdue", now) is { } raised)
            events.Add(raised);
        events.AddRange(RunEmergency(policies, now));
        events.AddRange(IsActive ? TakeEdits(policies, now) : RunClocks(policies, now));
        return events;
    }

    /// <summary>An answer is the customer's, also when an agent passes it on: the case no longer waits for the customer.</summary>
    private IReadOnlyList<IComplaintEvent> AfterAnswer(PolicyBook policies, DateTimeOffset now)
    {
        var events = new List<IComplaintEvent>();
        if (AwaitsCustomer)
        {
            AwaitsCustomer = false;
            Settle();
            events.Add(Resumed(policies, now));
        }

        events.AddRange(RunClocks(policies, now));
        return events;
    }

    /// <exception cref="DomainRuleException"><c>offer.{state}</c>: only a proposed offer can be answered, once.</exception>
    private static void EnsureAnswerable(Offer offer, DateTimeOffset now)
    {
        if (offer.StateAt(now) is var state && state is not OfferState.Proposed)
            throw new DomainRuleException("offer." + EnumText.Of(state), $"{Said(state).En} | {Said(state).Zh}");

        static LocalizedText Said(OfferState state) => state switch
        {
            OfferState.AwaitingApproval => new("该方案尚待审批。", "The offer waits for approval."),
            OfferState.Accepted => new("该方案已被接受。", "The offer was accepted before."),
            OfferState.Replaced => new("已接受另一方案,该方案失效。", "Another alternative was accepted."),
            OfferState.Withdrawn => new("该方案已被商家撤回。", "The offer was taken back."),
            OfferState.Expired => new("该方案已过期。", "The offer has expired."),
            OfferState.Rejected => new("该方案未获批准。", "The offer was not approved."),
            _ => new("该方案已被答复。", "The offer was answered before."),
        };
    }
}
