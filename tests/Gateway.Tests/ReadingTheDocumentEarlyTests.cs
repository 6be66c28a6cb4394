using System.Text.Json;
using ComplaintPlatform.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ComplaintPlatform.Gateway.Tests;

/// <summary>The document is read while a service has not answered yet: it needs seconds to describe itself for the first time.</summary>
public sealed class ReadingTheDocumentEarlyTests : IAsyncLifetime
{
    private readonly TaskCompletionSource _described = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StubServer _survey = null!;
    private GatewayFactory _gateway = null!;
    private int _asked;

    public async ValueTask InitializeAsync()
    {
        _survey = await StubServer.StartAsync(app => app.MapGet("/openapi/survey.json", DescribeAsync));
        _gateway = new ImpatientGateway(_survey.Address);
        await _gateway.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _described.TrySetResult();
        await _gateway.DisposeAsync();
        await _survey.DisposeAsync();
    }

    [Fact]
    public async Task It_lacks_the_service_for_as_long_as_the_service_is_silent()
    {
        Missing(await DocumentAsync()).ShouldContain("survey");
        _gateway.Clock.Advance(TimeSpan.FromMinutes(1));
        Missing(await DocumentAsync()).ShouldContain("survey");
        _asked.ShouldBe(1, "a service that is busy with the first answer is not asked again");

        _described.SetResult();

        // The answer to the first question counts, and what lacked it was kept for a moment only
        await Eventually.BeTrueAsync(
            async () =>
            {
                _gateway.Clock.Advance(TimeSpan.FromSeconds(2));
                return !Missing(await DocumentAsync()).Contains("survey");
            },
            "the document has the service");
        (await DocumentAsync()).GetProperty("paths").TryGetProperty("/api/v1/survey-things", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Its_readers_wait_together_and_not_one_after_the_other()
    {
        // One after the other they would wait for a minute and a half, and their client gives up after twenty seconds
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => DocumentAsync()));

        _asked.ShouldBe(1);
    }

    [Fact]
    public async Task A_service_that_falls_silent_keeps_its_part()
    {
        _described.SetResult();
        await Eventually.BeTrueAsync(async () => !Missing(await DocumentAsync()).Contains("survey"), "the document has the service");
        await _survey.DisposeAsync();
        _gateway.Clock.Advance(TimeSpan.FromMinutes(1));

        Missing(await DocumentAsync()).ShouldNotContain("survey");
    }

    private async Task DescribeAsync(HttpContext http)
    {
        Interlocked.Increment(ref _asked);
        await _described.Task;
        await http.Response.WriteAsJsonAsync(new
        {
            openapi = "3.1.1",
            paths = new Dictionary<string, object> { ["/api/v1/survey-things"] = new { get = new { operationId = "listSurveys" } } },
        });
    }

    private Task<JsonElement> DocumentAsync() => _gateway.Client.GetAsync("/openapi.json").ShouldBeAsync(200);

    private static List<string> Missing(JsonElement document) =>
        document.TryGetProperty("x-missing-services", out var names) ? [.. names.EnumerateArray().Select(name => name.GetString()!)] : [];

    private sealed class ImpatientGateway(string survey) : GatewayFactory
    {
        public static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(500);

        protected override Dictionary<string, string?> Settings => new()
        {
            ["Services:survey:Address"] = survey,
            ["Gateway:DocumentWait"] = Wait.ToString(),
        };
    }
}
