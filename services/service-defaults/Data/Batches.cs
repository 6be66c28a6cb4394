using System.Diagnostics;
using System.Threading.Channels;

namespace ComplaintPlatform.ServiceDefaults.Data;

/// <summary>
/// Collects what waits for the same work, and does it together. Nobody waits for company beyond the pace that is set: what comes while the ones before
/// are worked on is the next batch.
/// </summary>
internal sealed class Batches<TItem> : IAsyncDisposable
{
    private readonly Func<IReadOnlyList<TItem>, Task> _work;
    private readonly BatchPace _pace;
    private readonly Channel<TItem> _waiting = Channel.CreateUnbounded<TItem>();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loops;

    /// <param name="work">Answers each item, also where it fails; lets no exception out.</param>
    public Batches(Func<IReadOnlyList<TItem>, Task> work, BatchPace pace)
    {
        (_work, _pace) = (work, pace);
        _loops = Task.WhenAll(Enumerable.Range(0, pace.SideBySide).Select(_ => Task.Run(RunAsync)));
    }

    /// <returns>False once it is being disposed of.</returns>
    public bool TryAdd(TItem item) => _waiting.Writer.TryWrite(item);

    /// <summary>Returns when what waits is done.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _stopping.CancelAsync();
        await _loops;
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var started = 0L;
        while (await _waiting.Reader.WaitToReadAsync())
        {
            if (_waiting.Reader.Count < BatchPace.Largest)
                await PauseAsync(_pace.Interval - Stopwatch.GetElapsedTime(started));
            var largest = _pace.LargestNow();
            var batch = new List<TItem>(largest);
            while (batch.Count < largest && _waiting.Reader.TryRead(out var item))
                batch.Add(item);
            if (batch.Count == 0)
                continue;
            started = Stopwatch.GetTimestamp();
            await _work(batch);
            await _pace.After(Stopwatch.GetElapsedTime(started));
        }
    }

    private async Task PauseAsync(TimeSpan pause)
    {
        if (pause > TimeSpan.Zero && !_stopping.IsCancellationRequested)
            await Task.Delay(pause, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}

/// <param name="SideBySide">How many batches are worked on at once: with two, one is read and worked out while the other is being written.</param>
/// <param name="Interval">From the start of a batch to that of the next, unless a full one waits.</param>
/// <param name="LargestNow">How many items the next batch may hold.</param>
/// <param name="After">Waited for after a batch that took this long.</param>
internal sealed record BatchPace(int SideBySide, TimeSpan Interval, Func<int> LargestNow, Func<TimeSpan, Task> After)
{
    public const int Largest = 64;

    public static BatchPace AtOnce { get; } = new(SideBySide: 2, TimeSpan.Zero, () => Largest, _ => Task.CompletedTask);
}
