using System.Diagnostics;
using System.Globalization;
using System.Net;
using ComplaintPlatform.Testing;
using ComplaintPlatform.Testing.Processes;

namespace ComplaintPlatform.Broker.Tests;

/// <summary>
/// A broker is only stopped or killed after complaints went all the way: RabbitMQ leaves a quorum queue that was being declared at that
/// moment without a leader for good, and then confirms nothing that is to go there (rabbitmq-server #10070).
/// </summary>
[Collection(Brokers.Failing)]
public sealed class LosingTheBrokerTests(BrokerFixture fixture)
{
    /// <summary>Readers connect again after pauses that grow to thirty seconds.</summary>
    private static readonly TimeSpan AfterReturn = TimeSpan.FromSeconds(40);

    [Fact]
    public async Task Complaints_are_accepted_while_the_broker_is_stopped_and_delivered_when_it_is_back()
    {
        await using var platform = fixture.NewPlatform();
        var intake = await platform.StartAsync("intake", ("Messaging:MeasureInterval", "00:00:00.2"));
        await platform.StartAsync("classification");
        await platform.PostAsync(intake, 20);
        await platform.UntilProcessedAsync();

        await fixture.Broker.StopAsync();
        await platform.PostAsync(intake, 100);
        (await platform.StateAsync()).Waiting.ShouldBeGreaterThanOrEqualTo(100);
        // Operations see it, and how long it lasts
        await Patiently.UntilAsync(async () => await MetricAsync(intake, "outbox_waiting") >= 100, "what waits is counted");
        (await MetricAsync(intake, "outbox_oldest_seconds")).ShouldBeGreaterThan(0);
        await fixture.Broker.StartAsync();

        await platform.UntilProcessedAsync(AfterReturn);
        await platform.ShouldBeWholeAsync();
        await Patiently.UntilAsync(async () => await MetricAsync(intake, "outbox_waiting") == 0, "nothing waits any more");
    }

