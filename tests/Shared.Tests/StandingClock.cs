namespace ComplaintPlatform.Shared.Tests;

/// <summary>A clock that moves when the test says, and only then.</summary>
internal sealed class StandingClock : TimeProvider
{
    private DateTimeOffset _now = DateTimeOffset.UtcNow;

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan time) => _now += time;
}
