using System.Data.Common;
using System.Globalization;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;

namespace ComplaintPlatform.SqlServer.Tests;

/// <summary>The databases of one scenario, a service each. They go with it.</summary>
internal abstract class ScenarioDatabases : IAsyncDisposable
{
    private static readonly string[] Services = ["intake", "classification", "resolution", "follow-up", "survey", "gateway", Plumbing];

    /// <summary>For scenarios that need no service, only what services share.</summary>
    public const string Plumbing = "plumbing";

    protected IReadOnlyList<string> All => Services;

    public abstract bool IsSqlServer { get; }

    /// <summary>What a host is configured with.</summary>
    public abstract IReadOnlyDictionary<string, string> Settings { get; }

    public async Task<long> CountAsync(string service, string sql)
    {
        await using var connection = await OpenAsync(service);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    public abstract ValueTask DisposeAsync();

    protected abstract Task<DbConnection> OpenAsync(string service);
}

internal sealed class SqlServerDatabases : ScenarioDatabases
{
    private readonly SqlConnectionStringBuilder _server;
    private readonly string _run = Guid.NewGuid().ToString("N")[..8];
    private readonly Dictionary<string, string> _settings = new() { ["Database:Provider"] = "SqlServer" };

    public SqlServerDatabases(SqlConnectionStringBuilder server)
    {
        _server = server;
        foreach (var service in All)
            _settings[$"ConnectionStrings:{service}"] = ConnectionStringOf(service);
    }

    public override bool IsSqlServer => true;

    public override IReadOnlyDictionary<string, string> Settings => _settings;

    /// <summary>Ends every other connection to the service's database, as a network that fails does.</summary>
    public async Task EndConnectionsAsync(string service)
    {
        await using var connection = new SqlConnection(_server.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = """
            DECLARE @kill nvarchar(max) = N'';
            SELECT @kill += N'KILL ' + CONVERT(nvarchar(10), session_id) + N';' FROM sys.dm_exec_sessions
                WHERE database_id = DB_ID(@database) AND session_id <> @@SPID AND is_user_process = 1;
            EXEC (@kill);
            """;
        command.Parameters.AddWithValue("@database", NameOf(service));
        try
        {
            await command.ExecuteNonQueryAsync();
        }
        catch (SqlException gone) when (gone.Number is 6106)
        {
            // One had ended by itself
        }
    }

    public override async ValueTask DisposeAsync()
    {
        SqlConnection.ClearAllPools();
        await using var connection = new SqlConnection(_server.ConnectionString);
        await connection.OpenAsync();
        foreach (var name in All.Select(NameOf))
        {
            await using var command = connection.CreateCommand();
            command.CommandText =
                $"IF DB_ID(N'{name}') IS NOT NULL BEGIN ALTER DATABASE [{name}] SET SINGLE_USER WITH ROLLBACK IMMEDIATE; DROP DATABASE [{name}]; END";
            await command.ExecuteNonQueryAsync();
        }
    }

    protected override async Task<DbConnection> OpenAsync(string service)
    {
        var connection = new SqlConnection(ConnectionStringOf(service));
        await connection.OpenAsync();
        return connection;
    }

    private string NameOf(string service) => $"cp_{_run}_{service.Replace('-', '_')}";

    private string ConnectionStringOf(string service) =>
        new SqlConnectionStringBuilder(_server.ConnectionString) { InitialCatalog = NameOf(service) }.ConnectionString;
}

internal sealed class SqliteDatabases : ScenarioDatabases
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sql-tests-");

    public override bool IsSqlServer => false;

    public override IReadOnlyDictionary<string, string> Settings =>
        new Dictionary<string, string> { ["Database:Folder"] = _folder.FullName };

    public override ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    protected override async Task<DbConnection> OpenAsync(string service)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.FullName, $"{service}.db")}");
        await connection.OpenAsync();
        return connection;
    }
}
