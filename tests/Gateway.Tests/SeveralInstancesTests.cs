using System.Collections.Concurrent;
using ComplaintPlatform.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ComplaintPlatform.Gateway.Tests;

/// <summary>A service has several instances; one of them dies, or says that it is not ready.</summary>
public sealed class SeveralInstancesTests : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, int> _taken = new();
    private readonly string[] _addresses = [$"http://127.0.0.1:{Ports.Reserve()}", $"http://127.0.0.1:{Ports.Reserve()}"];
    private WebApplication _first = null!, _second = null!;
    private bool _isSecondReady = true;
    private GatewayFactory _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _first = await StartAsync(_addresses[0], () => true);
        _second = await StartAsync(_addresses[1], () => _isSecondReady);
        _gateway = new TwoInstances(_addresses);
        await _gateway.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task Both_get_requests_and_when_one_dies_no_request_fails(string verb)
    {
        using var backend = _gateway.WithKey(_gateway.ApiKey);
        await TakenByAsync(backend, _addresses[0], _addresses[1]);

        await _second.StopAsync();

        for (var call = 0; call < 50; call++)
        {
            using var request = new HttpRequestMessage(new HttpMethod(verb), "/api/v1/complaints")
            {
                Content = verb == "POST" ? new StringContent("""{"text":"x"}""") : null,
            };
            using var answer = await backend.SendAsync(request);
            var body = await answer.Content.ReadAsStringAsync();
            ((int)answer.StatusCode).ShouldBe(200, body);
            body.ShouldBe(verb == "POST" ? """{"text":"x"}""" : "");
        }
    }

    [Fact]
    public async Task One_that_has_died_comes_back_by_itself()
    {
        using var backend = _gateway.WithKey(_gateway.ApiKey);
        await _second.DisposeAsync();
        for (var call = 0; call < 20; call++)
            await backend.GetAsync("/api/v1/complaints").ShouldBeAsync(200);

        _second = await StartAsync(_addresses[1], () => true);

        _taken.Clear();
        await TakenByAsync(backend, _addresses[1]);
    }

    [Fact]
    public async Task One_that_says_it_is_not_ready_gets_nothing_until_it_is()
    {
        using var backend = _gateway.WithKey(_gateway.ApiKey);
        await TakenByAsync(backend, _addresses[0], _addresses[1]);

        _isSecondReady = false;
        await Eventually.BeTrueAsync(
            async () =>
            {
                _taken.Clear();
                for (var call = 0; call < 20; call++)
                    await backend.GetAsync("/api/v1/complaints").ShouldBeAsync(200);
                return !_taken.ContainsKey(_addresses[1]);
            },
            "twenty in a row pass it by");
        _isSecondReady = true;

        await TakenByAsync(backend, _addresses[1]);
    }

    private Task TakenByAsync(HttpClient backend, params string[] addresses) => Eventually.BeTrueAsync(
        async () =>
        {
            await backend.GetAsync("/api/v1/complaints").ShouldBeAsync(200);
            return addresses.All(_taken.ContainsKey);
        },
        "they take requests");

    private async Task<WebApplication> StartAsync(string address, Func<bool> isReady)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(address);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapGet("/health/ready", () => Results.Json(
            new { status = "healthy", checks = new { keys = "healthy" } }, statusCode: isReady() ? 200 : 503));
        app.MapFallback(async http =>
        {
            _taken.AddOrUpdate(address, 1, (_, count) => count + 1);
            await http.Request.Body.CopyToAsync(http.Response.Body);
        });
        await app.StartAsync();
        return app;
    }

    private sealed class TwoInstances(string[] addresses) : GatewayFactory
    {
        protected override Dictionary<string, string?> Settings => new()
        {
            ["Services:intake:Address"] = string.Join(';', addresses),
            ["Gateway:DestinationInterval"] = "00:00:00.2",
        };
    }
}
