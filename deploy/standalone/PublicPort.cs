using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace ComplaintPlatform.Standalone;

/// <summary>
/// The gateway's address. A busy port is found before anything else starts; port 0 takes a free one, known before the server listens.
/// </summary>
internal sealed class PublicPort : IDisposable
{
    private readonly Socket? _claimed;

    private PublicPort(string urls, string baseUrl, Socket? claimed) => (Urls, BaseUrl, _claimed) = (urls, baseUrl, claimed);

    public string Urls { get; }

    /// <summary>As people and links on this machine reach it; without a path.</summary>
    public string BaseUrl { get; }

    public static PublicPort Claim(string urls)
    {
        var first = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault() ?? "";
        // * and + stand for every address of the machine
        if (!Uri.TryCreate(first.Replace("://*", "://0.0.0.0", StringComparison.Ordinal)
            .Replace("://+", "://0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out var address)
            || address.Scheme is not ("http" or "https"))
            throw new StartFailedException($"--urls {urls} is not an address, such as http://localhost:8080.");

        var ip = IPAddress.TryParse(address.DnsSafeHost, out var given) ? given : IPAddress.Loopback;
        var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(ip, address.Port));
            // Two sockets can be bound to one port; only one can listen
            if (address.Port != 0)
                socket.Listen();
        }
        catch (SocketException failure)
        {
            socket.Dispose();
            throw new StartFailedException($"{first} cannot be listened on: {failure.Message}. Choose another with --urls.");
        }

        var host = IPAddress.Any.Equals(ip) || IPAddress.IPv6Any.Equals(ip) ? "localhost" : address.Host;
        if (address.Port != 0)
        {
            socket.Dispose();
            return new PublicPort(urls, $"{address.Scheme}://{host}:{address.Port}", null);
        }

        var port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        return new PublicPort($"{address.Scheme}://{ip}:{port}", $"{address.Scheme}://{host}:{port}", socket);
    }

    public void Configure(SocketTransportOptions sockets)
    {
        if (_claimed is not null)
            sockets.CreateBoundListenSocket = _ => _claimed;
    }

    public void Dispose() => _claimed?.Dispose();
}
