using ComplaintPlatform.Web;
using ComplaintPlatform.Web.Health;
using Microsoft.Extensions.Configuration;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.LoadBalancing;

namespace ComplaintPlatform.Gateway.Routes;

/// <summary>Where the services answer: <c>Services:{name}:Address</c>, several separated by <c>;</c>.</summary>
internal sealed class ServiceAddresses
{
    private const string Streaming = "-streaming";
    private static readonly IReadOnlyDictionary<string, string>[] NoForwardedHeaders =
        [new Dictionary<string, string> { ["X-Forwarded"] = "Off" }];

    private readonly GatewayOptions _options;
    private readonly Dictionary<string, string[]> _addresses;

    public ServiceAddresses(IConfiguration configuration, GatewayOptions options)
    {
        _options = options;
        _addresses = RouteTable.Services.ToDictionary(
            service => service,
            service => configuration[$"Services:{service}:Address"]?.Split(
                ';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? []);
    }

    /// <returns>Every instance of the service; empty where none is configured.</returns>
    public IReadOnlyList<string> Of(string service) => _addresses[service];

    public List<RouteConfig> Routes() =>
    [
        .. RouteTable.All.Select(route => new RouteConfig
        {
            RouteId = route.Path,
            ClusterId = route.Streams ? route.Service + Streaming : route.Service,
            Match = new RouteMatch { Path = ServiceHosting.ApiBase + route.Path.Replace("/**", "/{**rest}", StringComparison.Ordinal) },
            AuthorizationPolicy = route.Public ? "anonymous" : null,
            MaxRequestBodySize = route.Uploads ? _options.MaxUploadBytes : _options.MaxBodyBytes,
            Transforms = NoForwardedHeaders,
        }),
    ];

    public List<ClusterConfig> Clusters() =>
    [
        .. RouteTable.Services.Select(service => Cluster(service, service, _options.ServiceTimeout)),
        Cluster(RouteTable.Resolution + Streaming, RouteTable.Resolution, _options.StreamTimeout),
    ];

    private ClusterConfig Cluster(string id, string service, TimeSpan timeout) => new()
    {
        ClusterId = id,
        Destinations = _addresses[service].Select((address, number) => (address, number))
            .ToDictionary(entry => $"{service}-{entry.number + 1}", entry => new DestinationConfig { Address = entry.address }),
        LoadBalancingPolicy = LoadBalancingPolicies.PowerOfTwoChoices,
        HttpRequest = new ForwarderRequestConfig
        {
            ActivityTimeout = timeout,
            Version = System.Net.HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        },
        // One that fails, or says that it is not ready, gets nothing while others answer; it is asked again and again, and comes back by
        // itself
        HealthCheck = _addresses[service].Length < 2 ? null : new HealthCheckConfig
        {
            AvailableDestinationsPolicy = "HealthyOrPanic",
            Active = new ActiveHealthCheckConfig
            {
                Enabled = true,
                Policy = "ConsecutiveFailures",
                Interval = _options.DestinationInterval,
                Timeout = _options.ReadinessLimit,
                Path = ServiceHealth.Path,
            },
        },
    };
}
