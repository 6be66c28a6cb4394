using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;
using ComplaintPlatform.Testing.Processes;
using RabbitMQ.Client;

namespace ComplaintPlatform.Broker.Tests;

[Collection(Brokers.Calm)]
public sealed class PoisonTests(BrokerFixture fixture)
{
    private const string ReaderQueue = "resolution-complaint-received";
    private static readonly (string, string)[] FewTries = [("Messaging:Tries", "4"), ("Messaging:FirstDelay", "00:00:00.05")];

    [Fact]
    public async Task An_event_that_always_fails_is_parked_after_its_tries_is_visible_and_can_be_replayed()
    {
        await using var platform = fixture.NewPlatform();
        var broken = Path.Combine(platform.Folder, "broken");
        await File.WriteAllTextAsync(broken, "");
        var intake = await platform.StartAsync("intake");
        var reader = await platform.StartAsync("reader", [.. FewTries, ("Reader:FailsWhile", broken)]);
        await platform.PostAsync(intake, 1);
        await platform.ReaderShouldHaveReadOnceAsync();
        platform.Accepted.Clear();

        var poison = (await platform.PostAsync(intake, 1, "poison"))[0];
        platform.Accepted.Clear();

        using var administrator = platform.ClientOf(reader, Roles.Administrator);
        var letter = await Patiently.FindAsync(() => OnlyDeadLetterAsync(administrator, "resolution"), "the event is parked");
        letter["attempts"]!.GetValue<int>().ShouldBe(4);
        letter["complaintId"]!.GetValue<Guid>().ShouldBe(poison);
        letter["consumer"]!.GetValue<string>().ShouldBe(ReaderQueue);
        letter["error"]!.GetValue<string>().ShouldBe(nameof(InvalidDataException));
        (await MetricAsync(reader, "complaintplatform_events_failed_total")).ShouldBe(4);
        (await MetricAsync(reader, "complaintplatform_events_parked_total")).ShouldBe(1);

        var replay = $"operations/resolution/dead-letters/{letter["id"]!.GetValue<Guid>()}/replay";
        await administrator.PostJsonAsync(replay, "").ShouldBeProblemAsync(409, "dead_letter.failed_again");
        File.Delete(broken);
        await administrator.PostJsonAsync(replay, "").ShouldBeAsync(204);
        await administrator.PostJsonAsync(replay, "");

        (await platform.Reader.CountAsync(
            $"SELECT count(*) FROM Effects WHERE upper(ComplaintId) = '{poison.ToString().ToUpperInvariant()}'")).ShouldBe(1);
        (await OnlyDeadLetterAsync(administrator, "resolution")).ShouldBeNull();
    }

    [Fact]
    public async Task Those_behind_an_event_that_fails_are_not_held_up()
    {
        await using var platform = fixture.NewPlatform();
        var broken = Path.Combine(platform.Folder, "broken");
        await File.WriteAllTextAsync(broken, "");
        var intake = await platform.StartAsync("intake");
        // Its next try is an hour away: whoever waits for it does not come through at all
        var reader = await platform.StartAsync(
            "reader", ("Messaging:FirstDelay", "01:00:00"), ("Messaging:LongestDelay", "01:00:00"), ("Reader:FailsWhile", broken));
        await platform.PostAsync(intake, 1);
        await platform.ReaderShouldHaveReadOnceAsync();
        platform.Accepted.Clear();

        await platform.PostAsync(intake, 1, "poison");
        await Patiently.UntilAsync(
            async () => await MetricAsync(reader, "complaintplatform_events_failed_total", orNone: true) == 1, "it has failed once");
        platform.Accepted.Clear();
        await platform.PostAsync(intake, 20);

        await platform.ReaderShouldHaveReadOnceAsync();
        (await MetricAsync(reader, "complaintplatform_events_failed_total")).ShouldBe(1, "it still waits for its second try");
    }

