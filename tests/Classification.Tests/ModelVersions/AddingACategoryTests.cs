using System.Text.Json.Nodes;
using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Classification.Tests.ModelVersions;

public sealed class AddingACategoryTests(TrainingFactory classification) : IClassFixture<TrainingFactory>
{
    [Fact]
    public async Task A_category_added_as_data_wins_by_its_rule_at_once_and_by_corrections_after_a_training()
    {
        await AddCategoryAsync("live_stream");
        await AddRuleAsync("""{"id":"own.stream","axis":"category","value":"live_stream","patterns":["直播间"]}""");
        await Eventually.BeTrueAsync(async () => await CategoryAsync("直播间的主播说送三件，结果只发了一件") == "live_stream", "the rule's category is said");
        (await CategoryAsync("客服态度恶劣，骂人")).ShouldStartWith("service_attitude");

        foreach (var text in (string[])["小黄车链接点不开", "小黄车里的东西跟口播对不上", "小黄车一直显示抢光", "小黄车三号链接价格不对", "口播的价格小黄车里没有", "小黄车链接是错的"])
            await classification.CorrectAsync(text, "live_stream");
        var version = await classification.TrainAsync();
        await classification.ActivateAsync(version).ShouldBeAsync(200);
        await classification.EventuallyClassifiesWithAsync(version);

        (await CategoryAsync("小黄车五号链接点不开")).ShouldBe("live_stream");
        (await CategoryAsync("直播间的主播说送三件，结果只发了一件")).ShouldBe("live_stream");
        (await CategoryAsync("客服态度恶劣，骂人")).ShouldStartWith("service_attitude");
        await classification.ActivateAsync(DefaultModel.Card.Version).ShouldBeAsync(200);
    }

    private async Task<string> CategoryAsync(string text) =>
        (await classification.PreviewAsync(text)).GetProperty("category").GetProperty("value").GetString()!;

    private Task AddCategoryAsync(string code) =>
        ChangeAsync("taxonomy",
            document =>
            document["categories"]!.AsArray()
            .Add(JsonNode.Parse($$"""{"code":"{{code}}","name":{"zh":"直播带货","en":"Live stream"},"children":[]}""")));

    private Task AddRuleAsync(string rule) => ChangeAsync("rules", document => document["rules"]!.AsArray().Add(JsonNode.Parse(rule)));

    private async Task ChangeAsync(string path, Action<JsonNode> change)
    {
        var answer = await classification.Administrator.GetAsync(path);
        var document = JsonNode.Parse((await answer.ShouldBeAsync(200)).GetRawText())!;
        change(document);

        await classification.Administrator.SendJsonAsync(HttpMethod.Put, path, document.ToJsonString(),
            ("If-Match", answer.Headers.ETag!.ToString())).ShouldBeAsync(200);
    }
}
