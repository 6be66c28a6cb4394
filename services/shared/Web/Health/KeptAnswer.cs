namespace ComplaintPlatform.Web.Health;

/// <summary>
/// An answer that counts for a moment: many who ask cost as much as one. What is slow to answer holds up nobody who asks; meanwhile the
/// answer before it counts.
/// </summary>
/// <param name="ask">Says itself when it gives up; never throws.</param>
/// <param name="first">What counts until there is an answer.</param>
internal sealed class KeptAnswer<T>(Func<Task<T>> ask, T first, TimeSpan keep, TimeProvider clock)
{
    // Far below the second that a prober waits
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(400);

    private readonly Lock _lock = new();
    private Task<T>? _asking;
    private DateTimeOffset _askedAt;
    private Task<T> _last = Task.FromResult(first);

    public async Task<T> GetAsync()
    {
        Task<T> asking;
        lock (_lock)
        {
            if (_asking is null || (_asking.IsCompleted && clock.GetUtcNow() - _askedAt >= keep))
            {
                _last = _asking ?? _last;
                _askedAt = clock.GetUtcNow();
                _asking = Task.Run(ask);
            }

            asking = _asking;
        }

        try
        {
            return await asking.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            return await _last;
        }
    }
}
