using ComplaintPlatform.Persistence.Data;

namespace ComplaintPlatform.Identity.ApiKeys;

/// <summary>The key of a storefront's backend. Of its text only a keyed hash is kept.</summary>
internal sealed class ApiKey : IStorefrontOwned
{
    private ApiKey()
    {
    }

    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    [FreeText]
    public string Name { get; private init; } = "";

    /// <summary>The key's first characters, by which people tell keys apart.</summary>
    public string Prefix { get; private init; } = "";

    public string KeyHash { get; private init; } = "";

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset? RevokedAt { get; private set; }

    public int Version { get; private set; }

    public static ApiKey Create(string storefrontId, string name, string text, string hash, DateTimeOffset now) => new()
    {
        Id = SequentialId.Next(),
        StorefrontId = storefrontId,
        Name = name,
        Prefix = text[..ApiKeyText.ShownLength],
        KeyHash = hash,
        CreatedAt = now,
        Version = 1,
    };

    public void Revoke(DateTimeOffset now)
    {
        if (RevokedAt is not null)
            return;
        RevokedAt = now;
        Version++;
    }
}
