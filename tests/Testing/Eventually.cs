using System.Diagnostics;
using Shouldly;

namespace ComplaintPlatform.Testing;

/// <summary>Waits for what other threads are about to do.</summary>
public static class Eventually
{
    // Far more than anything takes: what is asserted is that it comes, and a busy machine takes its time
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static Task BeTrueAsync(Func<Task<bool>> condition, string because, TimeSpan? limit = null) =>
        BecomeAsync(async () => await condition() ? "yes" : null, because, limit);

    public static Task BeTrueAsync(Func<bool> condition, string because) => BeTrueAsync(() => Task.FromResult(condition()), because);

    /// <summary>The first value that is not <c>null</c>.</summary>
    public static async Task<T> BecomeAsync<T>(Func<Task<T?>> value, string because, TimeSpan? limit = null)
        where T : class
    {
        var until = limit ?? Limit;
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < until)
        {
            if (await value() is { } there)
                return there;
            await Task.Delay(20);
        }

        throw new ShouldAssertException($"Not within {until.TotalSeconds} s: {because}");
    }
}
