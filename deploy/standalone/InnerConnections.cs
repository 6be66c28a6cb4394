using System.Buffers;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace ComplaintPlatform.Standalone;

/// <summary>
/// How the gateway reaches the services in one process: HTTP as between machines, but over pipes in memory. Nothing outside the process can connect to the
/// services, and a forwarded request costs no system call.
/// </summary>
internal sealed class InnerConnections
{
    /// <summary>Where the gateway forwards to. The name is of no network (RFC 2606): what is not connected here is not connected at all.</summary>
    public const string Address = "http://services.invalid";

    private readonly Channel<InnerConnection> waiting = Channel.CreateUnbounded<InnerConnection>();
    private MemoryPool<byte> memory = MemoryPool<byte>.Shared;

    /// <summary>A connection that the services' web server will accept, or accepts already; disposing of it closes it.</summary>
    /// <exception cref="IOException">The services have stopped.</exception>
    public ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var connection = new InnerConnection(memory);
        if (!waiting.Writer.TryWrite(connection))
            throw new IOException("The services of this process have stopped.");
        return new(connection.Client);
    }

    /// <summary>What the services' web server listens on.</summary>
    public sealed class EndPointOfServices : EndPoint
    {
        public override string ToString() => Address;
    }

    /// <summary>To be registered with the services' web server.</summary>
    public sealed class ListenerFactory(InnerConnections connections, IMemoryPoolFactory<byte> pools) : IConnectionListenerFactory, IConnectionListenerFactorySelector
    {
        public bool CanBind(EndPoint endpoint) => endpoint is EndPointOfServices;

        public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
        {
            connections.memory = pools.Create();
            return new(new Listener(connections.waiting, endpoint));
        }
    }

    private sealed class Listener(Channel<InnerConnection> waiting, EndPoint endpoint) : IConnectionListener
    {
        public EndPoint EndPoint => endpoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
            await waiting.Reader.WaitToReadAsync(cancellationToken) && waiting.Reader.TryRead(out var connection) ? connection : null;

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            waiting.Writer.TryComplete();
            return default;
        }

        public ValueTask DisposeAsync() => UnbindAsync();
    }
}
