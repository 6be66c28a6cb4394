using ComplaintPlatform.Classification.Classifications;
using ComplaintPlatform.Classification.Insights.Counting;
using ComplaintPlatform.Classification.Insights.HotSpots;
using ComplaintPlatform.Classification.Insights.Partners;
using ComplaintPlatform.Classification.ModelVersions;
using ComplaintPlatform.Classification.Storefronts;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Policies;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ComplaintPlatform.Classification.Data;

internal abstract class ClassificationDbContext(DbContextOptions options) : ServiceDbContext(options)
{
    public DbSet<ComplaintClassification> Classifications => Set<ComplaintClassification>();

    public DbSet<Correction> Corrections => Set<Correction>();

    public DbSet<UncountedComplaint> UncountedComplaints => Set<UncountedComplaint>();

    public DbSet<TermCounts> TermCounts => Set<TermCounts>();

    public DbSet<KnownTerm> KnownTerms => Set<KnownTerm>();

    public DbSet<HotSpot> HotSpots => Set<HotSpot>();

    public DbSet<TrainedModel> Models => Set<TrainedModel>();

    public DbSet<TrainedModelFile> ModelFiles => Set<TrainedModelFile>();

    public DbSet<Storefront> StorefrontSettings => Set<Storefront>();

    public DbSet<OrderVolume> OrderVolumes => Set<OrderVolume>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        PolicyDocument.Map(modelBuilder);
        ComplaintClassification.Map(modelBuilder.Entity<ComplaintClassification>(), Database.IsSqlServer());
        Correction.Map(modelBuilder.Entity<Correction>());
        UncountedComplaint.Map(modelBuilder.Entity<UncountedComplaint>());
        Insights.Counting.TermCounts.Map(modelBuilder.Entity<TermCounts>());
        KnownTerm.Map(modelBuilder.Entity<KnownTerm>());
        HotSpot.Map(modelBuilder.Entity<HotSpot>());
        TrainedModel.Map(modelBuilder.Entity<TrainedModel>());
        TrainedModelFile.Map(modelBuilder.Entity<TrainedModelFile>());
        Storefront.Map(modelBuilder.Entity<Storefront>());
        OrderVolume.Map(modelBuilder.Entity<OrderVolume>());
        ApplyConventions(modelBuilder);
    }
}

internal sealed class SqliteClassificationDbContext(DbContextOptions<SqliteClassificationDbContext> options)
    : ClassificationDbContext(options);

internal sealed class SqlServerClassificationDbContext(DbContextOptions<SqlServerClassificationDbContext> options)
    : ClassificationDbContext(options);

internal sealed class DesignTime
    : IDesignTimeDbContextFactory<SqliteClassificationDbContext>, IDesignTimeDbContextFactory<SqlServerClassificationDbContext>
{
    SqliteClassificationDbContext IDesignTimeDbContextFactory<SqliteClassificationDbContext>.CreateDbContext(string[] args) =>
        new(ServiceDatabase.DesignTimeSqlite<SqliteClassificationDbContext>());

    SqlServerClassificationDbContext IDesignTimeDbContextFactory<SqlServerClassificationDbContext>.CreateDbContext(string[] args) =>
        new(ServiceDatabase.DesignTimeSqlServer<SqlServerClassificationDbContext>());
}
