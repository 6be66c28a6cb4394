using System.Globalization;
using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.Messaging;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ComplaintPlatform.Shared.Tests;

internal enum EntryKind
{
    Plain,
    Marked,
}

/// <summary>A row with a column of every kind that the services use.</summary>
internal sealed class LedgerEntry : IStorefrontOwned
{
    public required Guid Id { get; init; }

    public required string StorefrontId { get; init; }

    public Guid? Reference { get; set; }

    public string? Text { get; set; }

    [FreeText]
    public string? Comment { get; set; }

    public EntryKind Kind { get; set; }

    public decimal? Amount { get; set; }

    public DateTimeOffset At { get; set; }

    public DateTimeOffset? Until { get; set; }

    public DateOnly? Day { get; set; }

    public bool Flag { get; set; }

    public double? Share { get; set; }

    public long Count { get; set; }

    public byte[]? Bytes { get; set; }

    public List<string> Words { get; set; } = [];

    public int Version { get; set; }
}

internal abstract class LedgerDbContext(DbContextOptions options) : ServiceDbContext(options)
{
    public DbSet<LedgerEntry> Entries => Set<LedgerEntry>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<LedgerEntry>().HasIndex(row => row.Text).IsUnique();
        ApplyConventions(modelBuilder);
    }
}

internal sealed class SqliteLedgerDbContext(DbContextOptions<SqliteLedgerDbContext> options) : LedgerDbContext(options);

internal sealed class SqlServerLedgerDbContext(DbContextOptions<SqlServerLedgerDbContext> options) : LedgerDbContext(options);

/// <summary>Writes an entry for each withdrawal; what it is told of an entry that says "poison" it cannot take in.</summary>
internal sealed class LedgerConsumer(LedgerDbContext db, LedgerConsumer.Watch watch) : IEventConsumer<ComplaintWithdrawn>, IBatchConsumer
{
    public Task PrepareAsync(IReadOnlyList<IDomainEvent> messages, CancellationToken ct)
    {
        watch.Batches.Enqueue(messages.Count);
        return Task.CompletedTask;
    }

    public async Task HandleAsync(ComplaintWithdrawn message, CancellationToken ct)
    {
        await watch.Gate.Task.WaitAsync(ct);
        if (watch.Poison.Contains(message.EventId))
            throw new InvalidOperationException("poison");
        var others = await db.Entries.CountAsync(row => row.StorefrontId != message.StorefrontId, ct);
        db.Entries.Add(new LedgerEntry
        {
            Id = Guid.NewGuid(),
            StorefrontId = message.StorefrontId,
            Reference = message.EventId,
            Count = others,
            At = message.OccurredAt
        });
    }

    internal sealed class Watch
    {
        public System.Collections.Concurrent.ConcurrentQueue<int> Batches { get; } = new();

        public HashSet<Guid> Poison { get; } = [];

        public TaskCompletionSource Gate { get; } = new();
    }
}

/// <summary>The plumbing around one small database, without anything that runs by itself.</summary>
internal sealed class LedgerHost : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ledger-");

    private LedgerHost(IEnumerable<(string Name, string Value)> settings, Action<DbContextOptionsBuilder>? options)
    {
        var builder = Host.CreateApplicationBuilder();
        foreach (var (name, value) in settings)
            builder.Configuration[name] = value;
        builder.Configuration["Database:Folder"] = _folder.FullName;
        builder.Configuration["Database:MigrateOnStart"] = "false";
        builder.AddServiceDatabase<LedgerDbContext, SqliteLedgerDbContext, SqlServerLedgerDbContext>("ledger");
        if (options is not null)
            builder.Services.ConfigureDbContext<SqliteLedgerDbContext>(options);
        builder.Services.AddSingleton<LedgerConsumer.Watch>();
        builder.Services.AddServiceConsumer<LedgerConsumer, LedgerDbContext>("ledger");
        builder.AddServiceBus(new InProcessBus("ledger"));
        _host = builder.Build();
    }

    public LedgerConsumer.Watch Watch => _host.Services.GetRequiredService<LedgerConsumer.Watch>();

    public string DatabaseFile => Path.Combine(_folder.FullName, "ledger.db");

    public string ConnectionString => $"Data Source={DatabaseFile}";

    public static Task<LedgerHost> StartAsync(params IEnumerable<(string Name, string Value)> settings) => StartAsync(null, settings);

    /// <param name="options">What is changed about the contexts, such as interceptors that make the database fail.</param>
    public static async Task<LedgerHost> StartAsync(
        Action<DbContextOptionsBuilder>? options, params IEnumerable<(string Name, string Value)> settings)
    {
        var host = new LedgerHost(settings, options);
        await host.InScopeAsync(
            async db => await db.Database.EnsureCreatedAsync() && await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL;") == 0);
        return host;
    }

    public static ComplaintWithdrawn Withdrawal(string storefrontId = "demo") => new()
    {
        EventId = Guid.NewGuid(),
        OccurredAt = DateTimeOffset.UtcNow,
        StorefrontId = storefrontId,
        ComplaintId = Guid.NewGuid(),
        Version = 1,
        By = "customer",
    };

    public Task<bool> DeliverAsync(ComplaintWithdrawn message, int attempt = 1) => _host.Services.GetRequiredService<EventDelivery>()
        .TryDeliverAsync(_host.Services.GetRequiredService<ServiceConsumer>(), message, traceParent: null, attempt,
            TestContext.Current.CancellationToken);

    /// <summary>Changes and commits as an endpoint does.</summary>
    public Task CommitAsync(Action<LedgerDbContext> change) => InScopeAsync(async db =>
    {
        change(db);
        await _host.Services.GetRequiredService<IUnitOfWork<LedgerDbContext>>().CommitAsync(db, TestContext.Current.CancellationToken);
        return true;
    });

    public Task CommitAsync(Func<LedgerDbContext, Task> change) => InScopeAsync(async db =>
    {
        await change(db);
        await _host.Services.GetRequiredService<IUnitOfWork<LedgerDbContext>>().CommitAsync(db, TestContext.Current.CancellationToken);
        return true;
    });

    /// <summary>Runs statements in the gate's own transaction, as claims do.</summary>
    public Task<TResult> RunAsync<TResult>(Func<LedgerDbContext, CancellationToken, Task<TResult>> work) =>
        _host.Services.GetRequiredService<CommitGate<LedgerDbContext>>().RunAsync(work, TestContext.Current.CancellationToken);

    public async Task<TResult> InScopeAsync<TResult>(Func<LedgerDbContext, Task<TResult>> work)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().UseSystem();
        return await work(scope.ServiceProvider.GetRequiredService<LedgerDbContext>());
    }

    public async Task<long> CountAsync(string sql)
    {
        await using var connection = new SqliteConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        await ((IAsyncDisposable)_host).DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }
}
