using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace ComplaintPlatform.ServiceDefaults.Http;

/// <summary>
/// How many requests this host is answering. While there are many, work that nobody waits for leaves them the machine: a complaint is taken in at once,
/// and worked on a moment later.
/// </summary>
public sealed class RequestsInProgress
{
    private static readonly TimeSpan While = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    private readonly int _many;
    private readonly Lock _turns = new();
    private int _count;
    private long _lastMany;
    private long _restUntil;

    /// <param name="many">From how many on they are many; the number falls to nothing between two bursts, so it is looked at over a while.</param>
    internal RequestsInProgress(int many) => _many = many;

    internal bool AreMany =>
        Volatile.Read(ref _count) >= _many || Volatile.Read(ref _lastMany) is not 0 and var last && Stopwatch.GetElapsedTime(last) < While;

    /// <summary>Waits while there are many, at most <paramref name="patience"/>: for work that may as well be done later.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    public async Task UntilFewAsync(TimeSpan patience, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        while (AreMany && Stopwatch.GetElapsedTime(started) < patience)
            await Task.Delay(While, ct);
    }

    internal async Task CountAsync(HttpContext context, RequestDelegate next)
    {
        if (Interlocked.Increment(ref _count) >= _many)
            Volatile.Write(ref _lastMany, Stopwatch.GetTimestamp());
        try
        {
            await next(context);
        }
        finally
        {
            Interlocked.Decrement(ref _count);
        }
    }

    /// <summary>
    /// Waits while there are many, at most <paramref name="rest"/> behind the rests of all who worked before: together they get a share of the machine,
    /// however many they are.
    /// </summary>
    internal async Task LetThroughAsync(TimeSpan rest)
    {
        if (!AreMany)
            return;
        long until;
        lock (_turns)
            until = _restUntil = Math.Max(_restUntil, Stopwatch.GetTimestamp()) + (long)(rest.TotalSeconds * Stopwatch.Frequency);
        while (AreMany && Stopwatch.GetTimestamp() < until)
            await Task.Delay(Look);
        if (AreMany)
            return;
        lock (_turns)
            _restUntil = 0;
    }
}

internal static class CountingRequests
{
    private const int DefaultMany = 8;

    /// <summary><c>Http:ManyRequests</c> says how many are many.</summary>
    public static void AddRequestsInProgress(this IHostApplicationBuilder builder) =>
        builder.Services.TryAddSingleton(_ => new RequestsInProgress(builder.Configuration.GetValue("Http:ManyRequests", DefaultMany)));
}
