using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Survey.Data;
using ComplaintPlatform.Survey.Invitations;
using ComplaintPlatform.Survey.Questionnaires;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Survey.Surveys;

/// <summary>The survey that a public link leads to.</summary>
internal sealed record SurveyByToken(SurveyInvitation Invitation, Questionnaire Questionnaire, string? StorefrontName)
{
    /// <summary>Opens the storefront of the link to the rest of the request.</summary>
    /// <returns><c>null</c> for whatever is no token.</returns>
    public static async Task<SurveyByToken?> FindAsync(string token, SurveyDbContext db, TenantScope scope, CancellationToken ct)
    {
        var hash = Links.Hash(token);
        if (await db.Invitations.IgnoreQueryFilters().FirstOrDefaultAsync(row => row.TokenHash == hash, ct) is not { } invitation)
            return null;

        scope.UseLink(invitation.StorefrontId);
        var questionnaire = await QuestionnaireCatalogue.FindAsync(db, invitation.QuestionnaireId, invitation.QuestionnaireVersion, ct);
        var shop = await db.KnownStorefronts.AsNoTracking().Where(row => row.StorefrontId == invitation.StorefrontId)
            .Select(row => row.Name).FirstOrDefaultAsync(ct);
        return new SurveyByToken(invitation, questionnaire!, shop);
    }

    /// <summary>What the reader asks for, else what the customer is known to read.</summary>
    public Language LanguageFor(HttpContext http) =>
        http.Request.Headers.AcceptLanguage.Count > 0 ? RequestLanguage.Of(http) : Language.FromTag(Invitation.Language);
}
