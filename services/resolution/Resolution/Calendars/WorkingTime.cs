using System.Globalization;
using NodaTime;
using NodaTime.TimeZones;

namespace ComplaintPlatform.Resolution.Calendars;

/// <summary>
/// Reckons in working time. Lengths are elapsed time: a shift over a change to summer time is an hour shorter, as for the people who work
/// it.
/// </summary>
internal sealed class WorkingTime
{
    // Local times map to instants by one rule that keeps their order, so that spans never overlap on the day of a clock change
    private static readonly ZoneLocalMappingResolver Resolver =
        Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    private const int LongestSearchDays = 40_000;

    private readonly DateTimeZone _zone;
    private readonly (int Opens, int Closes)[][] _week;
    private readonly Dictionary<LocalDate, (int Opens, int Closes)[]> _exceptions = [];

    public WorkingTime(BusinessCalendar calendar)
    {
        Id = calendar.Id;
        _zone = DateTimeZoneProviders.Tzdb[calendar.TimeZone];
        _week = [.. Enumerable.Range(0, 7).Select(day => calendar.WeeklyHours
            .Where(span => (int)span.Day == day)
            .Select(span => (OpeningHours.ReadMinute(span.Opens)!.Value, OpeningHours.ReadMinute(span.Closes)!.Value))
            .Order().ToArray())];
        foreach (var holiday in calendar.Holidays)
            _exceptions[LocalDate.FromDateOnly(holiday.Date)] = [];
        foreach (var day in calendar.MakeUpDays)
            _exceptions[LocalDate.FromDateOnly(day.Date)] = _week[(int)day.Follows];
    }

    public string Id { get; }

    public string TimeZone => _zone.Id;

    /// <summary>The moment at which <paramref name="amount"/> of working time has passed since <paramref name="start"/>.</summary>
    public DateTimeOffset Add(DateTimeOffset start, TimeSpan amount)
    {
        if (amount <= TimeSpan.Zero)
            return start;

        var from = Instant.FromDateTimeOffset(start);
        var left = Duration.FromTimeSpan(amount);
        var date = from.InZone(_zone).Date;
        for (var i = 0; i < LongestSearchDays; i++, date = date.PlusDays(1))
        {
            foreach (var (opens, closes) in Spans(date))
            {
                var begin = Instant.Max(opens, from);
                if (begin >= closes)
                    continue;
                if (closes - begin >= left)
                    return (begin + left).ToDateTimeOffset();
                left -= closes - begin;
            }
        }

        throw new InvalidOperationException($"Calendar {Id} has too little working time for {amount}.");
    }

    /// <summary>Working time between two moments; none when they stand in the wrong order.</summary>
    public TimeSpan Between(DateTimeOffset from, DateTimeOffset to)
    {
        if (to <= from)
            return TimeSpan.Zero;

        var (first, last) = (Instant.FromDateTimeOffset(from), Instant.FromDateTimeOffset(to));
        var end = last.InZone(_zone).Date;
        var total = Duration.Zero;
        for (var date = first.InZone(_zone).Date; date <= end; date = date.PlusDays(1))
        {
            foreach (var (opens, closes) in Spans(date))
            {
                var (begin, stop) = (Instant.Max(opens, first), Instant.Min(closes, last));
                if (begin < stop)
                    total += stop - begin;
            }
        }

        return total.ToTimeSpan();
    }

    /// <summary>Whether the moment lies within working hours, their last moment included.</summary>
    public bool Covers(DateTimeOffset at)
    {
        var instant = Instant.FromDateTimeOffset(at);
        var date = instant.InZone(_zone).Date;
        // The last moment of a span that ends at midnight belongs to the next date
        return Spans(date.PlusDays(-1)).Concat(Spans(date)).Any(span => span.Opens <= instant && instant <= span.Closes);
    }

    public string Describe(DateTimeOffset at) =>
        Instant.FromDateTimeOffset(at).InZone(_zone).ToString("uuuu-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) is var text
            && text.EndsWith(":00", StringComparison.Ordinal)
            ? text[..^3]
            : text;

    private IEnumerable<(Instant Opens, Instant Closes)> Spans(LocalDate date)
    {
        if (!_exceptions.TryGetValue(date, out var spans))
            spans = _week[(int)date.DayOfWeek % 7];
        foreach (var (opens, closes) in spans)
            yield return (At(date, opens), At(date, closes));
    }

    private Instant At(LocalDate date, int minute) =>
        _zone.ResolveLocal(date.AtMidnight().PlusMinutes(minute), Resolver).ToInstant();
}
