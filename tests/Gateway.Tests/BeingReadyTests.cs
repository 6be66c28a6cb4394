using System.Text.Json;
using ComplaintPlatform.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ComplaintPlatform.Gateway.Tests;

/// <summary>The gateway's readiness says what works, and takes itself away only where it cannot do its work.</summary>
public sealed class BeingReadyTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task It_is_not_ready_before_it_can_describe_the_whole_api()
    {
        var described = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var survey = await StubServer.StartAsync(app => app.MapGet("/openapi/survey.json", async () =>
        {
            await described.Task;
            return new { openapi = "3.1.1", paths = new Dictionary<string, object> { ["/api/v1/survey-things"] = new { } } };
        }));
        await using var gateway = await StartAsync(new PatientGateway(survey.Address) { IsComplete = true });

        Checks(await gateway.Client.GetAsync("/health/ready").ShouldBeAsync(503)).GetProperty("document").GetString().ShouldBe("unhealthy");
        await gateway.Client.GetAsync("/health/live").ShouldBeAsync(200);
        described.SetResult();

        Checks(await ReadyAsync(gateway)).GetProperty("document").GetString()
            .ShouldBe("healthy");
        (await gateway.Client.GetAsync("/openapi.json").ShouldBeAsync(200)).TryGetProperty("x-missing-services", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_service_that_is_away_is_named_and_does_not_keep_it_unready_for_ever()
    {
        await using var gateway = await StartAsync(new PatientGateway("http://127.0.0.1:9"));
        await gateway.Client.GetAsync("/health/ready").ShouldBeAsync(503);

        gateway.Clock.Advance(Patience);

        var report = await ReadyAsync(gateway);
        report.GetProperty("status").GetString().ShouldBe("degraded");
        var checks = Checks(report);
        checks.GetProperty("document").GetString().ShouldBe("degraded");
        checks.GetProperty("survey").GetString().ShouldBe("unhealthy");
        checks.GetProperty("follow-up").GetString().ShouldBe("unhealthy");
        checks.GetProperty("gateway.database").GetString().ShouldBe("healthy");
        checks.GetProperty("gateway.outbox").GetString().ShouldBe("healthy");
    }

    [Fact]
    public async Task It_passes_on_what_services_say_of_themselves_and_nothing_else()
    {
        await using var gateway = await StartAsync(new PatientGateway("http://127.0.0.1:9"));
        gateway.Clock.Advance(Patience);

        var report = await ReadyAsync(gateway);

        var checks = Checks(report);
        checks.GetProperty("intake").GetString().ShouldBe("degraded");
        checks.GetProperty("intake.outbox").GetString().ShouldBe("degraded");
        checks.GetProperty("intake.database").GetString().ShouldBe("healthy");
        checks.GetProperty("classification").GetString().ShouldBe("healthy");
        checks.GetProperty("resolution").GetString().ShouldBe("unhealthy");
        checks.TryGetProperty("something else", out _).ShouldBeFalse();
        checks.EnumerateObject().Select(check => check.Value.GetString()!).Distinct()
            .ShouldBeSubsetOf(["healthy", "degraded", "unhealthy"]);
        report.EnumerateObject().Select(member => member.Name).ShouldBe(["status", "checks"]);
    }

    [Fact]
    public async Task A_service_that_hangs_holds_up_nobody_who_asks()
    {
        await using var survey = await StubServer.StartAsync(app =>
        {
            app.MapGet("/health/ready", (CancellationToken ct) => Task.Delay(Timeout.Infinite, ct));
            app.MapGet("/openapi/survey.json", () => new { openapi = "3.1.1" });
        });
        await using var gateway = await StartAsync(new PatientGateway(survey.Address));
        gateway.Clock.Advance(Patience);

        // The service may take ten minutes; the client gives up after twenty seconds
        Checks(await ReadyAsync(gateway)).GetProperty("survey").GetString().ShouldBe("unhealthy");
    }

    // On a busy machine a check that has not answered yet counts as not ready for a moment
    private static async Task<JsonElement> ReadyAsync(GatewayFactory gateway)
    {
        var answer = await Eventually.BecomeAsync(
            async () =>
            {
                var (ready, again) = (await gateway.Client.GetAsync("/health/ready"), await gateway.Client.GetAsync("/health/ready"));
                return ready.IsSuccessStatusCode && again.IsSuccessStatusCode ? again : null;
            },
            "the gateway is ready");
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    private static JsonElement Checks(JsonElement report) => report.GetProperty("checks");

    private static async Task<GatewayFactory> StartAsync(GatewayFactory gateway)
    {
        await gateway.InitializeAsync();
        return gateway;
    }

    private sealed class PatientGateway(string survey) : GatewayFactory
    {
        public bool IsComplete { get; init; }

        protected override Dictionary<string, string?> Settings => new()
        {
            ["Services:survey:Address"] = survey,
            ["Services:follow-up:Address"] = IsComplete ? Services.Address : "http://127.0.0.1:9",
            ["Gateway:StartPatience"] = Patience.ToString(),
            ["Gateway:ReadinessLimit"] = "00:10:00",
        };
    }
}
