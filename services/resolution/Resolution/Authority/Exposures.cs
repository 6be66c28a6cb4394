using System.Security.Cryptography;
using System.Text;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Offers;
using ComplaintPlatform.Resolution.Policies;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Resolution.Authority;

/// <summary>
/// One row for each customer and each order that was ever offered something. Each addition to the sum writes it, so that of two at once, in
/// whichever replicas, one has to read again.
/// </summary>
internal sealed class ExposureRow : IStorefrontOwned
{
    private ExposureRow()
    {
    }

    public string Key { get; private init; } = "";

    public string StorefrontId { get; private init; } = "";

    public int Version { get; private set; }

    public static ExposureRow Of(string key, string storefrontId) => new() { Key = key, StorefrontId = storefrontId };

    public void Touch() => Version++;

    public static void Map(EntityTypeBuilder<ExposureRow> table)
    {
        table.ToTable("Exposures");
        table.HasKey(row => row.Key);
        table.Property(row => row.Key).HasMaxLength(80);
    }
}

/// <summary>Reads the exposure that a case belongs to, for one writer at a time.</summary>
internal sealed class Exposures(ResolutionDbContext db, HeldTurns turns, TimeProvider clock)
{
    /// <summary>Before the case itself is read: what is read after this is what earlier writers left.</summary>
    public async Task EnterAsync(Guid caseId, CancellationToken ct)
    {
        var about = await db.Cases.AsNoTracking().Where(row => row.Id == caseId)
            .Select(row => new { row.StorefrontId, row.CustomerId, row.OrderExternalId }).FirstOrDefaultAsync(ct)
                ?? throw CaseLoading.NotFound();
        var keys = KeysOf(about.StorefrontId, about.CustomerId, about.OrderExternalId);
        await turns.EnterAsync(keys.Select(key => "exposure/" + key), ct);
        foreach (var key in keys)
        {
            if (await db.ExposureRows.FindAsync([key], ct) is not { } row)
                db.ExposureRows.Add(row = ExposureRow.Of(key, about.StorefrontId));
            row.Touch();
        }
    }

    public async Task<Exposure> ReadAsync(Case theCase, PolicyBook policies, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var since = now.AddDays(-policies.Authority.ExposureWindowDays);
        var (customer, order) = (theCase.CustomerId, theCase.OrderExternalId);
        var others = customer is null && order is null
            ? []
            : await (
                from offer in db.Offers.AsNoTracking()
                join other in db.Cases.AsNoTracking() on offer.CaseId equals other.Id
                where other.Id != theCase.Id && other.StorefrontId == theCase.StorefrontId
                    && ((customer != null && other.CustomerId == customer) || (order != null && other.OrderExternalId == order))
                    && offer.Cost != null
                    && ((offer.State == OfferState.Accepted && offer.AnsweredAt >= since)
                        || offer.State == OfferState.Proposed || offer.State == OfferState.AwaitingApproval)
                select new { offer, other.StrictestSeverity }).ToListAsync(ct);
        var currency = await MakeOffers.CurrencyOfAsync(theCase.StorefrontId, db, ct);
        return new Exposure(
            theCase.StrictestSeverity,
            [
                .. theCase.Offers.Select(offer => new ExposedOffer(offer, theCase.StrictestSeverity)),
                .. others.Select(row => new ExposedOffer(row.offer, row.StrictestSeverity)),
            ],
            currency,
            now);
    }

    private static List<string> KeysOf(string storefrontId, Guid? customerId, string? order)
    {
        var keys = new List<string>();
        if (customerId is { } customer)
            keys.Add($"c-{customer:N}");
        // A hash, because names of orders and storefronts have any length and any letters
        if (order is not null)
            keys.Add("o-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{storefrontId}\n{order}"))));
        return keys;
    }
}