    [Fact]
    public async Task A_fact_about_an_unknown_complaint_is_parked_and_not_dropped()
    {
        await using var platform = fixture.NewPlatform();
        await using var tap = await Tap.OnAsync(fixture.Broker, platform.VirtualHost, "classification.complaint-classified.v1");
        var intake = await platform.StartAsync("intake", FewTries);
        await platform.StartAsync("classification");
        await platform.PostAsync(intake, 1);
        await platform.UntilProcessedAsync();
        var foreign = Foreign(await Patiently.FindAsync(async () => (await tap.TakeAllAsync()).FirstOrDefault(), "the tap has it"));

        await tap.SendAsync("intake-register", [foreign]);

        using var administrator = platform.ClientOf(intake, Roles.Administrator);
        var letter = await Patiently.FindAsync(() => OnlyDeadLetterAsync(administrator, "intake"), "the event is parked");
        letter["attempts"]!.GetValue<int>().ShouldBe(4);
        letter["error"]!.GetValue<string>().ShouldBe("UnknownComplaintException");
    }

    [Fact]
    public async Task What_is_no_event_is_parked_at_once_and_does_not_go_round()
    {
        await using var platform = fixture.NewPlatform();
        var intake = await platform.StartAsync("intake");
        await using var tap = await Tap.OfQueueAsync(fixture.Broker, platform.VirtualHost, "intake-register");
        await Patiently.UntilAsync(async () => await platform.QueueIsReadAsync("intake-register"), "the queue is there");
        (string? Type, string Body)[] garbage =
        [
            ("classification.complaint-classified.v1", "{ this is no JSON"),
            ("somebody.else.v9", """{"eventId":"6b0e0000-5dab-0015-7f3c-08de29000000","a":1}"""),
            ("classification.complaint-classified.v1", """{"eventId":"no guid"}"""),
            (null, """{"eventId":"6b0e0000-5dab-0015-7f3c-08de29000002"}"""),
            // An event indeed, but none that this queue is for
            ("gateway.staff-user-changed.v1", "{}"),
        ];

        await tap.SendAsync("intake-register", garbage.Select(one =>
            new TappedMessage(new BasicProperties { Type = one.Type, Persistent = true }, Encoding.UTF8.GetBytes(one.Body))));

        using var administrator = platform.ClientOf(intake, Roles.Administrator);
        await Patiently.UntilAsync(
            async () => await platform.Intake.CountAsync(
                "SELECT count(*) FROM DeadLetters WHERE WireName = 'unreadable'") == garbage.Length, "all are parked");
        var items = (await administrator.GetAsync("operations/intake/dead-letters").ShouldBeAsync(200)).GetProperty("items");
        await administrator.PostJsonAsync($"operations/intake/dead-letters/{items[0].GetProperty("id").GetGuid()}/replay", "")
            .ShouldBeProblemAsync(409, "dead_letter.unreadable");
        await ShouldComeToRestAsync(intake);
    }

    [Fact]
    public async Task A_message_that_ends_its_consumer_up_to_the_limit_of_the_broker_is_parked()
    {
        await using var platform = fixture.NewPlatform();
        var intake = await platform.StartAsync("intake");
        await platform.PostAsync(intake, 1);
        await platform.UntilSentAsync();
        await using (var tap = await Tap.OfQueueAsync(fixture.Broker, platform.VirtualHost, ReaderQueue))
        {
            while (await tap.Channel.BasicGetAsync(ReaderQueue, autoAck: false) is { } message)
                await tap.Channel.BasicNackAsync(message.DeliveryTag, multiple: false, requeue: true);
        }

        var reader = await platform.StartAsync("reader");

        using var administrator = platform.ClientOf(reader, Roles.Administrator);
        var letter = await Patiently.FindAsync(() => OnlyDeadLetterAsync(administrator, "resolution"), "the event is parked");
        letter["error"]!.GetValue<string>().ShouldBe("DeliveryLimitException");
        await administrator.PostJsonAsync($"operations/resolution/dead-letters/{letter["id"]!.GetValue<Guid>()}/replay", "")
            .ShouldBeAsync(204);
        await platform.ReaderShouldHaveReadOnceAsync();
    }

