using System.Diagnostics;
using System.Reflection;
using ComplaintPlatform.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace ComplaintPlatform.Persistence.Data;

/// <summary>
/// The database of one service, with what every service's database has: outbox, inbox, idempotent answers, dead letters, the storefront
/// filter and the conventions for times, enums, money and text sizes. Handlers change entities and call <see cref="Publish"/>; they never
/// save: the unit of work around them does.
/// </summary>
public abstract class ServiceDbContext(DbContextOptions options) : DbContext(options)
{
    internal const int LongestIdentifier = 200;

    // As SQLite compares. What it still takes for the same are texts that differ in spaces at their end: those are trimmed where they come
    // in.
    private const string ByCodePoint = "Latin1_General_100_BIN2";

    private static readonly MethodInfo FilterMethod = typeof(ServiceDbContext)
        .GetMethod(nameof(FilterByStorefront), BindingFlags.NonPublic | BindingFlags.Instance)!;

    internal DbSet<OutboxMessage> Outbox => Set<OutboxMessage>();

    internal DbSet<InboxEntry> Inbox => Set<InboxEntry>();

    internal DbSet<IdempotentAnswer> IdempotentAnswers => Set<IdempotentAnswer>();

    internal DbSet<DeadLetter> DeadLetters => Set<DeadLetter>();

    internal DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    internal DbSet<AuditSeal> AuditSeals => Set<AuditSeal>();

    /// <summary>Whose rows there are; none until the scope that the context was taken for has set it.</summary>
    public TenantScope Scope
    {
        get;
        internal set
        {
            field = value;
            // A context from the pool brings nothing along
            HasEvents = IsInGate = false;
        }
    } = new();

    // Read by the query filter: EF turns members of the context into parameters
    internal bool AllStorefronts => Scope.AllStorefronts;

    internal IReadOnlyList<string> Storefronts => Scope.Storefronts;

    /// <summary>Adds the event to the outbox: it leaves if, and only if, the changes around it commit.</summary>
    public void Publish(IDomainEvent domainEvent)
    {
        EventCatalogue.StampActor(domainEvent, Scope.Actor);
        var message = OutboxMessage.Of(domainEvent, Activity.Current?.Id);
        Outbox.Add(message);
        HasEvents = true;
        OnPublished(domainEvent, message.Payload);
    }

    internal bool HasEvents { get; private set; }

    /// <summary>It works in the gate's transaction.</summary>
    internal bool IsInGate { get; set; }

    /// <summary>
    /// Rows for a list. They are those of the filter; where the caller has one storefront, that is a condition of its own, with which an
    /// index can begin. The filter's condition is one for any number of storefronts, and no index helps it.
    /// </summary>
    public IQueryable<TRow> Listed<TRow>()
        where TRow : class, IStorefrontOwned =>
        !Scope.AllStorefronts && Scope.Storefronts is [var only] ? Set<TRow>().Where(row => row.StorefrontId == only) : Set<TRow>();

    /// <summary>Forgets every change, and every row that was read.</summary>
    public void StartOver()
    {
        HasEvents = false;
        ChangeTracker.Clear();
    }

