using ComplaintPlatform.Testing;
using ComplaintPlatform.Testing.Processes;

namespace ComplaintPlatform.Faults;

public sealed class KillingTheEmbeddedPlatformTests(ITestOutputHelper output)
{
    private const int Clients = 6;

    [Fact]
    public async Task Killed_at_random_moments_under_load_it_loses_and_doubles_nothing_it_accepted()
    {
        var plan = FaultPlan.FromEnvironment(kills: 12);
        output.WriteLine($"FAULTS_SEED={plan.Seed} FAULTS_KILLS={plan.Kills}");
        await using var platform = new MortalPlatform();
        await platform.StartAsync();
        using var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, Clients).Select(_ => platform.PostAsync(stop.Token)).ToList();

        for (var kill = 0; kill < plan.Kills; kill++)
        {
            if (plan.IsDuringStart(kill))
            {
                await Task.Delay(plan.Next(2_500));
            }
            else
            {
                // Counted, not timed: on a slow machine as well there is a load to be killed in
                await platform.UntilAcceptedAsync(plan.NextCount(20));
                await Task.Delay(plan.Next(30));
            }

            await platform.KillAsync();
            platform.Launch();
        }

        await platform.Process.UntilReadyAsync();
        await stop.CancelAsync();
        await Task.WhenAll(clients);

        platform.Refused.ShouldBeEmpty();
        await platform.ShouldBeWholeAsync();
        output.WriteLine($"{platform.Ledger.Count} accepted over {plan.Kills} kills: 0 lost, 0 doubled");
    }

    [Fact]
    public async Task Killed_while_it_is_installed_it_starts_as_if_nothing_had_been()
    {
        var plan = FaultPlan.FromEnvironment(kills: 12);
        output.WriteLine($"FAULTS_SEED={plan.Seed}");
        await using var platform = new MortalPlatform();

        for (var kill = 0; kill < 4; kill++)
        {
            platform.Launch();
            await Task.Delay(TimeSpan.FromMilliseconds(300) + plan.Next(3_000));
            await platform.KillAsync();
        }

        await platform.StartAsync();
        await platform.PostSomeAsync(10);
        await platform.ShouldBeWholeAsync();
    }

    [Fact]
    public async Task A_migration_that_was_killed_does_not_hold_up_the_next_start()
    {
        await using var platform = new MortalPlatform();
        Directory.CreateDirectory(platform.DataFolder);
        await using (File.Create(Path.Combine(platform.DataFolder, "intake.db")))
        {
            // An empty database with the row that Entity Framework leaves behind
        }

        await platform.Database("intake").ExecuteAsync(
            """
            CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL);
            INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01 00:00:00');
            """);

        await platform.StartAsync();

        await platform.PostSomeAsync(10);
        await platform.ShouldBeWholeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_dead_process_may_have_delivered_is_delivered_again_and_dropped_by_the_inbox_alone(bool inboxOff)
    {
        await using var platform = new MortalPlatform();
        await platform.StartAsync();
        await platform.PostSomeAsync(10);
        await platform.ShouldBeWholeAsync();
        await platform.KillAsync();
        var delivered = await platform.Database("intake").ExecuteAsync("UPDATE Outbox SET SentAt = NULL, Attempts = 0, LeasedUntil = 0");
        delivered.ShouldBeGreaterThanOrEqualTo(platform.Ledger.Count);

        await platform.StartAsync(
            [("Messaging:InboxOff", inboxOff ? "true" : "false"), .. DistributedPlatform.AllowingControls,
                ("Messaging:FirstDelay", "00:00:00.02"), ("Messaging:Tries", "2")]);

        if (inboxOff)
            await Patiently.UntilAsync(
                async () => await platform.DeadLettersAsync() > 0, "copies are not dropped: the control must show it");
        else
            await platform.ShouldBeWholeAsync();
    }
}
