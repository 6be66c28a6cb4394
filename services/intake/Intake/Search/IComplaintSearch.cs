using ComplaintPlatform.Intake.Data;

namespace ComplaintPlatform.Intake.Search;

/// <summary>Full text of complaints; each database has its own way to it.</summary>
internal interface IComplaintSearch
{
    /// <summary>Takes in what a commit brings, inside its transaction: what is accepted can be found.</summary>
    Task IndexAsync(IntakeDbContext db, SearchText text, CancellationToken ct);

    /// <summary>The complaints in which the phrase stands.</summary>
    /// <param name="phrase">Tokens that stand in a row; the last may be the beginning of a longer one.</param>
    /// <param name="people">Whether names, phone numbers and email addresses count as well.</param>
    IQueryable<Guid> Find(IntakeDbContext db, IReadOnlyList<string> phrase, bool people);
}

/// <summary>What becomes searchable at once.</summary>
/// <param name="Words">Tokens of what the complaint says.</param>
/// <param name="People">Tokens that tell who complains.</param>
internal sealed record SearchText(Guid ComplaintId, IReadOnlyList<string> Words, IReadOnlyList<string> People);
