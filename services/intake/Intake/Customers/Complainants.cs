using ComplaintPlatform.Intake.Complaints;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.Intake.Customers;

/// <summary>Who complains, and what the same customer complained about before.</summary>
/// <param name="Customer"><c>null</c> where nothing is said about one.</param>
internal sealed record Complainant(Customer? Customer, EarlierComplaints Earlier);

/// <summary>Knows a customer of a storefront again by the storefront's own id, and keeps what is stated now.</summary>
internal sealed class Complainants(IntakeDbContext db, HeldTurns turns, IOptions<IntakeOptions> options)
{
    public async Task<Complainant> FindAsync(CustomerDetails? details, string storefrontId, DateTimeOffset now, CancellationToken ct)
    {
        if (details is null)
            return new Complainant(null, EarlierComplaints.None);

        var known = details.ExternalId is { } externalId ? await KnownAsync(storefrontId, externalId, ct) : null;
        var customer = known ?? Customer.New(storefrontId, details.ExternalId);
        if (known is null)
            db.Customers.Add(customer);
        customer.Update(details);
        return new Complainant(
            customer, known is null ? EarlierComplaints.None : await DuplicateSearch.EarlierAsync(db, known.Id, now - options.Value.DuplicateWindow, ct));
    }

    /// <summary>Earlier complaints that this one may repeat, likeliest first.</summary>
    public IReadOnlyList<DuplicateCandidate> DuplicatesOf(Complainant complainant, string text, string? orderId) =>
        complainant.Earlier.CandidatesFor(text, orderId, options.Value.DuplicateLeastScore);

    private async Task<Customer?> KnownAsync(string storefrontId, string externalId, CancellationToken ct)
    {
        // Complaints of one customer that arrive together would each make the customer, or change the same row. No storefront's id holds a newline.
        await turns.EnterAsync($"customer/{storefrontId}\n{externalId}", ct);
        return await db.Customers.FirstOrDefaultAsync(row => row.StorefrontId == storefrontId && row.ExternalId == externalId, ct);
    }
}
