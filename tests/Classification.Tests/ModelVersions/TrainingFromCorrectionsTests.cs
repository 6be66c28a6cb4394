using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Classification.Tests.ModelVersions;

public sealed class TrainingFromCorrectionsTests(TrainingFactory classification) : IClassFixture<TrainingFactory>
{
    private const string Unseen = "泡泡熊挂件三号位又乱跳";

    [Fact]
    public async Task What_agents_corrected_is_said_after_activation_and_no_longer_after_rolling_back()
    {
        var before = await CategoryAsync();
        var corrected = before.StartsWith("logistics", StringComparison.Ordinal) ? "price_promotion/invoice" : "logistics/delay";
        foreach (var text in (string[])["泡泡熊挂件三号位乱跳", "泡泡熊挂件总是乱跳", "三号位的泡泡熊乱跳", "泡泡熊挂件二号位乱跳", "我的泡泡熊挂件乱跳", "挂件泡泡熊三号位乱跳了"])
            await classification.CorrectAsync(text, corrected);

        var version = await classification.TrainAsync();
        await classification.ActivateAsync(version).ShouldBeAsync(200);

        await classification.EventuallyClassifiesWithAsync(version);
        (await CategoryAsync()).ShouldBe(corrected);
        (await classification.ClassifyAsync(Unseen)).ModelVersion.ShouldBe(version);
        var model = await classification.ModelAsync(version);
        model.GetProperty("state").GetString().ShouldBe("active");
        model.GetProperty("progress").GetDouble().ShouldBe(1);
        model.GetProperty("corrections").GetInt32().ShouldBeGreaterThanOrEqualTo(6);

        await classification.ActivateAsync(DefaultModel.Card.Version).ShouldBeAsync(200);

        await classification.EventuallyClassifiesWithAsync(DefaultModel.Card.Version);
        (await CategoryAsync()).ShouldBe(before);
        (await classification.ModelAsync(version)).GetProperty("state").GetString().ShouldBe("retired");
    }

    [Fact]
    public async Task It_is_judged_on_texts_held_out_beside_the_active_model()
    {
        var version = await classification.TrainAsync();

        var evaluation = await classification.Agent.GetAsync($"models/{version}/evaluation").ShouldBeAsync(200);

        var category = evaluation.GetProperty("axes").EnumerateArray()
            .First(axis => axis.GetProperty("axis").GetString() == "category"
            && axis.GetProperty("data").GetString()!.StartsWith("examples, seen", StringComparison.Ordinal));
        var accuracy = category.GetProperty("accuracy");
        accuracy.GetProperty("value").GetDouble().ShouldBeInRange(accuracy.GetProperty("low").GetDouble(), accuracy.GetProperty("high")
            .GetDouble());
        var count = category.GetProperty("count").GetInt32();
        count.ShouldBeInRange(190, 320);
        category.GetProperty("confusion").EnumerateArray().Sum(row => row.EnumerateArray().Sum(cell => cell.GetInt32())).ShouldBe(count);
        var compared = evaluation.GetProperty("comparedWith");
        compared.GetProperty("version").GetString().ShouldBe(DefaultModel.Card.Version);
        compared.GetProperty("axes").EnumerateArray().First(axis => axis.GetProperty("axis").GetString() == "category").GetProperty("count")
            .GetInt32().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_second_one_is_refused_while_it_runs()
    {
        var answer = await classification.Administrator.PostJsonAsync("models", """{"seed":5,"note":"first"}""");
        var version = (await answer.ShouldBeAsync(202)).GetProperty("version").GetString()!;

        await classification.Administrator.PostJsonAsync("models", "{}").ShouldBeProblemAsync(409, "model.training_running");

        answer.Headers.Location!.ToString().ShouldEndWith($"/models/{version}");
        await classification.Administrator.GetAsync($"models/{version}/evaluation").ShouldBeProblemAsync(404, "model.not_evaluated");
        await classification.ActivateAsync(version).ShouldBeProblemAsync(409, "model.not_ready");
        (await classification.TrainedAsync(version)).GetProperty("seed").GetInt32().ShouldBe(5);
    }

    [Fact]
    public async Task Only_who_answers_for_all_storefronts_trains_and_activates()
    {
        await classification.As(Roles.Manager).PostJsonAsync("models", "{}").ShouldBeProblemAsync(403, "model.all_storefronts_required");
        await classification.As(Roles.Manager).PostAsync($"models/{DefaultModel.Card.Version}/activation", null)
            .ShouldBeProblemAsync(403, "model.all_storefronts_required");
        await classification.As(Roles.Agent, "*").PostJsonAsync("models", "{}").ShouldBeProblemAsync(403, "permission.denied");
        await classification.As(Roles.Auditor).GetAsync("models").ShouldBeAsync(200);
        await classification.As(Roles.Storefront).GetAsync("models").ShouldBeProblemAsync(403, "permission.denied");
        await classification.Administrator.GetAsync("models/none").ShouldBeProblemAsync(404, "resource.not_found");
    }

    [Fact]
    public async Task The_model_that_ships_is_listed_with_its_figures()
    {
        var models = await classification.Agent.GetAsync("models").ShouldBeAsync(200);

        var shipped = models.GetProperty("items").EnumerateArray().Last();
        shipped.GetProperty("version").GetString().ShouldBe(DefaultModel.Card.Version);
        shipped.GetProperty("figures").EnumerateArray().ShouldContain(figures => figures.GetProperty("axis").GetString() == "urgency");
        await classification.Agent.GetAsync($"models/{DefaultModel.Card.Version}/evaluation").ShouldBeAsync(200);
    }

    private async Task<string> CategoryAsync() =>
        (await classification.PreviewAsync(Unseen)).GetProperty("category").GetProperty("value").GetString()!;
}
