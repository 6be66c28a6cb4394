using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ComplaintPlatform.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ComplaintPlatform.Platform.Tests;

/// <summary>
/// The process is killed while complaints come in and webhooks leave: whatever was accepted arrives. <c>WEBHOOK_KILLS</c> says how often
/// (2), <c>WEBHOOK_COMPLAINTS</c> how many complaints there are between two kills (40), <c>WEBHOOK_SEED</c> when they come.
/// </summary>
public sealed class SendingWebhooksThroughKillsTests
{
    private readonly ConcurrentDictionary<string, int> _arrived = new();
    private readonly ConcurrentDictionary<Guid, byte> _accepted = new();

    [Fact]
    public async Task Nothing_that_was_accepted_is_missing_at_the_receiver()
    {
        var (kills, complaints) = (Setting("WEBHOOK_KILLS", 2), Setting("WEBHOOK_COMPLAINTS", 40));
        var random = new Random(Setting("WEBHOOK_SEED", 20261129));
        var folder = Directory.CreateTempSubdirectory("webhook-kills-");
        var data = Path.Combine(folder.FullName, "data");
        var (port, told) = (Ports.Reserve(), new ConcurrentDictionary<Guid, byte>());
        await using var receiver = await StubServer.StartAsync(app => app.MapPost("/hook", async (HttpRequest request) =>
        {
            var message = await JsonDocument.ParseAsync(request.Body);
            _arrived.AddOrUpdate(request.Headers["webhook-id"].ToString(), 1, (_, times) => times + 1);
            told[message.RootElement.GetProperty("data").GetProperty("complaintId").GetGuid()] = 0;
            return Results.Ok();
        }));

        var process = await StartAsync(data, port);
        await SubscribeAsync(process, data, $"{receiver.Address}/hook");
        for (var kill = 0; kill < kills; kill++)
        {
            using var client = new PlatformClient(process.BaseUrl, Path.Combine(data, "first-run.json"));
            var posting = PostAsync(client, complaints);
            var enough = _accepted.Count + random.Next(1, complaints);
            while (_accepted.Count < enough && !posting.IsCompleted)
                await Task.Delay(5, TestContext.Current.CancellationToken);
            await process.KillAsync();
            await posting;
            await process.DisposeAsync();
            process = await StartAsync(data, port);
        }

        // A lease of what a dead process was sending runs for three minutes
        var started = Stopwatch.GetTimestamp();
        while (_accepted.Keys.Any(id => !told.ContainsKey(id)) && Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(5))
            await Task.Delay(200, TestContext.Current.CancellationToken);
        var missing = _accepted.Keys.Count(id => !told.ContainsKey(id));
        TestContext.Current.SendDiagnosticMessage(
            $"{kills} kills, {_accepted.Count} accepted, {missing} missing, {_arrived.Values.Count(times => times > 1)} came twice");
        await process.StopAsync();
        await process.DisposeAsync();
        folder.Delete(recursive: true);

        missing.ShouldBe(0);
        _accepted.ShouldNotBeEmpty();
    }

    private async Task PostAsync(PlatformClient client, int complaints)
    {
        for (var number = 0; number < complaints; number++)
        {
            try
            {
                using var answer = await client.Backend.PostJsonAsync("complaints", $$"""{"channel":"web","text":"第 {{number}} 件,快递晚到"}""");
                if (!answer.IsSuccessStatusCode)
                    continue;
                var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
                _accepted[body.GetProperty("id").GetGuid()] = 0;
            }
            catch (Exception killed) when (killed is HttpRequestException or IOException or TaskCanceledException)
            {
                // Not answered, so not promised
                return;
            }
        }
    }

    private static async Task SubscribeAsync(HostProcess process, string data, string url)
    {
        using var client = new PlatformClient(process.BaseUrl, Path.Combine(data, "first-run.json"));
        var administrator = await client.AsAsync("administrator");
        await administrator.PutJsonAsync("intake-policies", """{"webhooks":{"allowHttp":true}}""", ("If-Match", "*")).ShouldBeAsync(200);
        await client.Backend.PostJsonAsync("webhooks", $$"""{"url":"{{url}}","kinds":["complaint_received"]}""").ShouldBeAsync(201);
    }

    private static async Task<HostProcess> StartAsync(string data, int port)
    {
        var process = HostProcess.StartStandalone(
            data, new Dictionary<string, string> { ["Webhooks:AllowedNetworks:0"] = "127.0.0.0/8" }, port);
        await process.UntilReadyAsync();
        return process;
    }

    private static int Setting(string name, int otherwise) =>
        int.Parse(Environment.GetEnvironmentVariable(name) ?? otherwise.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
