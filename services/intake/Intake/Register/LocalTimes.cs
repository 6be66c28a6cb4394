using System.Globalization;
using NodaTime;

namespace ComplaintPlatform.Intake.Register;

/// <summary>Times as people read them: by the storefront's clock, to the minute.</summary>
internal static class LocalTimes
{
    public static string Of(DateTimeOffset time, DateTimeZone zone) =>
        Instant.FromDateTimeOffset(time).InZone(zone).ToString("uuuu'-'MM'-'dd HH':'mm", CultureInfo.InvariantCulture);
}
