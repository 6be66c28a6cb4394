using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;
using ComplaintPlatform.Testing.Processes;

namespace ComplaintPlatform.Broker.Tests;

[Collection(Brokers.Busy)]
public sealed class DeliveringTwiceTests(BrokerFixture fixture)
{
    private const string Unsent = DistributedPlatform.Unsent;
    private static readonly string[] Exchanges = ["intake.complaint-received.v1", "classification.complaint-classified.v1"];

    [Fact]
    public async Task Every_message_delivered_twice_and_the_second_time_backwards_has_one_effect()
    {
        await using var platform = fixture.NewPlatform();
        await using var received = await Tap.OnAsync(fixture.Broker, platform.VirtualHost, Exchanges[0]);
        await using var classified = await Tap.OnAsync(fixture.Broker, platform.VirtualHost, Exchanges[1]);
        var intake = await platform.StartAsync("intake");
        await platform.StartAsync("classification");
        await platform.StartAsync("reader");
        await platform.PostAsync(intake, 60);
        await platform.UntilProcessedAsync();
        await platform.ReaderShouldHaveReadOnceAsync();
        var before = await RegisterAsync(platform);

        await SendBackwardsAsync(received, Exchanges[0]);
        await SendBackwardsAsync(classified, Exchanges[1]);

        await UntilReadAsync(platform);
        (await RegisterAsync(platform)).ShouldBe(before);
        await platform.ShouldBeWholeAsync();
        await platform.ReaderShouldHaveReadOnceAsync();
    }

    [Fact]
    public async Task A_relay_that_forgot_what_it_sent_sends_again_without_a_second_effect()
    {
        await using var platform = fixture.NewPlatform();
        await platform.StartAsync("classification");
        await platform.StartAsync("reader");
        var intake = await platform.StartAsync("intake");
        await platform.PostAsync(intake, 60);
        await platform.UntilProcessedAsync();
        await intake.KillAsync();

        await platform.Intake.ExecuteAsync("UPDATE Outbox SET SentAt = NULL, LeasedUntil = 0");
        await platform.StartAsync("intake");

        await platform.UntilProcessedAsync();
        await UntilReadAsync(platform);
        await platform.ShouldBeWholeAsync();
        await platform.ReaderShouldHaveReadOnceAsync();
    }

    [Fact]
    public async Task Control_without_the_inbox_the_second_delivery_has_its_effect()
    {
        await using var platform = fixture.NewPlatform();
        await using var tap = await Tap.OnAsync(fixture.Broker, platform.VirtualHost, Exchanges[0]);
        var intake = await platform.StartAsync("intake");
        await platform.StartAsync("reader", [("Messaging:InboxOff", "true"), .. DistributedPlatform.AllowingControls]);
        await platform.PostAsync(intake, 10);
        await platform.ReaderShouldHaveReadOnceAsync();

        await SendBackwardsAsync(tap, Exchanges[0]);

        await Patiently.UntilAsync(
            async () => await platform.Reader.CountAsync("SELECT count(*) - count(DISTINCT EventId) FROM Effects") == 10,
            "every effect came twice: the control must show it");
    }

    [Fact]
    public async Task Facts_that_arrive_backwards_leave_the_same_state_as_in_order()
    {
        await using var platform = fixture.NewPlatform();
        var intake = await platform.StartAsync("intake");
        var classification = await platform.StartAsync("classification");
        var ids = await platform.PostAsync(intake, 5);
        await platform.UntilProcessedAsync();
        await intake.StopAsync();

        // Three corrections of each pile up in intake's queue; they are put back in the wrong order
        using (var agent = platform.ClientOf(classification, Roles.Supervisor))
        {
            foreach (var id in ids)
            {
                foreach (var urgency in (string[])["non_urgent", "urgent", "general"])
                    await CorrectAsync(agent, id, urgency);
            }
        }

        await Patiently.UntilAsync(async () => await platform.Classification.CountAsync(Unsent) == 0, "all is sent");
        await using (var queue = await Tap.OfQueueAsync(fixture.Broker, platform.VirtualHost, "intake-register"))
        {
            var messages = await queue.TakeAllAsync();
            messages.Count.ShouldBe(15);
            messages.Reverse();
            await queue.SendAsync("intake-register", messages);
        }

        intake = await platform.StartAsync("intake");
        await Patiently.UntilAsync(
            async () => await platform.Intake.CountAsync("SELECT count(*) FROM Timeline WHERE Kind = 'complaint_reclassified'") == 15,
            "all are on the timeline");
        (await platform.Intake.ReadAsync("SELECT DISTINCT Urgency FROM Register", row => row.GetString(0))).ShouldBe(["general"]);
        await platform.TimelinesShouldBeIntactAsync(intake, ids);
        (await platform.DeadLettersAsync()).ShouldBe(0);
    }

    private static async Task CorrectAsync(HttpClient agent, Guid id, string urgency)
    {
        var tag = (await agent.GetAsync($"complaints/{id}/classification")).Headers.ETag!;
        var correction = JsonSerializer.Serialize(new { urgency, reason = "Checked by phone." });
        await agent.SendJsonAsync(HttpMethod.Patch, $"complaints/{id}/classification", correction, ("If-Match", tag.ToString()))
            .ShouldBeAsync(200);
    }

    private static async Task SendBackwardsAsync(Tap tap, string exchange)
    {
        var messages = await tap.TakeAllAsync();
        messages.ShouldNotBeEmpty();
        messages.Reverse();
        await tap.SendAsync(exchange, messages);
    }

    private static async Task<string> RegisterAsync(DistributedPlatform platform) => string.Join('\n', await platform.Intake.ReadAsync(
        "SELECT Id, Status, Category, Urgency, Severity, ClassificationVersion, Version FROM Register ORDER BY Id",
        row => string.Join('|', Enumerable.Range(0, row.FieldCount).Select(row.GetValue))));

    // Copies leave no trace: what shows that they were read is that the queues are empty
    private async Task UntilReadAsync(DistributedPlatform platform) => await Patiently.UntilAsync(
        async () => (await fixture.Broker.QueuesAsync(platform.VirtualHost))
            .Where(queue => queue.GetProperty("name")
                .GetString() is "intake-register" or "classification-complaint-received" or "resolution-complaint-received")
            .All(queue => queue.GetProperty("messages").GetInt32() == 0),
        "the queues are empty");
}