    /// <summary>
    /// Writes all changes inside the transaction that is open, and keeps them marked: until it is durable they may have to be written
    /// again.
    /// </summary>
    /// <returns>How many rows were written.</returns>
    internal async Task<int> WriteAsync(CancellationToken ct)
    {
        // Once: every look at the entries would compare all of them again
        ChangeTracker.DetectChanges();
        ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            Scope.Audit?.AddTo(this);
            if (ChangeTracker.Entries<AuditEntry>().Any(entry => entry.State is EntityState.Modified or EntityState.Deleted))
                throw new InvalidOperationException("An entry of the audit is never changed.");
            await BeforeCommitAsync(ct);
            return await SaveChangesAsync(acceptAllChangesOnSuccess: false, ct);
        }
        finally
        {
            ChangeTracker.AutoDetectChangesEnabled = true;
        }
    }

    /// <summary>For a service that does more with its own events than to send them.</summary>
    /// <param name="payload">The event as JSON.</param>
    protected virtual void OnPublished(IDomainEvent domainEvent, string payload)
    {
    }

    /// <summary>
    /// Keeps one connection open for all reads until the end of the unit of work; else each query opens one, and prepares it, anew.
    /// </summary>
    internal async Task<IAsyncDisposable> KeepOpenAsync(CancellationToken ct)
    {
        await Database.OpenConnectionAsync(ct);
        return new OpenConnection(this);
    }

    /// <summary>
    /// Runs inside the commit's transaction, before the changes are written and while no other writer of this process is in; for numbers
    /// that must have no gap.
    /// </summary>
    protected internal virtual Task BeforeCommitAsync(CancellationToken ct) => Task.CompletedTask;

    /// <summary>
    /// Runs on the gate's own context, at the beginning of a transaction in which several contexts commit beside other processes: what they
    /// all lock is locked here in one order, or two processes would each wait for what the other holds.
    /// </summary>
    protected internal virtual Task BeforeGroupAsync(IReadOnlyList<ServiceDbContext> members, CancellationToken ct) => Task.CompletedTask;

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<string>().HaveMaxLength(LongestIdentifier);
        configurationBuilder.Properties<decimal>().HavePrecision(19, 4);
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(40);
        // SQLite has no type that compares times with offsets; ticks in UTC sort, and lose nothing
        if (Database.ProviderName == "Microsoft.EntityFrameworkCore.Sqlite")
            configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicksConverter>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        OutboxMessage.Map(modelBuilder.Entity<OutboxMessage>(), Database.ProviderName == "Microsoft.EntityFrameworkCore.Sqlite");
        InboxEntry.Map(modelBuilder.Entity<InboxEntry>());
        IdempotentAnswer.Map(modelBuilder.Entity<IdempotentAnswer>());
        DeadLetter.Map(modelBuilder.Entity<DeadLetter>());
        AuditEntry.Map(modelBuilder.Entity<AuditEntry>());
        AuditSeal.Map(modelBuilder.Entity<AuditSeal>());
    }

    /// <summary>Call at the end of <c>OnModelCreating</c>: what holds for every entity of the service.</summary>
    protected void ApplyConventions(ModelBuilder modelBuilder)
    {
        foreach (var entity in modelBuilder.Model.GetEntityTypes().Where(entity => !entity.IsOwned()).ToList())
        {
            if (entity.FindProperty("Version") is { } version && version.ClrType == typeof(int))
                version.IsConcurrencyToken = true;
            // Keys are made by the client; without this EF takes a new child with a key for an existing row
            foreach (var key in entity.FindPrimaryKey()?.Properties ?? [])
                key.ValueGenerated = ValueGenerated.Never;
            if (entity.ClrType.IsAssignableTo(typeof(IStorefrontOwned)))
                FilterMethod.MakeGenericMethod(entity.ClrType).Invoke(this, [modelBuilder]);
        }

        if (Database.IsSqlServer())
        {
            foreach (var identifier in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetDeclaredProperties())
                .Where(IsIdentifier))
                identifier.SetCollation(ByCodePoint);
        }
    }

    private static bool IsIdentifier(IMutableProperty property) =>
        (property.GetProviderClrType() ?? property.GetValueConverter()?.ProviderClrType ?? property.ClrType) == typeof(string)
        && property.GetMaxLength() is > 0 and <= LongestIdentifier
        && property.PropertyInfo?.IsDefined(typeof(FreeTextAttribute)) is not true;

    private void FilterByStorefront<TEntity>(ModelBuilder modelBuilder)
        where TEntity : class, IStorefrontOwned =>
        modelBuilder.Entity<TEntity>().HasQueryFilter(row => AllStorefronts || Storefronts.Contains(row.StorefrontId));

    private sealed class OpenConnection(ServiceDbContext context) : IAsyncDisposable
    {
        // The commit may have closed it; a context must go back to its pool with its connection closed
        public async ValueTask DisposeAsync() => await context.Database.CloseConnectionAsync();
    }

    private sealed class UtcTicksConverter() : ValueConverter<DateTimeOffset, long>(
        time => time.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
}
