using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ComplaintPlatform.Web.Security;

/// <summary>
/// Tokens of public links: 160 bits of HMAC-SHA256 over purpose, id and generation. A later message can carry the same link again while
/// databases keep only its SHA-256; raising the generation revokes it.
/// </summary>
public sealed class Links(KeyRing keys)
{
    public const string Tracking = "tracking";
    public const string Survey = "survey";

    private const int TokenBytes = 20;

    private readonly Lazy<byte[]> _key = new(() => keys.DeriveKey("links"));

    /// <returns>27 characters of base64url.</returns>
    public string Token(string purpose, Guid id, int generation)
    {
        var mac = HMACSHA256.HashData(_key.Value, Encoding.UTF8.GetBytes($"{purpose}:{id:N}:{generation}"));
        return Base64Url.EncodeToString(mac.AsSpan(0, TokenBytes));
    }

    /// <summary>What databases and events hold of a token: SHA-256, lower-case hexadecimal.</summary>
    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
