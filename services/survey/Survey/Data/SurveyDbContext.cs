using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Survey.Comments;
using ComplaintPlatform.Survey.Invitations;
using ComplaintPlatform.Survey.Orders;
using ComplaintPlatform.Survey.Questionnaires;
using ComplaintPlatform.Survey.Records;
using ComplaintPlatform.Survey.Reports;
using ComplaintPlatform.Survey.Satisfaction;
using ComplaintPlatform.Survey.Storefronts;
using ComplaintPlatform.Web.Policies;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ComplaintPlatform.Survey.Data;

internal abstract class SurveyDbContext(DbContextOptions options) : ServiceDbContext(options)
{
    public DbSet<SurveyInvitation> Invitations => Set<SurveyInvitation>();

    public DbSet<CaseProgress> Cases => Set<CaseProgress>();

    public DbSet<QuestionnaireVersion> QuestionnaireVersions => Set<QuestionnaireVersion>();

    public DbSet<Storefront> KnownStorefronts => Set<Storefront>();

    public DbSet<ComplaintRecord> Complaints => Set<ComplaintRecord>();

    public DbSet<SatisfactionCount> SatisfactionCounts => Set<SatisfactionCount>();

    public DbSet<RecountMark> RecountMarks => Set<RecountMark>();

    public DbSet<HotSpotRecord> HotSpots => Set<HotSpotRecord>();

    public DbSet<CorrectiveActionRecord> CorrectiveActions => Set<CorrectiveActionRecord>();

    public DbSet<MonthlyReportDue> MonthlyReports => Set<MonthlyReportDue>();

    public DbSet<Comment> Comments => Set<Comment>();

    public DbSet<CustomerOrder> CustomerOrders => Set<CustomerOrder>();

    public DbSet<OrderVolume> OrderVolumes => Set<OrderVolume>();

    // Here, so that no way to change an invitation can forget it; a group that is written again finds its mark
    protected override Task BeforeCommitAsync(CancellationToken ct)
    {
        var changed = ChangeTracker.Entries<SurveyInvitation>()
            .Where(entry => entry.State is EntityState.Added or EntityState.Modified && entry.Entity is { OpenedAt: not null, Day: not "" })
            .Select(entry => (entry.Entity.StorefrontId, entry.Entity.Day)).Distinct().ToList();
        foreach (var (storefrontId, day) in changed)
        {
            if (!ChangeTracker.Entries<RecountMark>().Any(mark => mark.State is EntityState.Added
                && mark.Entity.StorefrontId == storefrontId && mark.Entity.Day == day))
                RecountMarks.Add(RecountMark.Of(storefrontId, day));
        }

        return Task.CompletedTask;
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        SurveyInvitation.Map(modelBuilder);
        modelBuilder.Entity<CaseProgress>().ToTable("Cases").HasKey(row => row.ComplaintId);
        QuestionnaireVersion.Map(modelBuilder.Entity<QuestionnaireVersion>());
        Storefront.Map(modelBuilder.Entity<Storefront>());
        ComplaintRecord.Map(modelBuilder.Entity<ComplaintRecord>());
        SatisfactionCount.Map(modelBuilder.Entity<SatisfactionCount>());
        RecountMark.Map(modelBuilder.Entity<RecountMark>());
        HotSpotRecord.Map(modelBuilder.Entity<HotSpotRecord>());
        CorrectiveActionRecord.Map(modelBuilder.Entity<CorrectiveActionRecord>());
        MonthlyReportDue.Map(modelBuilder.Entity<MonthlyReportDue>());
        Comment.Map(modelBuilder.Entity<Comment>());
        CustomerOrder.Map(modelBuilder.Entity<CustomerOrder>());
        PolicyDocument.Map(modelBuilder);
        OrderVolume.Map(modelBuilder.Entity<OrderVolume>());
        ApplyConventions(modelBuilder);
    }
}

internal sealed class SqliteSurveyDbContext(DbContextOptions<SqliteSurveyDbContext> options) : SurveyDbContext(options);

internal sealed class SqlServerSurveyDbContext(DbContextOptions<SqlServerSurveyDbContext> options) : SurveyDbContext(options);

internal sealed class DesignTime : IDesignTimeDbContextFactory<SqliteSurveyDbContext>, IDesignTimeDbContextFactory<SqlServerSurveyDbContext>
{
    SqliteSurveyDbContext IDesignTimeDbContextFactory<SqliteSurveyDbContext>.CreateDbContext(string[] args) =>
        new(ServiceDatabase.DesignTimeSqlite<SqliteSurveyDbContext>());

    SqlServerSurveyDbContext IDesignTimeDbContextFactory<SqlServerSurveyDbContext>.CreateDbContext(string[] args) =>
        new(ServiceDatabase.DesignTimeSqlServer<SqlServerSurveyDbContext>());
}
