using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ComplaintPlatform.Resolution.Tasks;

/// <param name="Reason">Why the promise need not be kept.</param>
public sealed record ReleasePromiseRequest([property: Required, StringLength(1000, MinimumLength = 2), PlainText] string Reason);

/// <summary>A promise ends by its fulfilment, or by a manager's release with a reason; customers release over their link.</summary>
internal static class ReleasePromise
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/{id:guid}/obligations/{obligationId:guid}/release", HandleAsync).WithName(nameof(ReleasePromise))
            .AllowRoles(Roles.Manager, Roles.Director);

    internal static async Task<TaggedOk<CaseResponse>> HandleAsync(
        Guid id, Guid obligationId, ReleasePromiseRequest request, Caller caller, IfMatch ifMatch, CaseCommands commands,
        CancellationToken ct)
    {
        var (theCase, policies) = await commands.FindAsync(id, ifMatch, ct);
        var obligation = theCase.Obligations.Find(obligation => obligation.Id == obligationId) ?? throw NotFound();
        commands.Publish(theCase.ReleasePromise(obligation, caller.Name, request.Reason, policies, commands.Now));
        return commands.Show(theCase, policies);
    }

    internal static ProblemException NotFound() => new(404, "obligation.not_found", "There is no such promise. | 没有该承诺。");
}
