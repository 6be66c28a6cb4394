using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Agents;
using ComplaintPlatform.Resolution.Contacts;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace ComplaintPlatform.Resolution.Cases;

/// <param name="Summary">What was done, in words that the customer may read.</param>
public sealed record ResolveCaseRequest([property: Required, StringLength(4000, MinimumLength = 1), PlainText] string Summary);

/// <param name="Reason">Why the case ends without a resolution; what was resolved is closed by its follow-up.</param>
/// <param name="Note">Needed with <c>spam</c> and <c>other</c>.</param>
public sealed record CloseCaseRequest(StaffCloseReason? Reason = null, [property: StringLength(1000), PlainText] string? Note = null);

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
        Guid id, CloseCaseRequest? request, Caller caller, IfMatch ifMatch, CaseCommands commands, CaseDispatcher dispatcher,
        CancellationToken ct)
    {
        var (theCase, policies) = await commands.FindAsync(id, ifMatch, ct, words: request?.Note is not null);
        theCase.EnsureCloseable();
        if (request?.Reason is not { } reason)
            throw new ValidationProblemException(("/reason", "Say why the case ends without a resolution. | 请说明未解决即关闭的原因。"));
        if (policies.Closing.Reasons.FirstOrDefault(rule => rule.Reason == reason) is not { } rule
            || Axes.ReadRole(caller.Role) < rule.LowestRole)
            throw Problems.Forbidden("case.reason_not_yours", "Your role may not close for this reason. | 您的角色不能以此原因关闭案件。");
        if (reason is StaffCloseReason.Spam or StaffCloseReason.Other && !theCase.IsErased && !Contact.Says(request.Note))
            throw new ValidationProblemException(("/note", "Say how you know. | 请说明依据。"));
        commands.Publish(theCase.CloseByStaff(reason, policies, commands.Now));
        if (request.Note is { Length: > 0 } note)
            theCase.Note(note, caller.UserId, caller.Name, commands.Now);
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
