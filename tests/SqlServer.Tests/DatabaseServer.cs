using Microsoft.Data.SqlClient;
using Testcontainers.MsSql;

[assembly: AssemblyFixture(typeof(ComplaintPlatform.SqlServer.Tests.DatabaseServer))]

namespace ComplaintPlatform.SqlServer.Tests;

/// <summary>
/// The instance that all scenarios use: the one that is given, else one in a container. Where there is neither, they are skipped and say
/// why.
/// </summary>
public sealed class DatabaseServer : IAsyncLifetime
{
    public const string GivenServer = "TEST_SQLSERVER";
    public const string OtherDatabase = "TEST_DATABASE";

    private MsSqlContainer? _container;
    private string? _connectionString;
    private string _reason = "";

    private static bool OnSqlite => Environment.GetEnvironmentVariable(OtherDatabase) is "Sqlite";

    public async ValueTask InitializeAsync()
    {
        if (OnSqlite)
            return;
        _connectionString = Environment.GetEnvironmentVariable(GivenServer);
        if (_connectionString is { Length: > 0 })
            return;
        try
        {
            _container = new MsSqlBuilder("mcr.microsoft.com/mssql/server:2022-latest").Build();
            await _container.StartAsync();
            _connectionString = _container.GetConnectionString();
        }
        catch (Exception exception)
        {
            // No engine, no image, no network: whatever it is, this machine has no SQL Server
            _reason = $"{GivenServer} is not set, and no container could be started: {exception.GetType().Name}, {FirstLine(exception.Message)}";
        }
    }

    /// <summary>Databases for one scenario; skips the test where there is no server.</summary>
    internal ScenarioDatabases NewDatabases()
    {
        if (OnSqlite)
            return new SqliteDatabases();
        if (_connectionString is not { Length: > 0 } connectionString || _reason.Length > 0)
        {
            Assert.Skip(_reason);
            throw new InvalidOperationException(_reason);
        }

        return new SqlServerDatabases(new SqlConnectionStringBuilder(connectionString));
    }

    public async ValueTask DisposeAsync()
    {
        if (_container is not null)
            await _container.DisposeAsync();
    }

    private static string FirstLine(string text) => text.Split('\n')[0].Trim();
}
