using NodaTime;

namespace ComplaintPlatform.FollowUp.Policies;

/// <summary>The hours of a day in which customers of one zone may be disturbed.</summary>
internal sealed class Daytime(DateTimeZone zone, LocalTime from, LocalTime to)
{
    /// <summary>The first moment of daytime that is not before <paramref name="time"/>.</summary>
    public DateTimeOffset NotBefore(DateTimeOffset time)
    {
        var local = At(time);
        if (local.TimeOfDay < from)
            return Utc(local.Date + from);
        return local.TimeOfDay < to ? time : Utc(local.Date.PlusDays(1) + from);
    }

    /// <summary>The last moment of daytime that is not after <paramref name="time"/>.</summary>
    public DateTimeOffset NotAfter(DateTimeOffset time)
    {
        var local = At(time);
        if (local.TimeOfDay > to)
            return Utc(local.Date + to);
        return local.TimeOfDay >= from ? time : Utc(local.Date.PlusDays(-1) + to);
    }

    private LocalDateTime At(DateTimeOffset time) => Instant.FromDateTimeOffset(time).InZone(zone).LocalDateTime;

    // A local time that a change of clocks skips moves on, one that comes twice is the first
    private DateTimeOffset Utc(LocalDateTime local) => zone.AtLeniently(local).ToInstant().ToDateTimeOffset();
}
