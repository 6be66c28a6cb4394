using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using ComplaintPlatform.Web.Security;

namespace ComplaintPlatform.Identity.Tokens;

/// <summary>Digests of the addresses that people sign in from.</summary>
internal sealed class PeerAddress(KeyRing keys)
{
    private const int NetworkBytes = 8;

    private readonly Lazy<byte[]> _key = new(() => keys.DeriveKey("sign-in-addresses"));

    public string Hash(IPAddress? address)
    {
        var bytes = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4().GetAddressBytes() : address?.GetAddressBytes() ?? [];
        // One subscriber has a whole /64 of IPv6 addresses to choose from
        if (address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false })
            bytes = bytes[..NetworkBytes];
        return Convert.ToHexStringLower(HMACSHA256.HashData(_key.Value, bytes));
    }
}
