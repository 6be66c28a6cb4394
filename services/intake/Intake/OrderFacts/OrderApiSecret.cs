using System.Text;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Web.Policies;
using ComplaintPlatform.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Intake.OrderFacts;

/// <summary>
/// What proves to a merchant's API who asks. It belongs to one policy document and one host: who changes the address without knowing the
/// secret does not have it sent there.
/// </summary>
internal sealed class OrderApiSecret
{
    private OrderApiSecret()
    {
    }

    /// <summary>Of the policy document: a storefront's id, or <c>*</c>.</summary>
    public string Owner { get; private init; } = "";

    public string Host { get; private set; } = "";

    /// <summary>Sealed.</summary>
    public string Secret { get; private set; } = "";

    public int Version { get; private set; }

    public static OrderApiSecret Of(string owner) => new() { Owner = owner };

    public void Replace(string host, string secret)
    {
        (Host, Secret) = (host, secret);
        Version++;
    }

    public static void Map(EntityTypeBuilder<OrderApiSecret> table)
    {
        table.ToTable("OrderApiSecrets");
        table.HasKey(row => row.Owner);
        table.Property(row => row.Host).HasMaxLength(300);
        table.Property(row => row.Secret).HasMaxLength(8000);
    }
}

internal sealed class OrderApiSecrets(KeyRing keys)
{
    private readonly Lazy<byte[]> _key = new(() => keys.DeriveKey("order-api-secrets"));

    /// <summary>Keeps what came with a policy document, in the commit that writes the document.</summary>
    public async Task KeepAsync(OrderApiPolicy policy, string owner, IntakeDbContext db, CancellationToken ct)
    {
        var row = await db.OrderApiSecrets.FirstOrDefaultAsync(row => row.Owner == owner, ct);
        if (policy.BaseAddress is not { } address || policy.Secret is "")
        {
            if (row is not null)
                db.OrderApiSecrets.Remove(row);
            return;
        }

        if (policy.Secret is not { } secret)
            return;
        if (row is null)
            db.OrderApiSecrets.Add(row = OrderApiSecret.Of(owner));
        var host = HostOf(address);
        row.Replace(host, SealedText.Seal(_key.Value, Encoding.UTF8.GetBytes(secret), RowOf(owner, host)));
    }

    /// <returns><c>null</c> where there is none for the document in force and the host that it names.</returns>
    public async Task<string?> OfAsync(PolicyInForce<Policies.IntakePolicy> inForce, string storefrontId, IntakeDbContext db, CancellationToken ct)
    {
        var owner = inForce.Tag.StartsWith("\"s", StringComparison.Ordinal) ? storefrontId : Contracts.EventScope.Installation;
        var host = HostOf(inForce.Policy.OrderApi.BaseAddress!);
        return await db.OrderApiSecrets.AsNoTracking().FirstOrDefaultAsync(row => row.Owner == owner && row.Host == host, ct) is { } row
            ? Encoding.UTF8.GetString(SealedText.Open(_key.Value, row.Secret, RowOf(owner, host))) : null;
    }

    // With scheme and port: what was told to one must not be told to its neighbour, and not in clear
    private static string HostOf(string address) => new Uri(address).GetLeftPart(UriPartial.Authority).ToLowerInvariant();

    private static byte[] RowOf(string owner, string host) => Encoding.UTF8.GetBytes(owner + "\n" + host);
}
