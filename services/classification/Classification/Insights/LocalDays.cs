using ComplaintPlatform.Classification.Classifications;
using ComplaintPlatform.Classification.Data;
using ComplaintPlatform.Classification.Storefronts;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace ComplaintPlatform.Classification.Insights;

/// <summary>The days of one storefront that a figure is about, in its time zone; both ends are included.</summary>
internal sealed record LocalDays(string StorefrontId, DateTimeZone Zone, DateOnly From, DateOnly To)
{
    public const int Most = 400, ByDefault = 30;

    public int Count => To.DayNumber - From.DayNumber + 1;

    /// <summary>As many days, immediately before.</summary>
    public LocalDays Before => this with { From = From.AddDays(-Count), To = From.AddDays(-1) };

    /// <summary>What the caller asks for; by default the last 30 days that are over.</summary>
    public static async Task<LocalDays> ReadAsync(
        string? storefrontId, DateOnly? from, DateOnly? to, Caller caller, ClassificationDbContext db, DateTimeOffset now,
            CancellationToken ct)
    {
        var storefront = StorefrontOf(storefrontId, caller);
        var row = await db.StorefrontSettings.AsNoTracking().FirstOrDefaultAsync(row => row.Id == storefront, ct);
        var zone = Storefront.ZoneOf(row);
        Check(from, "/from");
        Check(to, "/to");
        var last = to ?? from?.AddDays(ByDefault - 1) ?? DayOf(now, zone).AddDays(-1);
        var first = from ?? last.AddDays(1 - ByDefault);
        if (last < first || last.DayNumber - first.DayNumber >= Most)
        {
            throw new ValidationProblemException("parameter.invalid",
                ("/to", $"Must not lie before from, and at most {Most} days are told at once. | 不能早于 from,且一次最多 {Most} 天。"));
        }

        return new LocalDays(storefront, zone, first, last);
    }

    /// <summary>The quarters of an hour from the begin of the first day to the end of the last.</summary>
    public (int First, int End) Quarters(DateOnly first, DateOnly last) => (QuarterAt(first), QuarterAt(last.AddDays(1)));

    public (int First, int End) Quarters() => Quarters(From, To);

    public ZonedDateTime LocalOf(int quarterHour) => Instant.FromUnixTimeSeconds(quarterHour * 900L).InZone(Zone);

    // Further away there is nothing, and days cannot be reckoned with
    private static void Check(DateOnly? day, string pointer)
    {
        if (day is { Year: < 2000 or > 2200 })
        {
            throw new ValidationProblemException("parameter.invalid",
                (pointer, "Must be a day from 2000 to 2200. | 必须是 2000 至 2200 年的日期。"));
        }
    }

    private int QuarterAt(DateOnly day) => ComplaintClassification.QuarterHourOf(
        Zone.AtStartOfDay(LocalDate.FromDateOnly(day)).ToDateTimeOffset());

    private static DateOnly DayOf(DateTimeOffset now, DateTimeZone zone) =>
        Instant.FromDateTimeOffset(now).InZone(zone).Date.ToDateOnly();

    private static string StorefrontOf(string? named, Caller caller)
    {
        var only = caller is { AllStorefronts: false, Storefronts.Count: 1 } ? caller.Storefronts[0] : null;
        var storefrontId = named ?? only ?? throw new ValidationProblemException("parameter.invalid",
            ("/storefrontId", "Name the storefront: each has its own days. | 请指明店铺:各店铺的日期按其时区计算。"));
        return caller.AllStorefronts || caller.Storefronts.Contains(storefrontId)
            ? storefrontId
            : throw new ProblemException(404, "storefront.not_found", "There is no such storefront. | 没有该店铺。");
    }
}
