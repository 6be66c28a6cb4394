using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Survey.Tests;

/// <summary>Each test has a storefront of its own and counts only its own answers.</summary>
public sealed class SatisfactionTests(SurveyFactory service) : IClassFixture<SurveyFactory>
{
    private readonly string _storefront = $"shop-{Guid.NewGuid():N}";

    [Fact]
    public async Task Without_answers_there_is_no_figure()
    {
        var summary = await SummaryAsync();

        foreach (var figure in new[] { "averageScore", "csat", "solvedRate", "responseRate" })
        {
            summary.GetProperty(figure).GetProperty("value").ValueKind.ShouldBe(JsonValueKind.Null);
            summary.GetProperty(figure).GetProperty("count").GetInt32().ShouldBe(0);
        }
    }

    [Fact]
    public async Task Scores_shares_and_intervals_are_those_of_the_answers()
    {
        foreach (var answers in new[] { (5, "yes"), (4, "yes"), (4, "no"), (2, "no") })
            await AnsweredAsync($$"""{"satisfaction":{{answers.Item1}},"solved":"{{answers.Item2}}"}""");
        await service.CloseAsync(service.Closed(Guid.NewGuid(), storefront: _storefront));

        var summary = await SummaryAsync();

        // Mean 3.75, standard deviation 1.2583, t(3) 3.1824: the upper end is cut at 5
        Figure(summary, "averageScore").ShouldBe((3.75, 4, 1.7478, 5));
        Figure(summary, "csat").ShouldBe((0.75, 4, 0.3006, 0.9544));
        Figure(summary, "solvedRate").ShouldBe((0.5, 4, 0.15, 0.85));
        Figure(summary, "responseRate").ShouldBe((0.8, 5, 0.3755, 0.9638));
    }

    [Theory]
    [InlineData("category", new[] { "logistics/delay", "product_quality/defect" })]
    [InlineData("storefront", null)]
    [InlineData("month", new[] { "2026-02", "2026-03" })]
    [InlineData("urgency", new[] { "general" })]
    [InlineData("channel", new[] { "web" })]
    [InlineData("agent", new[] { "", "0f0e0d0c-0b0a-0908-0706-050403020100" })]
    public async Task Figures_are_given_by_group_and_add_up(string groupBy, string[]? keys)
    {
        // The last of February in UTC is the first of March in Shanghai
        await AnsweredAsync("""{"satisfaction":5}""", category: "product_quality/defect",
            at: new DateTimeOffset(2026, 2, 10, 0, 0, 0, TimeSpan.Zero));
        await AnsweredAsync("""{"satisfaction":3}""", agentId: new Guid("0f0e0d0c-0b0a-0908-0706-050403020100"),
            at: new DateTimeOffset(2026, 2, 28, 20, 0, 0, TimeSpan.Zero));
        await AnsweredAsync("""{"satisfaction":1}""", at: new DateTimeOffset(2026, 3, 5, 0, 0, 0, TimeSpan.Zero));

        var summary = await SummaryAsync($"&groupBy={groupBy}");

        summary.GetProperty("averageScore").GetProperty("value").GetDouble().ShouldBe(3);
        var groups = summary.GetProperty("groups").EnumerateArray().ToList();
        groups.Select(group => group.GetProperty("key").GetString()).ShouldBe(keys ?? [_storefront]);
        groups.Sum(group => group.GetProperty("averageScore").GetProperty("count").GetInt32()).ShouldBe(3);
    }

    [Fact]
    public async Task A_period_begins_inside_and_ends_outside()
    {
        await AnsweredAsync("""{"satisfaction":5}""", at: new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
        await AnsweredAsync("""{"satisfaction":1}""", at: new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero));

        var summary = await SummaryAsync("&from=2026-03-01T00:00:00Z&to=2026-03-02T00:00:00Z");

        Figure(summary, "averageScore").ShouldBe((5, 1, 1, 5));
    }

