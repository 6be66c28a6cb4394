using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Agents;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace ComplaintPlatform.Resolution.Cases;

/// <param name="Summary">What was done, in words that the customer may read.</param>
public sealed record ResolveCaseRequest([property: Required, StringLength(4000, MinimumLength = 1), PlainText] string Summary);

public sealed record CloseCaseRequest([property: StringLength(1000), PlainText] string? Note = null);

public sealed record ReopenCaseRequest([property: StringLength(1000), PlainText] string? Reason = null);

/// <summary>End and restart.</summary>
internal static class EndCase
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapPost("/{id:guid}/resolution", ResolveAsync).WithName("ResolveCase").AllowRoles(Roles.CaseWorkers);
        group.MapPost("/{id:guid}/closure", CloseAsync).WithName("CloseCase").AllowRoles(Roles.CaseWorkers);
        group.MapPost("/{id:guid}/reopening", ReopenAsync).WithName("ReopenCase").AllowRoles(Roles.CaseWorkers);
    }

    internal static async Task<TaggedOk<CaseResponse>> ResolveAsync(
        Guid id, ResolveCaseRequest request, IfMatch ifMatch, CaseCommands commands, CaseDispatcher dispatcher, CancellationToken ct)
    {
        var (theCase, policies) = await commands.FindAsync(id, ifMatch, ct);
        commands.Publish(theCase.Resolve(request.Summary, policies, commands.Now));
        await dispatcher.WakeAsync(theCase.AgentId, ct);
        return commands.Show(theCase, policies);
    }

    internal static async Task<TaggedOk<CaseResponse>> CloseAsync(
        Guid id, CloseCaseRequest? request, Caller caller, IfMatch ifMatch, CaseCommands commands, CaseDispatcher dispatcher, CancellationToken ct)
    {
        var (theCase, policies) = await commands.FindAsync(id, ifMatch, ct);
        if (theCase.State is CaseState.Closed)
            throw new DomainRuleException("case.ended", "The case is closed; it can be reopened. | 案件已关闭,可重新打开。", "reopening");
        theCase.EnsureNothingOpen();
        if (request?.Note is { Length: > 0 } note)
            theCase.Note(note, caller.UserId, caller.Name, commands.Now);
        commands.Publish(theCase.Close(CloseReasons.ByStaff, policies, commands.Now));
        await dispatcher.WakeAsync(theCase.AgentId, ct);
        return commands.Show(theCase, policies);
    }

    internal static async Task<TaggedOk<CaseResponse>> ReopenAsync(
        Guid id, ReopenCaseRequest? request, IfMatch ifMatch, CaseCommands commands, CaseReopening reopening, CancellationToken ct)
    {
        var (theCase, policies) = await commands.FindAsync(id, ifMatch, ct);
        await reopening.ReopenAsync(theCase, ReopenedBy.Staff, request?.Reason, ct);
        return commands.Show(theCase, policies);
    }
}
