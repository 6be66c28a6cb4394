using System.Net;

namespace ComplaintPlatform.Load.Sending;

/// <summary>A load driver pointed at somebody else's machine is an attack: only loopback is accepted.</summary>
internal static class LoopbackAddress
{
    public static Uri Require(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new LoadException($"'{address}' is not an http address.");

        // "localhost" is taken by name, never resolved: a hosts file may say otherwise
        var isLoopback = uri.Host == "localhost" || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
        if (!isLoopback)
            throw new LoadException($"'{address}' is not a loopback address; this driver loads only the machine it runs on.");

        return new Uri(uri.GetLeftPart(UriPartial.Authority));
    }
}
