using ComplaintPlatform.Testing;
using ComplaintPlatform.Testing.Processes;

namespace ComplaintPlatform.Broker.Tests;

[Collection(Brokers.Calm)]
public sealed class SweepingTests(BrokerFixture fixture)
{
    private const string LateRow = "AAAAAAAA-0000-0000-0000-000000000001";

    [Fact]
    public async Task Old_rows_that_left_go_and_an_old_row_that_did_not_leave_stays_and_leaves()
    {
        await using var platform = fixture.NewPlatform();
        await using var tap = await Tap.OnAsync(fixture.Broker, platform.VirtualHost, "intake.complaint-withdrawn.v1");
        (string, string)[] shortMemory =
            [("Messaging:SweepInterval", "00:00:00.5"), ("Messaging:KeepSent", "00:00:01"), ("Messaging:KeepInbox", "00:00:01")];
        var intake = await platform.StartAsync("intake", shortMemory);
        await platform.StartAsync("classification", shortMemory);
        await platform.PostAsync(intake, 20);
        await Patiently.UntilAsync(async () => (await platform.StateAsync()).Shown == 20, "all is shown");

        // A transaction that commits late: its row is older than all that was sent and deleted, and still leased to its writer
        var untilLater = DateTimeOffset.UtcNow.AddSeconds(5).UtcTicks;
        await platform.Intake.ExecuteAsync(
            $"""
            INSERT INTO Outbox (Id, WireName, StorefrontId, ComplaintId, Payload, CreatedAt, LeasedUntil, Attempts)
            SELECT '{LateRow}', 'intake.complaint-withdrawn.v1', StorefrontId, Id,
                json_object(
                    'eventId', '{LateRow}', 'occurredAt', '2020-01-01T00:00:00Z', 'storefrontId', StorefrontId, 'complaintId', Id, 'version', 9, 'by', 'customer'),
                0, {untilLater}, 0
            FROM Complaints LIMIT 1
            """);

        await Patiently.UntilAsync(
            async () => await platform.Intake.CountAsync("SELECT count(*) FROM Outbox") == 1, "intake's sent rows are deleted");
        await Patiently.UntilAsync(
            async () => await platform.Intake.CountAsync("SELECT count(*) FROM Inbox") == 0, "intake's inbox is empty");
        await Patiently.UntilAsync(
            async () => await platform.Classification.CountAsync(
                "SELECT (SELECT count(*) FROM Outbox) + (SELECT count(*) FROM Inbox)") == 0,
            "classification's are as well");
        (await platform.Intake.IdsAsync("SELECT Id FROM Outbox WHERE SentAt IS NULL")).ShouldBe([Guid.Parse(LateRow)]);
        await Patiently.FindAsync(
            async () => (await tap.TakeAllAsync()).SingleOrDefault(message => message.MessageId.ToUpperInvariant() == LateRow),
            "the late row leaves");
    }
}
