using System.ComponentModel;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using ComplaintPlatform.Intake.Customers;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Policies;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Policies;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Configuration;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace ComplaintPlatform.Intake.OrderFacts;

/// <summary>What the merchant's API says of an order.</summary>
/// <param name="Found"><c>false</c>: the merchant does not know it.</param>
/// <param name="Unreadable">Facts that stand there in another form than expected.</param>
[ImmutableObject(true)]
internal sealed record OrderAnswer(
    bool Found, DateTimeOffset FetchedAt, string? CustomerId, Money? Amount, DateTimeOffset? PlacedAt, DateTimeOffset? DeliveredAt,
    string? Status, bool? IsDelivered, string? Product, string? Sku, string? Carrier, string? TrackingNumber, IReadOnlyList<string> Unreadable)
{
    public static OrderAnswer Unknown(DateTimeOffset at) => new(false, at, null, null, null, null, null, null, null, null, null, null, []);
}

/// <summary>There is no answer now.</summary>
/// <param name="reason">
/// A stable code: <c>timeout</c>, <c>unreachable</c>, <c>address_closed</c>, <c>refused</c>, <c>redirect</c>, <c>status</c>,
/// <c>too_large</c>, <c>broken_off</c>, <c>malformed</c>, <c>other_order</c> or <c>order_id</c>.
/// </param>
internal sealed class OrderApiUnavailableException(string reason) : Exception(reason)
{
    public string Reason => Message;
}

/// <summary>Asks the merchants' APIs of orders; whatever they do, it costs no more than its limits.</summary>
internal sealed class OrderApi(IHttpClientFactory clients, HybridCache cache, OrderApiSecrets secrets, TimeProvider clock)
{
    public const string ClientName = "intake-order-api";

    /// <summary>The policy's own limit holds within these; a merchant who is away opens no circuit for the others.</summary>
    public static OutgoingHttpOptions Limits { get; } =
        new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30)) { LongestAnswer = 1 << 20, ByAuthority = true };

    public static PublicNetwork NetworkOf(IConfiguration configuration) =>
        PublicNetwork.Of(configuration.GetSection("OrderApi:AllowedNetworks").Get<string[]>());

    /// <exception cref="OrderApiUnavailableException">There is no answer now.</exception>
    public async Task<OrderAnswer> ReadAsync(
        PolicyInForce<IntakePolicy> inForce, string storefrontId, string orderId, IntakeDbContext db, CancellationToken ct)
    {
        var policy = inForce.Policy.OrderApi;
        var address = policy.AddressOf(orderId) ?? throw new OrderApiUnavailableException("order_id");
        if (address.Scheme != Uri.UriSchemeHttps && !policy.AllowHttp)
            throw new OrderApiUnavailableException("address_closed");
        var secret = policy.SecretHeader is null ? null : await secrets.OfAsync(inForce, storefrontId, db, ct);
        if (policy.CacheMinutes == 0)
            return await FetchAsync(policy, address, secret, orderId, ct);
        return await cache.GetOrCreateAsync(
            $"order-api/{Uri.EscapeDataString(storefrontId)}/{inForce.Tag}/{Uri.EscapeDataString(orderId)}", async token => await FetchAsync(policy, address, secret, orderId, token),
            ShortMemories.For(TimeSpan.FromMinutes(policy.CacheMinutes)), cancellationToken: ct);
    }

    private async Task<OrderAnswer> FetchAsync(OrderApiPolicy policy, Uri address, string? secret, string orderId, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(policy.TimeoutSeconds));
        try
        {
            using var client = clients.CreateClient(ClientName);
            client.MaxResponseContentBufferSize = policy.LargestAnswerKilobytes * 1024L;
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Add("Accept", "application/json");
            request.Headers.Add("User-Agent", "ComplaintPlatform/1");
            if (secret is not null)
                request.Headers.TryAddWithoutValidation(policy.SecretHeader!, secret);
            using var response = await client.SendAsync(request, limit.Token);
            var now = clock.GetUtcNow();
            if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
                return OrderAnswer.Unknown(now);
            if (!response.IsSuccessStatusCode)
                throw new OrderApiUnavailableException(ReasonOf(response.StatusCode));
            var content = await response.Content.ReadAsByteArrayAsync(limit.Token);
            return new OrderReader(Parse(content), policy).Read(orderId, now);
        }
        catch (Exception failure) when (ReasonOf(failure) is not null && !ct.IsCancellationRequested)
        {
            throw new OrderApiUnavailableException(ReasonOf(failure)!);
        }
    }

    private static JsonObject Parse(byte[] content)
    {
        try
        {
            return JsonNode.Parse(content, documentOptions: new JsonDocumentOptions { MaxDepth = 32, AllowDuplicateProperties = false }) as JsonObject
                ?? throw new OrderApiUnavailableException("malformed");
        }
        catch (JsonException)
        {
            throw new OrderApiUnavailableException("malformed");
        }
    }

    private static string ReasonOf(HttpStatusCode status) => (int)status switch
    {
        401 or 403 => "refused",
        >= 300 and < 400 => "redirect",
        _ => "status",
    };

    private static string? ReasonOf(Exception failure) => failure switch
    {
        HttpRequestException { InnerException: ClosedNetworkException } => "address_closed",
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => "too_large",
        HttpRequestException
        {
            HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
        } => "unreachable",
        HttpRequestException or IOException => "broken_off",
        BrokenCircuitException => "unreachable",
        TimeoutRejectedException or OperationCanceledException => "timeout",
        _ => null,
    };
}

