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

/// <summary>From now on this version is asked; surveys that are out keep theirs.</summary>
internal static class ActivateQuestionnaire
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/{id:guid}/activation", HandleAsync).WithName(nameof(ActivateQuestionnaire)).AllowRoles(Roles.Management);

    internal static async Task<Results<TaggedOk<ActiveQuestionnaire>, NotFoundProblem>> HandleAsync(
        Guid id, ActivateQuestionnaireRequest request, string? storefrontId, IfMatch ifMatch, Caller caller, SurveyDbContext db, TimeProvider clock,
        CancellationToken ct)
    {
        if (await QuestionnaireCatalogue.FindAsync(db, id, request.Version, ct) is null)
            return Problems.NotFound();

        var owner = PolicyDocument.OwnerFor(caller, storefrontId, writes: true);
        var (active, tag) = await PolicyDocument.ReplaceAsync(
            db, ActiveQuestionnaire.Kind, owner, new ActiveQuestionnaire(id, request.Version), ifMatch, () => ActiveQuestionnaire.Default, clock.GetUtcNow(), ct);
        return ETags.Ok(active, tag);
    }
}
