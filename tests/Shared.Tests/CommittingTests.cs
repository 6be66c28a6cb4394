using ComplaintPlatform.Persistence.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace ComplaintPlatform.Shared.Tests;

/// <summary>The gate commits once and for all, whatever happens to the database's connection meanwhile.</summary>
public sealed class CommittingTests
{
    private static readonly (string Name, string Value)[] AsOnAServer =
        [("Database:Commits:IsShared", "true"), ("Database:Commits:FirstPause", "00:00:00.001"), ("Database:Commits:Tries", "4")];

    [Fact]
    public async Task A_context_has_a_connection_again_after_its_commit()
    {
        await using var host = await LedgerHost.StartAsync(options => options.AddInterceptors(new ForgetfulConnections()));

        for (var number = 1; number <= 3; number++)
        {
            await host.CommitAsync(db => db.Entries.Add(NewEntry()));
            // The same context again, from its pool
            (await host.InScopeAsync(db => db.Entries.CountAsync())).ShouldBe(number);
        }
    }

    [Fact]
    public async Task What_is_lost_on_its_way_is_committed_again()
    {
        var database = new FailingDatabase();
        await using var host = await LedgerHost.StartAsync(options => options.AddInterceptors(database), AsOnAServer);
        database.LostBefore = 2;

        await host.CommitAsync(db => db.Entries.Add(NewEntry()));

        (await host.CountAsync("SELECT count(*) FROM Entries")).ShouldBe(1);
        database.LostBefore.ShouldBe(-1);
    }

    [Fact]
    public async Task A_connection_that_is_opened_again_writes_with_statements_of_its_own()
    {
        var database = new FailingDatabase();
        await using var host = await LedgerHost.StartAsync(
            options => options.AddInterceptors(database), [.. AsOnAServer, ("Database:Commits:Tries", "10")]);
        // Each loss closes the connection, and a pool that was emptied has no old one to give back
        database.OnLoss = SqliteConnection.ClearAllPools;
        database.LostBefore = 9;

        await host.CommitAsync(db => db.Entries.Add(NewEntry()));

        (await host.CountAsync("SELECT count(*) FROM Entries")).ShouldBe(1);
        database.LostBefore.ShouldBe(-1);
    }

    [Fact]
    public async Task A_commit_whose_answer_is_lost_is_not_made_again()
    {
        var database = new FailingDatabase();
        await using var host = await LedgerHost.StartAsync(options => options.AddInterceptors(database), AsOnAServer);
        database.LostAfter = 1;
        var entry = NewEntry();
        await host.CommitAsync(db => db.Entries.Add(entry));

        // A change by version would collide with itself, and a statement would count twice
        database.LostAfter = 1;
        await host.CommitAsync(async db => (await db.Entries.SingleAsync()).Version++);
        database.LostAfter = 1;
        var raised = await host.RunAsync(
            (writer, ct) => writer.Entries.ExecuteUpdateAsync(set => set.SetProperty(row => row.Count, row => row.Count + 1), ct));

        raised.ShouldBe(1);
        (await host.CountAsync("SELECT Version FROM Entries")).ShouldBe(1);
        (await host.CountAsync("SELECT Count FROM Entries")).ShouldBe(1);
        (await host.CountAsync($"SELECT count(*) FROM Inbox WHERE Consumer = '{InboxEntry.CommitMark}'")).ShouldBe(3);
    }

    [Fact]
    public async Task Many_writers_and_many_failures_have_each_effect_once()
    {
        var database = new FailingDatabase();
        await using var host = await LedgerHost.StartAsync(
            options => options.AddInterceptors(database), [.. AsOnAServer, ("Database:Commits:Tries", "20")]);
        database.LostBefore = 3;
        database.LostAfter = 3;

        var written = Enumerable.Range(0, 100).Select(number => host.CommitAsync(db => db.Entries.Add(NewEntry($"entry {number}"))))
            .ToList();
        // Each has a fault of its own, whatever the connection does: one of them is first
        var colliding = Enumerable.Range(0, 5).Select(_ => host.CommitAsync(db => db.Entries.Add(NewEntry("the same")))).ToList();
        await Task.WhenAll(written);
        await Task.WhenAll(colliding).ContinueWith(_ => { }, TaskScheduler.Default);

        (await host.CountAsync("SELECT count(*) FROM Entries")).ShouldBe(101);
        colliding.Count(task => task.IsCompletedSuccessfully).ShouldBe(1);
        colliding.Where(task => task.IsFaulted).ShouldAllBe(task => DatabaseErrors.IsUniqueViolation(task.Exception!.InnerException!));
    }

    [Fact]
    public async Task A_database_that_stays_away_is_told_to_the_writer_and_the_next_one_goes_on()
    {
        var database = new FailingDatabase();
        await using var host = await LedgerHost.StartAsync(options => options.AddInterceptors(database), AsOnAServer);
        database.LostBefore = 4;

        await Should.ThrowAsync<Exception>(host.CommitAsync(db => db.Entries.Add(NewEntry())));
        await host.CommitAsync(db => db.Entries.Add(NewEntry()));

        (await host.CountAsync("SELECT count(*) FROM Entries")).ShouldBe(1);
    }

    [Fact]
    public async Task A_file_needs_no_marks()
    {
        await using var host = await LedgerHost.StartAsync();

        await host.CommitAsync(db => db.Entries.Add(NewEntry()));

        (await host.CountAsync("SELECT count(*) FROM Inbox")).ShouldBe(0);
    }

    [Fact]
    public async Task Reads_are_repeated_and_the_gates_transactions_are_left_to_the_gate()
    {
        var reads = new FailingReads();
        await using var host = await LedgerHost.StartAsync(
            options =>
            {
                options.AddInterceptors(reads);
                new SqliteDbContextOptionsBuilder(options).ExecutionStrategy(dependencies => new ReadRetries(dependencies));
            },
            AsOnAServer);
        await host.CommitAsync(db => db.Entries.Add(NewEntry()));

        reads.Failing = 2;
        (await host.InScopeAsync(db => db.Entries.CountAsync())).ShouldBe(1);
        reads.Failing = 2;
        (await host.RunAsync((writer, ct) => writer.Entries.CountAsync(ct))).ShouldBe(1);
        await host.CommitAsync(async db => (await db.Entries.SingleAsync()).Version++);

        (await host.CountAsync("SELECT Version FROM Entries")).ShouldBe(1);
    }

    [Theory]
    [InlineData(1205, 13, true)] // deadlock
    [InlineData(-2, 11, true)] // time limit
    [InlineData(10054, 20, true)] // the other side closed the connection
    [InlineData(233, 20, true)]
    [InlineData(40613, 17, true)]
    [InlineData(2627, 14, false)]
    [InlineData(208, 16, false)] // no such table
    [InlineData(18456, 14, false)] // wrong password
    public void What_passes_by_itself_is_known_by_number_and_severity(int number, int severity, bool passes) =>
        DatabaseErrors.IsPassing(number, severity).ShouldBe(passes);

    private static LedgerEntry NewEntry(string? text = null) =>
        new() { Id = Guid.NewGuid(), StorefrontId = "demo", Text = text, At = DateTimeOffset.UtcNow };
}
