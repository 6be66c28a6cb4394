using System.Collections.Concurrent;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Testing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.SqlServer.Tests;

/// <summary>Two replicas on one database: each thing is done once, by either.</summary>
public sealed class SharingWorkTests(DatabaseServer server)
{
    private const int Rows = 300;

    [Fact]
    public async Task What_is_due_is_done_once_and_told_once()
    {
        await using var databases = server.NewDatabases();
        var sent = new ConcurrentBag<Guid>();
        await using Replica first = new(databases, sent), second = new(databases, sent);
        await first.CreateDatabaseAsync();
        await first.CommitAsync(db => db.Chores.AddRange(Enumerable.Range(0, Rows).Select(
            number => new Chore
            {
                Id = SequentialId.Next(),
                StorefrontId = "demo",
                NextAt = DateTimeOffset.UtcNow.AddMilliseconds(-number)
            })));

        await Task.WhenAll(first.StartAsync(), second.StartAsync());
        await Eventually.BeTrueAsync(
            async () => await databases.CountAsync(ScenarioDatabases.Plumbing, "SELECT count(*) FROM Effects") >= Rows, "all is done");
        await Eventually.BeTrueAsync(
            async () => await databases.CountAsync(ScenarioDatabases.Plumbing, "SELECT count(*) FROM Outbox WHERE SentAt IS NULL") == 0,
            "all is sent");

        (await databases.CountAsync(ScenarioDatabases.Plumbing, "SELECT count(*) FROM Effects")).ShouldBe(Rows);
        (await databases.CountAsync(ScenarioDatabases.Plumbing, "SELECT count(DISTINCT CauseId) FROM Effects")).ShouldBe(Rows);
        sent.Count.ShouldBe(Rows);
        sent.Distinct().Count().ShouldBe(Rows);
    }

    [Fact]
    public async Task An_event_that_comes_to_both_has_one_effect()
    {
        await using var databases = server.NewDatabases();
        await using Replica first = new(databases, []), second = new(databases, []);
        await first.CreateDatabaseAsync();
        ComplaintWithdrawn[] events = [.. Enumerable.Range(0, 60).Select(_ => Replica.Event(Guid.NewGuid()))];

        var taken = await Task.WhenAll(
            events.SelectMany(message => (Task<bool>[])[first.DeliverAsync(message), second.DeliverAsync(message)]));

        taken.ShouldAllBe(isTaken => isTaken);
        (await databases.CountAsync(ScenarioDatabases.Plumbing, "SELECT count(*) FROM Effects")).ShouldBe(events.Length);
        (await databases.CountAsync(ScenarioDatabases.Plumbing, "SELECT count(DISTINCT CauseId) FROM Effects")).ShouldBe(events.Length);
    }

    [Fact]
    public async Task Connections_that_end_meanwhile_cost_no_effect_and_double_none()
    {
        await using var databases = server.NewDatabases();
        Assert.SkipUnless(databases.IsSqlServer, "A file has no connections that others could end.");
        await using Replica first = new(databases, []), second = new(databases, []);
        await first.CreateDatabaseAsync();
        ComplaintWithdrawn[] events = [.. Enumerable.Range(0, 200).Select(_ => Replica.Event(Guid.NewGuid()))];

        var taking = Task.WhenAll(events.Select(async (message, number) =>
        {
            await Task.Delay(number * 20);
            // A consumer whose reads fail is tried again by the transport, as here
            await Eventually.BeTrueAsync(() => (number % 2 == 0 ? first : second).DeliverAsync(message), "the event is taken in");
        }));
        while (!taking.IsCompleted)
        {
            await Task.Delay(300);
            await ((SqlServerDatabases)databases).EndConnectionsAsync(ScenarioDatabases.Plumbing);
        }

        await taking;
        await Eventually.BeTrueAsync(
            async () => await databases.CountAsync(ScenarioDatabases.Plumbing, "SELECT count(*) FROM Effects") >= events.Length,
            "all have their effect");
        (await databases.CountAsync(ScenarioDatabases.Plumbing, "SELECT count(*) FROM Effects")).ShouldBe(events.Length);
        (await databases.CountAsync(ScenarioDatabases.Plumbing, "SELECT count(DISTINCT CauseId) FROM Effects")).ShouldBe(events.Length);
    }

    [Fact]
    public async Task A_context_can_commit_and_read_again_and_again()
    {
        await using var databases = server.NewDatabases();
        await using var replica = new Replica(databases, []);
        await replica.CreateDatabaseAsync();

        for (var number = 1; number <= 20; number++)
        {
            await replica.CommitAsync(
                db => db.Effects.Add(new Effect { Id = SequentialId.Next(), StorefrontId = "demo", CauseId = Guid.NewGuid() }));
            (await replica.InScopeAsync(db => db.Effects.CountAsync())).ShouldBe(number);
        }
    }
}
