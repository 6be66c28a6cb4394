using ComplaintPlatform.Persistence.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Shared.Tests;

/// <summary>What is written with prepared statements is in the database as EF would have written it.</summary>
public sealed class WritingRowsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 8, 30, 15, 123, TimeSpan.Zero);

    [Fact]
    public async Task Every_kind_of_column_is_written_as_ef_writes_it()
    {
        await using var host = await LedgerHost.StartAsync();
        LedgerEntry[] Rows() =>
        [
            new()
            {
                Id = Guid.NewGuid(), StorefrontId = "demo", Reference = Guid.Parse("0a1b2c3d-0000-4000-8000-abcdefabcdef"), Text = null,
                Kind = EntryKind.Marked, Amount = 129.90m,
                At = Now, Until = Now.AddDays(1), Day = new DateOnly(2026, 2, 28), Flag = true, Share = 0.25, Count = long.MaxValue,
                Bytes = [1, 2, 0, 255], Words = ["漏电", "it's"],
            },
            new() { Id = Guid.NewGuid(), StorefrontId = "", At = Now.ToOffset(TimeSpan.FromHours(8)), Text = null, Words = [] },
            new() { Id = Guid.NewGuid(), StorefrontId = "demo", At = Now, Text = null, Amount = 0.0001m, Share = double.MaxValue,
                Bytes = [] },
        ];

        await host.CommitAsync(db => db.Entries.AddRange(Rows()));
        await using (var usual = new SqliteLedgerDbContext(
            new DbContextOptionsBuilder<SqliteLedgerDbContext>().UseSqlite(host.ConnectionString).Options))
        {
            usual.Entries.AddRange(Rows());
            await usual.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        var columns = "StorefrontId,Reference,Text,Kind,Amount,At,Until,Day,Flag,Share,Count,Bytes,Words,Version".Split(',');
        var written = new List<string>();
        await using var connection = new SqliteConnection(host.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {string.Join(" || '|' || ", columns.Select(column => $"typeof({column}) || ':' || quote({column})"))}, typeof(Id) FROM Entries ORDER BY rowid";
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            written.Add(reader.GetString(0) + reader.GetString(1));
        written.Count.ShouldBe(6);
        written.Take(3).Order().ShouldBe(written.Skip(3).Order());
    }

    [Fact]
    public async Task A_row_that_is_refused_takes_what_was_added_before_it_along()
    {
        await using var host = await LedgerHost.StartAsync();
        await host.CommitAsync(db => db.Entries.Add(Entry(Guid.NewGuid(), "taken")));

        var refused = host.CommitAsync(db =>
        {
            db.Entries.Add(Entry(Guid.NewGuid(), "before"));
            db.Entries.Add(Entry(Guid.NewGuid(), "taken"));
        });
        var others = Enumerable.Range(0, 20).Select(at => host.CommitAsync(db => db.Entries.Add(Entry(Guid.NewGuid(), $"other {at}"))))
            .ToList();

        DatabaseErrors.IsUniqueViolation(await Should.ThrowAsync<DbUpdateException>(refused)).ShouldBeTrue();
        await Task.WhenAll(others);
        (await host.CountAsync("SELECT count(*) FROM Entries")).ShouldBe(21);
        (await host.CountAsync("SELECT count(*) FROM Entries WHERE Text = 'before'")).ShouldBe(0);
    }

    [Fact]
    public async Task A_context_from_the_pool_brings_no_rows_along()
    {
        await using var host = await LedgerHost.StartAsync();
        await host.InScopeAsync(db =>
        {
            db.Entries.Add(Entry(Guid.NewGuid(), "never committed"));
            return Task.FromResult(true);
        });

        await host.CommitAsync(db => db.Entries.Add(Entry(Guid.NewGuid(), "committed")));

        (await host.CountAsync("SELECT count(*) FROM Entries")).ShouldBe(1);
    }

    [Fact]
    public async Task The_log_goes_into_the_file_while_rows_are_written()
    {
        await using var host = await LedgerHost.StartAsync();
        var empty = new FileInfo(host.DatabaseFile).Length;

        for (var round = 0; round < 3; round++)
        {
            await host.CommitAsync(db =>
            {
                for (var at = 0; at < 11_000; at++)
                    db.Entries.Add(Entry(Guid.NewGuid(), Guid.NewGuid().ToString()));
            });
        }

        // Its control: without a checkpoint everything stays in the log
        for (var look = 0; look < 500 && new FileInfo(host.DatabaseFile).Length <= empty + 1_000_000; look++)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        new FileInfo(host.DatabaseFile).Length.ShouldBeGreaterThan(empty + 1_000_000);
    }

    [Fact]
    public async Task A_change_writes_what_changed_and_a_deletion_deletes()
    {
        await using var host = await LedgerHost.StartAsync();
        var (kept, gone) = (Guid.NewGuid(), Guid.NewGuid());
        await host.CommitAsync(db => db.Entries.AddRange(Entry(kept, "one"), Entry(gone, "two")));

        await host.CommitAsync(async db =>
        {
            var entry = await db.Entries.SingleAsync(row => row.Id == kept);
            (entry.Text, entry.Words, entry.Version) = (null, ["new"], entry.Version + 1);
            db.Entries.Remove(await db.Entries.SingleAsync(row => row.Id == gone));
        });

        var left = await host.InScopeAsync(db => db.Entries.AsNoTracking().ToListAsync());
        left.ShouldHaveSingleItem().Id.ShouldBe(kept);
        left[0].Text.ShouldBeNull();
        left[0].Words.ShouldBe(["new"]);
        left[0].Version.ShouldBe(1);
        left[0].At.ShouldBe(Now);
    }

    [Fact]
    public async Task Who_changes_a_row_that_another_changed_is_told()
    {
        await using var host = await LedgerHost.StartAsync();
        var id = Guid.NewGuid();
        await host.CommitAsync(db => db.Entries.Add(Entry(id, "one")));

        await Should.ThrowAsync<DbUpdateConcurrencyException>(() => host.CommitAsync(async db =>
        {
            var entry = await db.Entries.SingleAsync(row => row.Id == id);
            await host.CommitAsync(async other => (await other.Entries.SingleAsync(row => row.Id == id)).Version++);
            (entry.Text, entry.Version) = ("mine", entry.Version + 1);
        }));

        (await host.CountAsync("SELECT count(*) FROM Entries WHERE Text = 'one' AND Version = 1")).ShouldBe(1);
    }

    [Fact]
    public async Task In_a_group_only_the_writer_at_fault_fails()
    {
        await using var host = await LedgerHost.StartAsync();
        await host.CommitAsync(db => db.Entries.Add(Entry(Guid.NewGuid(), "taken")));

        var commits = Enumerable.Range(0, 30)
            .Select(at => host.CommitAsync(db => db.Entries.Add(Entry(Guid.NewGuid(), at % 10 == 3 ? "taken" : $"free-{at}")))).ToList();

        foreach (var (at, commit) in commits.Index())
        {
            if (at % 10 == 3)
                (await Should.ThrowAsync<DbUpdateException>(() => commit)).InnerException.ShouldBeOfType<SqliteException>();
            else
                await commit;
        }

        (await host.CountAsync("SELECT count(*) FROM Entries")).ShouldBe(28);
    }

    private static LedgerEntry Entry(Guid id, string text) => new() { Id = id, StorefrontId = "demo", Text = text, At = Now };
}
