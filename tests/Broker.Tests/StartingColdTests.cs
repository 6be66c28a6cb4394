using System.Net;
using ComplaintPlatform.Testing;
using ComplaintPlatform.Testing.Processes;

namespace ComplaintPlatform.Broker.Tests;

[Collection(Brokers.Calm)]
public sealed class StartingColdTests(BrokerFixture fixture)
{
    [Fact]
    public async Task What_intake_accepts_alone_on_a_virgin_broker_is_processed_by_those_who_start_later()
    {
        await using var platform = fixture.NewPlatform();
        var intake = await platform.StartAsync("intake");
        await platform.PostAsync(intake, Sizes.ColdStart);

        await platform.StartAsync("classification");
        await platform.StartAsync("reader");

        await platform.UntilProcessedAsync();
        await platform.ShouldBeWholeAsync();
        await platform.ReaderShouldHaveReadOnceAsync();
        await platform.TimelinesShouldBeIntactAsync(intake, platform.Accepted.Take(20));
    }

    [Fact]
    public async Task A_host_starts_accepts_and_stops_in_good_order_while_there_is_no_broker()
    {
        await using var platform = fixture.NewPlatform();
        var intake = await platform.StartAsync(
            "intake", ("ConnectionStrings:RabbitMq", $"amqp://guest:guest@127.0.0.1:{Ports.Reserve()}/"));
        await platform.PostAsync(intake, 10);

        using var outside = new HttpClient { BaseAddress = new Uri(intake.BaseUrl) };
        (await outside.GetAsync("health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await outside.GetAsync("health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await intake.StopAsync()).ShouldBe(0, intake.Output);

        await platform.StartAsync("intake");
        await platform.UntilSentAsync();
    }

    [Fact]
    public async Task Control_without_declared_queues_the_broker_confirms_and_forgets()
    {
        await using var platform = fixture.NewPlatform();
        // Somebody else's queue on the exchange: the mandatory flag, the second net, finds nothing to complain about
        await using var tap = await Tap.OnAsync(fixture.Broker, platform.VirtualHost, "intake.complaint-received.v1");
        var intake = await platform.StartAsync("intake", [("Messaging:TopologyOff", "true"), .. DistributedPlatform.AllowingControls]);
        var ids = await platform.PostAsync(intake, 20);
        await platform.UntilSentAsync();

        await platform.StartAsync("classification");
        await Patiently.UntilAsync(() => platform.QueueIsReadAsync("classification-complaint-received"), "classification reads");
        var late = await platform.PostAsync(intake, 1);

        // The late one proves that classification reads by now; everything before it would have come first
        await Patiently.UntilAsync(
            async () => (await platform.Classification.IdsAsync("SELECT Id FROM Classifications")).Contains(late[0]),
            "the late one is classified");
        (await tap.TakeAllAsync()).Count.ShouldBe(ids.Count + 1);
        (await platform.Classification.CountAsync("SELECT count(*) FROM Classifications"))
            .ShouldBe(1, "the others are lost: the control must show it");
    }
}
