using System.Collections.Concurrent;
using System.Text.Json;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Broker.Tests;

/// <summary>An upgrade as operations do it: one instance after the other ends and comes back, while callers call.</summary>
[Collection(Brokers.Calm)]
public sealed class RollingRestartTests(BrokerFixture fixture)
{
    private const int Callers = 4;

    [Fact]
    public async Task No_caller_sees_that_one_instance_after_the_other_was_restarted()
    {
        await using var platform = await SixProcesses.StartAsync(fixture.Broker, "intake", "resolution");
        var agent = await platform.Client.AsAsync("agent");
        var (accepted, refused) = (new ConcurrentBag<Guid>(), new ConcurrentBag<string>());
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, Callers).Select(_ => CallAsync()).ToList();

        foreach (var instance in (string[])["intake", "intake-2", "resolution", "resolution-2", "classification"])
        {
            var enough = accepted.Count + 20;
            await Eventually.BeTrueAsync(() => Task.FromResult(accepted.Count > enough || !refused.IsEmpty), "callers are served");
            await platform.RestartAsync(instance);
        }

        await stop.CancelAsync();
        await Task.WhenAll(callers);
        refused.ShouldBeEmpty();
        accepted.Distinct().Count().ShouldBe(accepted.Count);
        foreach (var id in accepted)
        {
            await platform.Client.ComplaintWhenAsync(
                id, read => read.GetProperty("case") is { ValueKind: JsonValueKind.Object } opened
                    && opened.GetProperty("agent").ValueKind is JsonValueKind.Object, "an agent is assigned");
        }

        // Each caller posts a complaint and reads a list of another service, and never asks twice
        async Task CallAsync()
        {
            while (!stop.IsCancellationRequested)
            {
                using var posted = await platform.Client.Backend.PostJsonAsync(
                    "complaints", """{"channel":"web","text":"快递晚到了五天,客服一直不回复。"}""");
                if ((int)posted.StatusCode == 201)
                    accepted.Add(JsonDocument.Parse(await posted.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetGuid());
                else
                    refused.Add($"{(int)posted.StatusCode} {await posted.Content.ReadAsStringAsync()}");
                using var cases = await agent.GetAsync("cases?limit=5");
                if (!cases.IsSuccessStatusCode)
                    refused.Add($"{(int)cases.StatusCode} {await cases.Content.ReadAsStringAsync()}");
                await Task.Delay(20, CancellationToken.None);
            }
        }
    }
}
