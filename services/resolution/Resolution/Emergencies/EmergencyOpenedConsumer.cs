using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Notices;
using ComplaintPlatform.Resolution.Policies;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Emergencies;

/// <summary>Alerts the named people, everybody of the role, and who works on the case.</summary>
internal sealed class EmergencyOpenedConsumer(ResolutionDbContext db, PolicyShelf shelf, TimeProvider clock)
    : IEventConsumer<EmergencyOpened>
{
    public async Task HandleAsync(EmergencyOpened message, CancellationToken ct)
    {
        if (await db.Cases.FirstOrDefaultAsync(row => row.Id == message.ComplaintId, ct) is not { } theCase)
            return;
        var playbook = (await shelf.ForAsync(db, theCase.StorefrontId, ct)).Playbooks.Emergency;
        var people = await Staff.OfAsync(db, theCase, playbook.AlertFrom, StaffRole.Director, ct);
        people.AddRange(playbook.UserIds);
        people.AddRange(theCase.JoinedIds);
        if (theCase.AgentId is { } agent)
            people.Add(agent);
        var text = message.Trigger switch
        {
            "risk" => new LocalizedText(
                $"应急预案启动:升级风险 {message.Risk:0%}。", $"The emergency playbook began: escalation risk {message.Risk:0%}."),
            "serious" => new LocalizedText("应急预案启动:案件严重。", "The emergency playbook began: the case is serious."),
            _ => new LocalizedText("应急预案由人工启动。", "The emergency playbook was begun by hand."),
        };
        Staff.Tell(db, people, theCase, NoticeKind.Emergency, text, clock.GetUtcNow());
    }
}
