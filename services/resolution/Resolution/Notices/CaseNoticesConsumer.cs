using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.FollowUp;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Resolution.Agents;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Complaints;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Dispatch;
using ComplaintPlatform.Resolution.Escalations;
using ComplaintPlatform.Resolution.Policies;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Notices;

/// <summary>
/// Tells the people concerned what happened to a case, and has an escalation act: it changes the owner, or joins somebody of the level to
/// the case. It reads the service's own events, so that telling costs no command anything and is lost with none.
/// </summary>
internal sealed class CaseNoticesConsumer(ResolutionDbContext db, CaseDispatcher dispatcher, PolicyShelf shelf, TimeProvider clock)
    : IEventConsumer<CaseEscalated>, IEventConsumer<DeadlineAtRisk>, IEventConsumer<DeadlineBreached>, IEventConsumer<TaskOverdue>,
        IEventConsumer<ApprovalRequested>, IEventConsumer<ApprovalDecided>, IEventConsumer<ApprovalDelegated>,
        IEventConsumer<OfferAccepted>,
        IEventConsumer<OfferRefused>, IEventConsumer<OfferCountered>, IEventConsumer<CaseReopened>, IEventConsumer<MessageFailed>
{
    public async Task HandleAsync(CaseEscalated message, CancellationToken ct)
    {
        if (await FindAsync(message, ct) is not { IsActive: true } theCase
            || !EnumText.TryParse<EscalationLevel>(message.Level, out var level))
            return;
        var policies = await shelf.ForAsync(db, theCase.StorefrontId, ct);
        if (policies.Escalations.ReachOf(level) is not { } reach)
            return;

        var before = theCase.AgentId;
        var people = await PeopleAsync(theCase, reach.Role, reach.Role, ct);
        people.AddRange(reach.UserIds.Except(people));
        // An event may be read after a later escalation: the owner changes for the level that the case stands on now
        if (level == theCase.Level && reach.Action is not EscalationAction.Tell)
            await ReachAsync(theCase, reach, policies, ct);
        Tell(people, theCase, NoticeKind.Escalated, $"案件升级至{reach.Name.Zh}。", $"The case was escalated to: {reach.Name.En}.");
        if (before is { } agent && !people.Contains(agent))
            Tell([agent], theCase, NoticeKind.Escalated, $"您的案件升级至{reach.Name.Zh}。", $"Your case was escalated to: {reach.Name.En}.");
    }

    public Task HandleAsync(DeadlineAtRisk message, CancellationToken ct) => TellAgentAsync(
        message, NoticeKind.AtRisk, $"{TargetZh(message.Target)}即将到期。", $"The {TargetEn(message.Target)} is due soon.", ct);

    public Task HandleAsync(DeadlineBreached message, CancellationToken ct) => TellAgentAsync(
        message, NoticeKind.Breached, $"{TargetZh(message.Target)}已超时。", $"The {TargetEn(message.Target)} is late.", ct);

    public async Task HandleAsync(TaskOverdue message, CancellationToken ct)
    {
        if (await FindAsync(message, ct) is not { } theCase)
            return;
        var task = theCase.Tasks.Find(task => task.Id == message.TaskId);
        Guid?[] people = [task?.OwnerId, theCase.AgentId];
        Tell(people.OfType<Guid>(), theCase, NoticeKind.TaskOverdue, $"任务已逾期:{task?.Title.Zh}", $"A task is overdue: {task?.Title.En}");
    }

    public async Task HandleAsync(ApprovalRequested message, CancellationToken ct)
    {
        if (await FindAsync(message, ct) is not { } theCase || Axes.ReadRole(message.RequiredRole) is not { } role)
            return;
        var proposer = theCase.Approvals.Find(approval => approval.Id == message.ApprovalId)?.RequestedBy;
        var people = await PeopleAsync(theCase, role, StaffRole.Director, ct);
        Tell(people.Where(id => id != proposer), theCase, NoticeKind.ApprovalAsked, "有方案等待审批。", "An offer waits for approval.");
    }

    public async Task HandleAsync(ApprovalDecided message, CancellationToken ct)
    {
        if (await FindAsync(message, ct) is not { } theCase
            || theCase.Approvals.Find(approval => approval.Id == message.ApprovalId) is not { } approval)
            return;
        var (zh, en) = message.Decision switch
        {
            "approved" => ("您的方案已获批准。", "Your offer was approved."),
            "rejected" => ("您的方案未获批准。", "Your offer was not approved."),
            _ => ("您的方案审批已过期。", "The approval of your offer has expired."),
        };
        Tell([approval.RequestedBy], theCase, NoticeKind.ApprovalDecided, zh, en);
    }

    public async Task HandleAsync(ApprovalDelegated message, CancellationToken ct)
    {
        if (await FindAsync(message, ct) is { } theCase)
            Tell([message.ToUserId], theCase, NoticeKind.ApprovalDelegated, "有审批转交给您。", "An approval was passed on to you.");
    }

    public Task HandleAsync(OfferAccepted message, CancellationToken ct) =>
        TellAgentAsync(message, NoticeKind.OfferAccepted, "方案已被接受。", "The offer was accepted.", ct);

    public Task HandleAsync(OfferRefused message, CancellationToken ct) =>
        TellAgentAsync(message, NoticeKind.OfferRefused, "方案被拒绝。", "The offer was refused.", ct);

    public Task HandleAsync(OfferCountered message, CancellationToken ct) =>
        TellAgentAsync(message, NoticeKind.OfferCountered, "客户提出了其他要求。", "The customer asks for something else.", ct);

    public Task HandleAsync(CaseReopened message, CancellationToken ct) =>
        TellAgentAsync(message, NoticeKind.Reopened, "案件重新打开。", "The case was opened again.", ct);

    // What the customer refused, or nobody needs any more, is no failure of an address
    public async Task HandleAsync(MessageFailed message, CancellationToken ct)
    {
        if (message.Error is "refused" or "no_address" or "undeliverable" or "bounced" or "channel_unavailable")
        {
            await TellAgentAsync(
                message, NoticeKind.MessageFailed, "发给客户的消息未能送达,请通过其他方式联系客户。",
                "A message to the customer did not arrive: please reach the customer another way.", ct);
        }
    }

    private async Task ReachAsync(Case theCase, EscalationReach reach, PolicyBook policies, CancellationToken ct)
    {
        var owner = theCase.AgentId is { } id ? await db.Agents.FindAsync([id], ct) : null;
        if (owner?.StaffRole >= reach.Role)
            return;
        var facts = await db.FactsOfAsync(theCase.Id, theCase.StorefrontId, ct);
        if (reach.Action is EscalationAction.TakeOver)
        {
            if (await dispatcher.TryRaiseAsync(theCase, facts, policies, reach.Role, ct) is { } assigned)
            {
                await dispatcher.WakeAsync(owner?.Id, ct);
                db.Publish(assigned);
            }
            else
            {
                // The first of them who comes takes it over
                theCase.Want(reach.Role);
            }

            return;
        }

        if (await dispatcher.ChooseAsync(theCase, facts, policies, reach.Role, ct) is not { } joined || !theCase.Join(joined))
            return;
        Tell([joined], theCase, NoticeKind.Joined, "您被加入该案件协助处理。", "You were joined to the case.");
    }

    private async Task TellAgentAsync(IComplaintEvent message, NoticeKind kind, string zh, string en, CancellationToken ct)
    {
        if (await FindAsync(message, ct) is { AgentId: { } agent } theCase)
            Tell([agent, .. theCase.JoinedIds], theCase, kind, zh, en);
    }

    private void Tell(IEnumerable<Guid> people, Case theCase, NoticeKind kind, string zh, string en) =>
        Staff.Tell(db, people, theCase, kind, new LocalizedText(zh, en), clock.GetUtcNow());

    private Task<List<Guid>> PeopleAsync(Case theCase, StaffRole lowest, StaffRole highest, CancellationToken ct) =>
        Staff.OfAsync(db, theCase, lowest, highest, ct);

    private Task<Case?> FindAsync(IComplaintEvent message, CancellationToken ct) =>
        db.Cases.WithEverything().FirstOrDefaultAsync(row => row.Id == message.ComplaintId, ct);

    private static string TargetZh(string target) => target switch
    {
        "first_response" => "首次响应",
        "acknowledgement" => "受理确认",
        "next_response" => "后续答复",
        "progress_update" => "进展告知",
        _ => "解决期限",
    };

    private static string TargetEn(string target) => target switch
    {
        "first_response" => "first response",
        "acknowledgement" => "acknowledgement",
        "next_response" => "answer to the customer",
        "progress_update" => "progress update",
        _ => "resolution",
    };
}
