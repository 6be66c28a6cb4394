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

/// <summary>The action plan: what was promised, the work that keeps it, and how a promise ends.</summary>
internal sealed partial class Case
{
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
}
