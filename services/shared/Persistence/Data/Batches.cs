using System.Diagnostics;
using System.Threading.Channels;

namespace ComplaintPlatform.Persistence.Data;

/// <summary>
/// Collects what waits for the same work, and does it together. What comes while one batch is worked on, or within the interval, is the
/// next batch.
/// </summary>
internal sealed class Batches<TItem> : IAsyncDisposable
{
    /// <summary>Larger ones save little more, and hold up the other writers of the database longer.</summary>
    private const int Largest = 64;

    private readonly Func<IReadOnlyList<TItem>, Task> _work;
    private readonly TimeSpan _interval;
    private readonly Channel<TItem> _waiting = Channel.CreateUnbounded<TItem>();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;

    /// <param name="work">Answers each item, also where it fails; lets no exception out.</param>
    /// <param name="interval">From the start of a batch to that of the next, unless a full one waits.</param>
    public Batches(Func<IReadOnlyList<TItem>, Task> work, TimeSpan interval)
    {
        (_work, _interval) = (work, interval);
        _loop = Task.Run(RunAsync);
    }

    /// <returns>False once it is being disposed of.</returns>
    public bool TryAdd(TItem item) => _waiting.Writer.TryWrite(item);

    /// <summary>Returns when what waits is done.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _stopping.CancelAsync();
        await _loop;
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var started = 0L;
        while (await _waiting.Reader.WaitToReadAsync())
        {
            if (_waiting.Reader.Count < Largest)
                await PauseAsync(_interval - Stopwatch.GetElapsedTime(started));
            var batch = new List<TItem>(Largest);
            while (batch.Count < Largest && _waiting.Reader.TryRead(out var item))
                batch.Add(item);
            started = Stopwatch.GetTimestamp();
            await _work(batch);
        }
    }

    private async Task PauseAsync(TimeSpan pause)
    {
        if (pause > TimeSpan.Zero && !_stopping.IsCancellationRequested)
            await Task.Delay(pause, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
