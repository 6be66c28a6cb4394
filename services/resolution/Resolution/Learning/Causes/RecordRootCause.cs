using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ComplaintPlatform.Resolution.Learning.Causes;

/// <param name="Whys">1 to 10 answers, each the reason of the one before; five are usual.</param>
/// <param name="Dimension">Where the cause lies.</param>
/// <param name="CauseId">From the catalogue of causes; one that was merged stands for the one that took it in.</param>
public sealed record RecordRootCauseRequest(
    [property: Required, MinLength(1), MaxLength(10)] IReadOnlyList<WhyStep> Whys, CauseDimension Dimension, Guid CauseId);

/// <param name="Proven">Every answer has its evidence.</param>
public sealed record RootCauseView(
    Guid CauseId, string CauseName, CauseDimension Dimension, IReadOnlyList<WhyStep> Whys, bool Proven, CaseAgent? RecordedBy,
    DateTimeOffset RecordedAt)
{
    /// <param name="standing">The cause that speaks for the recorded one now.</param>
    internal static RootCauseView Of(RootCause row, Cause standing)
    {
        var steps = row.Steps();
        return new RootCauseView(
            standing.Id, standing.Name, row.Dimension, steps, steps.Count > 0 && steps.All(step => step.Evidence is not null),
            row.RecordedBy is { } by ? new CaseAgent(by, row.RecordedByName) : null, row.RecordedAt);
    }
}

/// <summary>Records why a complaint came about, or corrects what was recorded.</summary>
internal static class RecordRootCause
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPut("/{id:guid}/root-cause", HandleAsync).WithName(nameof(RecordRootCause)).RequireIfMatch()
            .AllowRoles(Roles.CaseWorkers)
            .WithSummary("Record the root cause of a complaint")
            .WithDescription(
                "The chain of whys, each a text or `{\"because\",\"evidence\"}`, the fishbone dimension and a cause of the catalogue. "
                + "It may be recorded "
                + "at any time, also of a closed case, and replaces what was recorded before.");

    internal static async Task<TaggedOk<CaseResponse>> HandleAsync(
        Guid id, RecordRootCauseRequest request, Caller caller, IfMatch ifMatch, RootCauseRecording recording, CancellationToken ct)
    {
        if (request.Whys.Any(step => step.Because.Length == 0))
            throw new ValidationProblemException(("/whys", "An answer must not be empty. | 回答不能为空。"));
        return await recording.RecordAsync(id, request, caller, ifMatch, ct);
    }
}

internal sealed class RootCauseRecording(CaseCommands commands, ResolutionDbContext db)
{
    public async Task<TaggedOk<CaseResponse>> RecordAsync(
        Guid id, RecordRootCauseRequest request, Caller caller, IfMatch ifMatch, CancellationToken ct)
    {
        var (theCase, policies) = await commands.FindAsync(id, ifMatch, ct);
        if (await db.StandingCauseAsync(request.CauseId, ct) is not { } cause || cause.StorefrontId != theCase.StorefrontId)
        {
            throw Problems.Unprocessable(
                "cause.not_found", "The storefront's catalogue has no such cause. | 该店铺的原因目录中没有此原因。",
                ("/causeId", "Must be a cause of the case's storefront. | 必须是该案件所属店铺的原因。"));
        }

        commands.Publish(theCase.FindRootCause(cause, request.Dimension, request.Whys, caller.UserId, caller.Name, commands.Now));
        return commands.Show(theCase, policies);
    }
}
