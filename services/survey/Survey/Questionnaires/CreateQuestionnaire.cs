using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Survey.Data;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ComplaintPlatform.Survey.Questionnaires;

public sealed record CreateQuestionnaireRequest(
    [property: Required, StringLength(100, MinimumLength = 1), PlainText(OneLine = true)] string Name,
    [property: Required, MinLength(1), MaxLength(20)] IReadOnlyList<Question> Questions);

/// <summary>Adds a questionnaire; it is used once it is activated.</summary>
internal static class CreateQuestionnaire
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("", HandleAsync).WithName(nameof(CreateQuestionnaire)).AllowRoles(Roles.Management);

    internal static async Task<Created<QuestionnaireResponse>> HandleAsync(
        CreateQuestionnaireRequest request, Caller caller, SurveyDbContext db, TimeProvider clock, LinkGenerator links,
        CancellationToken ct)
    {
        Questionnaire.EnsureConsistent(request.Questions);
        var row = QuestionnaireVersion.Of(SequentialId.Next(), 1, request.Name.Trim(), request.Questions, caller.Actor, clock.GetUtcNow());
        db.QuestionnaireVersions.Add(row);

        var active = await QuestionnaireCatalogue.ActiveAsync(db, null, ct);
        return TypedResults.Created(links.GetPathByName(nameof(ListQuestionnaires)),
            QuestionnaireResponse.From([row.ToQuestionnaire()], active));
    }
}
