using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Classification.Tests.ModelVersions;

public sealed class ActivatingAModelTests(TrainingFactory classification) : IClassFixture<TrainingFactory>
{
    [Fact]
    public async Task Every_replica_follows_and_a_restart_remembers()
    {
        await using var replica = new TrainingFactory(0, classification.Folder);
        await replica.StartAsync();
        var version = await classification.SomeModelAsync();

        await classification.ActivateAsync(version).ShouldBeAsync(200);

        await replica.EventuallyClassifiesWithAsync(version);
        await using var restarted = new TrainingFactory(0, classification.Folder);
        await restarted.StartAsync();
        (await restarted.PreviewAsync("退款")).GetProperty("modelVersion").GetString().ShouldBe(version);
        await classification.ActivateAsync(DefaultModel.Card.Version).ShouldBeAsync(200);
    }

    [Fact]
    public async Task A_broken_or_foreign_file_is_refused_and_the_old_one_goes_on()
    {
        var active = await classification.SomeModelAsync();
        await classification.ActivateAsync(active).ShouldBeAsync(200);
        await classification.EventuallyClassifiesWithAsync(active);
        var version = await classification.TrainAsync();

        foreach (var bytes in (string[])[$"(SELECT Bytes FROM ModelFiles AS other WHERE other.Name = '{active}' LIMIT 1)",
            "substr(Bytes, 1, 1000)", "x'504B0304'"])
        {
            await classification.SpoilAsync(version, bytes);

            await classification.ActivateAsync(version).ShouldBeProblemAsync(409, "model.unusable");
        }

        (await classification.Agent.GetAsync("models").ShouldBeAsync(200)).GetProperty("active").GetString().ShouldBe(active);
        (await classification.PreviewAsync("退款")).GetProperty("modelVersion").GetString().ShouldBe(active);
        (await classification.ModelAsync(version)).GetProperty("state").GetString().ShouldBe("ready");
    }

    [Fact]
    public async Task An_active_file_that_breaks_later_leaves_the_model_that_ships()
    {
        var version = await classification.TrainAsync();
        await classification.ActivateAsync(version).ShouldBeAsync(200);
        await classification.SpoilAsync(version, "substr(Bytes, 1, 1000)");

        await using var restarted = new TrainingFactory(0, classification.Folder);
        await restarted.StartAsync();

        (await restarted.PreviewAsync("退款")).GetProperty("modelVersion").GetString().ShouldBe(DefaultModel.Card.Version);
        restarted.LogLines.ShouldContain(line => line.StartsWith("Error") && line.Contains(version));
        await classification.ActivateAsync(DefaultModel.Card.Version).ShouldBeAsync(200);
    }

    [Fact]
    public async Task Whoever_has_not_seen_the_last_activation_is_told()
    {
        var version = await classification.SomeModelAsync();
        var response = await classification.Administrator.GetAsync($"models/{version}");
        var tag = response.Headers.ETag!.Tag;
        await classification.ActivateAsync(version).ShouldBeAsync(200);
        await classification.ActivateAsync(DefaultModel.Card.Version).ShouldBeAsync(200);

        await classification.Administrator.SendJsonAsync(HttpMethod.Post, $"models/{version}/activation", "", ("If-Match", tag))
            .ShouldBeProblemAsync(412, "precondition.failed");
    }

    [Fact]
    public async Task A_training_that_was_interrupted_is_started_again()
    {
        var folder = Directory.CreateTempSubdirectory("training-tests-");
        string version;
        await using (var first = new TrainingFactory(restShare: 1_000, folder.FullName))
        {
            await first.StartAsync();
            await first.CorrectAsync("泡泡熊挂件乱跳", "logistics/delay");
            version = await first.StartTrainingAsync();
            var running = await first.ModelWhenAsync(version, model => model.GetProperty("progress").GetDouble() is > 0 and < 1);
            running.GetProperty("state").GetString().ShouldBe("training");
        }

        await using (var second = new TrainingFactory(0, folder.FullName, keepFiles: 1))
        {
            await second.StartAsync();
            (await second.TrainedAsync(version)).GetProperty("state").GetString().ShouldBe("ready");
            await OnlyTheNewestFileStaysAsync(second, version);
        }

        folder.Delete(recursive: true);
    }

    private static async Task OnlyTheNewestFileStaysAsync(TrainingFactory classification, string older)
    {
        var newest = await classification.TrainAsync();

        await classification.ActivateAsync(older).ShouldBeProblemAsync(409, "model.unusable");
        await classification.ActivateAsync(newest).ShouldBeAsync(200);
        await classification.Agent.GetAsync($"models/{older}/evaluation").ShouldBeAsync(200);
    }
}
