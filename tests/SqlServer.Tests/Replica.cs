using System.Collections.Concurrent;
using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Persistence.Scheduling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ComplaintPlatform.SqlServer.Tests;

/// <summary>Something that falls due.</summary>
internal sealed class Chore : IDueRow, IStorefrontOwned
{
    public required Guid Id { get; init; }

    public required string StorefrontId { get; init; }

    public DateTimeOffset? NextAt { get; set; }

    public DateTimeOffset? LeasedUntil { get; private set; }

    public Guid? LeaseOwner { get; private set; }

    public int Version { get; set; }
}

/// <summary>What an event, or a chore, has done. Nothing keeps it from being there twice but the plumbing.</summary>
internal sealed class Effect : IStorefrontOwned
{
    public required Guid Id { get; init; }

    public required string StorefrontId { get; init; }

    public required Guid CauseId { get; init; }
}

internal abstract class WorkDbContext(DbContextOptions options) : ServiceDbContext(options)
{
    public DbSet<Chore> Chores => Set<Chore>();

    public DbSet<Effect> Effects => Set<Effect>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<Chore>().HasIndex(row => row.NextAt);
        modelBuilder.Entity<Effect>().HasIndex(row => row.CauseId);
        ApplyConventions(modelBuilder);
    }
}

internal sealed class SqliteWorkDbContext(DbContextOptions<SqliteWorkDbContext> options) : WorkDbContext(options);

internal sealed class SqlServerWorkDbContext(DbContextOptions<SqlServerWorkDbContext> options) : WorkDbContext(options);

/// <summary>Does a chore: an effect, and an event that tells of it.</summary>
internal sealed class ChoreWorker(IServiceProvider services) : DueRowWorker<WorkDbContext, Chore>(services)
{
    protected override TimeSpan Interval => TimeSpan.FromMilliseconds(20);

    protected override async Task HandleAsync(IServiceProvider scope, WorkDbContext db, Guid rowId, CancellationToken ct)
    {
        var chore = await db.Chores.SingleAsync(row => row.Id == rowId, ct);
        chore.NextAt = null;
        chore.Version++;
        db.Effects.Add(new Effect { Id = SequentialId.Next(), StorefrontId = chore.StorefrontId, CauseId = rowId });
        db.Publish(Replica.Event(rowId));
    }
}

internal sealed class EffectConsumer(WorkDbContext db) : IEventConsumer<ComplaintWithdrawn>
{
    public Task HandleAsync(ComplaintWithdrawn message, CancellationToken ct)
    {
        db.Effects.Add(new Effect { Id = SequentialId.Next(), StorefrontId = message.StorefrontId, CauseId = message.EventId });
        return Task.CompletedTask;
    }
}

/// <summary>Takes every event, and remembers it.</summary>
internal sealed class Post(ConcurrentBag<Guid> sent) : IEventTransport
{
    public Task WaitUntilReadyAsync(string service, CancellationToken ct) => Task.CompletedTask;

    public Task SendAsync(IDomainEvent message, string? traceParent, int attempt, CancellationToken ct)
    {
        sent.Add(message.EventId);
        return Task.CompletedTask;
    }
}

/// <summary>One of several processes' worth of plumbing on the same database: gate, relay, consumer and a worker for what is due.</summary>
internal sealed class Replica : IAsyncDisposable
{
    private readonly IHost _host;

    public Replica(ScenarioDatabases databases, ConcurrentBag<Guid> sent)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        foreach (var (name, value) in databases.Settings)
            builder.Configuration[name] = value;
        builder.Configuration["Database:MigrateOnStart"] = "false";
        builder.AddServiceDatabase<WorkDbContext, SqliteWorkDbContext, SqlServerWorkDbContext>(ScenarioDatabases.Plumbing);
        builder.Services.AddServiceConsumer<EffectConsumer, WorkDbContext>(ScenarioDatabases.Plumbing);
        // Not the bus of a single process, on which a replica would take another's leases for those of a dead predecessor
        builder.Services.AddOptions<DeliveryOptions>();
        builder.Services.AddSingleton<EventDelivery>();
        builder.Services.AddSingleton<ConsumerWork>();
        builder.Services.AddSingleton<IEventTransport>(new Post(sent));
        builder.Services.AddHostedService<ChoreWorker>();
        _host = builder.Build();
    }

    public static ComplaintWithdrawn Event(Guid complaintId) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = DateTimeOffset.UtcNow,
        StorefrontId = "demo",
        ComplaintId = complaintId,
        Version = 1,
        By = "customer",
    };

    public Task CreateDatabaseAsync() => InScopeAsync(db => db.Database.EnsureCreatedAsync());

    /// <summary>Starts what runs by itself.</summary>
    public Task StartAsync() => _host.StartAsync();

    public Task<bool> DeliverAsync(ComplaintWithdrawn message) => _host.Services.GetRequiredService<EventDelivery>().TryDeliverAsync(
        _host.Services.GetRequiredService<ServiceConsumer>(), message, traceParent: null, attempt: 1,
        TestContext.Current.CancellationToken);

    public Task CommitAsync(Action<WorkDbContext> change) => InScopeAsync(async db =>
    {
        change(db);
        await _host.Services.GetRequiredService<IUnitOfWork<WorkDbContext>>().CommitAsync(db, TestContext.Current.CancellationToken);
        return true;
    });

    public async Task<TResult> InScopeAsync<TResult>(Func<WorkDbContext, Task<TResult>> work)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().UseSystem();
        return await work(scope.ServiceProvider.GetRequiredService<WorkDbContext>());
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
