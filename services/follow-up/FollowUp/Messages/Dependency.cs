using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Security;
using Microsoft.Extensions.Configuration;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace ComplaintPlatform.FollowUp.Messages;

/// <summary>Another service that is asked at the moment of sending. Its failure delays the message.</summary>
internal sealed class Dependency(
    string service, string errorCode, IHttpClientFactory clients, IConfiguration configuration, InternalTokens tokens)
{
    private static readonly string[] OwnScopes = [Scopes.ContactPointsRead, Scopes.SurveyLinksRead];

    // Newer services may answer with more than is known here
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static string ClientName(string service) => $"follow-up-{service}";

    /// <returns><c>null</c> where the other service does not know it.</returns>
    /// <exception cref="DependencyUnavailableException">It did not answer, or not well.</exception>
    public async Task<T?> FindAsync<T>(string storefrontId, string path, CancellationToken ct)
        where T : class
    {
        var address = configuration[$"Services:{service}:Address"] ?? throw new DependencyUnavailableException(errorCode, null);
        var caller = new Caller(FollowUpService.Name, FollowUpService.Name, Roles.Service, false, [storefrontId], OwnScopes);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{address.TrimEnd('/')}/{path}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Issue(FollowUpService.Name, caller));
        try
        {
            using var client = clients.CreateClient(ClientName(service));
            using var response = await client.SendAsync(request, ct);
            if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
                return null;
            if (!response.IsSuccessStatusCode)
                throw new DependencyUnavailableException(errorCode, null);
            return await response.Content.ReadFromJsonAsync<T>(Json, ct) ?? throw new DependencyUnavailableException(errorCode, null);
        }
        catch (Exception exception) when (
            exception is HttpRequestException or BrokenCircuitException or TimeoutRejectedException or JsonException
            || (exception is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new DependencyUnavailableException(errorCode, exception);
        }
    }
}

/// <param name="code">Stands on the message while it waits.</param>
internal sealed class DependencyUnavailableException(string code, Exception? inner) : Exception($"Waiting: {code}", inner)
{
    public string Code { get; } = code;
}
