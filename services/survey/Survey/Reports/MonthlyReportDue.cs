using ComplaintPlatform.Contracts.Survey;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.Scheduling;
using ComplaintPlatform.Survey.Data;
using ComplaintPlatform.Survey.Storefronts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;
using NodaTime.Text;

namespace ComplaintPlatform.Survey.Reports;

/// <summary>When the next report of a storefront is ready for its subscribers.</summary>
internal sealed class MonthlyReportDue : IStorefrontOwned, IDueRow
{
    private MonthlyReportDue()
    {
    }

    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    /// <summary>The month that it is about.</summary>
    public string Month { get; private set; } = "";

    public DateTimeOffset? NextAt { get; private set; }

    public DateTimeOffset? LeasedUntil { get; private set; }

    public Guid? LeaseOwner { get; private set; }

    public int Version { get; private set; }

    /// <summary>A storefront that is new has its first report when the running month is over.</summary>
    public static MonthlyReportDue First(string storefrontId, ReportMonth running, ReportPolicy policy)
    {
        var due = new MonthlyReportDue { Id = SequentialId.Next(), StorefrontId = storefrontId };
        due.WaitFor(running, policy);
        return due;
    }

    /// <summary>The month's report is ready; from now on the next one is waited for.</summary>
    public MonthlyReportReady Ready(ReportMonth next, ReportPolicy policy, DateTimeOffset now)
    {
        var month = Month;
        WaitFor(next, policy);
        return new MonthlyReportReady
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = StorefrontId,
            Version = Version,
            Month = month,
        };
    }

    /// <summary>The policy may say another time since it was planned.</summary>
    public bool IsReady(ReportMonth month, ReportPolicy policy, DateTimeOffset now)
    {
        if (TimeOf(month, policy) is var at && at <= now)
            return true;
        (NextAt, LeasedUntil, LeaseOwner) = (at, null, null);
        Version++;
        return false;
    }

    public ReportMonth MonthIn(DateTimeZone zone) =>
        new(YearMonthPattern.CreateWithInvariantCulture("uuuu-MM").Parse(Month).Value, zone);

    public static void Map(EntityTypeBuilder<MonthlyReportDue> table)
    {
        table.ToTable("MonthlyReports");
        table.Property(row => row.Month).HasMaxLength(7);
        table.HasIndex(row => row.StorefrontId).IsUnique();
        table.HasIndex(row => row.NextAt).HasDatabaseName("IX_MonthlyReports_Due");
        table.HasIndex(row => row.LeaseOwner);
    }

    private void WaitFor(ReportMonth month, ReportPolicy policy)
    {
        Month = month.ToString();
        (NextAt, LeasedUntil, LeaseOwner) = (TimeOf(month, policy), null, null);
        Version++;
    }

    private static DateTimeOffset TimeOf(ReportMonth month, ReportPolicy policy) => month.Next.Value.OnDayOfMonth(policy.ReadyDay)
        .At(new LocalTime(policy.ReadyHour, 0)).InZoneLeniently(month.Zone).ToDateTimeOffset().ToUniversalTime();
}

/// <summary>Tells at the policy's time that the month's report is ready.</summary>
internal sealed class MonthlyReportWorker(IServiceProvider services, TimeProvider clock)
    : DueRowWorker<SurveyDbContext, MonthlyReportDue>(services)
{
    protected override async Task HandleAsync(IServiceProvider scope, SurveyDbContext db, Guid rowId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var due = await db.MonthlyReports.FirstAsync(row => row.Id == rowId, ct);
        if (due.NextAt is not { } at || at > now)
            return;

        var zone = Storefront.ZoneOf(await db.KnownStorefronts.AsNoTracking().FirstOrDefaultAsync(row => row.StorefrontId == due.StorefrontId, ct));
        var policy = (await ReportPolicy.Set.ReadAsync(db, due.StorefrontId, ct)).Policy;
        if (due.IsReady(due.MonthIn(zone), policy, now))
            db.Publish(due.Ready(ReportMonth.Of(now, zone), policy, now));
    }
}
