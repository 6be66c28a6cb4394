namespace ComplaintPlatform.Identity.Tokens;

/// <summary>Bound from configuration section <c>Identity</c>.</summary>
internal sealed class SignInOptions
{
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a session may rest between two refreshes.</summary>
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(14);

    /// <summary>How long a session lasts at most, however often it is refreshed.</summary>
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Failures under one name from one address before that address is locked for that name.</summary>
    public int FailuresBeforeLock { get; set; } = 5;

    /// <summary>Failures under one name from all addresses before only addresses that the user signed in from may go on.</summary>
    public int FailuresBeforeNameLock { get; set; } = 50;

    /// <summary>For so long after a sign-in an address counts as the user's own.</summary>
    public TimeSpan KnownAddressLifetime { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long the answer to the third failure waits; each further one waits twice as long, up to a second.</summary>
    public TimeSpan FailureDelay { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a name stays locked, and how long failures count.</summary>
    public TimeSpan LockDuration { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a key or a user is taken for what it was, where another replica of the gateway changed it.</summary>
    public TimeSpan RememberCallers { get; set; } = TimeSpan.FromSeconds(2);
}
