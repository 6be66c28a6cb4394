using System.Data.Common;
using System.Text.Json;
using ComplaintPlatform.Resolution.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace ComplaintPlatform.Resolution.Learning.Precedents;

/// <summary>
/// SQLite's FTS5 as nothing but lists of numbers by token (no text, no positions): sixty tokens of a complaint take some hundred bytes.
/// One precedent in 64 stands in a second, small index too, of which SQLite counts the entries of a token in no time.
/// </summary>
internal sealed class SqlitePrecedentIndex : IPrecedentIndex
{
    private const int SampledOneIn = 64;

    public async Task WriteAsync(ResolutionDbContext db, Guid precedent, IReadOnlyCollection<string> tokens, CancellationToken ct)
    {
        await RemoveAsync(db, precedent, ct);
        await using var command = Command(
            db,
            $"""
            INSERT INTO PrecedentParts (PrecedentId) VALUES (@id);
            INSERT INTO PrecedentIndex (rowid, Tokens) VALUES (last_insert_rowid(), @tokens);
            INSERT INTO PrecedentSample (rowid, Tokens)
            SELECT RowId, @tokens FROM PrecedentParts WHERE PrecedentId = @id AND RowId % {SampledOneIn} = 0;
            """,
            ("@id", precedent), ("@tokens", string.Join(' ', tokens)));
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task RemoveAsync(ResolutionDbContext db, Guid precedent, CancellationToken ct)
    {
        await using var command = Command(
            db,
            """
            DELETE FROM PrecedentSample WHERE rowid IN (SELECT RowId FROM PrecedentParts WHERE PrecedentId = @id);
            DELETE FROM PrecedentIndex WHERE rowid IN (SELECT RowId FROM PrecedentParts WHERE PrecedentId = @id);
            DELETE FROM PrecedentParts WHERE PrecedentId = @id;
            """,
            ("@id", precedent));
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task<Dictionary<string, long>> FrequenciesAsync(
        ResolutionDbContext db, IReadOnlyCollection<string> tokens, CancellationToken ct)
    {
        await using var connection = await OpenAsync(db, ct);
        await using var command = Command(
            db, "SELECT term, doc FROM PrecedentVocabulary WHERE term IN (SELECT value FROM json_each(@tokens))",
            ("@tokens", JsonSerializer.Serialize(tokens)));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var frequencies = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
            frequencies[reader.GetString(0)] = reader.GetInt64(1) * SampledOneIn;
        return frequencies;
    }

    public async Task<IReadOnlyList<PrecedentHit>> FindAsync(
        ResolutionDbContext db, IReadOnlyList<string> tokens, int most, CancellationToken ct)
    {
        await using var connection = await OpenAsync(db, ct);
        var hits = new List<PrecedentHit>();
        // Tokens are letters and digits: nothing in them can end the quotes
        await using var command = Command(
            db, $"SELECT rowid FROM PrecedentIndex WHERE PrecedentIndex MATCH @match ORDER BY rowid DESC LIMIT {most}", ("@match", ""));
        for (var at = 0; at < tokens.Count; at++)
        {
            command.Parameters[0].Value = $"\"{tokens[at]}\"";
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (reader.Read())
                hits.Add(new PrecedentHit(at, reader.GetInt64(0)));
        }

        return hits;
    }

    public async Task<Dictionary<long, Guid>> IdsAsync(ResolutionDbContext db, IReadOnlyCollection<long> keys, CancellationToken ct)
    {
        await using var connection = await OpenAsync(db, ct);
        await using var command = Command(
            db, "SELECT RowId, PrecedentId FROM PrecedentParts WHERE RowId IN (SELECT value FROM json_each(@keys))",
            ("@keys", JsonSerializer.Serialize(keys)));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var ids = new Dictionary<long, Guid>();
        while (await reader.ReadAsync(ct))
            ids[reader.GetInt64(0)] = reader.GetGuid(1);
        return ids;
    }

    private static async Task<IAsyncDisposable> OpenAsync(ResolutionDbContext db, CancellationToken ct)
    {
        await db.Database.OpenConnectionAsync(ct);
        return new Opened(db);
    }

    private static DbCommand Command(ResolutionDbContext db, string text, params (string Name, object Value)[] parameters)
    {
        var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        command.CommandText = text;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private sealed class Opened(ResolutionDbContext db) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await db.Database.CloseConnectionAsync();
    }
}
