using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Survey.Data;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ComplaintPlatform.Survey.Questionnaires;

public sealed record AddQuestionnaireVersionRequest([property: Required, MinLength(1), MaxLength(20)] IReadOnlyList<Question> Questions);

/// <summary>A version is never changed; what is to change is added as the next one, and asked when it is activated.</summary>
internal static class AddQuestionnaireVersion
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/{id:guid}/versions", HandleAsync).WithName(nameof(AddQuestionnaireVersion)).AllowRoles(Roles.Management);

    internal static async Task<Results<Created<QuestionnaireResponse>, NotFoundProblem>> HandleAsync(
        Guid id, AddQuestionnaireVersionRequest request, Caller caller, SurveyDbContext db, TimeProvider clock, LinkGenerator links,
        CancellationToken ct)
    {
        var versions = (await QuestionnaireCatalogue.AllAsync(db, ct)).FindAll(version => version.Id == id);
        if (versions.Count == 0)
            return Problems.NotFound();

        Questionnaire.EnsureConsistent(request.Questions);
        var row = QuestionnaireVersion.Of(
            id, versions.Max(version => version.Version) + 1, versions[^1].Name, request.Questions, caller.Actor, clock.GetUtcNow());
        db.QuestionnaireVersions.Add(row);

        var active = await QuestionnaireCatalogue.ActiveAsync(db, null, ct);
        return TypedResults.Created(
            links.GetPathByName(nameof(ListQuestionnaires)), QuestionnaireResponse.From([.. versions, row.ToQuestionnaire()], active));
    }
}
