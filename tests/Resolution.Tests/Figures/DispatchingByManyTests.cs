using System.Diagnostics;
using System.Text.Json;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Resolution.Tests.Figures;

/// <summary>
/// More complaints than the agents have room for, dispatched by many at once in several processes on one database; and warnings that fall due
/// meanwhile. The large runs on demand: <c>dotnet run -c Release --project tests/Resolution.Tests -- -explicit only -class
/// "*DispatchingByManyTests" -showliveoutput</c>
/// </summary>
public sealed class DispatchingByManyTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    [Fact]
    public Task No_agent_gets_more_than_fits() => DispatchAsync(replicas: 2, dispatchers: 6, agents: 8, capacity: 3, complaints: 40);

    [Fact(Explicit = true)]
    public Task No_agent_of_200_gets_more_than_fits_by_20_dispatchers() =>
        DispatchAsync(replicas: 4, dispatchers: 20, agents: 200, capacity: 8, complaints: 2_400);

    [Theory(Explicit = true)]
    [InlineData(30)]
    [InlineData(200)]
    public async Task Warnings_come_in_time_while_each_second_brings_so_many_complaints(int rate)
    {
        const int seconds = 15;
        var storefront = await StorefrontAsync(agents: 50, capacity: null);
        var manager = resolution.As(Roles.Manager, storefront);
        var policy = System.Text.Json.Nodes.JsonNode.Parse(
            await (await manager.GetAsync("deadline-policies")).Content.ReadAsStringAsync())!;
        // A first response within a minute, with its warning after three seconds
        foreach (var rule in policy["rules"]!.AsArray())
            rule!["firstResponse"]!["minutes"] = 1;
        policy["warningAt"] = 0.05;
        await manager.PutJsonAsync("deadline-policies", policy.ToJsonString(), ("If-Match", "*")).ShouldBeAsync(200);

        var received = new System.Collections.Concurrent.ConcurrentDictionary<Guid, DateTimeOffset>();
        var started = Stopwatch.GetTimestamp();
        var open = new List<Task>();
        for (var number = 0; number < rate * seconds; number++)
        {
            var due = TimeSpan.FromSeconds(number / (double)rate);
            if (due - Stopwatch.GetElapsedTime(started) is { } wait && wait > TimeSpan.Zero)
                await Task.Delay(wait);
            var id = Guid.NewGuid();
            open.Add(Task.Run(async () =>
            {
                var complaint = resolution.Received(id, storefront);
                received[id] = complaint.ReceivedAt;
                await resolution.PublishAsync(complaint);
                await resolution.PublishAsync(resolution.Classified(id, storefront: storefront));
            }));
        }

        await Task.WhenAll(open);
        var took = Stopwatch.GetElapsedTime(started);
        List<DeadlineAtRisk> warnings = [];
        for (var before = -1; warnings.Count != before;)
        {
            before = warnings.Count;
            await Task.Delay(TimeSpan.FromSeconds(5));
            warnings = [.. (await resolution.PublishedAsync<DeadlineAtRisk>()).Where(
                warning => received.ContainsKey(warning.ComplaintId) && warning.Target == "first_response")];
        }

        var late = warnings.Select(warning => (warning.OccurredAt - received[warning.ComplaintId].AddSeconds(3)).TotalMilliseconds).Order().ToList();
        Say($"{rate}/s: {received.Count} complaints in {took.TotalSeconds:N1} s ({received.Count / took.TotalSeconds:N0}/s), {warnings.Count} warnings; "
            + $"late by p50 {late[late.Count / 2]:N0} ms, p99 {late[(int)(late.Count * 0.99)]:N0} ms, at most {late[^1]:N0} ms");
        warnings.Select(warning => warning.ComplaintId).Distinct().Count().ShouldBe(warnings.Count);
    }

    private async Task DispatchAsync(int replicas, int dispatchers, int agents, int capacity, int complaints)
    {
        var hosts = new List<ResolutionFactory> { resolution };
        for (var replica = 1; replica < replicas; replica++)
            hosts.Add(await resolution.SecondAsync());
        var storefront = await StorefrontAsync(agents, capacity);
        var ids = Enumerable.Range(0, complaints).Select(_ => Guid.NewGuid()).ToList();
        foreach (var id in ids)
            await resolution.PublishAsync(resolution.Received(id, storefront));

        var next = -1;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, dispatchers).Select(dispatcher => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var mine && mine < ids.Count)
                await hosts[dispatcher % replicas].PublishAsync(resolution.Classified(ids[mine], storefront: storefront));
        })));
        var took = Stopwatch.GetElapsedTime(started);

        var manager = resolution.As(Roles.Manager, storefront);
        var owners = new List<Guid?>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await manager.GetAsync($"cases?limit=100{(cursor.Length > 0 ? "&cursor=" + Uri.EscapeDataString(cursor) : "")}").ShouldBeAsync(200);
            owners.AddRange(page.GetProperty("items").EnumerateArray().Select(found => found.GetProperty("agent") is { ValueKind: JsonValueKind.Object } agent
                ? agent.GetProperty("id").GetGuid() : (Guid?)null));
            cursor = page.GetProperty("nextCursor").GetString();
        }

        foreach (var host in hosts.Skip(1))
            await host.DisposeAsync();
        Say($"{complaints} cases by {dispatchers} dispatchers in {replicas} processes to {agents} agents of capacity {capacity}: "
            + $"{complaints / took.TotalSeconds:N0}/s, {owners.Count(owner => owner is not null)} taken, {owners.Count(owner => owner is null)} wait");
        owners.Count.ShouldBe(complaints);
        owners.OfType<Guid>().GroupBy(owner => owner).Max(group => group.Count()).ShouldBeLessThanOrEqualTo(capacity);
        owners.Count(owner => owner is not null).ShouldBe(Math.Min(complaints, agents * capacity));
    }

    private async Task<string> StorefrontAsync(int agents, int? capacity)
    {
        var storefront = "many-" + Guid.NewGuid().ToString("N")[..8];
        await resolution.PublishAsync(resolution.StorefrontChanged(storefront));
        var manager = resolution.As(Roles.Manager, storefront);
        for (var number = 0; number < agents; number++)
        {
            var agent = Guid.NewGuid();
            await resolution.PublishAsync(resolution.StaffChanged(agent, Roles.Agent, present: true, storefront: storefront));
            await manager.SendJsonAsync(
                HttpMethod.Put, $"agents/{agent}",
                $$"""{"skills":["*"],"languages":["*"],"storefronts":["*"],"capacity":{{(capacity is { } most ? most : "null")}}}""", ("If-Match", "*"))
                .ShouldBeAsync(200);
        }

        return storefront;
    }

    private static void Say(string text) => TestContext.Current.TestOutputHelper?.WriteLine(text);
}
