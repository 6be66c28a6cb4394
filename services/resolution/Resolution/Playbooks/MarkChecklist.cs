using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ComplaintPlatform.Resolution.Playbooks;

/// <param name="Item">A step of the conversation such as <c>empathise</c>, or <c>stage.step</c> of the case's playbook.</param>
/// <param name="Done"><c>false</c> takes the tick back.</param>
public sealed record MarkChecklistRequest(
    [property: Required, StringLength(140, MinimumLength = 1), PlainText(OneLine = true)] string Item, bool Done = true);

/// <summary>One step a call: the agent ticks what no fact can show.</summary>
internal static class MarkChecklist
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/{id:guid}/checklist", HandleAsync).WithName(nameof(MarkChecklist)).AllowRoles(Roles.CaseWorkers)
            .WithSummary("Tick a step of the guidance, or take the tick back")
            .WithDescription("Steps stand in the case's `guidance`. What the case itself shows is ticked already and says why: it can not "
                + "be unticked (409 `checklist.proved`). Ticks count for the cycle at hand; a reopened case starts without.");

    internal static async Task<TaggedOk<CaseResponse>> HandleAsync(
        Guid id, MarkChecklistRequest request, Caller caller, IfMatch ifMatch, CaseCommands commands, CancellationToken ct)
    {
        var (theCase, policies) = await commands.FindAsync(id, ifMatch, ct);
        if (theCase.State is CaseState.Closed)
            theCase.EnsureActive();
        var items = CaseGuidance.ItemsOf(theCase, policies);
        if (!items.TryGetValue(request.Item, out var item))
            throw new ValidationProblemException(("/item", $"Must be one of: {string.Join(", ", items.Keys)}. | 指引中没有该步骤。"));
        if (!request.Done && item.ProvedBy is { } proof
            && CaseProofs.Of(proof, theCase, await commands.FactsAsync(theCase, ct)) is { } why)
            throw new DomainRuleException("checklist.proved", $"The case shows that it is done: {why.En} | 案件事实表明该步骤已完成:{why.Zh}");

        commands.Publish(request.Done
            ? theCase.Tick(request.Item, item.Title, caller.UserId, caller.Name, commands.Now)
            : theCase.Untick(request.Item, item.Title, caller.UserId, commands.Now));
        return commands.Show(theCase, policies);
    }
}
