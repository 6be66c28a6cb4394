using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Faults;

/// <summary>Backup and restore as operations run them: commands of their own, beside the platform.</summary>
public sealed class RestoringABackupTests
{
    [Fact]
    public async Task Taken_under_load_it_is_one_instant_of_all_databases_and_the_platform_goes_on_from_it_elsewhere()
    {
        await using var original = new MortalPlatform();
        await original.StartAsync();
        using var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 4).Select(_ => original.PostAsync(stop.Token)).ToList();
        await original.UntilAcceptedAsync(40);
        var before = original.Ledger.Values.ToHashSet();

        var backup = Path.Combine(original.Folder, "backup");
        var answer = await RunAsync("backup", "--data", original.DataFolder, "--to", backup);
        answer.Code.ShouldBe(0, answer.Output);
        await original.UntilAcceptedAsync(20);
        await stop.CancelAsync();
        await Task.WhenAll(clients);
        original.Refused.ShouldBeEmpty();

        await using var restored = new MortalPlatform();
        answer = await RunAsync("restore", "--from", backup, "--data", restored.DataFolder);
        answer.Code.ShouldBe(0, answer.Output);
        var held = (await restored.Database("intake").IdsAsync("SELECT Id FROM Complaints")).ToHashSet();
        held.IsSupersetOf(before).ShouldBeTrue("what was accepted before the backup is in it");
        held.IsProperSubsetOf(original.Ledger.Values.ToHashSet()).ShouldBeTrue("what came after it is not");
        // Nothing knows of a complaint that intake does not know
        (await restored.Database("classification").IdsAsync("SELECT Id FROM Classifications")).ShouldBeSubsetOf(held);
        (await restored.Database("resolution").IdsAsync("SELECT Id FROM Cases")).ShouldBeSubsetOf(held);

        await restored.StartAsync();
        await restored.ShouldHoldAsync(held);
        // The same keys, key holders and people: the old key posts, and what the backup holds is answered as before
        await restored.PostSomeAsync(5);
        await original.ShouldBeWholeAsync();
    }

    [Fact]
    public async Task A_damaged_backup_and_a_folder_in_use_are_refused_and_change_nothing()
    {
        await using var platform = new MortalPlatform();
        await platform.StartAsync();
        await platform.PostSomeAsync(3);
        var backup = Path.Combine(platform.Folder, "backup");
        (await RunAsync("backup", "--data", platform.DataFolder, "--to", backup)).Code.ShouldBe(0);

        var again = await RunAsync("backup", "--data", platform.DataFolder, "--to", backup);
        again.Code.ShouldBe(1);
        again.Output.ShouldContain("is there already");
        var over = await RunAsync("restore", "--from", backup, "--data", platform.DataFolder);
        over.Code.ShouldBe(1);
        over.Output.ShouldContain("is not empty");

        await using (var file = File.OpenWrite(Path.Combine(backup, "resolution.db")))
        {
            file.Seek(-100, SeekOrigin.End);
            file.WriteByte(42);
        }

        var elsewhere = Path.Combine(platform.Folder, "elsewhere");
        var damaged = await RunAsync("restore", "--from", backup, "--data", elsewhere);
        damaged.Code.ShouldBe(1);
        damaged.Output.ShouldContain("resolution.db");
        Directory.Exists(elsewhere).ShouldBeFalse();
        var contents = Path.Combine(backup, "backup.json");
        await File.WriteAllTextAsync(contents, """{"takenAt":"2026-11-29T00:00:00Z","files":{"../outside.txt":"00"}}""", CancellationToken.None);
        (await RunAsync("restore", "--from", backup, "--data", elsewhere)).Output.ShouldContain("is not in the backup");
        await File.WriteAllTextAsync(contents, "{}", CancellationToken.None);
        (await RunAsync("restore", "--from", backup, "--data", elsewhere)).Output.ShouldContain("names no files");
        (await RunAsync("backup", "--data", platform.DataFolder, "--to", Path.Combine(platform.DataFolder, "b"))).Output.ShouldContain("within the data");
        (await RunAsync("backup", "--data", elsewhere, "--to", $"{backup}2")).Output.ShouldContain("no data");
        (await RunAsync("restore", "--from", elsewhere, "--data", $"{elsewhere}2")).Output.ShouldContain("is no backup");
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        await using var process = HostProcess.Start("deploy/standalone", "", new Dictionary<string, string>(), arguments);
        var code = await process.UntilExitedAsync();
        return (code, process.Output);
    }
}
