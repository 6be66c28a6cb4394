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
/// One row for each customer, each order and each storefront's budget that anything was ever offered on. Each addition to the sum writes
/// it, so that of two at once, in whichever replicas, one has to read again.
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
    /// <summary>Which decision of the storefront this one is, once entered.</summary>
    public int Order { get; private set; }

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
            if (key == keys[0])
                Order = row.Version;
        }
    }

    public async Task<Exposure> ReadAsync(Case theCase, PolicyBook policies, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var since = now.AddDays(-policies.Authority.ExposureWindowDays);
        var severities = await OtherCasesAsync(theCase, ct);
        var cases = severities.Keys.ToList();
        var others = await db.Offers.AsNoTracking()
            .Where(offer => cases.Contains(offer.CaseId) && offer.Cost != null
                && ((offer.State == OfferState.Accepted && offer.AnsweredAt >= since)
                    || offer.State == OfferState.Proposed || offer.State == OfferState.AwaitingApproval))
            .ToListAsync(ct);
        var currency = await MakeOffers.CurrencyOfAsync(theCase.StorefrontId, db, ct);
        return new Exposure(
            theCase.StrictestSeverity,
            [
                .. theCase.Offers.Select(offer => new ExposedOffer(offer, theCase.StrictestSeverity)),
                .. others.Select(offer => new ExposedOffer(offer, severities[offer.CaseId])),
            ],
            currency,
            now);
    }

    /// <summary>
    /// The strictest severity of each other case of the customer and of the order. Two questions, each of which an index answers: asked
    /// for one or the other, SQLite reads all cases of the storefront.
    /// </summary>
    private async Task<Dictionary<Guid, Severity>> OtherCasesAsync(Case theCase, CancellationToken ct)
    {
        var cases = db.Cases.Where(row => row.StorefrontId == theCase.StorefrontId && row.Id != theCase.Id);
        var found = new Dictionary<Guid, Severity>();
        if (theCase.CustomerId is { } customer)
            await AddAsync(cases.Where(row => row.CustomerId == customer));
        if (theCase.OrderExternalId is { } order)
            await AddAsync(cases.Where(row => row.OrderExternalId == order));
        return found;

        async Task AddAsync(IQueryable<Case> rows)
        {
            foreach (var row in await rows.Select(row => new { row.Id, row.StrictestSeverity }).ToListAsync(ct))
                found[row.Id] = row.StrictestSeverity;
        }
    }

    private static List<string> KeysOf(string storefrontId, Guid? customerId, string? order)
    {
        // The storefront's comes first: it counts the decisions
        List<string> keys = ["b-" + HashOf(storefrontId), .. PersonalKeysOf(storefrontId, customerId, order)];
        return keys;
    }

    /// <summary>Those that tell of somebody.</summary>
    public static IReadOnlyList<string> PersonalKeysOf(string storefrontId, Guid? customerId, string? order)
    {
        var keys = new List<string>();
        if (customerId is { } customer)
            keys.Add($"c-{customer:N}");
        if (order is not null)
            keys.Add("o-" + HashOf($"{storefrontId}\n{order}"));
        return keys;
    }

    // Names of orders and storefronts have any length and any letters
    private static string HashOf(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
