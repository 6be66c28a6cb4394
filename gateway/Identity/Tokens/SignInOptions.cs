namespace ComplaintPlatform.Identity.Tokens;

/// <summary>Bound from configuration section <c>Identity</c>.</summary>
internal sealed class SignInOptions
{
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a session may rest between two refreshes.</summary>
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(14);

    /// <summary>How long a session lasts at most, however often it is refreshed.</summary>
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromDays(90);

    public int FailuresBeforeLock { get; set; } = 5;

    /// <summary>How long a name stays locked, and how long failures count.</summary>
    public TimeSpan LockDuration { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a key or a user is taken for what it was, where another replica of the gateway changed it.</summary>
    public TimeSpan RememberCallers { get; set; } = TimeSpan.FromSeconds(2);
}
