using ComplaintPlatform.Classification.Data;
using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Insights.Counting;
using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Messaging;

namespace ComplaintPlatform.Classification.Classifications;

internal sealed class ComplaintReceivedConsumer(ClassificationDbContext db, ActiveEngine engine, TimeProvider clock)
    : IEventConsumer<ComplaintReceived>, IBatchConsumer
{
    // Nothing to read: the event holds all there is to know
    public Task PrepareAsync(IReadOnlyList<IDomainEvent> messages, CancellationToken ct) => Task.CompletedTask;

    public Task HandleAsync(ComplaintReceived message, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var input = ToInput(message, now);
        var classification = ComplaintClassification.Of(message, input, engine.Current.Classify(input));
        db.Add(classification);
        db.Add(UncountedComplaint.New(classification));
        db.Publish(classification.Classified(now));
        return Task.CompletedTask;
    }

    private static ClassificationInput ToInput(ComplaintReceived message, DateTimeOffset now) => new()
    {
        Text = message.Text,
        Subject = message.Subject,
        Expectation = message.Expectation,
        LanguageHint = message.Customer.Language,
        OrderAmount = message.Order?.Amount?.Amount,
        StatedLoss = message.StatedLoss?.Amount,
        Currency = message.StatedLoss?.Currency ?? message.Order?.Amount?.Currency,
        Customer = new CustomerFacts
        {
            OrderCount = message.Customer.OrderCount,
            FirstOrderAt = message.Customer.FirstOrderAt,
            LifetimeValue = message.Customer.LifetimeValue?.Amount,
            Vip = message.Customer.Vip,
            EarlierComplaints = message.Customer.EarlierComplaints,
        },
        ReceivedAt = message.ReceivedAt,
        Now = now,
    };
}
