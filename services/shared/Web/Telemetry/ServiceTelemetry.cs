using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ComplaintPlatform.Web.Telemetry;

/// <summary>
/// Metrics and traces by OpenTelemetry. <c>/metrics</c> is always there (<see cref="MetricsAccess"/> says for whom); both are sent by OTLP
/// as well where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set (with the other settings of that name, as OpenTelemetry defines them).
/// </summary>
public static class ServiceTelemetry
{
    /// <summary>
    /// Meters and activity sources of our own start with this; the names of their instruments with <c>complaintplatform.</c>.
    /// </summary>
    public const string Prefix = "ComplaintPlatform";

    internal const string MetricsPath = "/metrics";

    private const int DefaultMaxSeries = 500;
    private const int ScrapeCacheMilliseconds = 1000;

    // Only these become labels: paths, queries and addresses hold tokens, external ids and people
    private static readonly string[] Labels =
    [
        "http.request.method", "http.response.status_code", "http.route", "http.connection.state", "error.type", "url.scheme",
        "network.protocol.name", "network.protocol.version", "network.type", "network.transport", "tls.protocol.version",
        "server.address", "server.port", "aspnetcore.rate_limiting.policy", "aspnetcore.rate_limiting.result",
        "gc.heap.generation", "cpu.mode", "service", "queue", "channel",
    ];

    // Paths and queries hold tokens and external ids, the rest tells of people
    private static readonly string[] WithheldTags =
    [
        "url.full", "url.path", "url.query", "client.address", "client.port", "network.peer.address", "network.peer.port",
        "user_agent.original", "enduser.id", "user.id",
    ];

    private static readonly double[] Seconds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    public static IHostApplicationBuilder AddServiceTelemetry(this IHostApplicationBuilder builder)
    {
        var isExported = builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 };
        var name = builder.Configuration["OTEL_SERVICE_NAME"] ?? builder.Environment.ApplicationName;
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(name))
            .WithMetrics(metrics =>
            {
                metrics.AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddRuntimeInstrumentation()
                    .AddMeter(Prefix, Prefix + ".*", "Microsoft.EntityFrameworkCore", "Polly")
                    .AddPrometheusExporter(prometheus =>
                    {
                        prometheus.ScopeInfoEnabled = false;
                        prometheus.TargetInfoEnabled = false;
                        // Many readers cost as much as one
                        prometheus.ScrapeResponseCacheDurationMilliseconds = ScrapeCacheMilliseconds;
                    });
                if (isExported)
                    metrics.AddOtlpExporter();
            });
        builder.Services.ConfigureOpenTelemetryMeterProvider((services, metrics) =>
        {
            var own = services.GetRequiredService<IMeterFactory>();
            var maxSeries = services.GetRequiredService<IConfiguration>().GetValue("Metrics:MaxSeries", DefaultMaxSeries);
            metrics.AddView(instrument => ViewOf(instrument, own, maxSeries));
        });
        if (isExported)
        {
            telemetry.WithTracing(traces => traces
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddSource(Prefix, Prefix + ".*")
                .AddProcessor(new NoAddresses())
                .AddOtlpExporter());
        }

        return builder;
    }

    /// <summary>Prometheus text at <c>/metrics</c>.</summary>
    public static void MapServiceMetrics(this IEndpointRouteBuilder app) =>
        app.MapPrometheusScrapingEndpoint(MetricsPath).WithMetadata(new HttpMethodMetadata(["GET"])).AllowAnonymous();

    private static MetricStreamConfiguration ViewOf(Instrument instrument, IMeterFactory own, int maxSeries)
    {
        // What another host of this process measures is shown by that host
        if (instrument.Meter.Scope is IMeterFactory factory && !ReferenceEquals(factory, own))
            return MetricStreamConfiguration.Drop;

        // The default boundaries are for milliseconds
        var needsSeconds = instrument is Histogram<double> { Unit: "s" } seconds && seconds.Advice?.HistogramBucketBoundaries is null;
        return needsSeconds
            ? new ExplicitBucketHistogramConfiguration { Boundaries = Seconds, TagKeys = Labels, CardinalityLimit = maxSeries }
            : new MetricStreamConfiguration { TagKeys = Labels, CardinalityLimit = maxSeries };
    }

    /// <summary>Tells exporters the route of a request, never its address.</summary>
    private sealed class NoAddresses : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data)
        {
            foreach (var tag in WithheldTags)
                data.SetTag(tag, null);
        }
    }
}