    [Fact]
    public async Task It_is_for_management_and_the_auditor_and_of_their_own_storefronts()
    {
        await AnsweredAsync("""{"satisfaction":5}""");

        await service.As(Roles.Agent, _storefront).GetAsync("satisfaction/summary").ShouldBeProblemAsync(403, "permission.denied");
        await service.As(Roles.Auditor, _storefront).GetAsync("satisfaction/summary").ShouldBeAsync(200);
        await service.As(Roles.Manager, "other").GetAsync($"satisfaction/summary?storefrontId={_storefront}")
            .ShouldBeProblemAsync(404, "storefront.not_found");
        var others = await service.As(Roles.Manager, "other").GetAsync("satisfaction/summary").ShouldBeAsync(200);
        others.GetProperty("averageScore").GetProperty("count").GetInt32().ShouldBe(0);
        (await service.As(Roles.Manager).GetAsync("satisfaction/summary?groupBy=weather")).StatusCode
            .ShouldBe(System.Net.HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Supervisors_read_the_figures_of_their_own_storefronts()
    {
        await AnsweredAsync("""{"satisfaction":5}""");

        var own = await service.As(Roles.Supervisor, _storefront).GetAsync("satisfaction/summary").ShouldBeAsync(200);
        var others = await service.As(Roles.Supervisor, "other").GetAsync("satisfaction/summary").ShouldBeAsync(200);

        own.GetProperty("averageScore").GetProperty("count").GetInt32().ShouldBe(1);
        others.GetProperty("averageScore").GetProperty("count").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task Nps_is_reported_where_it_is_asked()
    {
        await service
            .AskAlsoAsync("""{"id":"recommend","kind":"scale","zh":"您愿意推荐我们吗?","en":"Would you recommend us?","minimum":0,"maximum":10}""");
        foreach (var answer in new[] { 10, 9, 8, 6, 0 })
            await AnsweredAsync($$"""{"satisfaction":4,"recommend":{{answer}}}""");

        var summary = await SummaryAsync("&groupBy=category");

        // Of 100, 100, 0, -100, -100: mean 0, standard deviation 100, t(4) 2.7764: the ends are cut at the scale's
        Figure(summary, "nps").ShouldBe((0, 5, -100, 100));
        Figure(summary.GetProperty("groups")[0], "nps").ShouldBe((0, 5, -100, 100));
        summary.GetProperty("fewAnswers").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_withdrawn_question_is_not_in_the_response_rate()
    {
        var reopened = Guid.NewGuid();
        await AnsweredAsync("""{"satisfaction":5}""");
        await service.CloseAsync(service.Closed(reopened, storefront: _storefront));
        Figure(await SummaryAsync(), "responseRate").Count.ShouldBe(2);

        await service.PublishAsync(service.Reopened(reopened) with { StorefrontId = _storefront });

        var (value, count, _, _) = Figure(await SummaryAsync(), "responseRate");
        (value, count).ShouldBe((1, 1));
    }

    private async Task AnsweredAsync(string answers, string category = "logistics/delay", Guid? agentId = null, DateTimeOffset? at = null)
    {
        var token = await service.CloseAsync(service.Closed(Guid.NewGuid(), storefront: _storefront, category: category, agentId: agentId,
            at: at));
        await service.AnswerAsync(token, answers).ShouldBeAsync(201);
    }

    private async Task<JsonElement> SummaryAsync(string query = "") =>
        await service.As(Roles.Manager, _storefront).GetAsync($"satisfaction/summary?storefrontId={_storefront}{query}").ShouldBeAsync(200);

    private static (double Value, int Count, double Low, double High) Figure(JsonElement summary, string name)
    {
        var figure = summary.GetProperty(name);
        return (figure.GetProperty("value").GetDouble(), figure.GetProperty("count").GetInt32(), figure.GetProperty("low").GetDouble(),
            figure.GetProperty("high").GetDouble());
    }
}
