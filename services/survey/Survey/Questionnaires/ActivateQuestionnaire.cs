using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Survey.Data;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Policies;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ComplaintPlatform.Survey.Questionnaires;

public sealed record ActivateQuestionnaireRequest([property: Range(1, 100_000)] int Version);

/// <summary>Whose policy is changed, by whom, and what they have read.</summary>
internal sealed record PolicyChange(string? StorefrontId, IfMatch IfMatch, Caller Caller);

/// <summary>From now on this version is asked; surveys that are out keep theirs.</summary>
internal static class ActivateQuestionnaire
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/{id:guid}/activation", HandleAsync).WithName(nameof(ActivateQuestionnaire)).AllowRoles(Roles.Management);

    internal static async Task<Results<TaggedOk<ActiveQuestionnaire>, NotFoundProblem>> HandleAsync(
        Guid id, ActivateQuestionnaireRequest request, [AsParameters] PolicyChange change, SurveyDbContext db, TimeProvider clock,
        CancellationToken ct)
    {
        if (await QuestionnaireCatalogue.FindAsync(db, id, request.Version, ct) is null)
            return Problems.NotFound();

        var owner = PolicyDocument.OwnerFor(change.Caller, change.StorefrontId, writes: true);
        var (active, tag) = await PolicyDocument.ReplaceAsync(
            db, ActiveQuestionnaire.Kind, owner, new ActiveQuestionnaire(id, request.Version), change.IfMatch,
            () => ActiveQuestionnaire.Default,
            clock.GetUtcNow(), ct);
        return ETags.Ok(active, tag);
    }
}
