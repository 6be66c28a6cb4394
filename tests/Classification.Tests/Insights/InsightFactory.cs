using ComplaintPlatform.Classification.Data;
using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Classification.Tests.Insights;

/// <summary>Classification alone, counting words ten times a second.</summary>
public sealed class InsightFactory() : ServiceHost(
    "classification", builder => builder.AddClassification(), routes =>
    routes.MapClassification(), new TestClock(new DateTimeOffset(2026, 6, 2, 8, 0, 0, TimeSpan.Zero)),
    new() { ["Insights:CountEvery"] = "00:00:00.1", ["Insights:RefreshAfter"] = "00:00:00", ["Insights:BreathingSpace"] = "00:00:00.01" }),
    IAsyncLifetime
{
    public HttpClient Manager => As(Roles.Manager);

    public async ValueTask InitializeAsync() => await StartAsync();

    public async Task<Guid> ComplainAsync(string text, string? product = null, string storefront = Storefront)
    {
        var id = Guid.NewGuid();
        await PublishAsync(new ComplaintReceived
        {
            EventId = Guid.NewGuid(),
            OccurredAt = Clock.GetUtcNow(),
            StorefrontId = storefront,
            ComplaintId = id,
            Version = 1,
            Reference = "R",
            Channel = "web",
            ComplainantKind = "customer",
            ReceivedAt = Clock.GetUtcNow(),
            Text = text,
            Missing = [],
            TrackingTokenHash = "0",
            Customer = new ComplaintReceived.CustomerFacts { EarlierComplaints = 0, OrderCount = 12 },
            Order = new ComplaintReceived.OrderFacts { Product = product, Amount = new EventMoney { Amount = 129, Currency = "CNY" } },
        });
        return id;
    }

    /// <summary>Until every complaint is counted and looked at.</summary>
    public Task SettleAsync() => Eventually.BeTrueAsync(async () =>
    {
        await using var db = Database();
        return !await db.UncountedComplaints.AnyAsync() && !await db.TermCounts.AnyAsync(row => row.DueAt != null);
    }, "all words are counted");

    internal ClassificationDbContext Database()
    {
        var database = new SqliteClassificationDbContext(
            new DbContextOptionsBuilder<SqliteClassificationDbContext>()
            .UseSqlite($"Data Source={Path.Combine(Folder, "classification.db")};Default Timeout=30").Options);
        database.Scope.UseSystem();
        return database;
    }
}
