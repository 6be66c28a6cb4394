using System.Net;
using System.Net.Sockets;

namespace ComplaintPlatform.Testing;

/// <summary>Ports for processes that tests start, on the loopback.</summary>
public static class Ports
{
    // Below the ports that systems hand to outgoing connections, or a host that starts would find its port taken by somebody's client
    private const int First = 20_000;
    private const int Count = 10_000;

    // Held until this process ends
    private static readonly List<Socket> Reservations = [];

    /// <summary>A TCP port without a listener, and that no other process of the tests is given while this one lives.</summary>
    /// <remarks> The UDP port of the same number is the mark: the system gives it to one process only, takes it back however that process
    /// ends, and nothing here speaks UDP. A port merely found free could be found by two test processes at once, and one would then talk to
    /// the other's platform. </remarks>
    public static int Reserve()
    {
        for (var attempt = 0; attempt < 1_000; attempt++)
        {
            var port = First + Random.Shared.Next(Count);
            var mark = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ExclusiveAddressUse = true };
            if (IsFree(mark, port) && NobodyListens(port))
            {
                lock (Reservations)
                    Reservations.Add(mark);
                return port;
            }

            mark.Dispose();
        }

        throw new InvalidOperationException($"No port from {First} to {First + Count - 1} is free.");
    }

    private static bool NobodyListens(int port)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ExclusiveAddressUse = true };
        return IsFree(listener, port);
    }

    private static bool IsFree(Socket socket, int port)
    {
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return false;
        }
    }
}
