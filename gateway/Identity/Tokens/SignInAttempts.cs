namespace ComplaintPlatform.Identity.Tokens;

/// <summary>
/// Sign-ins under one name from one address, whether or not a user has the name: a lock must not tell who exists. Name and address count
/// together, so that a stranger's guesses lock the stranger out and not the user.
/// </summary>
internal sealed class SignInAttempts
{
    private SignInAttempts()
    {
    }

    public string Username { get; private init; } = "";

    /// <summary>A keyed digest: where a person signs in from is kept for comparing only.</summary>
    public string AddressHash { get; private init; } = "";

    public int Failures { get; private set; }

    public DateTimeOffset LastFailureAt { get; private set; }

    public DateTimeOffset? LockedUntil { get; private set; }

    public DateTimeOffset? LastSuccessAt { get; private set; }

    public int Version { get; private set; }

    public static SignInAttempts Of(string username, string addressHash) => new() { Username = username, AddressHash = addressHash };

    public bool IsLocked(DateTimeOffset now) => LockedUntil > now;

    /// <summary>The user signed in from here before, and not too long ago.</summary>
    public bool IsKnown(SignInOptions options, DateTimeOffset now) => LastSuccessAt + options.KnownAddressLifetime > now;

    public void CountFailure(SignInOptions options, DateTimeOffset now)
    {
        if (LastFailureAt + options.LockDuration <= now)
            Failures = 0;
        Failures++;
        LastFailureAt = now;
        LockedUntil = Failures >= options.FailuresBeforeLock ? now + options.LockDuration : null;
        Version++;
    }

    public void Succeed(DateTimeOffset now)
    {
        LastSuccessAt = now;
        Forget();
    }

    public void Forget()
    {
        (Failures, LockedUntil) = (0, null);
        Version++;
    }
}
