using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Survey.Data;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Survey.Tests;

public sealed class KnowingOrderVolumesTests(SurveyFactory survey) : IClassFixture<SurveyFactory>
{
    [Fact]
    public async Task The_latest_number_stands_in_whatever_order_it_comes()
    {
        var cell = Guid.NewGuid();

        await survey.PublishAsync(Reported(cell, revision: 2, orders: 90));
        await survey.PublishAsync(Reported(cell, revision: 1, orders: 100));

        await using var db = new SqliteSurveyDbContext(new DbContextOptionsBuilder<SqliteSurveyDbContext>()
            .UseSqlite($"Data Source={Path.Combine(survey.Folder, "survey.db")};Default Timeout=30").Options);
        db.Scope.UseSystem();
        var row = await db.OrderVolumes.SingleAsync(row => row.Id == cell);
        (row.Day, row.Orders, row.Carrier).ShouldBe((new DateOnly(2026, 1, 5), 90, "顺丰"));
    }

    private static OrderVolumesReported Reported(Guid cell, int revision, int orders) => new()
    {
        EventId = Guid.NewGuid(),
        OccurredAt = DateTimeOffset.UtcNow,
        StorefrontId = SurveyFactory.Storefront,
        Version = revision,
        Cells = [new() { CellId = cell, Revision = revision, Day = "2026-01-05", Carrier = "顺丰", Orders = orders }],
    };
}
