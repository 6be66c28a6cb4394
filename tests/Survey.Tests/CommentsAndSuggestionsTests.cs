using System.Text.Json;
using ComplaintPlatform.Contracts.Survey;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Survey.Tests;

public sealed class CommentsAndSuggestionsTests(SurveyFactory service) : IClassFixture<SurveyFactory>
{
    private readonly string _storefront = $"shop-{Guid.NewGuid():N}";

    private HttpClient Backend => service.As(Roles.Storefront, _storefront);

    private HttpClient Supervisor => service.As(Roles.Supervisor, _storefront);

    [Fact]
    public async Task Comments_stand_in_the_picture_marked_and_in_no_other_figure()
    {
        await CommentAsync("""{"source":"review","platform":"tmall","text":"送货很快","rating":5,"category":"logistics/delay"}""");
        await CommentAsync("""{"source":"review","platform":"tmall","text":"一般","rating":3}""");
        await CommentAsync("""{"source":"social","platform":"weibo","text":"客服态度差"}""");

        var summary = await Supervisor.GetAsync("satisfaction/summary?groupBy=category").ShouldBeAsync(200);

        summary.GetProperty("averageScore").GetProperty("count").GetInt32().ShouldBe(0);
        var comments = summary.GetProperty("comments");
        comments.GetProperty("count").GetInt32().ShouldBe(3);
        comments.GetProperty("averageRating").GetProperty("value").GetDouble().ShouldBe(4);
        comments.GetProperty("averageRating").GetProperty("count").GetInt32().ShouldBe(2);
        comments.GetProperty("satisfied").GetProperty("value").GetDouble().ShouldBe(0.5);
        comments.GetProperty("bySource").EnumerateArray()
            .Select(row => (row.GetProperty("source").GetString(), row.GetProperty("count").GetInt32()))
            .ShouldBe([("social", 1), ("review", 2)]);
        summary.GetProperty("groups").EnumerateArray()
            .Single(group => group.GetProperty("key").GetString() == "logistics/delay")
            .GetProperty("comments").GetProperty("count").GetInt32().ShouldBe(1);
        (await service.PublishedAsync<CommentCollected>()).Count(published => published.StorefrontId == _storefront).ShouldBe(3);
    }

    [Fact]
    public async Task The_same_comment_counts_once()
    {
        const string comment = """{"source":"social","platform":"weibo","externalId":"c-1","text":"又坏了"}""";
        var first = await CommentAsync(comment);

        var again = await Backend.PostJsonAsync("comments", comment);

        (await again.ShouldBeAsync(201)).GetProperty("id").GetGuid().ShouldBe(first.GetProperty("id").GetGuid());
        again.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        var list = await Supervisor.GetAsync("comments?count=true").ShouldBeAsync(200);
        list.GetProperty("total").GetInt32().ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"source":"rumour","text":"x"}""", "/source")]
    [InlineData("""{"source":"social","text":"x","rating":6}""", "/rating")]
    [InlineData("""{"source":"social","text":"   "}""", "/text")]
    [InlineData("""{"source":"social","text":"x","writtenAt":"2031-01-01T00:00:00Z"}""", "/writtenAt")]
    [InlineData("""{"source":"social","text":"x","storefrontId":"another"}""", "/storefrontId")]
    public async Task What_is_no_comment_is_refused(string body, string pointer)
    {
        var answer = await Backend.PostJsonAsync("comments", body).ShouldBeAsync(400);

        answer.GetProperty("errors").TryGetProperty(pointer, out _).ShouldBeTrue(answer.GetRawText());
    }

    [Fact]
    public async Task Suggestions_are_themes_that_a_person_can_read_with_examples_and_course()
    {
        foreach (var text in new[] { "发货太慢了,希望快一点", "物流慢,等了十天", "Please ship faster next time", "包装太差" })
            await AnsweredAsync(text);
        foreach (var text in new[] { "增加礼品卡功能", "希望有礼品卡", "什么时候能用礼品卡" })
            await CommentAsync($$"""{"source":"social","text":"{{text}}"}""");

        var chinese = await SuggestionsAsync("zh-CN");
        var english = await SuggestionsAsync("en");

        chinese.GetProperty("texts").GetInt32().ShouldBe(7);
        var themes = chinese.GetProperty("themes").EnumerateArray().ToList();
        themes.Select(theme => (theme.GetProperty("name").GetString(), theme.GetProperty("count").GetInt32()))
            .ShouldBe([("礼品卡", 3), ("发货和送货更快", 3), ("包装更好", 1)], ignoreOrder: true);
        english.GetProperty("themes").EnumerateArray().Select(theme => theme.GetProperty("name").GetString())
            .ShouldContain("Faster dispatch and delivery");
        var delivery = themes.Single(theme => theme.GetProperty("id").GetString() == "delivery_speed");
        delivery.GetProperty("share").GetProperty("value").GetDouble().ShouldBe(0.4286);
        delivery.GetProperty("examples").GetArrayLength().ShouldBe(3);
        delivery.GetProperty("trend").EnumerateArray().Sum(week => week.GetProperty("count").GetInt32()).ShouldBe(3);
        delivery.GetProperty("averageScore").GetProperty("value").GetDouble().ShouldBe(4);
    }

    [Fact]
    public async Task Themes_are_data()
    {
        var manager = service.As(Roles.Manager, _storefront);
        var before = await manager.GetAsync("satisfaction/themes");
        await AnsweredAsync("门店太少");

        await manager.PutJsonAsync("satisfaction/themes",
            """{"themes":[{"id":"stores","zh":"更多门店","en":"More stores","words":["门店"]}],"leastTexts":3}""",
            ("If-Match", before.Headers.ETag!.Tag)).ShouldBeAsync(200);

        (await SuggestionsAsync("zh-CN")).GetProperty("themes")[0].GetProperty("name").GetString().ShouldBe("更多门店");
        await manager.PutJsonAsync("satisfaction/themes",
            """{"themes":[{"id":"a","zh":"a","en":"a","words":[""]},{"id":"a","zh":"a","en":"a","words":["a"]}]}""",
            ("If-Match", "*")).ShouldBeProblemAsync(400, "request.invalid", "/themes/1/id");
    }

    [Fact]
    public async Task Over_nothing_there_are_no_themes()
    {
        var suggestions = await SuggestionsAsync("en");

        suggestions.GetProperty("texts").GetInt32().ShouldBe(0);
        suggestions.GetProperty("themes").GetArrayLength().ShouldBe(0);
        await service.As(Roles.Agent, _storefront).GetAsync("satisfaction/suggestions").ShouldBeProblemAsync(403, "permission.denied");
    }

    private async Task<JsonElement> SuggestionsAsync(string language)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"satisfaction/suggestions?storefrontId={_storefront}");
        request.Headers.AcceptLanguage.ParseAdd(language);
        return await Supervisor.SendAsync(request).ShouldBeAsync(200);
    }

    private Task<JsonElement> CommentAsync(string body) => Backend.PostJsonAsync("comments", body).ShouldBeAsync(201);

    private async Task AnsweredAsync(string suggestion)
    {
        var token = await service.CloseAsync(service.Closed(Guid.NewGuid(), storefront: _storefront));
        await service.AnswerAsync(token, $$"""{"satisfaction":4,"suggestion":"{{suggestion}}"}""").ShouldBeAsync(201);
    }
}
