using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Security;
using Microsoft.Extensions.Configuration;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace ComplaintPlatform.FollowUp.Messages;

/// <summary>Another service that is asked at the moment of sending. Its failure delays the message.</summary>
internal sealed class Dependency(string service, string errorCode, HttpClient client, IConfiguration configuration, InternalTokens tokens, TimeProvider clock)
{
    private static readonly string[] OwnScopes = [Scopes.ContactPointsRead, Scopes.SurveyLinksRead];

    // Newer services may answer with more than is known here
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline = Pipeline(clock);

    /// <returns><c>null</c> where the other service does not know it.</returns>
    /// <exception cref="DependencyUnavailableException">It did not answer, or not well.</exception>
    public async Task<T?> FindAsync<T>(string storefrontId, string path, CancellationToken ct)
        where T : class
    {
        var address = configuration[$"Services:{service}:Address"] ?? throw new DependencyUnavailableException(errorCode, null);
        var uri = new Uri($"{address.TrimEnd('/')}/{path}");
        try
        {
            using var response = await _pipeline.ExecuteAsync(
                async token =>
                {
                    using var request = new HttpRequestMessage(HttpMethod.Get, uri);
                    var caller = new Caller(FollowUpService.Name, FollowUpService.Name, Roles.Service, false, [storefrontId], OwnScopes);
                    request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Issue(FollowUpService.Name, caller));
                    return await client.SendAsync(request, token);
                },
                ct);
            if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
                return null;
            if (!response.IsSuccessStatusCode)
                throw new DependencyUnavailableException(errorCode, null);
            return await response.Content.ReadFromJsonAsync<T>(Json, ct) ?? throw new DependencyUnavailableException(errorCode, null);
        }
        catch (Exception exception) when (exception is HttpRequestException or BrokenCircuitException or TimeoutRejectedException or JsonException)
        {
            throw new DependencyUnavailableException(errorCode, exception);
        }
    }

    private static ResiliencePipeline<HttpResponseMessage> Pipeline(TimeProvider clock)
    {
        var failures = new PredicateBuilder<HttpResponseMessage>()
            .Handle<HttpRequestException>().Handle<TimeoutRejectedException>().HandleResult(response => (int)response.StatusCode >= 500);
        return new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = failures,
                MaxRetryAttempts = 2,
                Delay = TimeSpan.FromMilliseconds(200),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = failures,
                FailureRatio = 0.5,
                MinimumThroughput = 10,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = TimeSpan.FromSeconds(10),
            })
            .AddTimeout(TimeSpan.FromSeconds(3))
            .Build();
    }
}

/// <param name="code">Stands on the message while it waits.</param>
internal sealed class DependencyUnavailableException(string code, Exception? inner) : Exception($"Waiting: {code}", inner)
{
    public string Code { get; } = code;
}
