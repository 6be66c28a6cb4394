using ComplaintPlatform.Persistence.Data;

namespace ComplaintPlatform.Shared.Tests;

/// <summary>Events that wait for one consumer share a unit of work, and yet each has its effect once, or none.</summary>
public sealed class TakingInBatchesTests
{
    [Fact]
    public async Task What_waits_is_taken_in_together()
    {
        await using var host = await LedgerHost.StartAsync();

        var taken = Enumerable.Range(0, 40).Select(_ => host.DeliverAsync(LedgerHost.Withdrawal())).ToList();
        host.Watch.Gate.SetResult();

        (await Task.WhenAll(taken)).ShouldAllBe(isTaken => isTaken);
        (await host.CountAsync("SELECT count(*) FROM Entries")).ShouldBe(40);
        (await host.CountAsync("SELECT count(DISTINCT Reference) FROM Entries")).ShouldBe(40);
        (await host.CountAsync("SELECT count(*) FROM Inbox")).ShouldBe(40);
        host.Watch.Batches.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task What_comes_within_the_interval_is_taken_in_together()
    {
        await using var host = await LedgerHost.StartAsync(("Messaging:BatchInterval", "00:00:02"));
        host.Watch.Gate.SetResult();

        // The first goes at once, and alone
        (await host.DeliverAsync(LedgerHost.Withdrawal())).ShouldBeTrue();
        var taken = new List<Task<bool>>();
        for (var at = 0; at < 5; at++)
        {
            taken.Add(host.DeliverAsync(LedgerHost.Withdrawal()));
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        (await Task.WhenAll(taken)).ShouldAllBe(isTaken => isTaken);
        host.Watch.Batches.ShouldBe([5]);
    }

    [Fact]
    public async Task One_that_cannot_be_taken_in_holds_up_no_other()
    {
        await using var host = await LedgerHost.StartAsync();
        var poison = LedgerHost.Withdrawal();
        host.Watch.Poison.Add(poison.EventId);

        var taken = Enumerable.Range(0, 20).Select(_ => host.DeliverAsync(LedgerHost.Withdrawal())).ToList();
        var failing = host.DeliverAsync(poison);
        taken.AddRange(Enumerable.Range(0, 20).Select(_ => host.DeliverAsync(LedgerHost.Withdrawal())));
        host.Watch.Gate.SetResult();

        (await Task.WhenAll(taken)).ShouldAllBe(isTaken => isTaken);
        (await failing).ShouldBeFalse();
        (await host.CountAsync("SELECT count(*) FROM Entries")).ShouldBe(40);
        (await host.CountAsync("SELECT count(*) FROM Inbox")).ShouldBe(40);
    }

    [Fact]
    public async Task After_its_last_try_it_is_parked()
    {
        await using var host = await LedgerHost.StartAsync();
        var poison = LedgerHost.Withdrawal();
        host.Watch.Poison.Add(poison.EventId);
        host.Watch.Gate.SetResult();

        (await host.DeliverAsync(poison, attempt: 5)).ShouldBeTrue();

        (await host.CountAsync("SELECT count(*) FROM DeadLetters")).ShouldBe(1);
        (await host.CountAsync("SELECT count(*) FROM Entries")).ShouldBe(0);
    }

    [Fact]
    public async Task Copies_in_one_batch_have_one_effect()
    {
        await using var host = await LedgerHost.StartAsync();
        var message = LedgerHost.Withdrawal();

        var taken = Enumerable.Range(0, 10)
            .SelectMany(_ => (Task<bool>[])[host.DeliverAsync(message), host.DeliverAsync(LedgerHost.Withdrawal())]).ToList();
        host.Watch.Gate.SetResult();

        (await Task.WhenAll(taken)).ShouldAllBe(isTaken => isTaken);
        (await host.CountAsync("SELECT count(*) FROM Entries")).ShouldBe(11);
        (await host.DeliverAsync(message)).ShouldBeTrue();
        (await host.CountAsync("SELECT count(*) FROM Entries")).ShouldBe(11);
    }

    [Fact]
    public async Task Each_storefront_sees_its_own_rows_only()
    {
        await using var host = await LedgerHost.StartAsync();

        var taken = Enumerable.Range(0, 30).Select(at => host.DeliverAsync(LedgerHost.Withdrawal(at % 2 == 0 ? "north" : "south")))
            .ToList();
        host.Watch.Gate.SetResult();
        (await Task.WhenAll(taken)).ShouldAllBe(isTaken => isTaken);
        (await host.DeliverAsync(LedgerHost.Withdrawal("north"))).ShouldBeTrue();

        (await host.CountAsync("SELECT count(*) FROM Entries")).ShouldBe(31);
        (await host.CountAsync("SELECT sum(Count) FROM Entries")).ShouldBe(0, "rows of the other storefront were seen");
    }
}
