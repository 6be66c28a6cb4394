using ComplaintPlatform.FollowUp.FollowUps;
using ComplaintPlatform.FollowUp.Goodwill;
using ComplaintPlatform.FollowUp.Messages;
using ComplaintPlatform.FollowUp.Storefronts;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Policies;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ComplaintPlatform.FollowUp.Data;

internal abstract class FollowUpDbContext(DbContextOptions options) : ServiceDbContext(options)
{
    public DbSet<CaseFollowUp> FollowUps => Set<CaseFollowUp>();

    public DbSet<CaseProgress> Cases => Set<CaseProgress>();

    public DbSet<GoodwillGift> Gifts => Set<GoodwillGift>();

    public DbSet<OutgoingMessage> Messages => Set<OutgoingMessage>();

    public DbSet<UndeliverableAddress> UndeliverableAddresses => Set<UndeliverableAddress>();

    public DbSet<StaffMail> StaffMails => Set<StaffMail>();

    public DbSet<Storefront> KnownStorefronts => Set<Storefront>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        CaseFollowUp.Map(modelBuilder);
        CaseProgress.Map(modelBuilder.Entity<CaseProgress>());
        GoodwillGift.Map(modelBuilder.Entity<GoodwillGift>());
        OutgoingMessage.Map(modelBuilder.Entity<OutgoingMessage>());
        UndeliverableAddress.Map(modelBuilder.Entity<UndeliverableAddress>());
        StaffMail.Map(modelBuilder.Entity<StaffMail>());
        Storefront.Map(modelBuilder.Entity<Storefront>());
        PolicyDocument.Map(modelBuilder);
        ApplyConventions(modelBuilder);
    }
}

internal sealed class SqliteFollowUpDbContext(DbContextOptions<SqliteFollowUpDbContext> options) : FollowUpDbContext(options);

internal sealed class SqlServerFollowUpDbContext(DbContextOptions<SqlServerFollowUpDbContext> options) : FollowUpDbContext(options);

internal sealed class DesignTime : IDesignTimeDbContextFactory<SqliteFollowUpDbContext>,
    IDesignTimeDbContextFactory<SqlServerFollowUpDbContext>
{
    SqliteFollowUpDbContext IDesignTimeDbContextFactory<SqliteFollowUpDbContext>.CreateDbContext(string[] args) =>
        new(ServiceDatabase.DesignTimeSqlite<SqliteFollowUpDbContext>());

    SqlServerFollowUpDbContext IDesignTimeDbContextFactory<SqlServerFollowUpDbContext>.CreateDbContext(string[] args) =>
        new(ServiceDatabase.DesignTimeSqlServer<SqlServerFollowUpDbContext>());
}
