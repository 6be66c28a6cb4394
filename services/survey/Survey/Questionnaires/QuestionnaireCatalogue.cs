using ComplaintPlatform.Survey.Data;
using ComplaintPlatform.Web.Policies;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Survey.Questionnaires;

/// <summary>Which version is asked: a policy of the installation or of a storefront.</summary>
public sealed record ActiveQuestionnaire(Guid QuestionnaireId, int Version)
{
    public const string Kind = "active-questionnaire";

    internal static ActiveQuestionnaire Default { get; } = new(Questionnaire.Default.Id, Questionnaire.Default.Version);
}

internal static class QuestionnaireCatalogue
{
    public static async Task<Questionnaire?> FindAsync(SurveyDbContext db, Guid id, int version, CancellationToken ct)
    {
        if (id == Questionnaire.Default.Id && version == Questionnaire.Default.Version)
            return Questionnaire.Default;
        var row = await db.QuestionnaireVersions.AsNoTracking().FirstOrDefaultAsync(row => row.QuestionnaireId == id
            && row.Number == version, ct);
        return row?.ToQuestionnaire();
    }

    /// <summary>All versions, oldest first.</summary>
    public static async Task<List<Questionnaire>> AllAsync(SurveyDbContext db, CancellationToken ct)
    {
        var rows = await db.QuestionnaireVersions.AsNoTracking().OrderBy(row => row.CreatedAt).ThenBy(row => row.Number).ToListAsync(ct);
        return [Questionnaire.Default, .. rows.Select(row => row.ToQuestionnaire())];
    }

    public static async Task<ActiveQuestionnaire> ActiveAsync(SurveyDbContext db, string? storefrontId, CancellationToken ct) =>
        (await PolicyDocument.ReadAsync(db, ActiveQuestionnaire.Kind, storefrontId, () => ActiveQuestionnaire.Default, ct)).Policy;
}
