using System.Diagnostics;
using ComplaintPlatform.Testing;
using ComplaintPlatform.Testing.Processes;

namespace ComplaintPlatform.Broker.Tests;

[Collection(BrokerCollection.Name)]
public sealed class LosingTheBrokerTests(BrokerFixture fixture)
{
    [Fact]
    public async Task Complaints_are_accepted_while_the_broker_is_stopped_and_delivered_when_it_is_back()
    {
        await using var platform = fixture.NewPlatform();
        var intake = await platform.StartAsync("intake");
        await platform.StartAsync("classification");
        await platform.PostAsync(intake, 20);

        await fixture.Broker.StopAsync();
        await platform.PostAsync(intake, 100);
        (await platform.StateAsync()).Waiting.ShouldBeGreaterThanOrEqualTo(100);
        await fixture.Broker.StartAsync();

        await platform.UntilProcessedAsync();
        await platform.ShouldBeWholeAsync();
    }

    [Fact]
    public async Task A_publisher_killed_while_the_broker_is_stopped_loses_nothing()
    {
        await using var platform = fixture.NewPlatform();
        var intake = await platform.StartAsync("intake");
        await platform.StartAsync("classification");

        await fixture.Broker.KillAsync();
        await platform.PostAsync(intake, 50);
        await intake.KillAsync();
        await fixture.Broker.StartAsync();
        intake = await platform.StartAsync("intake");

        // What the dead process held is free after its first lease of twenty seconds
        await platform.UntilProcessedAsync(TimeSpan.FromSeconds(45));
        await platform.ShouldBeWholeAsync();
        await platform.TimelinesShouldBeIntactAsync(intake, platform.Accepted.Take(10));
    }

    [Fact]
    public async Task A_publisher_stopped_in_good_order_leaves_its_unsent_events_to_the_next_one()
    {
        await using var platform = fixture.NewPlatform();
        var intake = await platform.StartAsync("intake");
        await platform.PostAsync(intake, 1);
        await platform.UntilSentAsync();

        fixture.Broker.Freeze();
        try
        {
            await platform.PostAsync(intake, 80);
            (await intake.StopAsync()).ShouldBe(0, intake.Output);
        }
        finally
        {
            fixture.Broker.Thaw();
        }

        (await platform.Intake.CountAsync("SELECT count(*) FROM Outbox WHERE SentAt IS NULL")).ShouldBeGreaterThan(0);
        // The pause of what the broker did not take is two seconds, a lease at least twenty
        var soon = DateTimeOffset.UtcNow.AddSeconds(3).UtcTicks;
        (await platform.Intake.CountAsync($"SELECT count(*) FROM Outbox WHERE SentAt IS NULL AND LeasedUntil > {soon}")).ShouldBe(0, "still leased");
        await platform.StartAsync("intake");
        await platform.UntilSentAsync();
    }

    [Fact]
    public async Task Control_without_confirms_what_was_under_way_is_lost()
    {
        await using var platform = fixture.NewPlatform();
        var intake = await platform.StartAsync("intake", ("Messaging:ConfirmsOff", "true"));
        await platform.StartAsync("classification");
        await platform.PostAsync(intake, 1);
        await platform.UntilProcessedAsync();

        fixture.Broker.Freeze();
        await platform.PostAsync(intake, 20);
        await platform.UntilSentAsync();
        await fixture.Broker.KillAsync();
        await intake.KillAsync();
        await fixture.Broker.StartAsync();
        intake = await platform.StartAsync("intake");

        // One that is posted now goes all the way, and nothing waits any more: the others will never come
        var late = await platform.PostAsync(intake, 1);
        await Patiently.UntilAsync(
            async () => (await platform.Classification.IdsAsync("SELECT Id FROM Classifications")).Contains(late[0]), "the late one is classified");
        await Patiently.UntilAsync(async () => (await platform.StateAsync()).Waiting == 0, "nothing waits");
        var state = await platform.StateAsync();
        state.Classified.ShouldBeLessThan(state.Complaints, "events are lost: the control must show it");
    }

    [Fact]
    public async Task While_the_broker_is_frozen_intake_goes_on_answering()
    {
        await using var platform = fixture.NewPlatform();
        var intake = await platform.StartAsync("intake");
        await platform.StartAsync("classification");
        await platform.PostAsync(intake, 20);
        await platform.UntilProcessedAsync();

        fixture.Broker.Freeze();
        var slowest = TimeSpan.Zero;
        var frozen = Stopwatch.GetTimestamp();
        try
        {
            while (Stopwatch.GetElapsedTime(frozen) < TimeSpan.FromSeconds(Sizes.Frozen))
            {
                var asked = Stopwatch.GetTimestamp();
                await platform.PostAsync(intake, 1);
                slowest = Stopwatch.GetElapsedTime(asked) is var took && took > slowest ? took : slowest;
                await Task.Delay(50);
            }
        }
        finally
        {
            fixture.Broker.Thaw();
        }

        slowest.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        (await platform.StateAsync()).Waiting.ShouldBeGreaterThan(0);
        await platform.UntilProcessedAsync();
        await platform.ShouldBeWholeAsync();
    }
}
