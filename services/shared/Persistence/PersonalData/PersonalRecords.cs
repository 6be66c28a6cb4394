using System.Text.Json.Nodes;
using ComplaintPlatform.Persistence.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ComplaintPlatform.Persistence.PersonalData;

/// <summary>What one service of this host keeps of customers, whatever its database.</summary>
public interface IPersonalRecords
{
    string Service { get; }

    /// <returns>Each kind with what its rows hold; kinds that hold nothing are left out.</returns>
    Task<JsonObject> ReadAsync(IServiceProvider services, PersonalScope scope, CancellationToken ct);
}

/// <summary>Reads, erases and counts everything that a service keeps of a customer.</summary>
public sealed class PersonalRecords<TContext>(string service, IUnitOfWork<TContext> unitOfWork, IEnumerable<IPersonalTrace> traces)
    : IPersonalRecords
    where TContext : ServiceDbContext
{
    private const int CheckpointTries = 20;

    private readonly List<IPersonalTrace> _traces = [.. traces, new SentEventsTrace(), new DeadLettersTrace(), new KeptAnswersTrace()];

    public string Service => service;

    public async Task<JsonObject> ReadAsync(IServiceProvider services, PersonalScope scope, CancellationToken ct)
    {
        var db = services.GetRequiredService<TContext>();
        var all = new JsonObject();
        foreach (var trace in _traces)
        {
            var rows = await trace.ReadAsync(db, scope, ct);
            if (rows.Count > 0)
                all[trace.Kind] = new JsonArray([.. rows]);
        }

        return all;
    }

    /// <summary>Erases, durably, and counts again what is left: when this returns, the deletion is done.</summary>
    public async Task<IReadOnlyList<ErasedCount>> EraseAsync(TContext reader, PersonalScope scope, CancellationToken ct)
    {
        scope = scope with { RowIds = await RowIdsAsync(reader, scope, ct) };
        var before = await CountAsync(reader, scope, ct);
        await unitOfWork.RunAsync(
            async (writer, token) =>
            {
                foreach (var trace in _traces)
                    await trace.EraseAsync(writer, scope, token);
                return true;
            },
            ct);
        await ForgetLogAsync(reader, ct);
        var after = await CountAsync(reader, scope, ct);
        return [.. _traces.Select((trace, at) => new ErasedCount(trace.Kind, before[at], after[at]))];
    }

    private async Task<List<int>> CountAsync(TContext db, PersonalScope scope, CancellationToken ct)
    {
        var counts = new List<int>();
        foreach (var trace in _traces)
            counts.Add(await trace.CountAsync(db, scope, ct));
        return counts;
    }

    private async Task<IReadOnlyList<Guid>> RowIdsAsync(TContext db, PersonalScope scope, CancellationToken ct)
    {
        var ids = new List<Guid>();
        foreach (var table in _traces.OfType<PersonalTable>())
            ids.AddRange(await table.RowIdsAsync(db, scope, ct));
        return ids;
    }

    /// <summary>Moves SQLite's log into its file and cuts it: until then it keeps former pages.</summary>
    public static async Task ForgetLogAsync(TContext db, CancellationToken ct)
    {
        if (!db.Database.IsSqlite())
            return;
        await using var connection = new SqliteConnection(db.Database.GetConnectionString());
        await connection.OpenAsync(ct);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE);";
        for (var attempt = 0; attempt < CheckpointTries; attempt++)
        {
            // 0: nobody was in the way
            if (await command.ExecuteScalarAsync(ct) is not long busy || busy == 0)
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(50), ct);
        }
    }
}

public static class PersonalRecordsRegistration
{
    /// <summary>Says where a service keeps words of customers; it is asked for them, and they are erased, there.</summary>
    public static IServiceCollection AddPersonalRecords<TContext>(
        this IServiceCollection services, string service, params IReadOnlyList<IPersonalTrace> traces)
        where TContext : ServiceDbContext => services.AddPersonalRecords<TContext>(service, _ => traces);

    /// <summary>The same where traces need other services.</summary>
    public static IServiceCollection AddPersonalRecords<TContext>(
        this IServiceCollection services, string service, Func<IServiceProvider, IReadOnlyList<IPersonalTrace>> traces)
        where TContext : ServiceDbContext
    {
        services.AddSingleton(provider =>
            new PersonalRecords<TContext>(service, provider.GetRequiredService<IUnitOfWork<TContext>>(), traces(provider)));
        return services.AddSingleton<IPersonalRecords>(provider => provider.GetRequiredService<PersonalRecords<TContext>>());
    }
}
