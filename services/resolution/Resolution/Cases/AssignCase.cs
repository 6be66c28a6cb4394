using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Agents;
using ComplaintPlatform.Resolution.Contacts;
using ComplaintPlatform.Resolution.Escalations;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ComplaintPlatform.Resolution.Cases;

/// <param name="AgentId">Who is to work on it; left out, the agent who fits best.</param>
public sealed record AssignCaseRequest(Guid? AgentId = null, [property: StringLength(1000), PlainText] string? Note = null);

/// <param name="AgentId">Who takes it over; left out, the other agent who fits best.</param>
/// <param name="Note">What the next one has to know.</param>
public sealed record HandOverCaseRequest(
    [property: Required, StringLength(1000, MinimumLength = 1), PlainText] string Note, Guid? AgentId = null);

/// <param name="Reason">Why it needs somebody above.</param>
public sealed record EscalateCaseRequest(
    [property: Required, StringLength(1000, MinimumLength = 1), PlainText] string Reason, EscalationLevel? Level = null);

/// <summary>Who works on a case.</summary>
internal static class AssignCase
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapPost("/{id:guid}/assignment", HandleAsync).WithName(nameof(AssignCase))
            .AllowRoles([.. Roles.CaseWorkers, Roles.Administrator]);
        group.MapPost("/{id:guid}/acceptance", AcceptAsync).WithName("AcceptCase").AllowRoles(Roles.CaseWorkers);
        group.MapPost("/{id:guid}/handover", HandOverAsync).WithName("HandOverCase").AllowRoles(Roles.CaseWorkers);
        group.MapPost("/{id:guid}/escalation", EscalateAsync).WithName("EscalateCase").AllowRoles(Roles.CaseWorkers);
    }

    internal static async Task<TaggedOk<CaseResponse>> HandleAsync(
        Guid id, AssignCaseRequest? request, Caller caller, IfMatch ifMatch, CaseCommands commands, CaseDispatcher dispatcher,
        CancellationToken ct)
    {
        var (theCase, policies) = await commands.FindAsync(id, ifMatch, ct, words: request?.Note is not null);
        theCase.EnsureActive();
        if (request?.Note is { Length: > 0 } note)
            theCase.Note(note, caller.UserId, caller.Name, commands.Now);
        commands.Publish(await dispatcher.MoveAsync(theCase, policies, request?.AgentId, "assigned", ct));
        return commands.Show(theCase, policies);
    }

    internal static async Task<TaggedOk<CaseResponse>> AcceptAsync(
        Guid id, Caller caller, IfMatch ifMatch, CaseCommands commands, CaseDispatcher dispatcher, CancellationToken ct)
    {
        var (theCase, policies) = await commands.FindAsync(id, ifMatch, ct, words: false);
        var agentId = caller.UserId!.Value;
        commands.Publish(theCase.Accept(agentId, commands.Now));
        // Accepting a case of another agent, or one without an agent, takes it over
        if (theCase.AgentId != agentId)
        {
            await dispatcher.WakeAsync(theCase.AgentId, ct);
            commands.Publish(await dispatcher.AssignToAsync(theCase, agentId, "taken_over", "", ct));
        }

        return commands.Show(theCase, policies);
    }

    internal static async Task<TaggedOk<CaseResponse>> HandOverAsync(
        Guid id, HandOverCaseRequest request, Caller caller, IfMatch ifMatch, CaseCommands commands, CaseDispatcher dispatcher,
        CancellationToken ct)
    {
        var (theCase, policies) = await commands.FindAsync(id, ifMatch, ct);
        theCase.EnsureActive();
        if (request.AgentId is { } agentId && agentId == theCase.AgentId)
            throw new DomainRuleException("case.already_assigned", "The agent has this case. | 该案已由此客服负责。");
        theCase.Note(request.Note, caller.UserId, caller.Name, commands.Now);
        commands.Publish(await dispatcher.MoveAsync(theCase, policies, request.AgentId, CaseDispatcher.HandedOver, ct));
        return commands.Show(theCase, policies);
    }

    internal static async Task<TaggedOk<CaseResponse>> EscalateAsync(
        Guid id, EscalateCaseRequest request, IfMatch ifMatch, CaseCommands commands, CancellationToken ct)
    {
        var (theCase, policies) = await commands.FindAsync(id, ifMatch, ct);
        theCase.EnsureActive();
        var level = request.Level ?? policies.Escalations.After(EscalationTrigger.Manual, theCase.Level);
        var escalated = theCase.Escalate(level, request.Reason, commands.Now) ?? throw new DomainRuleException(
            "case.already_escalated", "The case stands on this level or above. | 该案已处于该级别或更高级别。",
            Enum.GetValues<EscalationLevel>().Where(above => above > theCase.Level).Select(EnumText.Of));
        commands.Publish(escalated);
        return commands.Show(theCase, policies);
    }
}
