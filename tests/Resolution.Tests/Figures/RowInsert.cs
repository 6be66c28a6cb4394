using Microsoft.Data.Sqlite;

namespace ComplaintPlatform.Resolution.Tests.Figures;

/// <summary>Inserts rows by some of their columns; the others get what is empty of their kind.</summary>
internal sealed class RowInsert(SqliteCommand command) : IAsyncDisposable
{
    public static async Task<RowInsert> PrepareAsync(
        SqliteConnection connection, SqliteTransaction transaction, string table, params string[] given)
    {
        var others = new List<(string Name, string Value)>();
        await using (var info = connection.CreateCommand())
        {
            (info.CommandText, info.Transaction) = ($"SELECT name, type FROM pragma_table_info('{table}') WHERE \"notnull\" = 1", transaction);
            await using var reader = await info.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                if (!given.Contains(reader.GetString(0)))
                    others.Add((reader.GetString(0), reader.GetString(1) == "TEXT" ? "''" : "0"));
            }
        }

        var names = given.Concat(others.Select(other => other.Name)).Select(name => $"\"{name}\"");
        var values = given.Select((_, at) => $"$p{at}").Concat(others.Select(other => other.Value));
        var command = connection.CreateCommand();
        (command.CommandText, command.Transaction) =
            ($"INSERT INTO {table} ({string.Join(", ", names)}) VALUES ({string.Join(", ", values)})", transaction);
        for (var at = 0; at < given.Length; at++)
            command.Parameters.AddWithValue($"$p{at}", "");
        return new RowInsert(command);
    }

    public void Run(params object[] values)
    {
        for (var at = 0; at < values.Length; at++)
            command.Parameters[at].Value = values[at];
        command.ExecuteNonQuery();
    }

    public ValueTask DisposeAsync() => command.DisposeAsync();
}
