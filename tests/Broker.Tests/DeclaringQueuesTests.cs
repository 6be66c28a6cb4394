using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Testing;
using ComplaintPlatform.Testing.Processes;

namespace ComplaintPlatform.Broker.Tests;

[Collection(Brokers.Busy)]
public sealed class DeclaringQueuesTests(BrokerFixture fixture)
{
    private const string Unsent = DistributedPlatform.Unsent;

    // All of them: the broker gives an event back only where no queue at all takes it
    private static readonly string[] ReadByOthers =
    [
        .. Subscriptions.All.Where(subscription => subscription.Events.Contains(typeof(ComplaintReceived)))
            .Select(subscription => subscription.Queue),
    ];

    [Fact]
    public async Task A_publisher_declares_the_queues_of_all_its_subscribers_with_limit_and_dead_letters()
    {
        await using var platform = fixture.NewPlatform();
        await platform.StartAsync("intake");
        await platform.StartAsync("classification");
        var expected = Subscriptions.All
            .Where(subscription => subscription.Service is "intake" or "classification" || subscription.Events.Any(IsPublishedByThem))
            .Select(subscription => subscription.Queue).ToList();
        expected.ShouldContain("resolution-complaint-received");

        foreach (var queue in expected.SelectMany(queue => (string[])[queue, $"{queue}-dead"]))
            await Patiently.UntilAsync(() => platform.QueueExistsAsync(queue), $"{queue} is there");

        var queues = (await fixture.Broker.QueuesAsync(platform.VirtualHost)).ToDictionary(queue => queue.GetProperty("name").GetString()!);
        foreach (var (name, queue) in queues)
        {
            // Each argument is a list of name, type and value
            var arguments = queue.GetProperty("arguments").EnumerateArray()
                .ToDictionary(argument => argument[0].GetString()!, argument => argument[2]);
            queue.GetProperty("type").GetString()!.ShouldContain("quorum", customMessage: name);
            arguments["x-delivery-limit"].GetInt32().ShouldBeGreaterThan(0, name);
            arguments.ShouldContainKey("x-dead-letter-exchange", $"{name}: {queue}");
        }
    }

    [Fact]
    public async Task A_queue_with_other_arguments_is_not_sent_to_and_the_log_says_so()
    {
        await using var platform = fixture.NewPlatform();
        await using var connection = await fixture.Broker.ConnectAsync(platform.VirtualHost);
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync(ReadByOthers[0], durable: true, exclusive: false, autoDelete: false);

        var intake = await platform.StartAsync("intake", ("Messaging:ConfirmLimit", "00:00:02"));
        var ids = await platform.PostAsync(intake, 3);

        await Patiently.UntilAsync(
            () => Task.FromResult(intake.Output.Contains(ReadByOthers[0], StringComparison.Ordinal)), "the log names the queue");
        (await channel.MessageCountAsync(ReadByOthers[0])).ShouldBe(0u);
        (await platform.Intake.CountAsync("SELECT count(*) FROM Outbox WHERE SentAt IS NULL AND GivenUpAt IS NULL")).ShouldBe(ids.Count);

        // Once an operator has taken the queue away, everything leaves
        await channel.QueueDeleteAsync(ReadByOthers[0], ifUnused: false, ifEmpty: false);
        await Patiently.UntilAsync(async () => await platform.Intake.CountAsync(Unsent) == 0, "all is sent");
        (await channel.MessageCountAsync(ReadByOthers[0])).ShouldBe((uint)ids.Count);
    }

    [Fact]
    public async Task Queues_that_vanish_with_the_brokers_data_are_declared_again_before_anything_is_sent()
    {
        await using var platform = fixture.NewPlatform();
        var intake = await platform.StartAsync("intake");
        await platform.PostAsync(intake, 1);
        await Patiently.UntilAsync(async () => await platform.Intake.CountAsync(Unsent) == 0, "it is sent");
        await using (var connection = await fixture.Broker.ConnectAsync(platform.VirtualHost))
        {
            await using var channel = await connection.CreateChannelAsync();
            foreach (var queue in ReadByOthers)
                await channel.QueueDeleteAsync(queue, ifUnused: false, ifEmpty: false);
        }

        var ids = await platform.PostAsync(intake, 20);

        await Patiently.UntilAsync(async () => await platform.Intake.CountAsync(Unsent) == 0, "all is sent");
        foreach (var queue in ReadByOthers)
        {
            await using var tap = await Tap.OfQueueAsync(fixture.Broker, platform.VirtualHost, queue);
            (await tap.TakeAllAsync()).Select(message => message.MessageId).Distinct().Count().ShouldBe(ids.Count, queue);
        }
    }

    private static bool IsPublishedByThem(Type type) => EventCatalogue.WireName(type).Split('.')[0] is "intake" or "classification";
}
