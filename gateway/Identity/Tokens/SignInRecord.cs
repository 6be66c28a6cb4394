namespace ComplaintPlatform.Identity.Tokens;

/// <summary>Failed sign-ins under one name, whether or not a user has it: a lock must not tell who exists.</summary>
internal sealed class SignInRecord
{
    private SignInRecord()
    {
    }

    public string Username { get; private init; } = "";

    public int Failures { get; private set; }

    public DateTimeOffset LastFailureAt { get; private set; }

    public DateTimeOffset? LockedUntil { get; private set; }

    public int Version { get; private set; }

    public static SignInRecord For(string username) => new() { Username = username };

    public bool IsLocked(DateTimeOffset now) => LockedUntil > now;

    public void CountFailure(SignInOptions options, DateTimeOffset now)
    {
        if (LastFailureAt + options.LockDuration <= now)
            Failures = 0;
        Failures++;
        LastFailureAt = now;
        LockedUntil = Failures >= options.FailuresBeforeLock ? now + options.LockDuration : null;
        Version++;
    }
}
