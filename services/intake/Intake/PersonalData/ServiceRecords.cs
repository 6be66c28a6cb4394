using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Operations;
using ComplaintPlatform.Web.Security;
using Microsoft.Extensions.Configuration;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace ComplaintPlatform.Intake.PersonalData;

/// <summary>Asks the other services what they keep of a customer; addresses are configuration, <c>Services:{service}:Address</c>.</summary>
internal sealed class ServiceRecords(IHttpClientFactory clients, IConfiguration configuration, InternalTokens tokens)
{
    public const string ClientName = "intake-services";

    private static readonly string[] OwnScopes = [Scopes.PersonalDataRead];

    /// <exception cref="ProblemException">503: it does not answer, and half an answer is none.</exception>
    public async Task<JsonObject> OfAsync(string service, string storefrontId, IReadOnlyList<Guid> complaintIds, CancellationToken ct)
    {
        var address = configuration[$"Services:{service}:Address"] ?? throw Unavailable(service);
        var caller = new Caller(IntakeService.Name, IntakeService.Name, Roles.Service, false, [storefrontId], OwnScopes);
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri($"{address.TrimEnd('/')}/internal/{service}/personal-data"));
        request.Content = JsonContent.Create(new PersonalDataRequest(complaintIds), options: JsonDefaults.Options);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Issue(IntakeService.Name, caller));
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var response = await client.SendAsync(request, ct);
            if (!response.IsSuccessStatusCode)
                throw Unavailable(service);
            return await response.Content.ReadFromJsonAsync<JsonObject>(ct) ?? throw Unavailable(service);
        }
        catch (Exception exception) when (exception is HttpRequestException or BrokenCircuitException or TimeoutRejectedException)
        {
            throw Unavailable(service);
        }
    }

    private static ProblemException Unavailable(string service) => Problems.Unavailable(
        "dependency.unavailable", $"The service {service} does not answer now. | 服务 {service} 暂时无法响应。", TimeSpan.FromSeconds(10));
}
