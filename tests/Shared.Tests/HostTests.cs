using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using ComplaintPlatform.Web.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ComplaintPlatform.Shared.Tests;

public sealed class HostTests
{
    [Theory]
    [InlineData("Development", false, 100)]
    [InlineData("Production", false, 100)]
    [InlineData("Production", false, 4 << 20)]
    [InlineData("Production", true, 100)]
    [InlineData("Production", true, 4 << 20)]
    public async Task A_body_over_the_limit_is_a_413_that_can_be_read(string environment, bool chunked, int tooMuch)
    {
        await using var app = await TestApp.StartAsync(Orders.Map, environment);
        var content = TestApp.Json($$"""{"text":"{{new string('a', (1 << 20) + tooMuch)}}","kind":"web"}""");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/orders") { Content = content };
        request.Headers.TransferEncodingChunked = chunked;

        var response = await app.Client.SendAsync(request);

        await response.ShouldBeProblemAsync(413, "body.too_large");
    }

    [Fact]
    public async Task An_upload_may_have_a_limit_of_its_own()
    {
        await using var app = await TestApp.StartAsync(host => host
            .MapPost("/upload", async (HttpRequest request) =>
            {
                using var copy = new MemoryStream();
                await request.Body.CopyToAsync(copy);
                return TypedResults.Ok(copy.Length);
            })
            .WithBodyLimit(3 << 20));

        await (await app.SendAsync(HttpMethod.Post, "/upload", new ByteArrayContent(new byte[2 << 20]))).ShouldBeAsync(200);
        await (await app.SendAsync(HttpMethod.Post, "/upload", new ByteArrayContent(new byte[4 << 20])))
            .ShouldBeProblemAsync(413, "body.too_large");
    }

    [Theory]
    [InlineData("/pending")]
    [InlineData("/failure")]
    [InlineData("/orders?size=1")]
    public async Task Every_answer_forbids_sniffing_and_storing(string path)
    {
        await using var app = await TestApp.StartAsync(Orders.Map);

        var response = await app.GetAsync(path);

        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        response.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'none'");
        response.Headers.Contains("Server").ShouldBeFalse();
    }

    [Fact]
    public async Task Callers_without_proof_or_role_are_told_so_as_problems()
    {
        await using var app = await TestApp.StartAsync(
            host =>
            {
                host.MapGet("/closed", () => "x").RequireAuthorization();
                host.MapGet("/locked", () => "x")
                    .RequireAuthorization(policy => policy.RequireAssertion(_ => false).AddAuthenticationSchemes("Test"));
            },
            configure: builder =>
            {
                builder.Services.AddAuthentication("Bearer").AddJwtBearer().AddScheme<AuthenticationSchemeOptions, Somebody>("Test", null);
                // Closed unless said otherwise, as the services are
                builder.Services.AddAuthorizationBuilder()
                    .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build());
            });

