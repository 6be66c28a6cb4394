using System.Net;
using System.Net.Sockets;

namespace ComplaintPlatform.Web.Http;

/// <summary>
/// Connects to addresses that outsiders give, and to public ones only: what a name leads to is checked when the connection is made, so that
/// a name that leads elsewhere a moment later gains nothing. Networks that are allowed all the same, such as <c>127.0.0.0/8</c> on a
/// laptop, are configuration.
/// </summary>
public sealed class PublicNetwork(IEnumerable<IPNetwork> allowed)
{
    private static readonly IPNetwork[] Closed =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/96", "::ffff:0:0:0/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10",
            "fec0::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96"), SixToFour = IPNetwork.Parse("2002::/16");

    private readonly IPNetwork[] _allowed = [.. allowed];

    /// <summary>Networks as configuration writes them, <c>address/bits</c>.</summary>
    public static PublicNetwork Of(IEnumerable<string>? allowed) => new((allowed ?? []).Select(IPNetwork.Parse));

    public bool MayReach(IPAddress address)
    {
        // An IPv4 address in the clothes of an IPv6 one leads to the same host
        address = Unwrap(address);
        return Array.Exists(_allowed, network => network.Contains(address)) || !Array.Exists(Closed, network => network.Contains(address));
    }

    /// <summary>For <c>SocketsHttpHandler.ConnectCallback</c>.</summary>
    /// <exception cref="ClosedNetworkException">The name leads to no address that may be reached.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var addresses = await ResolveAsync(context.DnsEndPoint.Host, ct);
        var open = Array.FindAll(addresses, MayReach);
        if (open.Length == 0)
            throw new ClosedNetworkException(context.DnsEndPoint.Host);

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(open, context.DnsEndPoint.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>What is wrong with an address, as far as it can be told before it is used.</summary>
    /// <returns>A text in both languages, or <c>null</c>: a name that cannot be resolved now may be so later.</returns>
    public async Task<string?> RefusalAsync(string text, bool allowHttp, CancellationToken ct)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http") || uri.Host.Length == 0)
            return "Must be an absolute https address. | 必须是完整的 https 地址。";
        if (uri.Scheme == "http" && !allowHttp)
            return "Must be https; http is allowed by policy only. | 必须使用 https;仅在策略允许时可用 http。";
        if (uri.Port is 0)
            return "Port 0 is no port. | 端口不能为 0。";
        if (uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
            return "Must hold neither user name nor fragment. | 不能包含用户名或片段。";
        try
        {
            var addresses = await ResolveAsync(uri.IdnHost, ct);
            if (addresses.Length > 0 && !Array.Exists(addresses, MayReach))
                return "Leads to an address that is not public. | 该地址不是公网地址。";
        }
        catch (ArgumentException)
        {
            return "The name of the host is no name. | 主机名无效。";
        }
        catch (SocketException)
        {
            // Checked again when it is used
        }

        return null;
    }

    private static async Task<IPAddress[]> ResolveAsync(string host, CancellationToken ct) =>
        IPAddress.TryParse(host.Trim('[', ']'), out var address) ? [address] : await Dns.GetHostAddressesAsync(host, ct);

    private static IPAddress Unwrap(IPAddress address)
    {
        if (address.AddressFamily is not AddressFamily.InterNetworkV6)
            return address;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        // Without its zone, which no network names
        if (Translated.Contains(new IPAddress(bytes)))
            return new IPAddress(bytes.AsSpan(12, 4));
        return SixToFour.Contains(new IPAddress(bytes)) ? new IPAddress(bytes.AsSpan(2, 4)) : new IPAddress(bytes);
    }
}

/// <summary>The address that was to be called is none of the public network.</summary>
public sealed class ClosedNetworkException(string host) : IOException($"{host} leads to no address that may be reached.");
