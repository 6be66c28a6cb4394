using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Survey.Invitations;
using ComplaintPlatform.Survey.Orders;
using ComplaintPlatform.Survey.Questionnaires;
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

    public DbSet<OrderVolume> OrderVolumes => Set<OrderVolume>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        SurveyInvitation.Map(modelBuilder);
        modelBuilder.Entity<CaseProgress>().ToTable("Cases").HasKey(row => row.ComplaintId);
        QuestionnaireVersion.Map(modelBuilder.Entity<QuestionnaireVersion>());
        Storefront.Map(modelBuilder.Entity<Storefront>());
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
