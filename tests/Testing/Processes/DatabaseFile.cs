using Microsoft.Data.Sqlite;

namespace ComplaintPlatform.Testing.Processes;

/// <summary>Looks, beside the API, straight into the database of a service that may be running.</summary>
public sealed class DatabaseFile(string path)
{
    public bool Exists => File.Exists(path);

    public async Task<long> CountAsync(string sql) => (await ReadAsync(sql, row => row.GetInt64(0)))[0];

    /// <summary>The ids in the first column.</summary>
    public Task<List<Guid>> IdsAsync(string sql) => ReadAsync(sql, row => Guid.Parse(row.GetString(0)));

    public async Task<List<T>> ReadAsync<T>(string sql, Func<SqliteDataReader, T> read)
    {
        await using var connection = await OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var rows = await command.ExecuteReaderAsync();
        var result = new List<T>();
        while (await rows.ReadAsync())
            result.Add(read(rows));
        return result;
    }

    public async Task<int> ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteNonQueryAsync();
    }

    // Without the pool: a kept connection would hold the file after its service's end
    private async Task<SqliteConnection> OpenAsync()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = 30,
        }.ToString());
        await connection.OpenAsync();
        return connection;
    }
}
