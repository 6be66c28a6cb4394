namespace ComplaintPlatform.Survey.Questionnaires;

/// <param name="ActiveVersion"><c>null</c> where another questionnaire is asked.</param>
public sealed record QuestionnaireResponse(Guid Id, string Name, int? ActiveVersion, IReadOnlyList<QuestionnaireVersionResponse> Versions)
{
    internal static QuestionnaireResponse From(IReadOnlyList<Questionnaire> versions, ActiveQuestionnaire active) => new(
        versions[0].Id,
        versions[^1].Name,
        versions[0].Id == active.QuestionnaireId ? active.Version : null,
        [.. versions.Select(version => new QuestionnaireVersionResponse(version.Version, version.Questions))]);
}

public sealed record QuestionnaireVersionResponse(int Version, IReadOnlyList<Question> Questions);
