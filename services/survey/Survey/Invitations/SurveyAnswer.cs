using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Survey.Invitations;

/// <summary>The answer to one question.</summary>
internal sealed class SurveyAnswer
{
    public const int LongestText = 2000;
    public const char BetweenChoices = ',';

    private SurveyAnswer()
    {
    }

    public Guid Id { get; private init; }

    public Guid InvitationId { get; private init; }

    public string QuestionId { get; private init; } = "";

    /// <summary>On a scale.</summary>
    public int? Number { get; private init; }

    /// <summary>Ids of the chosen options.</summary>
    public string? Choices { get; private init; }

    /// <summary>The customer's own words, in a column of their own: an erasure empties it and leaves the numbers.</summary>
    public string? Text { get; private set; }

    public static SurveyAnswer OnScale(Guid invitationId, string questionId, int number) =>
        new() { Id = SequentialId.Next(), InvitationId = invitationId, QuestionId = questionId, Number = number };

    public static SurveyAnswer OfChoice(Guid invitationId, string questionId, IEnumerable<string> options) =>
        new()
        {
            Id = SequentialId.Next(),
            InvitationId = invitationId,
            QuestionId = questionId,
            Choices = string.Join(BetweenChoices, options)
        };

    public static SurveyAnswer InWords(Guid invitationId, string questionId, string text) =>
        new() { Id = SequentialId.Next(), InvitationId = invitationId, QuestionId = questionId, Text = text };

    public static void Map(EntityTypeBuilder<SurveyAnswer> table)
    {
        table.ToTable("Answers");
        table.Property(row => row.Choices).HasMaxLength(1000);
        table.Property(row => row.Text).HasMaxLength(LongestText);
        table.HasIndex(row => new { row.InvitationId, row.QuestionId }).IsUnique();
    }
}
