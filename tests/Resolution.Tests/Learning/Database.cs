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
}
