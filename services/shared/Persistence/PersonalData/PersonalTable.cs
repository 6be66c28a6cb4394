using System.Data.Common;
using System.Globalization;
using System.Text.Json.Nodes;
using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace ComplaintPlatform.Persistence.PersonalData;

/// <summary>Columns of a table that hold words of a person, said as data: they are emptied, or the whole rows go.</summary>
/// <param name="kind">As exports and erasures name it.</param>
/// <param name="table">Its name in the database.</param>
/// <param name="key">The column that leads to the complaint, or to the customer where <see cref="ByCustomer"/> is set.</param>
/// <param name="words">The columns.</param>
public sealed class PersonalTable(string kind, string table, string key, params IReadOnlyList<string> words) : IPersonalTrace
{
    private const int Step = 400;

    public string Kind => kind;

    /// <summary>The key is the customer's id, not a complaint's.</summary>
    public bool ByCustomer { get; init; }

    /// <summary>The key leads to a row of another table: its name, its key and its column with the complaint's id.</summary>
    public (string Table, string Key, string Complaint)? Through { get; init; }

    /// <summary>The rows go; nobody counts them afterwards.</summary>
    public bool RowsGo { get; init; }

    /// <summary>
    /// Columns that must hold something else in every row, such as the hash of a link: it is replaced by one that leads nowhere.
    /// </summary>
    public IReadOnlyList<string> Hashes { get; init; } = [];

    /// <summary>Further columns that are set, to a literal of SQL.</summary>
    public IReadOnlyDictionary<string, string> Also { get; init; } = new Dictionary<string, string>();

    public Task<int> CountAsync(ServiceDbContext db, PersonalScope scope, CancellationToken ct) => RunAsync(
        db, scope, $"SELECT COUNT(*) FROM \"{table}\" WHERE {{0}}{(RowsGo ? "" : $" AND ({Held})")}",
        async (command, token) => Convert.ToInt32(await command.ExecuteScalarAsync(token), CultureInfo.InvariantCulture), ct);

    public async Task<IReadOnlyList<JsonObject>> ReadAsync(ServiceDbContext db, PersonalScope scope, CancellationToken ct)
    {
        var found = new List<JsonObject>();
        if (words.Count == 0)
            return found;
        await RunAsync(
            db, scope, $"SELECT {string.Join(", ", words.Select(word => $"\"{word}\""))} FROM \"{table}\" WHERE {{0}} AND ({Said})",
            async (command, token) =>
            {
                await using var rows = await command.ExecuteReaderAsync(token);
                while (await rows.ReadAsync(token))
                    found.Add(RowOf(rows));
                return 0;
            },
            ct);
        return found;
    }

    public async Task EraseAsync(ServiceDbContext writer, PersonalScope scope, CancellationToken ct)
    {
        var sql = RowsGo ? $"DELETE FROM \"{table}\" WHERE {{0}}" : $"UPDATE \"{table}\" SET {Emptied(writer)} WHERE {{0}}";
        await RunAsync(writer, scope, sql, (command, token) => command.ExecuteNonQueryAsync(token), ct);
    }

    /// <summary>The rows' own ids, where they have any.</summary>
    internal async Task<IReadOnlyList<Guid>> RowIdsAsync(ServiceDbContext db, PersonalScope scope, CancellationToken ct)
    {
        var found = new List<Guid>();
        if (Column(db, "Id") is null)
            return found;
        await RunAsync(
            db, scope, $"SELECT \"Id\" FROM \"{table}\" WHERE {{0}}",
            async (command, token) =>
            {
                await using var rows = await command.ExecuteReaderAsync(token);
                while (await rows.ReadAsync(token))
                    found.Add(rows.GetGuid(0));
                return 0;
            },
            ct);
        return found;
    }

    private string Said => string.Join(" OR ", words.Select(word => $"\"{word}\" <> ''"));

    private string Held => string.Join(
        " OR ", [.. words.Select(word => $"\"{word}\" <> ''"), .. Hashes.Select(hash => $"\"{hash}\" NOT LIKE 'erased-%'")]);

    // Who changes a row at the same moment has to look again
    private string Emptied(ServiceDbContext db) => string.Join(
        ", ",
        [
            .. words.Select(word => $"\"{word}\" = {(Column(db, word) is { IsNullable: true } ? "NULL" : "''")}"),
            .. Hashes.Select(hash => $"\"{hash}\" = CONCAT('erased-', \"Id\")"),
            .. Also.Select(pair => $"\"{pair.Key}\" = {pair.Value}"),
            .. Column(db, "Version") is null ? Array.Empty<string>() : ["\"Version\" = \"Version\" + 1"],
        ]);

    private IColumn? Column(ServiceDbContext db, string name) =>
        (db.Model.GetRelationalModel().FindTable(table, null) ?? throw new InvalidOperationException($"There is no table {table}."))
        .FindColumn(name);

    private JsonObject RowOf(DbDataReader row)
    {
        var shown = new JsonObject();
        for (var at = 0; at < words.Count; at++)
        {
            if (!row.IsDBNull(at) && row.GetValue(at) is var value and not "")
                shown[System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(words[at])] = Convert.ToString(value, CultureInfo.InvariantCulture);
        }

        return shown;
    }

    private async Task<int> RunAsync(
        ServiceDbContext db, PersonalScope scope, string sql, Func<DbCommand, CancellationToken, Task<int>> run, CancellationToken ct)
    {
        IReadOnlyList<Guid> keys = !ByCustomer ? scope.ComplaintIds : scope.CustomerId is { } customer ? [customer] : [];
        var sum = 0;
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            foreach (var some in keys.Chunk(Step))
            {
                await using var command = db.Database.GetDbConnection().CreateCommand();
                command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
                var names = some.Select((id, at) => AddParameter(command, $"@p{at}", id));
                var list = string.Join(", ", names);
                var where = Through is var (through, throughKey, complaint)
                    ? $"\"{key}\" IN (SELECT \"{throughKey}\" FROM \"{through}\" WHERE \"{complaint}\" IN ({list}))"
                    : $"\"{key}\" IN ({list})";
                // Names of tables and columns are the program's own, values are parameters
                command.CommandText = string.Format(CultureInfo.InvariantCulture, sql, where);
                sum += await run(command, ct);
            }
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }

        return sum;
    }

    private static string AddParameter(DbCommand command, string name, Guid value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
        return name;
    }
}
