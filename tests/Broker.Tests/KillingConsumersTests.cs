using ComplaintPlatform.Testing.Processes;

namespace ComplaintPlatform.Broker.Tests;

[Collection(Brokers.Busy)]
public sealed class KillingConsumersTests(BrokerFixture fixture)
{
    [Fact]
    public async Task A_consumer_killed_again_and_again_in_the_middle_of_a_backlog_loses_and_doubles_nothing()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var platform = fixture.NewPlatform();
        var intake = await platform.StartAsync("intake");
        await platform.PostAsync(intake, Sizes.Backlog);

        for (var kill = 0; kill < Sizes.Kills; kill++)
        {
            var reader = await platform.StartAsync("reader", ("Reader:DelayMilliseconds", "100"), ("Messaging:Concurrency", "2"));
            await Patiently.UntilAsync(
                async () => await platform.Reader.CountAsync("SELECT count(*) FROM Inbox") > kill * 10, "the reader reads");
            await Task.Delay(random.Next(200));
            await reader.KillAsync();
        }

        (await platform.Reader.CountAsync("SELECT count(*) FROM Effects")).ShouldBeLessThan(Sizes.Backlog, "it was killed in the middle");
        await platform.StartAsync("reader");
        await platform.StartAsync("classification");
        await platform.UntilProcessedAsync();
        await platform.ReaderShouldHaveReadOnceAsync();
        await platform.ShouldBeWholeAsync();
    }

    [Fact]
    public async Task Two_relays_on_one_database_send_everything_and_the_one_that_is_left_takes_over()
    {
        await using var platform = fixture.NewPlatform();
        await using var tap = await Tap.OnAsync(fixture.Broker, platform.VirtualHost, "intake.complaint-received.v1");
        var (first, second) = (await platform.StartAsync("intake"), await platform.StartAsync("intake"));
        await platform.StartAsync("classification");
        await platform.StartAsync("reader");

        await Task.WhenAll(platform.PostAsync(first, 80), platform.PostAsync(second, 80));
        await platform.UntilProcessedAsync();
        var undisturbed = (await tap.TakeAllAsync()).ConvertAll(message => message.MessageId);
        undisturbed.Count.ShouldBe(160, "each event is sent once while nobody dies");

        var posting = Task.WhenAll(platform.PostAsync(first, 40), platform.PostUntilItDiesAsync(second));
        await Task.Delay(300);
        await second.KillAsync();
        await posting;
        await platform.LetLeasesRunOutAsync();

        await platform.UntilProcessedAsync();
        await platform.ShouldBeWholeAsync();
        await platform.ReaderShouldHaveReadOnceAsync();
        await platform.TimelinesShouldBeIntactAsync(first, platform.Accepted.Take(10));
    }
}
