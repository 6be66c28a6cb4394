using System.Text.Json;
using ComplaintPlatform.Contracts.Survey;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Tests.Learning;

public sealed class ReadingScorecardsTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    [Fact]
    public async Task A_card_has_each_figure_with_its_count_and_interval()
    {
        resolution.Clock.Advance(TimeSpan.FromDays(100));
        var paid = await resolution.OpenCaseAsync();
        await resolution.ContactAsync(paid);
        var offer = (await resolution.OfferAsync(paid, ResolutionFactory.Refund(30)))[0].GetProperty("id").GetString();
        await resolution.Agent.PostJsonAsync($"cases/{paid}/offers/{offer}/acceptance", "{}").ShouldBeAsync(200);
        await resolution.DoTasksAsync(paid);
        await resolution.Agent.PostJsonAsync($"cases/{paid}/resolution", """{"summary":"已解决"}""").ShouldBeAsync(200);
        var again = await resolution.OpenCaseAsync();
        await resolution.ResolveAsync(again);
        await KeptAsync(paid, again);
        await resolution.Agent.PostJsonAsync($"cases/{again}/reopening", "{}").ShouldBeAsync(200);
        await AnsweredAsync(paid, 4);

        await Eventually.BeTrueAsync(async () => (await CardAsync()).GetProperty("reopenRate").GetProperty("value").GetDouble() == 0.5,
            "the reopening is counted");
        var card = await CardAsync();
        card.GetProperty("cases").GetInt32().ShouldBe(2);
        card.GetProperty("key").GetGuid().ShouldBe(ResolutionFactory.UserIdOf(Roles.Agent));
        card.GetProperty("name").GetString().ShouldBe(Roles.Agent);
        card.GetProperty("firstResponseHours").GetProperty("count").GetInt32().ShouldBe(2);
        card.GetProperty("firstResponseHours").GetProperty("high").ValueKind.ShouldBe(JsonValueKind.Number);
        card.GetProperty("resolutionHours").GetProperty("count").GetInt32().ShouldBe(2);
        card.GetProperty("deadlinesKept").GetRawText().ShouldBe("""{"value":1,"count":4,"low":0.5101,"high":1}""");
        card.GetProperty("reopenRate").GetRawText().ShouldBe("""{"value":0.5,"count":2,"low":0.0945,"high":0.9055}""");
        card.GetProperty("satisfaction").GetRawText().ShouldBe("""{"value":4,"count":1,"low":1,"high":5}""");
        card.GetProperty("compensation").GetRawText().ShouldBe(
            """[{"total":{"amount":"30.00","currency":"CNY"},"promises":1,"perCase":{"amount":"15.00","currency":"CNY"}}]""");
    }

    [Fact]
    public async Task Nothing_ended_is_no_card()
    {
        var answer = await resolution.Supervisor.GetAsync("scorecards?from=2020-01-01&to=2020-01-31").ShouldBeAsync(200);

        answer.GetProperty("items").GetArrayLength().ShouldBe(0);
        answer.GetProperty("timeZone").GetString().ShouldBe("Asia/Shanghai");
    }

    [Fact]
    public async Task Agents_see_their_own_and_supervisors_their_storefronts()
    {
        resolution.Clock.Advance(TimeSpan.FromDays(100));
        var complaint = await resolution.OpenCaseAsync();
        await resolution.ResolveAsync(complaint);
        await KeptAsync(complaint);

        (await CardsAsync(resolution.As(Roles.Agent, Guid.NewGuid()))).ShouldBeEmpty();
        (await CardsAsync(resolution.Agent)).Count.ShouldBe(1);
        (await CardsAsync(resolution.As(Roles.Supervisor, "elsewhere"))).ShouldBeEmpty();
        (await CardsAsync(resolution.Supervisor, "groupBy=storefront"))[0].GetProperty("key").GetString()
            .ShouldBe(ResolutionFactory.Storefront);
        (await CardsAsync(resolution.Supervisor, "groupBy=department"))[0].GetProperty("key").GetString().ShouldNotBeNullOrEmpty();
        await resolution.Agent.GetAsync("scorecards?groupBy=team").ShouldBeProblemAsync(403, "scorecard.own_only");
        await resolution.Supervisor.GetAsync("scorecards?storefrontId=elsewhere").ShouldBeProblemAsync(404, "storefront.not_found");
        await resolution.As(Roles.Storefront).GetAsync("scorecards").ShouldBeProblemAsync(403, "permission.denied");
    }

    [Theory]
    [InlineData("groupBy=planet", "/groupBy")]
    [InlineData("from=2026-02-01&to=2026-01-01", "/to")]
    [InlineData("from=1026-02-01", "/from")]
    [InlineData("from=9999-12-31", "/from")]
    [InlineData("to=0001-01-01", "/to")]
    public async Task A_bad_parameter_is_refused_by_name(string query, string pointer) =>
        await resolution.Supervisor.GetAsync("scorecards?" + query).ShouldBeProblemAsync(400, "parameter.invalid", pointer);

    private async Task<JsonElement> CardAsync() => (await CardsAsync(resolution.Supervisor))[0];

    private static async Task<List<JsonElement>> CardsAsync(HttpClient client, string query = "") =>
        [.. (await client.GetAsync("scorecards?" + query).ShouldBeAsync(200)).GetProperty("items").EnumerateArray()];

    private Task KeptAsync(params Guid[] complaints) => Eventually.BeTrueAsync(
        async () =>
        {
            await using var db = Database.Of(resolution);
            return await db.CaseOutcomes.CountAsync(row => complaints.Contains(row.ComplaintId)) == complaints.Length;
        },
        "the outcomes are kept");

    private Task AnsweredAsync(Guid complaint, int score) => resolution.PublishAsync(new SurveyAnswered
    {
        EventId = Guid.NewGuid(),
        OccurredAt = resolution.Clock.GetUtcNow(),
        StorefrontId = ResolutionFactory.Storefront,
        ComplaintId = complaint,
        Version = 1,
        Cycle = 1,
        SurveyId = Guid.NewGuid(),
        Score = score,
        Solved = true,
    });
}
