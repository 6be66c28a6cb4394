using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.Messaging;

namespace ComplaintPlatform.NaiveReader;

/// <summary>Adds a row under a new key each time it is called: nothing but the inbox keeps a copy from having an effect.</summary>
internal sealed class ComplaintReceivedConsumer(NaiveDbContext db, IConfiguration configuration) : IEventConsumer<ComplaintReceived>
{
    public async Task HandleAsync(ComplaintReceived message, CancellationToken ct)
    {
        if (configuration["Reader:FailsWhile"] is { } file && message.Text.Contains("poison", StringComparison.Ordinal)
            && File.Exists(file))
            throw new InvalidDataException("The reader cannot read this.");
        if (configuration.GetValue<int>("Reader:DelayMilliseconds") is > 0 and var delay)
            await Task.Delay(delay, ct);
        db.Effects.Add(new Effect { Id = SequentialId.Next(), EventId = message.EventId, ComplaintId = message.ComplaintId });
    }
}
