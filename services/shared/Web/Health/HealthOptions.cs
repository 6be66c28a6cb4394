namespace ComplaintPlatform.Web.Health;

/// <summary>Bound from configuration section <c>Health</c>.</summary>
internal sealed class HealthOptions
{
    /// <summary>For how long an answer counts before it is asked for again.</summary>
    public TimeSpan Keep { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a database may take to answer.</summary>
    public TimeSpan DatabaseLimit { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long a database that has answered before may be away until its host is not ready: a moment's absence takes no replica away.
    /// </summary>
    public TimeSpan DatabaseGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>An event that waits longer than this makes the outbox degraded.</summary>
    public TimeSpan OutboxOldest { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>More events than this make the outbox degraded.</summary>
    public int OutboxWaiting { get; set; } = 50_000;

    /// <summary>
    /// How long a process that was asked to end goes on answering, while its readiness already says no: until who sends it requests has
    /// noticed. Where something before it does so, such as Kubernetes' <c>preStop</c>, none is needed.
    /// </summary>
    public TimeSpan Drain { get; set; } = TimeSpan.Zero;
}
