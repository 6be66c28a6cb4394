using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ComplaintPlatform.Web.Security;

/// <summary>
/// Knows a storefront's customer again without knowing who it is: HMAC-SHA256 over the storefront and its own id of the customer. The id
/// itself stays in intake; the key may stand in events and in other services, and leads nowhere without the installation's secret.
/// </summary>
public sealed class CustomerKeys(KeyRing keys)
{
    private readonly Lazy<byte[]> _key = new(() => keys.DeriveKey("customers"));

    /// <returns>43 characters of base64url.</returns>
    public string Of(string storefrontId, string externalId) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(_key.Value, Encoding.UTF8.GetBytes($"{storefrontId}\n{externalId}")));
}
