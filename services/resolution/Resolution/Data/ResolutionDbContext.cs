using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Resolution.Agents;
using ComplaintPlatform.Resolution.Approvals;
using ComplaintPlatform.Resolution.Authority;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Complaints;
using ComplaintPlatform.Resolution.Contacts;
using ComplaintPlatform.Resolution.Deadlines;
using ComplaintPlatform.Resolution.Learning.Actions;
using ComplaintPlatform.Resolution.Learning.Causes;
using ComplaintPlatform.Resolution.Learning.Orders;
using ComplaintPlatform.Resolution.Learning.Outcomes;
using ComplaintPlatform.Resolution.Learning.Precedents;
using ComplaintPlatform.Resolution.Learning.Scorecards;
using ComplaintPlatform.Resolution.Notices;
using ComplaintPlatform.Resolution.Offers;
using ComplaintPlatform.Resolution.Outcomes;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Resolution.Storefronts;
using ComplaintPlatform.Resolution.Tasks;
using ComplaintPlatform.Web.Policies;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ComplaintPlatform.Resolution.Data;

internal abstract class ResolutionDbContext(DbContextOptions options) : ServiceDbContext(options)
{
    public DbSet<ComplaintFacts> Complaints => Set<ComplaintFacts>();

    public DbSet<Case> Cases => Set<Case>();

    public DbSet<Offer> Offers => Set<Offer>();

    public DbSet<FormerLink> FormerLinks => Set<FormerLink>();

    public DbSet<Approval> Approvals => Set<Approval>();

    public DbSet<ExposureRow> ExposureRows => Set<ExposureRow>();

    public DbSet<PolicyVersion> PolicyVersions => Set<PolicyVersion>();

    public DbSet<Notice> Notices => Set<Notice>();

    public DbSet<RemedyOutcome> RemedyOutcomes => Set<RemedyOutcome>();

    public DbSet<CaseVerdict> Verdicts => Set<CaseVerdict>();

    public DbSet<CaseTask> Tasks => Set<CaseTask>();

    public DbSet<Agent> Agents => Set<Agent>();

    public DbSet<CaseSlot> Slots => Set<CaseSlot>();

    public DbSet<Storefront> StorefrontSettings => Set<Storefront>();

    public DbSet<Cause> Causes => Set<Cause>();

    public DbSet<RootCause> RootCauses => Set<RootCause>();

    public DbSet<CorrectiveAction> CorrectiveActions => Set<CorrectiveAction>();

    public DbSet<CaseOutcome> CaseOutcomes => Set<CaseOutcome>();

    public DbSet<Precedent> Precedents => Set<Precedent>();

    public DbSet<Training> Trainings => Set<Training>();

    public DbSet<OrderVolume> OrderVolumes => Set<OrderVolume>();

    protected override Task BeforeCommitAsync(CancellationToken ct) => PrecedentIndexing.WriteAsync(this, ct);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        PolicyDocument.Map(modelBuilder);
        PolicyVersion.Map(modelBuilder.Entity<PolicyVersion>());
        ComplaintFacts.Map(modelBuilder.Entity<ComplaintFacts>());
        Case.Map(modelBuilder.Entity<Case>());
        ClockFact.Map(modelBuilder.Entity<ClockFact>());
        Contact.Map(modelBuilder.Entity<Contact>());
        Offer.Map(modelBuilder.Entity<Offer>());
        FormerLink.Map(modelBuilder.Entity<FormerLink>());
        Approval.Map(modelBuilder.Entity<Approval>());
        CaseTask.Map(modelBuilder.Entity<CaseTask>());
        Obligation.Map(modelBuilder.Entity<Obligation>());
        CaseSlot.Map(modelBuilder.Entity<CaseSlot>());
        ExposureRow.Map(modelBuilder.Entity<ExposureRow>());
        Notice.Map(modelBuilder.Entity<Notice>());
        RemedyOutcome.Map(modelBuilder.Entity<RemedyOutcome>());
        CaseVerdict.Map(modelBuilder.Entity<CaseVerdict>());
        Agent.Map(modelBuilder.Entity<Agent>());
        Storefront.Map(modelBuilder.Entity<Storefront>());
        Cause.Map(modelBuilder.Entity<Cause>());
        RootCause.Map(modelBuilder.Entity<RootCause>());
        CorrectiveAction.Map(modelBuilder.Entity<CorrectiveAction>());
        CaseOutcome.Map(modelBuilder.Entity<CaseOutcome>());
        Precedent.Map(modelBuilder.Entity<Precedent>());
        // SQLite has its own full-text tables, which no model describes
        if (Database.ProviderName != "Microsoft.EntityFrameworkCore.Sqlite")
            PrecedentTerm.Map(modelBuilder);
        Training.Map(modelBuilder.Entity<Training>());
        OrderVolume.Map(modelBuilder.Entity<OrderVolume>());
        ApplyConventions(modelBuilder);
    }
}

internal sealed class SqliteResolutionDbContext(DbContextOptions<SqliteResolutionDbContext> options) : ResolutionDbContext(options);

internal sealed class SqlServerResolutionDbContext(DbContextOptions<SqlServerResolutionDbContext> options) : ResolutionDbContext(options);

internal sealed class DesignTime : IDesignTimeDbContextFactory<SqliteResolutionDbContext>,
IDesignTimeDbContextFactory<SqlServerResolutionDbContext>
{
    SqliteResolutionDbContext IDesignTimeDbContextFactory<SqliteResolutionDbContext>.CreateDbContext(string[] args) =>
        new(ServiceDatabase.DesignTimeSqlite<SqliteResolutionDbContext>());

    SqlServerResolutionDbContext IDesignTimeDbContextFactory<SqlServerResolutionDbContext>.CreateDbContext(string[] args) =>
        new(ServiceDatabase.DesignTimeSqlServer<SqlServerResolutionDbContext>());
}
