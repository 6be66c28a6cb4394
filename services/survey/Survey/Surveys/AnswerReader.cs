using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Survey.Invitations;
using ComplaintPlatform.Survey.Questionnaires;
using ComplaintPlatform.Web.Http;

namespace ComplaintPlatform.Survey.Surveys;

/// <summary>Reads answers against the questions they belong to.</summary>
internal static class AnswerReader
{
    /// <exception cref="ValidationProblemException">What does not fit, each with its place.</exception>
    public static IReadOnlyList<SurveyAnswer> Read(
        Guid invitationId, Questionnaire questionnaire, IReadOnlyDictionary<string, JsonElement> given)
    {
        var errors = new List<(string, string)>();
        var answers = new List<SurveyAnswer>();
        foreach (var unknown in given.Keys.Except(questionnaire.Questions.Select(question => question.Id)))
            errors.Add((Pointer(unknown), "There is no such question. | 没有该问题。"));
        foreach (var question in questionnaire.Questions)
        {
            if (!given.TryGetValue(question.Id, out var value) || IsBlank(value))
            {
                if (question.Required)
                    errors.Add((Pointer(question.Id), "Please answer this question. | 请回答该问题。"));
            }
            else if (Read(invitationId, question, value, out var error) is { } answer)
            {
                answers.Add(answer);
            }
            else
            {
                errors.Add((Pointer(question.Id), error));
            }
        }

        if (errors.Count == 0 && answers.Count == 0)
            errors.Add(("/answers", "At least one answer is needed. | 请至少回答一个问题。"));
        return errors.Count == 0 ? answers : throw new ValidationProblemException([.. errors]);
    }

    private static SurveyAnswer? Read(Guid invitationId, Question question, JsonElement value, out string error)
    {
        error = "";
        switch (question.Kind)
        {
            case QuestionKind.Scale:
                error = $"Must be a whole number from {question.Minimum} to {question.Maximum}. | 必须是 {question.Minimum} 到 {question.Maximum} 的整数。";
                return value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out var number) && number >= question.Minimum
                    && number <= question.Maximum
                    ? SurveyAnswer.OnScale(invitationId, question.Id, number)
                    : null;
            case QuestionKind.Single:
                error = OneOf(question);
                return OptionOf(question, value) is { } option ? SurveyAnswer.OfChoice(invitationId, question.Id, [option]) : null;
            case QuestionKind.Multiple:
                error = OneOf(question);
                if (value.ValueKind is not JsonValueKind.Array)
                    return null;
                var options = value.EnumerateArray().Select(item => OptionOf(question, item)).ToList();
                return options.Contains(null) ? null : SurveyAnswer.OfChoice(invitationId, question.Id, options.Distinct()!);
            default:
                error = $"Must be a text of at most {SurveyAnswer.LongestText} characters. | 必须是不超过 {SurveyAnswer.LongestText} 个字符的文本。";
                return value.ValueKind is JsonValueKind.String
                    && value.GetString()!.Trim() is { Length: <= SurveyAnswer.LongestText } text && PlainTextAttribute.IsPlain(text)
                    ? SurveyAnswer.InWords(invitationId, question.Id, text)
                    : null;
        }
    }

    // An option is named by its id; yes and no may be said in JSON's own words, and the text that was shown is understood too
    private static string? OptionOf(Question question, JsonElement value)
    {
        var word = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.True => Question.Yes,
            JsonValueKind.False => Question.No,
            _ => null,
        };
        return word is null ? null
            : question.Options!.FirstOrDefault(option => option.Id == word || option.Zh == word || option.En == word)?.Id;
    }

    private static bool IsBlank(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => true,
        JsonValueKind.String => string.IsNullOrWhiteSpace(value.GetString()),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        _ => false,
    };

    private static string OneOf(Question question)
    {
        var ids = string.Join(", ", question.Options!.Select(option => option.Id));
        return $"Must be one of: {ids}. | 必须是以下值之一:{ids}。";
    }

    private static string Pointer(string questionId) =>
        "/answers/" + questionId.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
