using ComplaintPlatform.Persistence.Messaging;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Update;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ComplaintPlatform.Persistence.Data;

public static class ServiceDatabase
{
    /// <summary>
    /// Adds a service's database and its outbox. <c>Database:Provider</c> is <c>Sqlite</c> (default: the file <c>{service}.db</c> in
    /// <c>Database:Folder</c>) or <c>SqlServer</c> (connection string of the service's name). It is migrated at start unless
    /// <c>Database:MigrateOnStart</c> is false.
    /// </summary>
    public static IHostApplicationBuilder AddServiceDatabase<TContext, TSqlite, TSqlServer>(
        this IHostApplicationBuilder builder, string service)
        where TContext : ServiceDbContext
        where TSqlite : TContext
        where TSqlServer : TContext
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddScoped<TenantScope>();
        builder.Services.TryAddSingleton<KeyedLock>();
        builder.Services.TryAddScoped<HeldTurns>();
        builder.Services.AddOptions<CommitOptions>().Bind(builder.Configuration.GetSection("Database:Commits"));
        var database = builder.Configuration.GetSection("Database");
        if (database["Provider"] is "SqlServer")
        {
            var connection = builder.Configuration.GetConnectionString(service)
                ?? throw new InvalidOperationException($"Database:Provider is SqlServer, but there is no connection string '{service}'.");
            SequentialId.SortForSqlServer();
            builder.Services.AddScopedContext<TContext, TSqlServer>(options => options.UseSqlServer(connection, Settings));
        }
        else
        {
            var folder = Directory.CreateDirectory(database["Folder"] ?? "data");
            var connection = SqliteConnectionString(Path.Combine(folder.FullName, $"{service}.db"));
            builder.Services.AddScopedContext<TContext, TSqlite>(options => options
                .UseSqlite(connection, sqlite => sqlite.UseParameterizedCollectionMode(ParameterTranslationMode.Parameter))
                .ReplaceService<IModificationCommandBatchFactory, PreparedWrites>());
        }

        builder.Services.AddSingleton(new DatabaseOfService(
            service, typeof(TContext), typeof(CommitGate<TContext>),
            () => (ServiceDbContext)Activator.CreateInstance(typeof(TSqlServer), DesignTimeSqlServer<TSqlServer>())!));
        if (database.GetValue("MigrateOnStart", true))
            builder.Services.AddHostedService<MigrateOnStart<TContext>>();
        builder.Services.AddOutbox<TContext>(service);
        return builder;
    }

    // Contexts come from a pool: making one costs more than most of the queries it serves
    private static void AddScopedContext<TContext, TProvider>(this IServiceCollection services, Action<DbContextOptionsBuilder> options)
        where TContext : ServiceDbContext
        where TProvider : TContext
    {
        services.AddPooledDbContextFactory<TProvider>(options);
        services.AddScoped<TContext>(scope =>
        {
            var context = scope.GetRequiredService<IDbContextFactory<TProvider>>().CreateDbContext();
            context.Scope = scope.GetRequiredService<TenantScope>();
            return context;
        });
    }

    /// <returns>What of the database's settings is not as it should be and could not be changed.</returns>
    internal static async Task<string?> MigrateAsync(ServiceDbContext context, CancellationToken ct)
    {
        if (!context.Database.IsSqlite())
        {
            await context.Database.MigrateAsync(ct);
            return await SnapshotReads.TurnOnAsync(context.Database, ct);
        }

        // EF's own lock is a row, which a process that dies here leaves behind for ever; the operating system's lock ends
        // with the process, and its holder knows that such a row has no owner any more
        await using (await MigrationLockAsync(context.Database.GetDbConnection().DataSource, ct))
        {
            if ((await context.Database.GetPendingMigrationsAsync(ct)).Any())
            {
                await context.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS __EFMigrationsLock;", ct);
                await context.Database.MigrateAsync(ct);
            }

            await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL;", ct);
            return null;
        }
    }

    /// <summary>Lets what was sent since then be sent again; what consumers have they drop, as long as they remember it.</summary>
    /// <returns>How many events.</returns>
    internal static Task<int> SendAgainAsync(ServiceDbContext context, DateTimeOffset since, CancellationToken ct) =>
        context.Outbox.Where(row => row.SentAt >= since).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.SentAt, (DateTimeOffset?)null).SetProperty(row => row.Attempts, 0)
                .SetProperty(row => row.LeasedUntil, since),
            ct);

    /// <summary>The T-SQL that brings any earlier version of a SQL Server database up to date.</summary>
    public static string MigrationScript(ServiceDbContext context) =>
        SnapshotReads.Script + context.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent);

    public static DbContextOptions<TContext> DesignTimeSqlite<TContext>()
        where TContext : DbContext => new DbContextOptionsBuilder<TContext>().UseSqlite("Data Source=design.db").Options;

    public static DbContextOptions<TContext> DesignTimeSqlServer<TContext>()
        where TContext : DbContext => new DbContextOptionsBuilder<TContext>().UseSqlServer("Server=design", Settings).Options;

    // A list as one parameter is read by OPENJSON, whose rows have the database's collation: comparing them with an identifier is refused
    // (https://github.com/dotnet/efcore/issues/32147)
    private static void Settings(SqlServerDbContextOptionsBuilder server) => server
        .UseParameterizedCollectionMode(ParameterTranslationMode.MultipleParameters)
        .ExecutionStrategy(dependencies => new ReadRetries(dependencies));

    private static async Task<FileStream> MigrationLockAsync(string file, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream($"{file}.migrating", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < 600)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), ct);
            }
        }
    }

    private static string SqliteConnectionString(string file) => new SqliteConnectionStringBuilder
    {
        DataSource = file,
        ForeignKeys = true,
        DefaultTimeout = 30,
    }.ToString();
}

/// <summary>Which database a service of this host has.</summary>
/// <param name="ForSqlServerScript">A context that knows the SQL Server model and is never connected.</param>
internal sealed record DatabaseOfService(string Service, Type ContextType, Type GateType, Func<ServiceDbContext> ForSqlServerScript);

internal sealed partial class MigrateOnStart<TContext>(IServiceScopeFactory scopes, ILogger<MigrateOnStart<TContext>> logger)
    : IHostedLifecycleService
    where TContext : ServiceDbContext
{
    // StartingAsync of every service runs before the StartAsync of any: nothing touches an old schema
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        if (await ServiceDatabase.MigrateAsync(scope.ServiceProvider.GetRequiredService<TContext>(), cancellationToken) is { } flaw)
            LogFlaw(logger, typeof(TContext).Name, flaw);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Warning, "The database of {Context}: {Flaw}")]
    private static partial void LogFlaw(ILogger logger, string context, string flaw);
}
