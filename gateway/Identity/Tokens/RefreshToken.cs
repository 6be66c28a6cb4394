using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ComplaintPlatform.Persistence.Data;

namespace ComplaintPlatform.Identity.Tokens;

/// <summary>
/// One link of a session's chain. Each is used once; a caller with a used one holds a copy, and then the whole chain ends (RFC 9700).
/// </summary>
internal sealed class RefreshToken
{
    private RefreshToken()
    {
    }

    public Guid Id { get; private init; }

    public Guid FamilyId { get; private init; }

    public Guid UserId { get; private init; }

    public string TokenHash { get; private init; } = "";

    public SessionOfUser Session => new(UserId, FamilyId);

    public DateTimeOffset SessionStartedAt { get; private init; }

    public DateTimeOffset ExpiresAt { get; private init; }

    public DateTimeOffset? UsedAt { get; private set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    public int Version { get; private set; }

    public static (RefreshToken Token, string Text) Start(Guid userId, SignInOptions options, DateTimeOffset now) =>
        Issue(SequentialId.Next(), userId, now, options, now);

    public (RefreshToken Token, string Text) Rotate(SignInOptions options, DateTimeOffset now)
    {
        UsedAt = now;
        Version++;
        return Issue(FamilyId, UserId, SessionStartedAt, options, now);
    }

    public bool IsUsable(DateTimeOffset now) => UsedAt is null && RevokedAt is null && ExpiresAt > now;

    public void Revoke(DateTimeOffset now)
    {
        if (RevokedAt is not null)
            return;
        RevokedAt = now;
        Version++;
    }

    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static (RefreshToken Token, string Text) Issue(
        Guid familyId, Guid userId, DateTimeOffset startedAt, SignInOptions options, DateTimeOffset now)
    {
        var text = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var end = startedAt + options.SessionLifetime;
        return (new RefreshToken
        {
            Id = SequentialId.Next(),
            FamilyId = familyId,
            UserId = userId,
            TokenHash = Hash(text),
            SessionStartedAt = startedAt,
            ExpiresAt = now + options.RefreshTokenLifetime < end ? now + options.RefreshTokenLifetime : end,
        }, text);
    }
}
