using System.Text.Json.Nodes;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Classification.Tests.Service;

/// <summary>The numbers behind the computed axes are data that management changes.</summary>
public sealed class ChangingTheFormulasTests(ClassificationFactory classification) : IClassFixture<ClassificationFactory>
{
    private const string Policies = "classifications/policies";
    private const string Clear = "客服态度恶劣,辱骂客户";

    private HttpClient Administrator => classification.As(Roles.Administrator, "*");

    [Fact]
    public async Task A_higher_bar_of_confidence_asks_for_more_reviews()
    {
        (await NeedsReviewAsync()).ShouldBeFalse();

        await ChangeAsync(policy => policy["reviewBelow"] = 1.0).ShouldBeAsync(200);
        await Eventually.BeTrueAsync(NeedsReviewAsync, "the new bar is in force");

        await ChangeAsync(policy => policy["reviewBelow"] = 0.5).ShouldBeAsync(200);
        await Eventually.BeTrueAsync(async () => !await NeedsReviewAsync(), "the old bar is in force again");
    }

    [Fact]
    public async Task Contradictions_are_refused_with_their_place_and_change_nothing()
    {
        var before = await Administrator.GetAsync(Policies).ShouldBeAsync(200);

        var refused = await ChangeAsync(policy =>
        {
            policy["lossBands"]![1]!["general"]!["amount"] = "301.00";
            policy["difficulty"]!["complexFrom"] = 0.5;
        });

        var problem = await refused.ShouldBeProblemAsync(400, "request.invalid");
        foreach (var pointer in (string[])["/lossBands/1/serious/amount", "/difficulty/complexFrom"])
            problem.GetProperty("errors").TryGetProperty(pointer, out _).ShouldBeTrue(pointer);
        (await Administrator.GetAsync(Policies).ShouldBeAsync(200)).GetRawText().ShouldBe(before.GetRawText());
    }

    [Theory]
    [InlineData("reviewBelow", 1.5)]
    [InlineData("reviewBelow", -0.1)]
    public async Task A_number_outside_its_range_is_refused(string field, double value) =>
        await (await ChangeAsync(policy => policy[field] = value)).ShouldBeProblemAsync(400, "request.invalid", $"/{field}");

    [Fact]
    public async Task An_agent_reads_them_and_may_not_change_them()
    {
        var document = (await classification.Agent.GetAsync(Policies).ShouldBeAsync(200)).GetRawText();

        await (await classification.Agent.SendJsonAsync(HttpMethod.Put, Policies, document, ("If-Match", "\"i0\"")))
            .ShouldBeProblemAsync(403, "permission.denied");
    }

    private async Task<bool> NeedsReviewAsync() => (await classification.PreviewAsync(Clear)).GetProperty("needsReview").GetBoolean();

    private async Task<HttpResponseMessage> ChangeAsync(Action<JsonNode> change)
    {
        var answer = await Administrator.GetAsync(Policies);
        var document = JsonNode.Parse((await answer.ShouldBeAsync(200)).GetRawText())!;
        change(document);
        return await Administrator.SendJsonAsync(HttpMethod.Put, Policies, document.ToJsonString(),
            ("If-Match", answer.Headers.ETag!.ToString()));
    }
}
