namespace ComplaintPlatform.Testing;

/// <summary>
/// A clock that runs, starts when the test says and jumps when the test says. Waiting in background loops takes real time, so a jump is
/// seen within their interval.
/// </summary>
public sealed class TestClock(DateTimeOffset? start = null) : TimeProvider
{
    private long _offset = start is { } time ? (time - DateTimeOffset.UtcNow).Ticks : 0;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow.AddTicks(Interlocked.Read(ref _offset));

    public void Advance(TimeSpan time) => Interlocked.Add(ref _offset, time.Ticks);

    public void JumpTo(DateTimeOffset time) => Advance(time - GetUtcNow());
}
