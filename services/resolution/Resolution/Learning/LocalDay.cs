using NodaTime;

namespace ComplaintPlatform.Resolution.Learning;

/// <summary>Days as a storefront counts them.</summary>
internal static class LocalDay
{
    private static readonly DateTimeZone Default = DateTimeZoneProviders.Tzdb["Asia/Shanghai"];

    public static DateTimeZone ZoneOf(string? id) => (id is null ? null : DateTimeZoneProviders.Tzdb.GetZoneOrNull(id)) ?? Default;

    public static DateOnly Of(DateTimeOffset time, DateTimeZone zone) => Instant.FromDateTimeOffset(time).InZone(zone).Date.ToDateOnly();

    public static DateTimeOffset StartOf(DateOnly day, DateTimeZone zone) =>
        zone.AtStartOfDay(LocalDate.FromDateOnly(day)).ToDateTimeOffset().ToUniversalTime();
}