/// <summary>Reads the facts out of a merchant's answer, each at its place; what has another form is left out and named.</summary>
internal sealed class OrderReader(JsonObject answer, OrderApiPolicy policy)
{
    private const int LongestText = 200;

    private readonly List<string> _unreadable = [];
    private int _read;

    /// <exception cref="OrderApiUnavailableException">It is about another order, or nothing in it can be read.</exception>
    public OrderAnswer Read(string orderId, DateTimeOffset now)
    {
        if (Text("orderId") is { } told && told != orderId)
            throw new OrderApiUnavailableException("other_order");
        var (deliveredAt, status) = (Time("deliveredAt"), Text("status"));
        var found = new OrderAnswer(
            true, now, Text("customerId"), Amount(), Time("placedAt"), deliveredAt, status,
            deliveredAt is not null ? true : status is null ? null : policy.DeliveredStatuses.Contains(status, StringComparer.OrdinalIgnoreCase),
            Text("product"), Text("sku"), Text("carrier"), Text("trackingNumber"), _unreadable);
        return _read > 0 ? found : throw new OrderApiUnavailableException("malformed");
    }

    private JsonNode? At(string field)
    {
        JsonNode? node = answer;
        foreach (var part in policy.PointerOf(field).Split('/').Skip(1))
        {
            var name = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            node = node switch
            {
                JsonObject members => members[name],
                JsonArray items when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < items.Count => items[at],
                _ => null,
            };
        }

        return node;
    }

    private string? Text(string field) => Value(field, node => node.GetValueKind() switch
    {
        JsonValueKind.String => TypedText.Line(node.GetValue<string>()) is { Length: <= LongestText } text ? text : null,
        JsonValueKind.Number => node.ToJsonString() is { Length: <= LongestText } number ? number : null,
        _ => null,
    });

    private DateTimeOffset? Time(string field) => Value<DateTimeOffset?>(field, node =>
        node.GetValueKind() is JsonValueKind.String && DateTimeOffset.TryParse(
            node.GetValue<string>(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time : null);

    private Money? Amount()
    {
        var amount = Value<decimal?>("amount", node => decimal.TryParse(
            node.GetValueKind() switch
            {
                JsonValueKind.String => node.GetValue<string>(),
                JsonValueKind.Number => node.ToJsonString(),
                _ => "",
            },
            NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) && number < 1_000_000_000_000
            ? number : null);
        var currency = Value("currency", node =>
            node.GetValueKind() is JsonValueKind.String && Currencies.IsKnown(node.GetValue<string>()) ? node.GetValue<string>() : null);
        return amount is { } known && currency is not null ? new Money(known, currency) : null;
    }

    private T? Value<T>(string field, Func<JsonValue, T?> read)
    {
        var node = At(field);
        if (node is null)
            return default;
        if (node is JsonValue value && read(value) is { } found)
        {
            _read++;
            return found;
        }

        _unreadable.Add(field);
        return default;
    }
}
