using System.Text.Json.Nodes;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.PersonalData;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ComplaintPlatform.Web.Operations;

/// <summary>Which complaints a customer made.</summary>
public sealed record PersonalDataRequest(IReadOnlyList<Guid> ComplaintIds);

/// <summary>
/// What each service of this host keeps of a customer; asked by the service that exports it, and never forwarded by the gateway.
/// </summary>
public static class PersonalDataEndpoints
{
    private const int MostComplaints = 10_000;

    /// <summary>Maps <c>/internal/{service}/personal-data</c> for every service of this host.</summary>
    public static void MapPersonalData(this IEndpointRouteBuilder routes)
    {
        foreach (var records in routes.ServiceProvider.GetServices<IPersonalRecords>())
        {
            routes.MapPost($"/internal/{records.Service}/personal-data", async Task<Ok<JsonObject>> (
                PersonalDataRequest request, IServiceProvider services, CancellationToken ct) =>
                {
                    if (request.ComplaintIds.Count > MostComplaints)
                        throw new ValidationProblemException(("/complaintIds", "Are too many. | 数量过多。"));
                    return TypedResults.Ok(await records.ReadAsync(services, new PersonalScope(request.ComplaintIds), ct));
                })
                .WithName($"{records.Service}-ReadPersonalData").AllowScope(Scopes.PersonalDataRead).ExcludeFromDescription();
        }
    }
}