        var closed = await app.GetAsync("/closed");
        await closed.ShouldBeProblemAsync(401, "authentication.required");
        closed.Headers.WwwAuthenticate.ToString().ShouldContain("Bearer");
        await (await app.GetAsync("/locked")).ShouldBeProblemAsync(403, "permission.denied");
        await (await app.GetAsync("/nowhere")).ShouldBeProblemAsync(404, "route.not_found");
        await (await app.PostAsync("/closed", "{}")).ShouldBeProblemAsync(405, "method.not_allowed");
        foreach (var open in (string[])["/health/live", "/health/ready", "/metrics"])
            (await app.GetAsync(open)).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK, open);
    }

    [Fact]
    public async Task Metrics_are_for_those_with_the_key_where_one_is_set()
    {
        await using var app = await TestApp.StartAsync(_ => { }, settings: [new("Metrics:Key", "a key of the monitoring")]);

        await (await app.GetAsync("/metrics")).ShouldBeProblemAsync(401, "authentication.required");
        await (await app.GetAsync("/METRICS/", ("Authorization", "Bearer another"))).ShouldBeProblemAsync(401, "authentication.required");
        (await app.GetAsync("/metrics", ("Authorization", "Bearer a key of the monitoring"))).StatusCode
            .ShouldBe(System.Net.HttpStatusCode.OK);
        await (await app.GetAsync("/health/live")).ShouldBeAsync(200);
    }

    [Fact]
    public async Task Metrics_stay_at_their_own_port_where_one_is_set()
    {
        await using var app = await TestApp.StartAsync(_ => { }, settings: [new("Metrics:Port", "1")]);

        await (await app.GetAsync("/metrics", ("Host", "127.0.0.1:1"))).ShouldBeProblemAsync(404, "route.not_found");
    }

    [Fact]
    public async Task Live_is_not_ready()
    {
        var healthy = true;
        await using var app = await TestApp.StartAsync(_ => { }, configure: builder => builder.Services.AddHealthChecks()
            .AddCheck("store", () => healthy ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("password of the store")));

        (await (await app.GetAsync("/health/ready")).ShouldBeAsync(200)).GetProperty("checks").GetProperty("store").GetString()
            .ShouldBe("healthy");
        healthy = false;
        (await (await app.GetAsync("/health/ready")).ShouldBeAsync(503)).GetRawText().ShouldNotContain("password");
        await (await app.GetAsync("/health/live")).ShouldBeAsync(200);
    }

    [Fact]
    public async Task The_trace_of_the_caller_is_carried_on()
    {
        await using var app = await TestApp.StartAsync(Orders.Map);
        var trace = ActivityTraceId.CreateRandom().ToHexString();

        var response = await app.GetAsync("/nowhere", ("traceparent", $"00-{trace}-00f067aa0ba902b7-01"));

        (await response.ShouldBeProblemAsync(404, "route.not_found")).GetProperty("traceId").GetString()!.ShouldStartWith($"00-{trace}-");
    }

    [Fact]
    public async Task Metrics_are_prometheus_text()
    {
        using var meter = new Meter("ComplaintPlatform.Tests");
        await using var app = await TestApp.StartAsync(Orders.Map, settings: [new("Metrics:MaxSeries", "5")]);
        var counter = meter.CreateCounter<long>("test.letters", description: "Letters\nsent");
        var duration = meter.CreateHistogram<double>("test.duration", "s");
        meter.CreateObservableGauge("test.backlog", () => 7);
        counter.Add(2, new KeyValuePair<string, object?>("channel", "e\"mail\n"),
            new KeyValuePair<string, object?>("url.path", "/track/secret"));
        counter.Add(3, new KeyValuePair<string, object?>("channel", "e\"mail\n"));
        for (var number = 0; number < 50; number++)
            counter.Add(1, new KeyValuePair<string, object?>("channel", number));
        duration.Record(0.03);
        duration.Record(99);
        await app.GetAsync("/pending");

        var response = await app.GetAsync("/metrics");
        var text = await response.Content.ReadAsStringAsync();

        response.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        text.ShouldContain("# TYPE test_letters_total counter\n# HELP test_letters_total Letters\\nsent\n");
        text.ShouldContain("test_letters_total{channel=\"e\\\"mail\\n\"} 5\n");
        text.ShouldContain("test_letters_total{otel_metric_overflow=\"true\"} 46\n");
        text.Split('\n').Count(line => line.StartsWith("test_letters_total", StringComparison.Ordinal)).ShouldBeLessThanOrEqualTo(6);
        text.ShouldContain("test_backlog{} 7\n");
        text.ShouldContain("test_duration_seconds_bucket{le=\"0.025\"} 0\n");
        text.ShouldContain("test_duration_seconds_bucket{le=\"0.05\"} 1\n");
        text.ShouldContain("test_duration_seconds_bucket{le=\"+Inf\"} 2\n");
        text.ShouldContain("test_duration_seconds_count{} 2\n");
        text.ShouldMatch("http_server_request_duration_seconds_count\\{[^}]*http_route=\"/pending\"[^}]*\\} 1\n");
        text.ShouldNotContain("secret");
        (await (await app.GetAsync("/metrics")).Content.ReadAsStringAsync()).ShouldContain("test_backlog{} 7\n");
        (await app.SendAsync(HttpMethod.Post, "/metrics", null)).StatusCode.ShouldBe(System.Net.HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task Each_host_of_a_process_shows_its_own_requests()
    {
        await using var one = await TestApp.StartAsync(Orders.Map);
        await using var other = await TestApp.StartAsync(Orders.Map);
        await one.GetAsync("/pending");

        (await one.Client.GetStringAsync("/metrics")).ShouldContain("http_route=\"/pending\"");
        (await other.Client.GetStringAsync("/metrics")).ShouldNotContain("http_route=\"/pending\"");
    }

    [Fact]
    public async Task Traces_are_exported_where_an_endpoint_is_named_and_name_the_route_only()
    {
        var received = new ConcurrentQueue<(string Path, string Body)>();
        await using var receiver = await TestApp.StartAsync(host => host.MapPost("/v1/{kind}", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            received.Enqueue((request.Path, Encoding.UTF8.GetString(body.ToArray())));
            return TypedResults.Ok();
        }));
        await using (var app = await TestApp.StartAsync(Orders.Map, settings:
        [
            new("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Client.BaseAddress!.ToString()),
            new("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            new("OTEL_SERVICE_NAME", "orders-under-test"),
        ]))
        {
            // On one connection: when the second is answered, the first has ended, and its trace with it
            await app.GetAsync($"/orders/{Guid.Empty}?token=hidden");
            await app.GetAsync($"/orders/{Guid.Empty}?token=hidden");
        }

        var traces = string.Concat(received.Where(export => export.Path == "/v1/traces").Select(export => export.Body));
        traces.ShouldContain("GET /orders/{id:guid}");
        traces.ShouldContain("orders-under-test");
        traces.ShouldNotContain(Guid.Empty.ToString());
        traces.ShouldNotContain("hidden");
        received.ShouldContain(export => export.Path == "/v1/metrics");
    }

    private sealed class Somebody(
        Microsoft.Extensions.Options.IOptionsMonitor<AuthenticationSchemeOptions> options,
        Microsoft.Extensions.Logging.ILoggerFactory logger,
        System.Text.Encodings.Web.UrlEncoder encoder) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(AuthenticateResult.Success(
            new AuthenticationTicket(new(new System.Security.Claims.ClaimsIdentity("Test")), "Test")));
    }
}
