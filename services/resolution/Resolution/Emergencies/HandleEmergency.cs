using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Contacts;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ComplaintPlatform.Resolution.Emergencies;

/// <param name="Trigger"><c>risk</c>, <c>serious</c> or <c>by_hand</c>.</param>
/// <param name="Risk">The escalation risk when it began, 0 to 1.</param>
/// <param name="BlocksResolution">The case cannot be resolved while it is open.</param>
public sealed record EmergencyView(
    EmergencyTrigger Trigger, double Risk, bool Open, bool BlocksResolution, DateTimeOffset OpenedAt,
    IReadOnlyList<EmergencyStepView> Steps,
    DateTimeOffset? ClosedAt, Guid? ClosedBy, string? Reason)
{
    internal static EmergencyView? Of(Emergency? row, Language language, DateTimeOffset now) => row is null ? null : new(
        row.Trigger, row.Risk, row.IsOpen, row.IsOpen && row.Blocks, row.OpenedAt,
        [.. row.Steps.Select(step => new EmergencyStepView(
            step.Id, step.Department, step.Text.In(language.Tag), step.DueAt, step.DoneAt, step.DoneBy,
            step.Late || (step.DoneAt is null && row.IsOpen && now >= step.DueAt)))],
        row.ClosedAt, row.ClosedBy, row.Reason);
}

public sealed record EmergencyStepView(
    string Id, string Department, string Text, DateTimeOffset DueAt, DateTimeOffset? DoneAt, string? DoneBy, bool Late);

/// <param name="Reason">Why it is over, or why it began.</param>
public sealed record EmergencyReasonRequest([property: Required, StringLength(1000, MinimumLength = 1), PlainText] string Reason);

/// <summary>The emergency playbook begins by itself or by hand, its steps are done, and somebody says that it is over.</summary>
internal static class HandleEmergency
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapPost("/{id:guid}/emergency", DeclareAsync).WithName("DeclareEmergency").AllowRoles(Roles.CaseWorkers)
            .WithSummary("Begin the emergency playbook of a case by hand");
        group.MapPost("/{id:guid}/emergency/steps/{stepId}/completion", CompleteAsync).WithName("CompleteEmergencyStep")
            .AllowRoles(Roles.CaseWorkers).WithSummary("A step of the emergency playbook is done");
        group.MapPost("/{id:guid}/emergency/closure", CloseAsync).WithName("CloseEmergency").AllowRoles(Roles.CaseWorkers)
            .WithSummary("Close the emergency playbook of a case, with the reason")
            .WithDescription("Until then the case cannot be resolved (409 `case.emergency_open`), where the playbook says so. "
                + "`/playbooks` names the lowest role.");
    }

    internal static async Task<TaggedOk<CaseResponse>> DeclareAsync(
        Guid id, EmergencyReasonRequest request, Caller caller, IfMatch ifMatch, CaseCommands commands, CancellationToken ct)
    {
        EnsureSays(request);
        var (theCase, policies) = await commands.FindAsync(id, ifMatch, ct);
        var facts = await commands.FactsAsync(theCase, ct);
        commands.Publish(theCase.DeclareEmergency(facts.EscalationRisk, policies, commands.Now));
        theCase.Note(request.Reason, caller.UserId, caller.Name, commands.Now);
        return commands.Show(theCase, policies);
    }

    internal static async Task<TaggedOk<CaseResponse>> CompleteAsync(
        Guid id, string stepId, Caller caller, IfMatch ifMatch, CaseCommands commands, CancellationToken ct)
    {
        var (theCase, policies) = await commands.FindAsync(id, ifMatch, ct, words: false);
        if (theCase.Emergency?.Steps.Any(step => step.Id == stepId) is not true)
            throw new ProblemException(404, "emergency.step_not_found", "The emergency has no such step. | 应急预案没有该步骤。");
        commands.Publish(theCase.DoEmergencyStep(stepId, caller.UserId, caller.Name, policies, commands.Now));
        return commands.Show(theCase, policies);
    }

    internal static async Task<TaggedOk<CaseResponse>> CloseAsync(
        Guid id, EmergencyReasonRequest request, Caller caller, IfMatch ifMatch, CaseCommands commands, CancellationToken ct)
    {
        EnsureSays(request);
        var (theCase, policies) = await commands.FindAsync(id, ifMatch, ct);
        var lowest = policies.Playbooks.Emergency.ClosedBy;
        if (!(Axes.ReadRole(caller.Role) >= lowest))
            throw Problems.Forbidden(
                "emergency.authority_too_low",
                $"Needs the role {EnumText.Of(lowest)} or above. | 需要 {EnumText.Of(lowest)} 或更高角色。");
        commands.Publish(theCase.CloseEmergency(request.Reason, caller.UserId!.Value, policies, commands.Now));
        return commands.Show(theCase, policies);
    }

    private static void EnsureSays(EmergencyReasonRequest request)
    {
        if (!Contact.Says(request.Reason))
            throw new ValidationProblemException(("/reason", "Say why. | 请说明原因。"));
    }
}
