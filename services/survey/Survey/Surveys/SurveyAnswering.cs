using System.Text.Json;
using ComplaintPlatform.Survey.Data;
using ComplaintPlatform.Survey.Invitations;
using ComplaintPlatform.Survey.Policies;
using ComplaintPlatform.Survey.Questionnaires;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Policies;

namespace ComplaintPlatform.Survey.Surveys;

/// <summary>
/// Takes answers, whether they come from a program, the page or an agent: judged by the version of the questionnaire that was asked.
/// </summary>
internal sealed class SurveyAnswering(SurveyDbContext db, PolicySet<SurveyPolicy> policies, TimeProvider clock)
{
    public SurveyDbContext Db => db;

    /// <param name="agentId">The member of staff who fills it in on the phone; <c>null</c> where the customer does.</param>
    /// <returns>When they were taken.</returns>
    /// <exception cref="ProblemException">Too late, answered before, or answers that do not fit the questions.</exception>
    public async Task<DateTimeOffset> AcceptAsync(
        SurveyInvitation invitation, IReadOnlyDictionary<string, JsonElement> given, string by, CancellationToken ct,
        Guid? agentId = null)
    {
        var now = clock.GetUtcNow();
        invitation.EnsureAnswerable(now);
        var questionnaire = await QuestionnaireCatalogue.FindAsync(db, invitation.QuestionnaireId, invitation.QuestionnaireVersion, ct);
        var answers = AnswerReader.Read(invitation.Id, questionnaire!, given);
        var policy = await policies.ReadAsync(db, invitation.StorefrontId, ct);
        invitation.EnsureMayBeFilledInBy(agentId, policy.Policy);
        foreach (var fact in invitation.Answer(answers, by, policy.Policy, now))
            db.Publish(fact);
        return now;
    }
}
