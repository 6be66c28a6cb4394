using ComplaintPlatform.Persistence.Data;

namespace ComplaintPlatform.Identity.ApiKeys;

/// <summary>The key of a storefront's backend. Of its text only a keyed hash is kept.</summary>
internal sealed class ApiKey : IStorefrontOwned
{
    private static readonly TimeSpan UseInterval = TimeSpan.FromMinutes(1);

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

    /// <summary>From then on it is no key any more; <c>null</c>: until it is revoked.</summary>
    public DateTimeOffset? ExpiresAt { get; private init; }

    /// <summary>Reads, and changes nothing.</summary>
    public bool ReadsOnly { get; private init; }

    public DateTimeOffset? LastUsedAt { get; private init; }

    public int Version { get; private set; }

    public static ApiKey Create(CreateApiKeyRequest request, string text, string hash, DateTimeOffset now) => new()
    {
        Id = SequentialId.Next(),
        StorefrontId = request.StorefrontId,
        Name = request.Name ?? request.StorefrontId,
        Prefix = text[..ApiKeyText.ShownLength],
        KeyHash = hash,
        CreatedAt = now,
        ExpiresAt = request.ExpiresAt,
        ReadsOnly = request.Scopes is [ApiKeyScope.Read],
        Version = 1,
    };

    /// <summary>Noted now and then: who looks for keys that nobody uses does not need the second.</summary>
    public bool IsUseToBeNoted(DateTimeOffset now) => LastUsedAt is not { } before || now - before >= UseInterval;

    public void Revoke(DateTimeOffset now)
    {
        if (RevokedAt is not null)
            return;
        RevokedAt = now;
        Version++;
    }
}
