namespace ComplaintPlatform.Persistence.Messaging;

/// <summary>Bound from configuration section <c>Messaging</c>.</summary>
public sealed class DeliveryOptions
{
    /// <summary>How often a consumer tries an event before it is parked as a dead letter. At least 1.</summary>
    public int Tries { get; set; } = 5;

    /// <summary>The wait before the second try; each further one is four times as long, at most <see cref="LongestDelay"/>.</summary>
    public TimeSpan FirstDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan LongestDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How often the relay tries to send a row that the broker refuses before it gives the row up. Waiting for an absent broker does not
    /// count.
    /// </summary>
    public int SendTries { get; set; } = 10;

    /// <summary>
    /// How many events a host takes in at the same time; over the broker, of each queue. Most of them wait for the flush that they share,
    /// so more of them cost little and make the groups of the commit larger.
    /// </summary>
    public int Concurrency { get; set; } = 512;

    /// <summary>
    /// How long the broker may take to answer before an event waits for its next try; longer than a busy one takes, shorter than the lease
    /// of a row.
    /// </summary>
    public TimeSpan ConfirmLimit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How many messages of each queue the broker sends ahead to a host. Half as many cost a sixth of the speed, twice as many gain
    /// nothing.
    /// </summary>
    public int Prefetch { get; set; } = 512;

    /// <summary>
    /// From one batch of a consumer to its next, unless a full one waits. What a unit of work costs hardly grows with what is in it, so a
    /// pause that no person feels saves most of the work when events come one by one.
    /// </summary>
    public TimeSpan BatchInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// From one turn of an outbox's relay to the next while there is something to do. The first event of a quiet time goes at once.
    /// </summary>
    public TimeSpan RelayInterval { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// The same while many write to the database at once, as in a burst of complaints: they are accepted first, and worked on at up to 256
    /// a turn.
    /// </summary>
    public TimeSpan CrowdedInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long what was sent waits to be marked together with what is claimed next.</summary>
    public TimeSpan MarkInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How often a quiet relay looks for what another process, now dead, has left.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often is counted what waits in the outbox, for the metrics.</summary>
    public TimeSpan MeasureInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often what was kept long enough is deleted.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromMinutes(10);

    public TimeSpan KeepSent { get; set; } = TimeSpan.FromDays(7);

    public TimeSpan KeepInbox { get; set; } = TimeSpan.FromDays(30);

    public TimeSpan KeepAnswers { get; set; } = TimeSpan.FromHours(48);

    /// <summary>Test controls: with the inbox off, an event delivered twice has its effect twice.</summary>
    public bool InboxOff { get; set; }

    /// <summary>Test controls: without confirms an event is taken as sent before the broker has it.</summary>
    public bool ConfirmsOff { get; set; }

    /// <summary>Test controls: without declared queues an event is lost on a subscriber that never started.</summary>
    public bool TopologyOff { get; set; }

    public TimeSpan DelayAfter(int attempts) =>
        TimeSpan.FromMilliseconds(
            Math.Min(LongestDelay.TotalMilliseconds, FirstDelay.TotalMilliseconds * Math.Pow(4, Math.Max(0, attempts - 1))));
}
