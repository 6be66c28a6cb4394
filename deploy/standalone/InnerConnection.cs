using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace ComplaintPlatform.Standalone;

/// <summary>
/// Two pipes. The web server has one end of each, as the connection; <see cref="Client"/> has the others. As over a socket, each end may be closed or
/// aborted at any time, and the other learns of it.
/// </summary>
internal sealed class InnerConnection : DefaultConnectionContext, IMemoryPoolFeature
{
    // The sizes of Kestrel's sockets: a slow reader holds its writer up
    private const int RequestBuffer = 1 << 20;
    private const int ResponseBuffer = 64 << 10;

    private readonly Pipe requests;
    private readonly Pipe responses;
    private readonly ClientStream client;
    private readonly CancellationTokenSource closing = new();
    private readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int isClosing;

    public InnerConnection(MemoryPool<byte> memory)
        : base(Guid.NewGuid().ToString("N"))
    {
        MemoryPool = memory;
        requests = new Pipe(Options(memory, RequestBuffer));
        responses = new Pipe(Options(memory, ResponseBuffer));
        client = new ClientStream(responses.Reader, requests.Writer, Close);
        Transport = new Ends(requests.Reader, responses.Writer);
        ConnectionClosed = closing.Token;
        Features.Set<IMemoryPoolFeature>(this);
    }

    public MemoryPool<byte> MemoryPool { get; }

    public Stream Client => client;

    public override void Abort(ConnectionAbortedException abortReason)
    {
        client.Abort(abortReason);
        Close();
    }

    public override async ValueTask DisposeAsync()
    {
        await requests.Reader.CompleteAsync();
        await responses.Writer.CompleteAsync();
        Close();
        await closed.Task;
        closing.Dispose();
        await base.DisposeAsync();
    }

    // Neither side ever works on in the other's call: a chain of answers that are there at once would otherwise grow the stack
    private static PipeOptions Options(MemoryPool<byte> memory, int most) => new(
        memory, PipeScheduler.ThreadPool, PipeScheduler.ThreadPool, pauseWriterThreshold: most, resumeWriterThreshold: most / 2, useSynchronizationContext: false);

    private void Close()
    {
        if (Interlocked.Exchange(ref isClosing, 1) != 0)
            return;
        ThreadPool.UnsafeQueueUserWorkItem(
            static connection =>
            {
                connection.closing.Cancel();
                connection.closed.SetResult();
            },
            this, preferLocal: false);
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>For one reader and one writer at a time, as <see cref="SocketsHttpHandler"/> is. Disposing ends a read or write that waits.</summary>
    private sealed class ClientStream(PipeReader responses, PipeWriter requests, Action close) : Stream
    {
        private readonly Lock ends = new();
        private bool isReading;
        private bool isOpen = true;

        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public void Abort(ConnectionAbortedException reason)
        {
            lock (ends)
                End(reason);
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            lock (ends)
            {
                ThrowIfClosed();
                isReading = true;
            }

            try
            {
                var result = await responses.ReadAsync(cancellationToken);
                if (result.IsCanceled)
                    throw Closed();
                var count = (int)Math.Min(result.Buffer.Length, buffer.Length);
                var read = result.Buffer.Slice(0, count);
                read.CopyTo(buffer.Span);
                // What was read must not be looked at after this
                responses.AdvanceTo(read.End);
                return count;
            }
            finally
            {
                lock (ends)
                {
                    isReading = false;
                    if (!isOpen)
                        responses.Complete();
                }
            }
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            lock (ends)
            {
                ThrowIfClosed();
                requests.Write(buffer.Span);
            }

            var flushed = await requests.FlushAsync(cancellationToken);
            if (flushed.IsCompleted || flushed.IsCanceled)
                throw Closed();
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        // Every write is flushed
        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Flush()
        {
        }

        protected override void Dispose(bool disposing)
        {
            lock (ends)
                End(null);
            close();
            base.Dispose(disposing);
        }

        private static IOException Closed() => new("The connection within the process was closed.");

        private void ThrowIfClosed()
        {
            if (!isOpen)
                throw Closed();
        }

        private void End(Exception? reason)
        {
            if (!isOpen)
                return;
            isOpen = false;
            // Whoever waits for room, or for an answer, waits no longer
            requests.CancelPendingFlush();
            requests.Complete(reason);
            if (isReading)
                responses.CancelPendingRead();
            else
                responses.Complete();
        }
    }
}
