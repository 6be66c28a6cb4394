using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ComplaintPlatform.Web.Telemetry;

public static class ServiceTelemetry
{
    /// <summary>Meters and activity sources of our own start with this.</summary>
    public const string Prefix = "ComplaintPlatform";

    internal static readonly string[] Meters =
    [
        Prefix, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.RateLimiting",
        "Microsoft.EntityFrameworkCore", "System.Runtime", "System.Net.Http", "Yarp",
    ];

    public static IServiceCollection AddServiceTelemetry(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton<MetricsCollector>();
        services.AddHostedService<Telemetry>();
        return services;
    }

    /// <summary>Prometheus text at <c>/metrics</c>.</summary>
    public static void MapServiceMetrics(this IEndpointRouteBuilder app) =>
        app.MapGet("/metrics", (MetricsCollector metrics) => TypedResults.Text(metrics.Render(), "text/plain; version=0.0.4", System.Text.Encoding.UTF8))
            .AllowAnonymous().ExcludeFromDescription();

    /// <summary>Collects from the start of the host on; exports by OTLP only where an endpoint is named.</summary>
    private sealed class Telemetry(MetricsCollector metrics, IConfiguration configuration, IHostEnvironment environment) : IHostedService, IDisposable
    {
        private TracerProvider? traces;
        private MeterProvider? meters;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            metrics.Start();
            if (configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not { Length: > 0 } endpoint)
                return Task.CompletedTask;

            var resource = ResourceBuilder.CreateDefault().AddService(configuration["OTEL_SERVICE_NAME"] ?? environment.ApplicationName);
            traces = Sdk.CreateTracerProviderBuilder()
                .SetResourceBuilder(resource)
                .AddSource("Microsoft.AspNetCore", "System.Net.Http", Prefix, Prefix + ".*")
                .AddProcessor<NoAddresses>()
                .AddOtlpExporter(options => Target(options, endpoint, "v1/traces"))
                .Build();
            meters = Sdk.CreateMeterProviderBuilder()
                .SetResourceBuilder(resource)
                .AddMeter([.. Meters, .. Meters.Select(meter => meter + ".*")])
                .AddOtlpExporter(options => Target(options, endpoint, "v1/metrics"))
                .Build();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            Dispose();
            return Task.CompletedTask;
        }

        public void Dispose()
        {
            traces?.Dispose();
            meters?.Dispose();
            (traces, meters) = (null, null);
        }

        private void Target(OtlpExporterOptions options, string endpoint, string path)
        {
            var overHttp = configuration["OTEL_EXPORTER_OTLP_PROTOCOL"] == "http/protobuf";
            options.Protocol = overHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
            options.Endpoint = new Uri(overHttp ? $"{endpoint.TrimEnd('/')}/{path}" : endpoint);
        }
    }

    /// <summary>Paths and queries hold tokens and external ids; they stay here.</summary>
    private sealed class NoAddresses : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data)
        {
            foreach (var tag in (string[])["url.full", "url.path", "url.query", "client.address", "network.peer.address"])
                data.SetTag(tag, null);
        }
    }
}
