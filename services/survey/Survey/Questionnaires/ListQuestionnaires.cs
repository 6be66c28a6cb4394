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

/// <summary>Lists questionnaires with their versions.</summary>
internal static class ListQuestionnaires
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("", HandleAsync).WithName(nameof(ListQuestionnaires)).AllowRoles(Roles.Staff);

    // There are a handful, so they stand on one page
    internal static async Task<Ok<Page<QuestionnaireResponse>>> HandleAsync(
        string? storefrontId, Caller caller, SurveyDbContext db, CancellationToken ct)
    {
        var active = await QuestionnaireCatalogue.ActiveAsync(db, PolicyDocument.OwnerFor(caller, storefrontId, writes: false), ct);
        var all = await QuestionnaireCatalogue.AllAsync(db, ct);
        var items = all.GroupBy(version => version.Id).Select(versions => QuestionnaireResponse.From([.. versions], active)).ToList();
        return TypedResults.Ok(new Page<QuestionnaireResponse>(items, null));
    }
}
