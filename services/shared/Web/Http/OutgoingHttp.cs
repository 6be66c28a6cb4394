using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace ComplaintPlatform.Web.Http;

/// <param name="Attempt">How long one attempt may take.</param>
/// <param name="Total">How long all attempts together may take.</param>
/// <param name="Connect">How a connection is made; over the network if null.</param>
public sealed record OutgoingHttpOptions(
    TimeSpan Attempt, TimeSpan Total, Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? Connect = null)
{
    public static OutgoingHttpOptions Default { get; } = new(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10));

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Each host has a circuit of its own: one that is away closes the way to no other.</summary>
    public bool ByAuthority { get; init; }

    /// <summary>The longest answer that is read.</summary>
    public long LongestAnswer { get; init; } = 8 << 20;
}

/// <summary>The one way to call another service or somebody else's.</summary>
public static class OutgoingHttp
{
    private const int Retries = 2;
    private const double FailureRatio = 0.5;
    private const int FewestCalls = 10;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Sampling = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A client of <see cref="IHttpClientFactory"/> under this name: limits of time for an attempt and for all of them, two more attempts
    /// with jitter for what is safe to repeat (never POST and its like), a circuit breaker, no proxy and no redirects. What it gives up is
    /// an <see cref="HttpRequestException"/>, a <c>TimeoutRejectedException</c> or a <c>BrokenCircuitException</c>; unhandled in a
    /// request, all three are answered with 503 <c>dependency.unavailable</c>.
    /// </summary>
    public static IHttpClientBuilder AddOutgoingHttpClient(
        this IServiceCollection services, string name, OutgoingHttpOptions? options = null)
    {
        options ??= OutgoingHttpOptions.Default;
        var client = services
            .AddHttpClient(name, http =>
            {
                // The pipeline below has the limits
                http.Timeout = Timeout.InfiniteTimeSpan;
                http.MaxResponseContentBufferSize = options.LongestAnswer;
            })
            .UseSocketsHttpHandler((handler, _) =>
            {
                handler.ConnectTimeout = options.ConnectTimeout;
                handler.ConnectCallback = options.Connect;
                handler.AllowAutoRedirect = false;
                handler.UseProxy = false;
                handler.UseCookies = false;
                handler.PooledConnectionLifetime = TimeSpan.FromMinutes(2);
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        var resilience = client.AddStandardResilienceHandler(pipeline =>
        {
            pipeline.AttemptTimeout.Timeout = options.Attempt;
            pipeline.TotalRequestTimeout.Timeout = options.Total;
            pipeline.Retry.MaxRetryAttempts = Retries;
            pipeline.Retry.Delay = FirstDelay;
            pipeline.Retry.BackoffType = DelayBackoffType.Exponential;
            pipeline.Retry.UseJitter = true;
            pipeline.Retry.DisableForUnsafeHttpMethods();
            pipeline.CircuitBreaker.FailureRatio = FailureRatio;
            pipeline.CircuitBreaker.MinimumThroughput = FewestCalls;
            // At least two attempts long, as the pipeline demands
            pipeline.CircuitBreaker.SamplingDuration = options.Attempt * 2 > Sampling ? options.Attempt * 2 : Sampling;
            pipeline.CircuitBreaker.BreakDuration = Break;
        });
        if (options.ByAuthority)
            resilience.SelectPipelineByAuthority();
        return client;
    }
}
