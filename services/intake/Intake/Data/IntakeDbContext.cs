using ComplaintPlatform.Contracts;
using ComplaintPlatform.Intake.Complaints;
using ComplaintPlatform.Intake.Customers;
using ComplaintPlatform.Intake.Duplicates;
using ComplaintPlatform.Intake.Emails;
using ComplaintPlatform.Intake.Evidence;
using ComplaintPlatform.Intake.Orders;
using ComplaintPlatform.Intake.Imports;
using ComplaintPlatform.Intake.OrderFacts;
using ComplaintPlatform.Intake.PersonalData;
using ComplaintPlatform.Intake.Register;
using ComplaintPlatform.Intake.Search;
using ComplaintPlatform.Intake.Signals;
using ComplaintPlatform.Intake.Storefronts;
using ComplaintPlatform.Intake.Taxonomies;
using ComplaintPlatform.Intake.Tracking;
using ComplaintPlatform.Intake.Webhooks;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Policies;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ComplaintPlatform.Intake.Data;

internal abstract class IntakeDbContext(DbContextOptions options) : ServiceDbContext(options)
{
    public DbSet<Complaint> Complaints => Set<Complaint>();

    public DbSet<ComplaintMessage> Messages => Set<ComplaintMessage>();

    public DbSet<Attachment> Attachments => Set<Attachment>();

    public DbSet<DuplicateProposal> DuplicateProposals => Set<DuplicateProposal>();

    public DbSet<TimelineHead> TimelineHeads => Set<TimelineHead>();

    public DbSet<Import> Imports => Set<Import>();

    public DbSet<ImportRow> ImportRows => Set<ImportRow>();

    public DbSet<ReceivedEmail> ReceivedEmails => Set<ReceivedEmail>();

    public DbSet<RevokedLink> RevokedLinks => Set<RevokedLink>();

    public DbSet<Customer> Customers => Set<Customer>();

    public DbSet<RegisterEntry> Register => Set<RegisterEntry>();

    public DbSet<TimelineEntry> Timeline => Set<TimelineEntry>();

    public DbSet<FeedCounter> FeedCounters => Set<FeedCounter>();

    public DbSet<OrderVolume> OrderVolumes => Set<OrderVolume>();

    public DbSet<Storefront> Storefronts => Set<Storefront>();

    public DbSet<Erasure> Erasures => Set<Erasure>();

    public DbSet<Webhook> Webhooks => Set<Webhook>();

    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();

    public DbSet<Signal> Signals => Set<Signal>();

    public DbSet<BehaviourEvent> BehaviourEvents => Set<BehaviourEvent>();

    public DbSet<BehaviourTally> BehaviourTallies => Set<BehaviourTally>();

    public DbSet<KnownTaxonomy> KnownTaxonomies => Set<KnownTaxonomy>();

    public DbSet<OrderFactsCheck> OrderFactsChecks => Set<OrderFactsCheck>();

    public DbSet<OrderApiSecret> OrderApiSecrets => Set<OrderApiSecret>();

    /// <summary>Intake's own facts stand on the timeline in the commit that makes them.</summary>
    protected override void OnPublished(IDomainEvent domainEvent, string payload)
    {
        if (domainEvent is IComplaintEvent complaintEvent)
            Timeline.Add(TimelineEntry.Of(complaintEvent, payload));
    }

    protected override Task BeforeGroupAsync(IReadOnlyList<ServiceDbContext> members, CancellationToken ct) =>
        TimelineNumbering.LockCountersAsync(this, members.Cast<IntakeDbContext>(), ct);

    protected override async Task BeforeCommitAsync(CancellationToken ct)
    {
        await TimelineNumbering.AssignAsync(this, ct);
        await TimelineHead.WriteAsync(this, ct);
        await SearchIndexing.WriteAsync(this, ct);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        Complaint.Map(modelBuilder.Entity<Complaint>());
        ComplaintMessage.Map(modelBuilder.Entity<ComplaintMessage>());
        Attachment.Map(modelBuilder.Entity<Attachment>());
        DuplicateProposal.Map(modelBuilder.Entity<DuplicateProposal>());
        TimelineHead.Map(modelBuilder.Entity<TimelineHead>());
        Import.Map(modelBuilder.Entity<Import>());
        ImportRow.Map(modelBuilder.Entity<ImportRow>());
        ReceivedEmail.Map(modelBuilder.Entity<ReceivedEmail>());
        RevokedLink.Map(modelBuilder.Entity<RevokedLink>());
        Customer.Map(modelBuilder.Entity<Customer>());
        RegisterEntry.Map(modelBuilder.Entity<RegisterEntry>());
        TimelineEntry.Map(modelBuilder.Entity<TimelineEntry>());
        FeedCounter.Map(modelBuilder.Entity<FeedCounter>());
        OrderVolume.Map(modelBuilder.Entity<OrderVolume>());
        Storefront.Map(modelBuilder.Entity<Storefront>());
        PolicyDocument.Map(modelBuilder);
        Erasure.Map(modelBuilder.Entity<Erasure>());
        Webhook.Map(modelBuilder.Entity<Webhook>());
        WebhookDelivery.Map(modelBuilder.Entity<WebhookDelivery>());
        Signal.Map(modelBuilder.Entity<Signal>());
        BehaviourEvent.Map(modelBuilder.Entity<BehaviourEvent>());
        OrderFactsCheck.Map(modelBuilder.Entity<OrderFactsCheck>());
        OrderApiSecret.Map(modelBuilder.Entity<OrderApiSecret>());
        KnownTaxonomy.Map(modelBuilder.Entity<KnownTaxonomy>());
        BehaviourTally.Map(modelBuilder.Entity<BehaviourTally>());
        // SQLite has its own full-text tables, which no model describes
        if (Database.ProviderName != "Microsoft.EntityFrameworkCore.Sqlite")
            SearchTerm.Map(modelBuilder);
        ApplyConventions(modelBuilder);
    }
}

internal sealed class SqliteIntakeDbContext(DbContextOptions<SqliteIntakeDbContext> options) : IntakeDbContext(options);

internal sealed class SqlServerIntakeDbContext(DbContextOptions<SqlServerIntakeDbContext> options) : IntakeDbContext(options);

internal sealed class DesignTime : IDesignTimeDbContextFactory<SqliteIntakeDbContext>, IDesignTimeDbContextFactory<SqlServerIntakeDbContext>
{
    SqliteIntakeDbContext IDesignTimeDbContextFactory<SqliteIntakeDbContext>.CreateDbContext(string[] args) =>
        new(ServiceDatabase.DesignTimeSqlite<SqliteIntakeDbContext>());

    SqlServerIntakeDbContext IDesignTimeDbContextFactory<SqlServerIntakeDbContext>.CreateDbContext(string[] args) =>
        new(ServiceDatabase.DesignTimeSqlServer<SqlServerIntakeDbContext>());
}
