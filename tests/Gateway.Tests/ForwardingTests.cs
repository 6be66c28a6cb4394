using System.Net;
using System.Text;
using ComplaintPlatform.Gateway.Routes;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ComplaintPlatform.Gateway.Tests;

public sealed class ForwardingTests(ForwardingTests.Factory gateway) : IClassFixture<ForwardingTests.Factory>
{
    [Theory]
    [InlineData("/api/v1/complaints?status=received&q=%E6%BC%8F%E7%94%B5")]
    [InlineData("/api/v1/customers/shop%2F42")]
    [InlineData("/api/v1/customers/%E7%8E%8B%20a+b/export")]
    [InlineData("/api/v1/complaints/by-reference/A%2FB%25C")]
    public async Task The_service_gets_the_very_target_that_was_asked_for(string target)
    {
        using var backend = gateway.WithKey(gateway.ApiKey);

        var echo = await backend.GetAsync(new Uri(gateway.Address, target)).ShouldBeAsync(200);

        using var direct = new HttpClient();
        var unforwarded = await direct.GetAsync(new Uri(new Uri(gateway.Services.Address), target)).ShouldBeAsync(200);
        echo.GetProperty("target").GetString().ShouldBe(unforwarded.GetProperty("target").GetString());
    }

    [Theory]
    [InlineData("/complaints/8f1c/classification", RouteTable.Classification)]
    [InlineData("/complaints/8f1c", RouteTable.Intake)]
    [InlineData("/complaints", RouteTable.Intake)]
    [InlineData("/complaints/8f1c/timeline/verification", RouteTable.Intake)]
    [InlineData("/track/t", RouteTable.Intake)]
    [InlineData("/track/t/messages", RouteTable.Intake)]
    [InlineData("/track/t/offers/1/acceptance", RouteTable.Resolution)]
    [InlineData("/track/t/reopening", RouteTable.Resolution)]
    [InlineData("/deadline-policies/dry-run", RouteTable.Resolution)]
    [InlineData("/surveys/t/answers", RouteTable.Survey)]
    [InlineData("/messages/1/retry", RouteTable.FollowUp)]
    [InlineData("/operations/follow-up/dead-letters", RouteTable.FollowUp)]
    [InlineData("/operations/survey/dead-letters/1/replay", RouteTable.Survey)]
    public async Task The_longest_literal_decides_who_serves_a_path(string path, string service)
    {
        await using var separate = new SeparateServices();
        await separate.InitializeAsync();
        using var backend = separate.WithKey(separate.ApiKey);

        (await backend.GetStringAsync("/api/v1" + path)).ShouldBe(service);
    }

    [Theory]
    [InlineData("/internal/contact-points/1")]
    [InlineData("/api/v1/internal/contact-points/1")]
    [InlineData("/api/v1/../internal/contact-points/1")]
    [InlineData("/api/v1/complaints/%2e%2e/%2e%2e/%2e%2e/internal/x")]
    [InlineData("/api/v1/operations/intake/../../../../internal/x")]
    [InlineData("//internal/x")]
    [InlineData("/openapi/intake.json")]
    [InlineData("/api/v1/operations/nobody/dead-letters")]
    public async Task Internal_and_unknown_paths_lead_nowhere(string target)
    {
        var answer = await RawAsync(target, $"X-Api-Key: {gateway.ApiKey}");

        answer.ShouldStartWith("HTTP/1.1 404");
        answer.ShouldContain("application/problem+json");
    }

