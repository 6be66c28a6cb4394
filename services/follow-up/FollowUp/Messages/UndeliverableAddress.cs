using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ComplaintPlatform.FollowUp.Data;
using ComplaintPlatform.FollowUp.Policies;
using ComplaintPlatform.FollowUp.Storefronts;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Policies;
using ComplaintPlatform.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.FollowUp.Messages;

/// <summary>
/// Knows an address again without keeping it: HMAC-SHA256 over storefront, channel and the address. It leads nowhere without the
/// installation's secret, and addresses stay in intake alone.
/// </summary>
internal sealed class AddressKeys(KeyRing keys)
{
    private readonly Lazy<byte[]> _key = new(() => keys.DeriveKey("addresses"));

    public string Of(string storefrontId, MessageChannel channel, string address) => Base64Url.EncodeToString(HMACSHA256.HashData(
        _key.Value, Encoding.UTF8.GetBytes($"{storefrontId}\n{channel}\n{address.Trim().ToLowerInvariant()}")));
}

/// <summary>
/// An address that takes no messages: it is left alone for the time of the policy, or until a message is retried by hand.
/// </summary>
internal sealed class UndeliverableAddress : IStorefrontOwned
{
    private UndeliverableAddress()
    {
    }

    public string Key { get; private init; } = "";

    public string StorefrontId { get; private init; } = "";

    /// <summary><c>refused</c> at the door, or <c>bounced</c> later.</summary>
    public string Reason { get; private set; } = "";

    public DateTimeOffset Since { get; private set; }

    public int Version { get; private set; }

    public static async Task RememberAsync(
        FollowUpDbContext db, string storefrontId, string key, string reason, DateTimeOffset now, CancellationToken ct)
    {
        if (await db.UndeliverableAddresses.FindAsync([key], ct) is not { } known)
            db.UndeliverableAddresses.Add(known = new UndeliverableAddress { Key = key, StorefrontId = storefrontId });
        (known.Reason, known.Since) = (reason, now);
        known.Version++;
    }

    public static void Map(EntityTypeBuilder<UndeliverableAddress> table)
    {
        table.ToTable("UndeliverableAddresses");
        table.HasKey(row => row.Key);
        table.Property(row => row.Key).HasMaxLength(60);
        table.HasIndex(row => row.Since);
    }
}

/// <summary>A message did not arrive; a follow-up that waits for its answer goes on by phone.</summary>
internal sealed class UndeliveredMessages(FollowUpDbContext db, PolicySet<FollowUpPolicy> policies, TimeProvider clock)
{
    public const string CustomerUnknown = "customer_unknown";

    public async Task GiveUpAsync(OutgoingMessage message, string error, MessageChannel? channel, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        db.Publish(message.Fail(error, channel, now));
        if (message.FollowUpId is not { } id
            || await db.FollowUps.Include(row => row.Attempts).FirstOrDefaultAsync(row => row.Id == id, ct) is not { } followUp)
            return;

        var (policy, _) = await policies.ReadAsync(db, message.StorefrontId, ct);
        var storefront = await db.KnownStorefronts.AsNoTracking().FirstOrDefaultAsync(row => row.StorefrontId == message.StorefrontId, ct);
        foreach (var fact in followUp.MessageNotDelivered(error, error == CustomerUnknown, policy,
            policy.DaytimeIn(Storefront.ZoneOf(storefront)), now))
            db.Publish(fact);
    }
}