    private static async Task<double> MetricAsync(HostProcess host, string name)
    {
        using var client = new HttpClient { BaseAddress = new Uri(host.BaseUrl) };
        var line = (await client.GetStringAsync("/metrics")).Split('\n')
            .LastOrDefault(line => line.StartsWith($"complaintplatform_{name}{{", StringComparison.Ordinal));
        return line is null ? 0 : double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task A_publisher_killed_while_the_broker_is_stopped_loses_nothing()
    {
        await using var platform = fixture.NewPlatform();
        var intake = await platform.StartAsync("intake");
        await platform.PostAsync(intake, 1);
        await platform.UntilSentAsync();

        await fixture.Broker.KillAsync();
        await platform.PostAsync(intake, 50);
        await intake.KillAsync();
        await fixture.Broker.StartAsync();
        await platform.LetLeasesRunOutAsync();
        intake = await platform.StartAsync("intake");
        await platform.StartAsync("classification");

        await platform.UntilProcessedAsync();
        await platform.ShouldBeWholeAsync();
        await platform.TimelinesShouldBeIntactAsync(intake, platform.Accepted.Take(10));
    }

    [Fact]
    public async Task A_publisher_stopped_in_good_order_leaves_its_unsent_events_to_the_next_one()
    {
        await using var platform = fixture.NewPlatform();
        var intake = await platform.StartAsync("intake");
        await platform.PostAsync(intake, 1);
        await platform.UntilSentAsync();

        await fixture.Broker.FreezeAsync();
        try
        {
            await platform.PostAsync(intake, 80);
            (await intake.StopAsync()).ShouldBe(0, intake.Output);
        }
        finally
        {
            await fixture.Broker.ThawAsync();
        }

        (await platform.Intake.CountAsync("SELECT count(*) FROM Outbox WHERE SentAt IS NULL")).ShouldBeGreaterThan(0);
        // The pause of what the broker did not take is two seconds, a lease at least twenty
        var soon = DateTimeOffset.UtcNow.AddSeconds(3).UtcTicks;
        (await platform.Intake.CountAsync($"SELECT count(*) FROM Outbox WHERE SentAt IS NULL AND LeasedUntil > {soon}"))
            .ShouldBe(0, "still leased");
        await platform.StartAsync("intake");
        await platform.UntilSentAsync();
    }

    [Fact]
    public async Task A_broker_too_slow_for_the_first_events_gets_them_when_it_answers_again()
    {
        await using var platform = fixture.NewPlatform();
        var intake = await platform.StartAsync("intake", ("Messaging:ConfirmLimit", "00:00:02"));
        await Patiently.UntilAsync(() => platform.QueueExistsAsync("classification-complaint-received"), "intake has declared the queues");

        // Longer than the time limit of a confirmation: every sending of the first events is given up in the middle
        await fixture.Broker.FreezeAsync();
        try
        {
            await platform.PostAsync(intake, 100);
            await Task.Delay(TimeSpan.FromSeconds(4));
        }
        finally
        {
            await fixture.Broker.ThawAsync();
        }

        await platform.UntilSentAsync();
    }

    [Fact]
    public async Task Control_without_confirms_what_was_under_way_is_lost()
    {
        await using var platform = fixture.NewPlatform();
        var intake = await platform.StartAsync("intake", [("Messaging:ConfirmsOff", "true"), .. DistributedPlatform.AllowingControls]);
        await platform.PostAsync(intake, 1);
        await platform.UntilSentAsync();

        await fixture.Broker.FreezeAsync();
        await platform.PostAsync(intake, 20);
        await platform.UntilSentAsync();
        await fixture.Broker.KillAsync();
        await intake.KillAsync();
        await fixture.Broker.StartAsync();
        intake = await platform.StartAsync("intake");
        await platform.StartAsync("classification");

        // One that is posted now goes all the way, and nothing waits any more: the others will never come
        var late = await platform.PostAsync(intake, 1);
        await Patiently.UntilAsync(
            async () => (await platform.Classification.IdsAsync("SELECT Id FROM Classifications")).Contains(late[0]),
            "the late one is classified");
        await Patiently.UntilAsync(async () => (await platform.StateAsync()).Waiting == 0, "nothing waits");
        var state = await platform.StateAsync();
        state.Classified.ShouldBeLessThan(state.Complaints, "events are lost: the control must show it");
    }

    [Fact]
    public async Task While_the_broker_is_frozen_intake_goes_on_answering()
    {
        await using var platform = fixture.NewPlatform();
        var confirmLimit = TimeSpan.FromSeconds(3);
        var intake = await platform.StartAsync("intake", ("Messaging:ConfirmLimit", $"{confirmLimit:c}"));
        await platform.StartAsync("classification");
        await platform.PostAsync(intake, 20);
        await platform.UntilProcessedAsync();

        using var outside = new HttpClient { BaseAddress = new Uri(intake.BaseUrl) };
        await fixture.Broker.FreezeAsync();
        var took = new List<TimeSpan>();
        var frozen = Stopwatch.GetTimestamp();
        try
        {
            while (Stopwatch.GetElapsedTime(frozen) < TimeSpan.FromSeconds(Sizes.Frozen))
            {
                var asked = Stopwatch.GetTimestamp();
                await platform.PostAsync(intake, 1);
                took.Add(Stopwatch.GetElapsedTime(asked));
                await Task.Delay(50);
            }

            (await outside.GetAsync("health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await platform.StateAsync()).Waiting.ShouldBeGreaterThan(0);
        }
        finally
        {
            await fixture.Broker.ThawAsync();
        }

        took.Sort();
        var p99 = took[(int)(took.Count * 0.99)];
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{took.Count} posted, p50 {took[took.Count / 2].TotalMilliseconds:0} ms, p99 {p99.TotalMilliseconds:0} ms, slowest {took[^1].TotalMilliseconds:0} ms");
        // A post that waited for the broker would take as long as a confirmation may; how fast the others are is the machine's affair
        took[took.Count / 2].ShouldBeLessThan(confirmLimit, "posts wait for the broker");
        await platform.UntilProcessedAsync(AfterReturn);
        await platform.ShouldBeWholeAsync();
    }
}
