using System.Text.Json;
using ComplaintPlatform.Contracts.FollowUp;
using ComplaintPlatform.Contracts.Survey;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Learning.Precedents;
using ComplaintPlatform.Testing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Tests.Learning;

public sealed class FindingPrecedentsTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    [Fact]
    public async Task A_closed_case_is_found_by_its_words_with_what_solved_it_and_how_it_was_taken()
    {
        var solved = await CloseAsync("电热水壶用了两天就漏电，插座都冒火花", "已换新并退还运费", Refund);
        await CloseAsync("快递员把包裹扔在门口，纸箱压坏", "已致歉");
        await AnsweredAsync(solved, 5);

        var found = await WhenFoundAsync("水壶漏电冒火花", solved);

        found.GetProperty("solution").GetString().ShouldBe("已换新并退还运费");
        found.GetProperty("remedies")[0].GetString().ShouldBe("refund");
        found.GetProperty("value").GetProperty("amount").GetString().ShouldBe("20.00");
        found.GetProperty("outcome").GetString().ShouldBe("satisfied");
        found.GetProperty("excerpt").GetString()!.ShouldContain("漏电");
        await Eventually.BeTrueAsync(
            async () => (await SearchAsync("水壶漏电冒火花")).GetProperty("items")[0].GetProperty("score").ValueKind is JsonValueKind.Number,
            "the customer's score stands with it");
    }

    [Fact]
    public async Task English_and_traditional_Chinese_are_found_alike()
    {
        var english = await CloseAsync("The zipper of my suitcase broke on the first trip", "Sent a new suitcase");
        var chinese = await CloseAsync("行李箱拉链断了，滚轮也坏了", "已寄新箱");

        (await WhenFoundAsync("Suitcase ZIPPER broken", english)).GetProperty("complaintId").GetGuid().ShouldBe(english);
        (await WhenFoundAsync("行李箱拉鏈斷了", chinese)).GetProperty("complaintId").GetGuid().ShouldBe(chinese);
    }

    [Fact]
    public async Task A_case_shows_those_most_like_it_and_never_itself()
    {
        var like = await CloseAsync("蓝牙耳机左耳没有声音，充电仓也充不进电", "已换新");
        await CloseAsync("衣服洗了一次就掉色", "已退款");
        await WhenFoundAsync("蓝牙耳机左耳没有声音", like);
        var open = await OpenAsync("蓝牙耳机左耳没有声音了");

        var precedents = await resolution.Agent.GetAsync($"cases/{open}/precedents").ShouldBeAsync(200);

        var items = precedents.GetProperty("items").EnumerateArray().ToList();
        items[0].GetProperty("complaintId").GetGuid().ShouldBe(like);
        items.ShouldAllBe(item => item.GetProperty("complaintId").GetGuid() != open);
        items.Select(item => item.GetProperty("similarity").GetDouble()).ShouldBe(
            items.Select(item => item.GetProperty("similarity").GetDouble()).OrderDescending());
    }

    [Fact]
    public async Task Outcome_remedy_and_score_narrow_it()
    {
        var first = await CloseAsync("榨汁机刀片生锈，果汁里有铁锈味", "已退款", Refund);
        var second = await CloseAsync("榨汁机刀片生锈，不敢再用", "已换新");
        await AnsweredAsync(first, 2);
        await AnsweredAsync(second, 5);
        await WhenFoundAsync("榨汁机刀片生锈", first);
        await WhenFoundAsync("榨汁机刀片生锈", second);

        await Eventually.BeTrueAsync(
            async () => Ids(await SearchAsync("榨汁机刀片生锈", "&minScore=4")).SequenceEqual([second]), "only the satisfied one");
        Ids(await SearchAsync("榨汁机刀片生锈", "&remedy=refund")).ShouldBe([first]);
        Ids(await SearchAsync("榨汁机刀片生锈", "&outcome=unreachable")).ShouldBeEmpty();
        Ids(await SearchAsync("榨汁机刀片生锈", "&category=product_quality")).ShouldBeEmpty();
        Ids(await SearchAsync("榨汁机刀片生锈", "&category=logistics")).Count().ShouldBe(2);
    }

    [Fact]
    public async Task What_did_not_hold_is_no_example()
    {
        var complaint = await CloseAsync("空调外机噪音太大，邻居都来投诉", "已上门维修");
        await WhenFoundAsync("空调外机噪音", complaint);

        await resolution.Agent.PostJsonAsync($"cases/{complaint}/reopening", """{"reason":"又响了"}""").ShouldBeAsync(200);

        await Eventually.BeTrueAsync(async () => !Ids(await SearchAsync("空调外机噪音")).Any(), "it is gone from the index too");
        await using var db = Database.Of(resolution);
        (await db.Database.SqlQuery<int>(
            $"SELECT COUNT(*) AS Value FROM PrecedentParts WHERE PrecedentId = {complaint}").SingleAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Another_storefront_sees_nothing_of_it()
    {
        var complaint = await CloseAsync("投影仪画面模糊，自动对焦失灵", "已校准");
        await WhenFoundAsync("投影仪画面模糊", complaint);

        var foreign = resolution.As(Roles.Supervisor, "elsewhere");
        (await foreign.GetAsync("precedents?q=投影仪画面模糊").ShouldBeAsync(200)).GetProperty("items").GetArrayLength().ShouldBe(0);
        await foreign.GetAsync("precedents?q=投影仪&storefrontId=demo").ShouldBeProblemAsync(404, "storefront.not_found");
        await foreign.GetAsync($"cases/{complaint}/precedents").ShouldBeProblemAsync(404, "case.not_found");
        await resolution.As(Roles.Director, "*").GetAsync("precedents?q=投影仪").ShouldBeProblemAsync(400, "request.invalid", "/storefrontId");
        await resolution.As(Roles.Storefront).GetAsync("precedents?q=投影仪").ShouldBeProblemAsync(403, "permission.denied");
    }

    [Theory]
    [InlineData("", "/q")]
    [InlineData("q=%20", "/q")]
    [InlineData("q=a&limit=51", "/limit")]
    [InlineData("q=a&minScore=6", "/minScore")]
    [InlineData("q=a&outcome=withdrawn", "/outcome")]
    public async Task A_bad_question_is_refused_by_name(string query, string pointer) =>
        await resolution.Agent.GetAsync("precedents?" + query).ShouldBeProblemAsync(400, "parameter.invalid", pointer);

    [Theory]
    [InlineData("\" OR 1=1 --")]
    [InlineData("NEAR(a b) AND * ^ {x}: '")]
    [InlineData("😀🔥")]
    public async Task Signs_of_the_query_language_mean_nothing(string question) =>
        (await resolution.Agent.GetAsync($"precedents?q={Uri.EscapeDataString(question)}").ShouldBeAsync(200))
            .GetProperty("items").GetArrayLength().ShouldBe(0);

    [Fact]
    public async Task Candidates_are_read_by_their_ids_and_not_by_their_storefront()
    {
        await using var db = Database.Of(resolution);
        db.Scope.UseStorefront(ResolutionFactory.Storefront);
        Guid[] ids = [Guid.NewGuid(), Guid.NewGuid()];
        var query = PrecedentSearch.Comparable(db.Precedents.AsNoTracking().Where(row => ids.Contains(row.Id)), db).ToQueryString();

        var plan = await Database.PlanAsync(db, query);

        plan.ShouldContain(step => step.Contains("SEARCH p USING INDEX sqlite_autoindex_Precedents_1 (Id=?)"), string.Join('\n', plan));
        plan.ShouldContain(step => step.Contains("sqlite_autoindex_ComplaintFacts_1 (Id=?)"), string.Join('\n', plan));
    }

    private const string Refund = """{"kind":"refund","value":{"amount":"20.00","currency":"CNY"},"note":"退款"}""";

    private async Task<Guid> OpenAsync(string text)
    {
        var id = Guid.NewGuid();
        await resolution.PublishAsync(resolution.Received(id, orderAmount: 129) with { Text = text });
        await resolution.PublishAsync(resolution.Classified(id));
        return id;
    }

    private async Task<Guid> CloseAsync(string text, string solution, string? offer = null)
    {
        var id = await OpenAsync(text);
        await resolution.ContactAsync(id);
        if (offer is not null)
        {
            var made = (await resolution.OfferAsync(id, offer))[0].GetProperty("id").GetString();
            await resolution.Agent.PostJsonAsync($"cases/{id}/offers/{made}/acceptance", "{}").ShouldBeAsync(200);
            await resolution.DoTasksAsync(id);
        }

        await resolution.Agent.PostJsonAsync($"cases/{id}/resolution", $$"""{"summary":"{{solution}}"}""").ShouldBeAsync(200);
        await resolution.PublishAsync(new FollowUpCompleted
        {
            EventId = Guid.NewGuid(),
            OccurredAt = resolution.Clock.GetUtcNow(),
            StorefrontId = ResolutionFactory.Storefront,
            ComplaintId = id,
            Version = 1,
            Cycle = 1,
            FollowUpId = Guid.NewGuid(),
            Outcome = "satisfied",
        });
        return id;
    }

    private Task AnsweredAsync(Guid complaint, int score) => Eventually.BeTrueAsync(
        async () =>
        {
            await using var db = Database.Of(resolution);
            if (!await db.Precedents.AnyAsync(row => row.Id == complaint))
                return false;
            await resolution.PublishAsync(new SurveyAnswered
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
            return true;
        },
        "the closed case is kept");

    private Task<JsonElement> SearchAsync(string question, string more = "") =>
        resolution.Agent.GetAsync($"precedents?q={Uri.EscapeDataString(question)}{more}").ShouldBeAsync(200);

    private async Task<JsonElement> WhenFoundAsync(string question, Guid complaint)
    {
        JsonElement found = default;
        await Eventually.BeTrueAsync(
            async () =>
            {
                found = (await SearchAsync(question)).GetProperty("items").EnumerateArray()
                    .FirstOrDefault(item => item.GetProperty("complaintId").GetGuid() == complaint);
                return found.ValueKind is JsonValueKind.Object;
            },
            question);
        return found;
    }

    private static IEnumerable<Guid> Ids(JsonElement answer) =>
        answer.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("complaintId").GetGuid());
}
