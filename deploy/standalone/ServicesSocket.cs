using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ComplaintPlatform.Standalone;

/// <summary>
/// How the gateway reaches the services in one process: HTTP as between machines, over a Unix domain socket in a folder that only the owner
/// can open. The process listens on no port but the gateway's.
/// </summary>
internal sealed class ServicesSocket
{
    /// <summary>
    /// Where the gateway forwards to. The name is of no network (RFC 2606): what is not connected here is not connected at all.
    /// </summary>
    public const string Address = "http://services.invalid";

    /// <summary>What the shortest of the operating systems allows for a socket's path, less its end (sockaddr_un).</summary>
    private const int LongestPath = 103;

    private readonly string _path;

    private ServicesSocket(string path) => _path = path;

    /// <summary>In the data folder, or in a temporary one where the data folder's path is too long for a socket.</summary>
    public static ServicesSocket In(DataFolder folder)
    {
        var path = Path.Combine(folder.Path, "run", "services.sock");
        if (path.Length > LongestPath)
            path = Path.Combine(Directory.CreateTempSubdirectory("cp-").FullName, "services.sock");
        else if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        else
            Directory.CreateDirectory(
                Path.GetDirectoryName(path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        // Left by a process that was killed; this one holds the data folder
        File.Delete(path);
        return new ServicesSocket(path);
    }

    public void Listen(KestrelServerOptions kestrel) => kestrel.ListenUnixSocket(_path);

    /// <summary>A connection to the services, for a <see cref="SocketsHttpHandler"/>.</summary>
    /// <exception cref="SocketException">The services have stopped.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_path), ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