    [Fact]
    public async Task An_outbox_row_that_cannot_be_sent_holds_up_no_other()
    {
        await using var platform = fixture.NewPlatform();
        // The next try is an hour away: whatever waits for it does not come through at all
        var intake = await platform.StartAsync("intake", ("Messaging:FirstDelay", "01:00:00"), ("Messaging:LongestDelay", "01:00:00"));
        await platform.StartAsync("classification");
        await platform.PostAsync(intake, 1);
        await platform.UntilProcessedAsync();
        await AddUnsendableAsync(platform);
        await Patiently.UntilAsync(
            async () => await platform.Intake.CountAsync(
                "SELECT count(*) FROM Outbox WHERE WireName = 'intake.unknown.v1' AND Attempts = 1") == 3, "each has failed once");

        await platform.PostAsync(intake, 20);

        await Patiently.UntilAsync(
            async () => await platform.Classification.CountAsync("SELECT count(*) FROM Classifications") == 21, "the others are there");
        (await platform.Intake.CountAsync("SELECT count(*) FROM Outbox WHERE WireName = 'intake.unknown.v1' AND Attempts = 1"))
            .ShouldBe(3, "they still wait for their second try");
    }

    [Fact]
    public async Task An_outbox_row_that_cannot_be_sent_is_given_up_and_costs_nothing()
    {
        await using var platform = fixture.NewPlatform();
        var intake = await platform.StartAsync("intake", ("Messaging:SendTries", "3"), ("Messaging:FirstDelay", "00:00:00.1"));
        await platform.PostAsync(intake, 1);
        await AddUnsendableAsync(platform);

        using var administrator = platform.ClientOf(intake, Roles.Administrator);
        await Patiently.UntilAsync(async () => await platform.DeadLettersAsync() == 3, "they are given up after their tries");
        var items = (await administrator.GetAsync("operations/intake/dead-letters").ShouldBeAsync(200)).GetProperty("items")
            .EnumerateArray().ToList();
        items.ShouldAllBe(item => item.GetProperty("direction").GetString() == "out" && item.GetProperty("attempts").GetInt32() == 3);
        await ShouldComeToRestAsync(intake);
    }

    private static Task AddUnsendableAsync(DistributedPlatform platform) => platform.Intake.ExecuteAsync(
        """
        INSERT INTO Outbox (Id, WireName, StorefrontId, ComplaintId, Payload, CreatedAt, LeasedUntil, Attempts)
        SELECT 'AAAAAAAA-0000-0000-0000-00000000000' || value, 'intake.unknown.v1', 'demo', NULL, '{}', 0, 0, 0 FROM json_each('[1,2,3]')
        """);

    // A fresh process still compiles itself for a while; a row in a loop would take a whole core for ever
    private static Task ShouldComeToRestAsync(HostProcess host) => Patiently.UntilAsync(
        async () =>
        {
            var (before, started) = (host.CpuTime, Stopwatch.GetTimestamp());
            await Task.Delay(2_000);
            return (host.CpuTime - before) / Stopwatch.GetElapsedTime(started) < 0.05;
        },
        "it takes less than a twentieth of a core");

    private static async Task<JsonObject?> OnlyDeadLetterAsync(HttpClient administrator, string service)
    {
        var items = (await administrator.GetAsync($"operations/{service}/dead-letters").ShouldBeAsync(200)).GetProperty("items");
        items.GetArrayLength().ShouldBeLessThanOrEqualTo(1, items.ToString());
        return items.GetArrayLength() == 0 ? null : JsonNode.Parse(items[0].GetRawText())!.AsObject();
    }

    private static async Task<double> MetricAsync(HostProcess host, string name, bool orNone = false)
    {
        using var client = new HttpClient { BaseAddress = new Uri(host.BaseUrl) };
        var lines = (await client.GetStringAsync("/metrics")).Split('\n');
        var line = lines.SingleOrDefault(
            line => line.StartsWith(name + "{", StringComparison.Ordinal) && line.Contains(ReaderQueue, StringComparison.Ordinal));
        if (line is null && orNone)
            return 0;
        line.ShouldNotBeNull(name);
        return double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
    }

    private static TappedMessage Foreign(TappedMessage message)
    {
        var (eventId, facts) = (Guid.NewGuid(), JsonNode.Parse(message.Body)!);
        facts["eventId"] = eventId;
        facts["complaintId"] = Guid.NewGuid();
        message.Properties.MessageId = eventId.ToString();
        return message with { Body = JsonSerializer.SerializeToUtf8Bytes(facts) };
    }
}
