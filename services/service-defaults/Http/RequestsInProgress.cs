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
/// <param name="many">From how many on they are many; the number falls to nothing between two bursts, so it is looked at over a while.</param>
internal sealed class RequestsInProgress(int many)
{
    private static readonly TimeSpan While = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    private readonly Lock _turns = new();
    private int _count;
    private long _lastMany;
    private long _restUntil;

    public bool AreMany =>
        Volatile.Read(ref _count) >= many || Volatile.Read(ref _lastMany) is not 0 and var last && Stopwatch.GetElapsedTime(last) < While;

    public async Task CountAsync(HttpContext context, RequestDelegate next)
    {
        if (Interlocked.Increment(ref _count) >= many)
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
    public async Task LetThroughAsync(TimeSpan rest)
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
