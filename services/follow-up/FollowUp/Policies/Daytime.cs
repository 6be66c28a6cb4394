using NodaTime;

namespace ComplaintPlatform.FollowUp.Policies;

/// <summary>The hours in which customers of one zone may be disturbed, on days on which they may be.</summary>
internal sealed class Daytime(DateTimeZone zone, LocalTime from, LocalTime to, IReadOnlySet<LocalDate>? restDays = null)
{
    private static readonly Duration SameHour = Duration.FromHours(2);

    public DateTimeZone Zone => zone;

    /// <summary>The first moment of daytime that is not before <paramref name="time"/>.</summary>
    public DateTimeOffset NotBefore(DateTimeOffset time)
    {
        var local = At(time);
        var day = local.TimeOfDay < to ? local.Date : local.Date.PlusDays(1);
        while (IsRest(day))
            day = day.PlusDays(1);
        return day == local.Date && local.TimeOfDay >= from ? time : Utc(day + from);
    }

    /// <summary>The last moment of daytime that is not after <paramref name="time"/>.</summary>
    public DateTimeOffset NotAfter(DateTimeOffset time)
    {
        var local = At(time);
        var day = local.TimeOfDay >= from ? local.Date : local.Date.PlusDays(-1);
        while (IsRest(day))
            day = day.PlusDays(-1);
        return day == local.Date && local.TimeOfDay <= to ? time : Utc(day + to);
    }

    /// <summary>
    /// The first moment of daytime that is not before <paramref name="time"/>, at another hour than <paramref name="before"/>.
    /// </summary>
    public DateTimeOffset AnotherTime(DateTimeOffset before, DateTimeOffset time)
    {
        var next = NotBefore(time);
        var hour = At(next).TimeOfDay;
        if (Apart(hour, At(before).TimeOfDay) >= SameHour)
            return next;

        var half = Period.Between(from, to, PeriodUnits.Minutes).Minutes / 2;
        var late = hour.PlusMinutes(half);
        // An early call is tried again late in the day, a late one early on the next
        return late > hour && late < to ? Utc(At(next).Date + late) : NotBefore(Utc(At(next).Date.PlusDays(1) + from));
    }

    public bool Holds(DateTimeOffset time) => NotBefore(time) == time;

    private bool IsRest(LocalDate day) => restDays?.Contains(day) is true;

    private static Duration Apart(LocalTime one, LocalTime other) => Duration.FromTicks(Math.Abs(one.TickOfDay - other.TickOfDay));

    private LocalDateTime At(DateTimeOffset time) => Instant.FromDateTimeOffset(time).InZone(zone).LocalDateTime;

    // A local time that a change of clocks skips moves on, one that comes twice is the first
    private DateTimeOffset Utc(LocalDateTime local) => zone.AtLeniently(local).ToInstant().ToDateTimeOffset();
}
