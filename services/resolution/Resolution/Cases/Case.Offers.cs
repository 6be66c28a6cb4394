using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Resolution.Approvals;
using ComplaintPlatform.Resolution.Authority;
using ComplaintPlatform.Resolution.Contacts;
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

    /// <summary>The customer hears of what is on the table, or no longer is.</summary>
    private CustomerUpdateDue? TellOf(
        IEnumerable<Offer> offers, string kind, PolicyBook policies, DateTimeOffset now, string? text = null) =>
        offers.ToList() is { Count: > 0 } remedies
            ? CustomerUpdate(kind, text, null, now, [.. remedies.Select(offer => new CustomerUpdateDue.Remedy
            {
                OfferId = offer.Id,
                Kind = offer.Kind,
                Name = policies.Remedies.Find(offer.Kind)?.Name.In(Language) ?? offer.Kind,
                Value = offer.EventValue,
                ExpiresAt = offer.ExpiresAt,
            })])
            : null;

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

    /// <summary>What was agreed becomes an obligation with its work.</summary>
    private List<CaseTask> Promise(Offer offer, PolicyBook policies, DateTimeOffset now)
    {
        var obligation = Obligation.Promise(this, offer, now);
        Obligations.Add(obligation);
        var planned = new List<CaseTask>();
        foreach (var template in policies.Remedies.Find(offer.Kind)?.Tasks ?? [])
        {
            var (due, after) = (now.AddHours(template.DueHours), template.AfterPrevious ? planned.LastOrDefault()?.Id : null);
            if (offer.InParts() is { Count: > 0 } parts && policies.Dispatch.Pays(template.Department))
                planned.AddRange(parts.Select((part, at) => Plan(
                    now, obligation.Id, template.Department, template.Title.Part(at + 1, parts.Count, part),
                    due.AddDays(at * policies.Remedies.InstalmentDays), null, after)));
            else
                planned.Add(Plan(now, obligation.Id, template.Department, template.Title, due, null, after));
        }

        // The kind was taken out of the catalogue while the offer was out: the promise holds all the same
        if (planned.Count == 0)
            planned.Add(Plan(now, obligation.Id, Department, new LocalizedText("履行承诺", "Keep the promise"), now.AddDays(1), null, null));
        obligation.DueNotBefore(planned.Max(task => task.DueAt));
        return planned;
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

    /// <param name="decision">Approved, rejected or expired.</param>
    /// <param name="say">Of who approved.</param>
    public IReadOnlyList<IComplaintEvent> Decide(
        Approval approval, ApprovalState decision, Guid? by, string? comment, PolicyBook policies, DateTimeOffset now,
        Say? say = null)
    {
        approval.Decide(decision, by, comment, now);
        var offer = Offers.Single(offer => offer.Id == approval.OfferId);
        if (offer.State is OfferState.AwaitingApproval)
        {
            if (decision is ApprovalState.Approved)
                offer.Release(say ?? new Say(StaffRole.Agent, 0), policies.Remedies.OfferValid, now);
            else
                offer.End(decision is ApprovalState.Rejected ? OfferState.Rejected : OfferState.Expired, null, now);
        }

        Settle();
        ReadClocks(policies, now);
        var decided = new ApprovalDecided
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = StorefrontId,
            ComplaintId = Id,
            Version = ++Version,
            Cycle = Cycle,
            State = EnumText.Of(State),
            ApprovalId = approval.Id,
            OfferId = approval.OfferId,
            Decision = EnumText.Of(decision),
            DecidedBy = by,
            OfferExpiresAt = decision is ApprovalState.Approved && !offer.IsGift ? offer.ExpiresAt : null,
        };
        if (offer.IsGift)
            return decision is ApprovalState.Approved ? [decided, .. HandOverGift(offer, policies, now)] : [decided];
        return decision is ApprovalState.Approved && offer.State is OfferState.Proposed
            && TellOf([offer], UpdateOffer, policies, now) is { } told ? [decided, told] : [decided];
    }

    /// <summary>Who works on the case, and so does not decide about it on behalf of others.</summary>
    public IReadOnlyList<Guid> Parties => AgentId is { } agent ? [agent] : [];

    public ApprovalDelegated Delegate(Approval approval, Decider from, Authority.Deputy to, string? comment, DateTimeOffset now)
    {
        approval.PassOn(from, to);
        return new ApprovalDelegated
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = StorefrontId,
            ComplaintId = Id,
            Version = ++Version,
            Cycle = Cycle,
            State = EnumText.Of(State),
            ApprovalId = approval.Id,
            OfferId = approval.OfferId,
            FromUserId = from.UserId,
            ToUserId = to.UserId,
            Until = to.Until,
            Comment = comment,
        };
    }

    public TaskAdded AddTask(
        string department, LocalizedText title, DateTimeOffset dueAt, Guid? ownerId, Guid? dependsOn, PolicyBook policies,
        DateTimeOffset now)
    {
        EnsureActive();
        var task = Plan(now, null, department, title, dueAt, ownerId, dependsOn);
        ReadClocks(policies, now);
        return Added(task, now);
    }

    /// <summary>Whether the task would come later than the customer was promised.</summary>
    public bool DefersPromise(CaseTask task, DateTimeOffset? dueAt) =>
        dueAt is { } due && Obligations.Find(obligation => obligation.Id == task.ObligationId) is { } obligation && due > obligation.DueAt;

    /// <exception cref="DomainRuleException">
    /// <c>task.ended</c>, <c>task.blocked</c>, <c>task.promised</c>, <c>task.proof_needed</c>.
    /// </exception>
    public IReadOnlyList<IComplaintEvent> ChangeTask(CaseTask task, ChangeTaskRequest change, PolicyBook policies, DateTimeOffset now)
    {
        var events = new List<IComplaintEvent>();
        var (state, dueAt) = (change.State, change.DueAt);
        if (!task.IsOpen)
            throw new DomainRuleException("task.ended", "The task is done or cancelled. | 该任务已完成或取消。");
        if (state is TaskState.Cancelled && task.ObligationId is not null)
            throw new DomainRuleException(
                "task.promised", "The task keeps a promise to the customer and cannot be cancelled. | 该任务关系到对客户的承诺,不能取消。", "done");
        if (state is TaskState.Done && Tasks.Find(other => other.Id == task.DependsOn) is { IsOpen: true })
            throw new DomainRuleException("task.blocked", "Another task has to be done first. | 需先完成前置任务。", "in_progress");
        if (state is TaskState.Done && task.ObligationId is not null && !IsErased
            && !Contact.Says(change.Evidence ?? task.Evidence) && !Contact.Says(change.Result ?? task.Result))
        {
            throw new DomainRuleException(
                "task.proof_needed",
                $"The task keeps a promise: say what was done (result) or how it is proved (evidence), in at least {Contact.LeastSaid} letters or digits; "
                    + "punctuation does not count. | "
                    + $"该任务关系到承诺,请填写结果(result)或凭证(evidence),至少 {Contact.LeastSaid} 个文字或数字,标点不计。",
                "result", "evidence");
        }

        task.Change(state, change.Result, change.Evidence, change.OwnerId, dueAt, now);
        var obligation = Obligations.Find(obligation => obligation.Id == task.ObligationId);
        if (dueAt is { } due)
            obligation?.DueNotBefore(due);
        if (state is TaskState.Done && obligation is { IsOpen: true }
            && !Tasks.Exists(other => other.ObligationId == obligation.Id && other.IsOpen))
            obligation.Fulfil(Contact.Says(task.Evidence) ? task.Evidence! : task.Result ?? Obligation.ProofErased, now);
        if (IsActive)
            ReadClocks(policies, now);
        Version++;
        if (state is not TaskState.Done)
            return events;
        events.Add(new TaskCompleted
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = StorefrontId,
            ComplaintId = Id,
            Version = Version,
            Cycle = Cycle,
            State = EnumText.Of(State),
            TaskId = task.Id,
            Department = task.Department,
            Result = task.Result,
        });
        events.AddRange(CloseIfPending(policies, now));
        return events;
    }

    /// <summary>Somebody of the department takes the task.</summary>
    /// <exception cref="DomainRuleException"><c>task.ended</c>, <c>task.claimed</c>.</exception>
    public void Claim(CaseTask task, Guid userId)
    {
        if (!task.IsOpen)
            throw new DomainRuleException("task.ended", "The task is done or cancelled. | 该任务已完成或取消。");
        if (task.OwnerId is { } owner && owner != userId)
            throw new DomainRuleException("task.claimed", "Somebody else has the task. | 该任务已由他人领取。");
        task.Claim(userId);
        Version++;
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

    /// <summary>The customer, or a manager with a reason, lets the house off a promise; its open work goes with it.</summary>
    /// <exception cref="DomainRuleException"><c>obligation.ended</c>.</exception>
    public IReadOnlyList<IComplaintEvent> ReleasePromise(
        Obligation obligation, string by, string reason, PolicyBook policies, DateTimeOffset now)
    {
        if (!obligation.IsOpen)
            throw new DomainRuleException("obligation.ended", "The promise was kept or released before. | 该承诺已履行或已免除。");
        obligation.Release(by, reason, now);
        foreach (var task in Tasks.Where(task => task.IsOpen && task.ObligationId == obligation.Id))
            task.Change(TaskState.Cancelled, null, null, null, null, now);
        if (IsActive)
            ReadClocks(policies, now);
        var released = new PromiseReleased
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = StorefrontId,
            ComplaintId = Id,
            Version = ++Version,
            Cycle = Cycle,
            State = EnumText.Of(State),
            ObligationId = obligation.Id,
            OfferId = obligation.OfferId,
            By = by,
            Reason = reason,
        };
        return [released, .. CloseIfPending(policies, now)];
    }

    private IReadOnlyList<IComplaintEvent> CloseIfPending(PolicyBook policies, DateTimeOffset now) =>
        PendingClose is { } reason && IsActive && !Obligations.Exists(obligation => obligation.IsOpen) ? Close(reason, policies, now) : [];

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

    private CaseTask Plan(
        DateTimeOffset now, Guid? obligationId, string department, LocalizedText title, DateTimeOffset dueAt, Guid? ownerId, Guid? dependsOn)
    {
        var task = CaseTask.Plan(this, now, Tasks.Count + 1, obligationId, department, title, dueAt, ownerId, dependsOn);
        Tasks.Add(task);
        return task;
    }

    private TaskAdded Added(CaseTask task, DateTimeOffset now) => new()
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
    };

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
