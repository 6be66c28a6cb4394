using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Http;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Intake.Customers;

/// <summary>
/// Knows a customer of a storefront again by the storefront's own id, or else by an email address or a phone number, and keeps what is
/// stated now.
/// </summary>
internal sealed class Complainants(IntakeDbContext db, HeldTurns turns)
{
    /// <param name="phoneRegion">Country of numbers without a country code.</param>
    /// <returns><c>null</c> where nothing is said about a customer.</returns>
    public async Task<Customer?> FindAsync(CustomerDetails? details, string storefrontId, string phoneRegion, CancellationToken ct)
    {
        if (details is null)
            return null;

        var keys = Keys.Of(details, phoneRegion);
        // Complaints of one customer that arrive together would each make the customer, or change the same row. No storefront's id holds a
        // newline.
        await turns.EnterAsync(TurnsOf(storefrontId, keys), ct);
        var known = await KnownAsync(storefrontId, keys, ct);
        var customer = known ?? Customer.New(storefrontId, details.ExternalId);
        if (known is null)
            db.Customers.Add(customer);
        customer.Update(details, phoneRegion);
        return customer;
    }

    /// <summary>
    /// Whom the holder of a link says to be. A link proves nothing but that it was given away, so it neither finds a customer who is known
    /// nor makes one who will be found: the storefront alone says who somebody is.
    /// </summary>
    public Customer? AddUnproven(CustomerDetails? details, string storefrontId, string phoneRegion)
    {
        if (details is null)
            return null;
        var customer = Customer.Unproven(storefrontId);
        db.Customers.Add(customer);
        customer.Update(details, phoneRegion);
        return customer;
    }

    /// <summary>Staff state something of a customer.</summary>
    /// <exception cref="DomainRuleException"><c>customer.external_id_used</c>: the storefront's id is another customer's.</exception>
    public async Task StateAsync(Customer customer, CustomerDetails details, string phoneRegion, CancellationToken ct)
    {
        if (customer.ExternalId is null && details.ExternalId is { } externalId)
        {
            await turns.EnterAsync(TurnsOf(customer.StorefrontId, Keys.Of(details, phoneRegion)), ct);
            if (await db.Customers.AnyAsync(row => row.StorefrontId == customer.StorefrontId && row.ExternalId == externalId, ct))
            {
                throw new DomainRuleException(
                    "customer.external_id_used",
                    "Another customer has this id. Link the complaints as duplicates, or leave the id out. | 该客户编号已属于另一位客户;请将投诉关联,或不填写该编号。");
            }
        }

        customer.Prove();
        customer.Update(details, phoneRegion);
    }

    /// <summary>Who works on this customer takes turns by these.</summary>
    public static IEnumerable<string> TurnsOf(Customer customer) =>
        TurnsOf(customer.StorefrontId, new Keys(customer.ExternalId, customer.EmailKey, customer.PhoneE164));

    private static IEnumerable<string> TurnsOf(string storefrontId, Keys keys) => keys.All.Select(key => $"customer/{storefrontId}\n{key}");

    private async Task<Customer?> KnownAsync(string storefrontId, Keys keys, CancellationToken ct)
    {
        var ofStorefront = db.Customers.Where(row => row.StorefrontId == storefrontId && !row.IsUnproven);
        if (keys.ExternalId is { } externalId
            && await ofStorefront.FirstOrDefaultAsync(row => row.ExternalId == externalId, ct) is { } byId)
            return byId;

        var found = new List<Customer>();
        if (keys.Email is { } email)
            found.AddRange(await ofStorefront.Where(row => row.EmailKey == email).OrderBy(row => row.Id).Take(Few).ToListAsync(ct));
        if (keys.Phone is { } phone)
            found.AddRange(await ofStorefront.Where(row => row.PhoneE164 == phone).OrderBy(row => row.Id).Take(Few).ToListAsync(ct));
        // Two ids of a storefront are two customers, even where they share a phone
        var possible = found.Where(customer => keys.ExternalId is null || customer.ExternalId is null).Distinct().ToList();
        if (possible.Count > 1)
            possible = Narrow(possible, keys);
        return possible is [var only] ? only : null;
    }

    private const int Few = 10;

    // A phone may be a household's or a company's: who fits by both, or who is known by contact points alone, and else it stays open
    private static List<Customer> Narrow(List<Customer> possible, Keys keys)
    {
        var byBoth = possible.Where(customer => customer.EmailKey == keys.Email && customer.PhoneE164 == keys.Phone).ToList();
        return byBoth.Count == 1 ? byBoth : possible.Where(customer => customer.ExternalId is null).Take(1).ToList();
    }

    private sealed record Keys(string? ExternalId, string? Email, string? Phone)
    {
        public static Keys Of(CustomerDetails details, string region) =>
            new(details.ExternalId, ContactPoint.EmailKey(details.Email), ContactPoint.PhoneE164(details.Phone, region));

        public IEnumerable<string> All => new[] { ExternalId is null ? null : "id/" + ExternalId, Email, Phone }.OfType<string>();
    }
}
