using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Survey.Questionnaires;

/// <summary>One version of a questionnaire. It never changes: answers refer to it.</summary>
internal sealed class QuestionnaireVersion
{
    private QuestionnaireVersion()
    {
    }

    public Guid Id { get; private init; }

    public Guid QuestionnaireId { get; private init; }

    public int Number { get; private init; }

    [FreeText]
    public string Name { get; private init; } = "";

    public string Questions { get; private init; } = "";

    public string CreatedBy { get; private init; } = "";

    public DateTimeOffset CreatedAt { get; private init; }

    public static QuestionnaireVersion Of(Guid questionnaireId, int number, string name, IReadOnlyList<Question> questions, string by,
        DateTimeOffset now) =>
        new()
        {
            Id = SequentialId.Next(),
            QuestionnaireId = questionnaireId,
            Number = number,
            Name = name,
            Questions = JsonSerializer.Serialize(questions, JsonDefaults.Options),
            CreatedBy = by,
            CreatedAt = now,
        };

    public Questionnaire ToQuestionnaire() => new(
        QuestionnaireId, Number, Name, JsonSerializer.Deserialize<IReadOnlyList<Question>>(Questions, JsonDefaults.Options)!);

    public static void Map(EntityTypeBuilder<QuestionnaireVersion> table)
    {
        table.ToTable("QuestionnaireVersions");
        table.Property(row => row.Questions).HasMaxLength(-1);
        table.HasIndex(row => new { row.QuestionnaireId, row.Number }).IsUnique();
    }
}

/// <summary>The questions that are asked together.</summary>
internal sealed record Questionnaire(Guid Id, int Version, string Name, IReadOnlyList<Question> Questions)
{
    /// <summary>The one that ships with the platform; it has no row, and its further versions start at 2.</summary>
    public static Questionnaire Default { get; } = Load();

    /// <exception cref="ValidationProblemException">The questions do not go together.</exception>
    public static void EnsureConsistent(IReadOnlyList<Question> questions)
    {
        var errors = questions.SelectMany((question, at) => question.Errors($"/questions/{at}")).ToList();
        if (questions.Select(question => question.Id).Distinct().Count() != questions.Count)
            errors.Add(("/questions", "Names a question twice. | 问题重复。"));
        if (errors.Count > 0)
            throw new ValidationProblemException([.. errors]);
    }

    private static Questionnaire Load()
    {
        using var stream = typeof(Questionnaire).Assembly.GetManifestResourceStream("default-questionnaire.json")!;
        var questions = JsonSerializer.Deserialize<IReadOnlyList<Question>>(stream, JsonDefaults.Options)!;
        return new Questionnaire(new Guid("5b0c7d51-7f0e-4a1d-9d5f-0c6f4b1e0001"), 1, "default", questions);
    }
}
