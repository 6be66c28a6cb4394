using ComplaintPlatform.Contracts.Gateway;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Survey.Data;
using ComplaintPlatform.Survey.Reports;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Survey.Storefronts;

internal sealed class StorefrontChangedConsumer(SurveyDbContext db, TimeProvider clock) : IEventConsumer<StorefrontChanged>
{
    public async Task HandleAsync(StorefrontChanged message, CancellationToken ct)
    {
        if (await db.KnownStorefronts.FirstOrDefaultAsync(row => row.StorefrontId == message.StorefrontId, ct) is not { } storefront)
            db.KnownStorefronts.Add(storefront = Storefront.Of(message));
        else
            storefront.TakeIn(message);

        if (await db.MonthlyReports.AnyAsync(row => row.StorefrontId == message.StorefrontId, ct))
            return;
        var policy = (await ReportPolicy.Set.ReadAsync(db, message.StorefrontId, ct)).Policy;
        var running = ReportMonth.Of(clock.GetUtcNow(), Storefront.ZoneOf(storefront));
        db.MonthlyReports.Add(MonthlyReportDue.First(message.StorefrontId, running, policy));
    }
}
