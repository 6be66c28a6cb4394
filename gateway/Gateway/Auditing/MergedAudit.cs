using System.Globalization;
using System.Net.Http.Headers;
using ComplaintPlatform.Gateway.Routes;
using ComplaintPlatform.Identity;
using ComplaintPlatform.Web;
using ComplaintPlatform.Web.Auditing;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;
using Polly;

namespace ComplaintPlatform.Gateway.Auditing;

/// <param name="Valid">Whether the audit of every service holds.</param>
public sealed record MergedVerificationResponse(bool Valid, IReadOnlyList<AuditVerificationResponse> Services);

/// <summary>
/// One audit of the services' own: each writes down its changes with the change, and the gateway, which writes down its own, puts the pages
/// together by time. A service that does not answer makes the answer a refusal: an audit with a hole would look like a whole one.
/// </summary>
internal sealed class MergedAudit(
    IHttpClientFactory clients, ServiceAddresses addresses, InternalTokens tokens, CursorCodec codec)
{
    private static readonly string[] Sources = [IdentityService.Name, .. RouteTable.Services];
    private static readonly string[] OwnParameters = ["service", "limit", "cursor", "count"];
    private static readonly TimeSpan ComeAgain = TimeSpan.FromSeconds(5);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/audit").WithTags("Audit").AllowRoles(AuditEndpoints.Readers);
        group.MapGet("/", async Task<Ok<Page<AuditEntryResponse>>> (
                [AsParameters] AuditFilter filter, string? service, PageRequest page, HttpContext http, MergedAudit audit,
                CancellationToken ct) =>
                TypedResults.Ok(await audit.ReadAsync(filter, SourcesFor(service), page, http, ct)))
            .WithName("ListWholeAudit")
            .WithSummary("Lists who changed what, and who was refused to, in the whole platform")
            .WithDescription("Newest first, of the caller's storefronts. While a service does not answer this is 503 `audit.incomplete`; "
                + "`service` asks one of them alone.");
        group.MapGet("/verification", async Task<Ok<MergedVerificationResponse>> (
                HttpContext http, MergedAudit audit, CancellationToken ct) => TypedResults.Ok(await audit.VerifyAsync(http, ct)))
            .WithName("VerifyWholeAudit")
            .WithSummary("Proves that the audit was not changed")
            .WithDescription("`lastSeal` of each service is worth noting down elsewhere: an audit that is "
                + "cut off behind it no longer has it.");
    }

    private static IReadOnlyList<string> SourcesFor(string? service) =>
        service is null ? Sources
        : Sources.Contains(service) ? [service]
        : throw new ValidationProblemException(
            "parameter.invalid",
            ("/service", $"Must be one of: {string.Join(", ", Sources)}. | 可用值:{string.Join("、", Sources)}。"));

    private async Task<Page<AuditEntryResponse>> ReadAsync(
        AuditFilter filter, IReadOnlyList<string> sources, PageRequest page, HttpContext http, CancellationToken ct)
    {
        var positions = Positions.Read(page.After);
        var pages = await Task.WhenAll(sources.Select(source => source == IdentityService.Name
            ? AuditEndpoints.ReadOwnAsync(http.RequestServices, source, filter, positions.Of(source), page, ct)
            : ReadAsync(source, positions.Of(source), page, http, ct)));

        var merged = pages.SelectMany(part => part.Items).OrderByDescending(entry => entry.At).Take(page.Limit).ToList();
        foreach (var entry in merged)
            positions.Pass(entry);
        var isMore = pages.Any(part => part.HasMore) || pages.Sum(part => part.Items.Count) > merged.Count;
        return page.ToPage(merged, isMore ? positions.ToCursor() : null, pages.Sum(part => part.Total));
    }

    private async Task<AuditPart> ReadAsync(
        string service, PageCursor? after, PageRequest page, HttpContext http, CancellationToken ct)
    {
        var path = ServiceHosting.ApiBase + AuditEndpoints.PathOf(service);
        var query = http.Request.Query.Where(one => !OwnParameters.Contains(one.Key, StringComparer.OrdinalIgnoreCase)).ToList();
        var scope = PageRequest.ScopeOf(path, query, Caller.Of(http.User));
        query.Add(new("limit", page.Limit.ToString(CultureInfo.InvariantCulture)));
        query.Add(new("count", page.Count ? "true" : "false"));
        if (after is not null)
            query.Add(new("cursor", codec.Encode(after, scope)));
        return AuditPart.Parse(await GetAsync(service, path + QueryString.Create(query), http, ct));
    }

    private async Task<MergedVerificationResponse> VerifyAsync(HttpContext http, CancellationToken ct)
    {
        var parts = await Task.WhenAll(Sources.Select(async source => source == IdentityService.Name
            ? await AuditEndpoints.VerifyOwnAsync(http.RequestServices, source, ct)
            : AuditEndpoints.ParseVerification(
                await GetAsync(source, ServiceHosting.ApiBase + AuditEndpoints.PathOf(source) + "/verification", http, ct))));
        return new MergedVerificationResponse(parts.All(part => part.Valid), parts);
    }

    private async Task<string> GetAsync(string service, string pathAndQuery, HttpContext http, CancellationToken ct)
    {
        try
        {
            using var client = clients.CreateClient(nameof(MergedAudit));
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(new Uri(addresses.Of(service)[0]), pathAndQuery));
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Bearer", tokens.Issue(InternalTokens.Gateway, Caller.Of(http.User)));
            using var answer = await client.SendAsync(request, ct);
            answer.EnsureSuccessStatusCode();
            return await answer.Content.ReadAsStringAsync(ct);
        }
        catch (Exception error) when (error is HttpRequestException or ExecutionRejectedException or ArgumentOutOfRangeException)
        {
            throw Problems.Unavailable(
                "audit.incomplete", $"The audit of {service} cannot be read now. | 暂时无法读取 {service} 的审计记录。", ComeAgain);
        }
    }

    /// <summary>How far each service's own list was read: lists are ordered by their databases, which do not all order ids alike.</summary>
    private sealed class Positions
    {
        private readonly Dictionary<string, PageCursor> _passed = [];

        public static Positions Read(PageCursor? cursor)
        {
            var positions = new Positions();
            foreach (var part in cursor?.Key.Split(';', StringSplitOptions.RemoveEmptyEntries) ?? [])
            {
                if (part.Split(',') is [var source, var key, var id])
                    positions._passed[source] = new PageCursor(key, id);
            }

            return positions;
        }

        public PageCursor? Of(string source) => _passed.GetValueOrDefault(source);

        public void Pass(AuditEntryResponse entry) => _passed[entry.Service] = AuditEndpoints.PositionOf(entry);

        public PageCursor ToCursor() => new(string.Join(';', _passed.Select(one => $"{one.Key},{one.Value.Key},{one.Value.Id}")), "");
    }
}
