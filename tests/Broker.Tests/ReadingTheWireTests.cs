using System.Text;
using System.Text.Json;
using ComplaintPlatform.Testing.Processes;

namespace ComplaintPlatform.Broker.Tests;

[Collection(Brokers.Calm)]
public sealed class ReadingTheWireTests(BrokerFixture fixture)
{
    private const string Received = "intake.complaint-received.v1";

    [Fact]
    public async Task An_event_is_its_json_with_its_name_its_id_and_the_trace_it_belongs_to()
    {
        await using var platform = fixture.NewPlatform();
        await using var tap = await Tap.OnAsync(fixture.Broker, platform.VirtualHost, Received);
        var intake = await platform.StartAsync("intake");
        var id = (await platform.PostAsync(intake, 1))[0];
        await platform.UntilSentAsync();

        var message = (await tap.TakeAllAsync()).ShouldHaveSingleItem();

        var body = JsonDocument.Parse(message.Body).RootElement;
        body.GetProperty("complaintId").GetGuid().ShouldBe(id);
        (message.Properties.Type, message.Properties.ContentType, message.Properties.Persistent)
            .ShouldBe((Received, "application/json", true));
        message.MessageId.ShouldBe(body.GetProperty("eventId").GetString());
        var (payload, traceParent) = (await platform.Intake.ReadAsync(
            $"SELECT Payload, TraceParent FROM Outbox WHERE WireName = '{Received}'", row => (row.GetString(0), row.GetString(1))))[0];
        message.Text.ShouldBe(payload);
        Encoding.UTF8.GetString(message.Properties.Headers!["traceparent"].ShouldBeOfType<byte[]>()).ShouldBe(traceParent);
    }
}
