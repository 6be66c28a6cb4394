using System.Diagnostics.Metrics;

namespace ComplaintPlatform.Persistence.Messaging;

internal static class MessagingMetrics
{
    private static readonly Meter Meter = new("ComplaintPlatform.Messaging");

    public static readonly Counter<long> Sent = Meter.CreateCounter<long>(
        "complaintplatform.events.sent", description: "Events that left the outbox");

    public static readonly Counter<long> Consumed = Meter.CreateCounter<long>(
        "complaintplatform.events.consumed", description: "Events taken in");

    public static readonly Counter<long> Duplicates = Meter.CreateCounter<long>(
        "complaintplatform.events.duplicates", description: "Copies that came in and were dropped by the inbox");

    public static readonly Histogram<double> Age = Meter.CreateHistogram<double>(
        "complaintplatform.events.age", "s", "From what happened to its being taken in");

    public static readonly Gauge<long> Waiting = Meter.CreateGauge<long>(
        "complaintplatform.outbox.waiting", description: "Events of the database that have not left yet, of all replicas");

    public static readonly Gauge<double> Oldest = Meter.CreateGauge<double>(
        "complaintplatform.outbox.oldest", "s", "Age of the oldest event that has not left yet; 0 where none waits");

    public static readonly Counter<long> Failed = Meter.CreateCounter<long>(
        "complaintplatform.events.failed", description: "Tries that failed");

    public static readonly Counter<long> Parked = Meter.CreateCounter<long>(
        "complaintplatform.events.parked", description: "Events parked as dead letters");

    public static readonly Histogram<double> SendDelay = Meter.CreateHistogram<double>(
        "complaintplatform.outbox.delay", "s", "From the commit of an event to its leaving");
}
