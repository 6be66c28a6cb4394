using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Security;

namespace ComplaintPlatform.Identity.ApiKeys;

/// <summary>Texts of API keys: a mark by which scanners for leaked secrets find them, and 256 random bits.</summary>
internal sealed class ApiKeyText(KeyRing keys)
{
    public const int ShownLength = 10;

    private const string Mark = "cpk_";
    private const int RandomBytes = 32;
    private const int Length = 47;

    private readonly Lazy<byte[]> _hashKey = new(() => keys.DeriveKey("api-keys"));

    public static string Create() => Mark + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    public static bool IsPossible(string text) => text.Length == Length && text.StartsWith(Mark, StringComparison.Ordinal);

    public string Hash(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(_hashKey.Value, Encoding.UTF8.GetBytes(text)));
}
