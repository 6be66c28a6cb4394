using ComplaintPlatform.Intake.Complaints;
using ComplaintPlatform.Intake.Customers;
using ComplaintPlatform.Intake.Data;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Intake.Search;

/// <summary>Which words a commit brings, and to which complaint they belong.</summary>
internal static class SearchIndexing
{
    public static IComplaintSearch For(IntakeDbContext db) => db.Database.IsSqlite() ? Sqlite : SqlServer;

    private static readonly SqliteSearch Sqlite = new();
    private static readonly SqlServerSearch SqlServer = new();

    public static async Task WriteAsync(IntakeDbContext db, CancellationToken ct)
    {
        var texts = db.ChangeTracker.Entries<Complaint>()
            .Where(entry => entry.State is EntityState.Added || (entry.State is EntityState.Modified && entry.Entity.HasNewFacts))
            .Select(entry => Of(entry.Entity, db))
            .Concat(db.ChangeTracker.Entries<ComplaintMessage>().Where(entry => entry.State is EntityState.Added)
                .Select(entry => new SearchText(entry.Entity.ComplaintId, SearchTokens.Of(entry.Entity.Text), [])))
            .ToList();
        foreach (var text in texts)
            await For(db).IndexAsync(db, text, ct);
    }

    private static SearchText Of(Complaint complaint, IntakeDbContext db)
    {
        var words = new List<string> { SearchTokens.CompactReference(complaint.Reference) };
        foreach (var text in new[]
        {
            complaint.Subject, complaint.Text, complaint.Expectation, complaint.ExternalId, complaint.Order?.ExternalId,
            complaint.Order?.Product,
            complaint.Order?.Sku, complaint.Order?.Carrier, complaint.Order?.Supplier, complaint.Order?.Store,
        })
            words.AddRange(SearchTokens.Of(text));

        var people = new List<string>();
        if (complaint.CustomerAtReceipt is { } customer)
        {
            var phone = db.Customers.Local.FirstOrDefault(row => row.Id == complaint.CustomerId)?.PhoneE164;
            foreach (var text in new[
                ] { customer.Name, customer.Email, DigitsOf(customer.Phone), phone, customer.ExternalId, customer.AppUserId })
                people.AddRange(SearchTokens.Of(text));
        }

        // Messages that were read for it, when an earlier complaint is indexed as a whole
        foreach (var message in db.ChangeTracker.Entries<ComplaintMessage>()
            .Where(entry => entry.State is EntityState.Unchanged && entry.Entity.ComplaintId == complaint.Id))
            words.AddRange(SearchTokens.Of(message.Entity.Text));
        return new SearchText(complaint.Id, words, people);
    }

    private static string? DigitsOf(string? phone) =>
        phone is null ? null : new string([.. TypedText.HalfWidth(phone).Where(char.IsAsciiDigit)]);
}