    [Theory]
    [InlineData("User-Agent", "浏览器/1.0")]
    [InlineData("Referer", "https://例子.example/退款")]
    [InlineData("X-Anything", "¿é?")]
    public async Task Header_values_beyond_ascii_arrive_as_they_were_sent(string name, string value)
    {
        using var http = new HttpClient(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.UTF8 });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.Address, "/api/v1/complaints"));
        request.Headers.TryAddWithoutValidation("X-Api-Key", gateway.ApiKey);
        request.Headers.TryAddWithoutValidation(name, value);

        var echo = await http.SendAsync(request).ShouldBeAsync(200);

        echo.GetProperty("headers").GetProperty(name).GetString().ShouldBe(value);
    }

    [Fact]
    public async Task The_trace_goes_on_in_the_service()
    {
        using var backend = gateway.WithKey(gateway.ApiKey);
        backend.DefaultRequestHeaders.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        var echo = await backend.GetAsync("/api/v1/complaints").ShouldBeAsync(200);

        echo.GetProperty("headers").GetProperty("traceparent").GetString()!.ShouldStartWith("00-0af7651916cd43dd8448eb211c80319c-");
    }

    [Fact]
    public async Task A_service_that_is_down_is_said_to_be_and_fails_nobody_else()
    {
        using var backend = gateway.WithKey(gateway.ApiKey);

        var response = await backend.GetAsync("/api/v1/follow-ups");

        await response.ShouldBeProblemAsync(503, "service.unavailable");
        response.Headers.RetryAfter.ShouldNotBeNull();
        await backend.GetAsync("/api/v1/complaints").ShouldBeAsync(200);
        await Eventually.BeTrueAsync(
            async () => (await gateway.Client.GetAsync("/health/ready")).IsSuccessStatusCode, "the gateway itself is ready");
        await gateway.Client.GetAsync("/health/live").ShouldBeAsync(200);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_in_time_is_given_up()
    {
        using var agent = await gateway.SignedInAsync(Roles.Agent);

        // The service never answers, so whatever comes is the gateway's; the client waits for twenty seconds
        var response = await agent.GetAsync("/api/v1/cases/slow");

        await response.ShouldBeProblemAsync(504, "upstream.timeout");
        response.Headers.RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task What_a_service_answers_is_left_as_it_is()
    {
        using var agent = await gateway.SignedInAsync(Roles.Agent);

        var problem = await agent.GetAsync("/api/v1/cases/broken").ShouldBeAsync(500);

        problem.GetProperty("title").GetString().ShouldBe("of the service");
    }

    [Fact]
    public async Task A_stream_arrives_piece_by_piece()
    {
        using var agent = await gateway.SignedInAsync(Roles.Supervisor);
        using var response = await agent.GetAsync("/api/v1/board/stream", HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());

        (await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60))).ShouldBe("data: one");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_the_limit_is_refused(bool chunked)
    {
        using var backend = gateway.WithKey(gateway.ApiKey);
        using var request = new HttpRequestMessage(
            HttpMethod.Post, "/api/v1/complaints")
        { Content = new StringContent(new string('x', 70_000)) };
        request.Headers.TransferEncodingChunked = chunked;

        await backend.SendAsync(request).ShouldBeProblemAsync(413, "body.too_large");
    }

    [Fact]
    public async Task Files_may_be_larger()
    {
        using var backend = gateway.WithKey(gateway.ApiKey);

        var echo = await backend.PostAsync($"/api/v1/complaints/{Guid.NewGuid()}/attachments", new ByteArrayContent(new byte[3_000_000]))
            .ShouldBeAsync(200);

        echo.GetProperty("body").GetInt64().ShouldBe(3_000_000);
    }

    [Fact]
    public async Task A_wrong_verb_on_the_gateways_own_paths_names_the_right_ones()
    {
        using var administrator = await gateway.SignedInAsync();

        var response = await administrator.DeleteAsync("/api/v1/users");

        await response.ShouldBeProblemAsync(405, "method.not_allowed");
        response.Content.Headers.Allow.ShouldBe(["GET", "POST"], ignoreOrder: true);
    }

    [Fact]
    public async Task Answers_carry_the_headers_that_browsers_need()
    {
        var response = await gateway.Client.GetAsync("/api/v1/complaints");

        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        response.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
        response.Headers.GetValues("Cross-Origin-Resource-Policy").ShouldBe(["same-origin"]);
        response.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("default-src 'none'");
        response.Headers.Contains("Strict-Transport-Security").ShouldBeFalse("without TLS it says nothing");
        response.Headers.Contains("Server").ShouldBeFalse();
    }

    // HttpClient tidies up paths before it sends them
    private async Task<string> RawAsync(string target, string header)
    {
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, gateway.Address.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: localhost\r\n{header}\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    public sealed class Factory : GatewayFactory
    {
        protected override Dictionary<string, string?> Settings => new()
        {
            ["Gateway:ServiceTimeout"] = "00:00:01",
            ["Gateway:MaxBodyBytes"] = "65536",
        };
    }

    /// <summary>Every service at an address of its own, each of which answers its name.</summary>
    private sealed class SeparateServices : GatewayFactory
    {
        private readonly Dictionary<string, StubServer> _stubs = RouteTable.Services.ToDictionary(
            service => service,
            service => StubServer.StartAsync(app => app.MapFallback(http => http.Response.WriteAsync(service))).GetAwaiter().GetResult());

        protected override Dictionary<string, string?> Settings =>
            _stubs.ToDictionary(stub => $"Services:{stub.Key}:Address", stub => (string?)stub.Value.Address);
    }
}
