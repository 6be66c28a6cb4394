using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace ComplaintPlatform.Persistence.Messaging;

/// <summary>
/// A connection with one channel on it, opened when somebody asks and shared by all who ask. It is never mended: once it fails, or somebody drops it, the
/// next one who asks gets another.
/// </summary>
/// <param name="prepare">Runs on a channel of its own before the channel is handed out.</param>
internal sealed class RabbitMqLink(ConnectionFactory factory, CreateChannelOptions options, Func<IChannel, Task> prepare) : IAsyncDisposable
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(15);

    /// <summary>Many declarations follow each other, and a broker that just started is slow.</summary>
    private static readonly TimeSpan PrepareLimit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private Task<Opened>? _opened;
    private bool _disposed;

    /// <summary>Not to be cancelled; who does not want to wait any longer leaves it to the others.</summary>
    public async Task<IChannel> OpenAsync()
    {
        Task<Opened> opened;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_opened is { IsCompletedSuccessfully: true, Result.IsOpen: false })
            {
                CloseInBackground(_opened.Result.Connection);
                _opened = null;
            }

            opened = _opened = _opened is null or { IsFaulted: true } or { IsCanceled: true } ? OpenNewAsync() : _opened;
        }

        return (await opened).Channel;
    }

    /// <summary>Gives up the connection of this channel, whatever is still under way on it.</summary>
    /// <returns>Whether it was still the one in use.</returns>
    public bool Drop(IChannel channel)
    {
        lock (_lock)
        {
            // Of all who waited in vain the first one does it, and the next connection is none of theirs
            if (_opened is not { IsCompletedSuccessfully: true } || _opened.Result.Channel != channel)
                return false;
            CloseInBackground(_opened.Result.Connection);
            _opened = null;
            return true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task<Opened>? opened;
        lock (_lock)
        {
            (_disposed, opened, _opened) = (true, _opened, null);
        }

        if (opened is { IsCompletedSuccessfully: true })
            await CloseAsync(opened.Result.Connection);
        else if (opened is not null)
            CloseLate(opened);
    }

    private async Task<Opened> OpenNewAsync()
    {
        // Off the lock: the client does a good part of its work before it first waits
        await Task.Yield();
        var connecting = factory.CreateConnectionAsync();
        try
        {
            await connecting.WaitAsync(ConnectLimit);
        }
        catch (TimeoutException)
        {
            CloseLate(connecting);
            throw;
        }

        var connection = await connecting;
        try
        {
            return new Opened(connection, await PrepareAsync(connection).WaitAsync(PrepareLimit));
        }
        catch
        {
            CloseInBackground(connection);
            throw;
        }
    }

    private async Task<IChannel> PrepareAsync(IConnection connection)
    {
        await using (var preparing = await connection.CreateChannelAsync())
            await prepare(preparing);
        return await connection.CreateChannelAsync(options);
    }

    private static void CloseLate(Task<Opened> opening) => CloseLate(opening.ContinueWith(
        opened => opened.Result.Connection, CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default));

    private static void CloseLate(Task<IConnection> connecting) => _ = connecting.ContinueWith(
        connected => CloseAsync(connected.Result), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);

    private static void CloseInBackground(IConnection connection) => _ = CloseAsync(connection);

    // A broker that does not answer does not answer to a farewell either
    private static async Task CloseAsync(IConnection connection)
    {
        await Task.Yield();
        try
        {
            await connection.AbortAsync(CloseLimit).WaitAsync(CloseLimit * 2);
            await connection.DisposeAsync().AsTask().WaitAsync(CloseLimit * 2);
        }
        catch (Exception exception) when (exception is RabbitMQClientException or IOException or TimeoutException or ObjectDisposedException or OperationCanceledException)
        {
            // It is given up all the same; its socket goes with its heartbeat
        }
    }

    private sealed record Opened(IConnection Connection, IChannel Channel)
    {
        public bool IsOpen => Connection.IsOpen && Channel.IsOpen;
    }
}
