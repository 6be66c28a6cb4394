using System.Text.RegularExpressions;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Testing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Tests.Learning;

/// <summary>Rows by the thousand, where the way over events would take minutes; and query plans.</summary>
internal static class Database
{
    public static ResolutionDbContext Of(ServiceHost host)
    {
        var database = new SqliteResolutionDbContext(new DbContextOptionsBuilder<SqliteResolutionDbContext>()
            .UseSqlite($"Data Source={Path.Combine(host.Folder, "resolution.db")};Default Timeout=30;Foreign Keys=False").Options);
        database.Scope.UseSystem();
        return database;
    }

    public static Task InsertRootCauseAsync(ResolutionDbContext db, Guid complaint, Guid cause, long receivedAt) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO RootCauses (ComplaintId, StorefrontId, CauseId, Dimension, Whys, ReceivedAt, RecordedByName, RecordedAt, Version)
            VALUES ({complaint}, {ServiceHost.Storefront}, {cause}, 'Method', '[]', {receivedAt}, 'x', {receivedAt}, 1)
            """);

    /// <summary>How SQLite goes about a query of EF's.</summary>
    public static async Task<IReadOnlyList<string>> PlanAsync(ResolutionDbContext db, string query)
    {
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        var statement = string.Join('\n', query.Split('\n').Where(line => !line.StartsWith(".param", StringComparison.Ordinal)));
        command.CommandText = "EXPLAIN QUERY PLAN " + statement;
        foreach (var name in Regex.Matches(statement, @"@\w+").Select(match => match.Value).Distinct())
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, DBNull.Value);
            command.Parameters.Add(parameter);
        }

        await using var reader = await command.ExecuteReaderAsync();
        var steps = new List<string>();
        while (await reader.ReadAsync())
            steps.Add(reader.GetString(3));
        return steps;
    }
}
