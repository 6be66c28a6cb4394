using System.Text.Json;
using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.FollowUp;
using ComplaintPlatform.Contracts.Survey;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Resolution.Tests.Offers;

/// <summary>What satisfied in similar closed cases moves a remedy up, what did not moves it down.</summary>
public sealed class RankingRemediesTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    [Fact]
    public async Task What_satisfied_before_comes_first_and_says_so_in_both_languages()
    {
        var storefront = await StorefrontAsync();
        for (var i = 0; i < 6; i++)
            await FollowUpAsync(await SettleAsync(storefront, "redelivery"), storefront, "satisfied");
        for (var i = 0; i < 6; i++)
            await FollowUpAsync(await SettleAsync(storefront, "coupon"), storefront, "unsatisfied");

        var id = await resolution.OpenCaseAsync(storefront: storefront);
        var chinese = await RemediesAsync(id, storefront);
        var english = await RemediesAsync(id, storefront, "en");

        // By category and demand alone a coupon would stand before a new delivery
        Score(chinese, "redelivery").ShouldBe(30 + 44);
        Score(chinese, "coupon").ShouldBe(30 + 20 + 6);
        chinese[0].GetProperty("kind").GetString().ShouldBeOneOf("compensation", "redelivery");
        Of(chinese, "redelivery").GetProperty("why").EnumerateArray().Select(why => why.GetString())
            .ShouldContain("6 个类似已结案件中 6 个客户满意(+44)");
        Of(english, "redelivery").GetProperty("why").EnumerateArray().Select(why => why.GetString())
            .ShouldContain("satisfied 6 of 6 similar closed cases (+44)");
        Of(chinese, "coupon").GetProperty("record").GetProperty("satisfied").GetInt32().ShouldBe(0);
        Of(chinese, "exchange").GetProperty("record").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_word_is_counted_once_and_a_later_one_instead_of_it()
    {
        var storefront = await StorefrontAsync();
        var settled = await SettleAsync(storefront, "redelivery");
        var said = FollowUp(settled, storefront, "satisfied");
        await resolution.PublishAsync(said);
        await resolution.PublishAsync(said);
        await resolution.PublishAsync(said with { EventId = Guid.NewGuid() });
        var id = await resolution.OpenCaseAsync(storefront: storefront);
        var first = Of(await RemediesAsync(id, storefront), "redelivery").GetProperty("record");

        resolution.Clock.Advance(TimeSpan.FromMinutes(1));
        await resolution.PublishAsync(Survey(settled, storefront, score: 1));
        await resolution.PublishAsync(said with { EventId = Guid.NewGuid() });

        var later = Of(await RemediesAsync(id, storefront), "redelivery").GetProperty("record");
        (first.GetProperty("satisfied").GetInt32(), first.GetProperty("count").GetInt32()).ShouldBe((1, 1));
        (later.GetProperty("satisfied").GetInt32(), later.GetProperty("count").GetInt32()).ShouldBe((0, 1));
    }

    [Fact]
    public async Task Another_storefronts_experience_and_a_middling_score_count_for_nothing()
    {
        var (storefront, other) = (await StorefrontAsync(), await StorefrontAsync());
        await FollowUpAsync(await SettleAsync(other, "redelivery"), other, "satisfied");
        await resolution.PublishAsync(Survey(await SettleAsync(storefront, "redelivery"), storefront, score: 3));

        var id = await resolution.OpenCaseAsync(storefront: storefront);

        Of(await RemediesAsync(id, storefront), "redelivery").GetProperty("record").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Few_cases_of_the_category_borrow_from_the_branch()
    {
        var storefront = await StorefrontAsync();
        await FollowUpAsync(await SettleAsync(storefront, "redelivery", "logistics/packaging"), storefront, "satisfied");

        var id = await resolution.OpenCaseAsync(storefront: storefront, category: "logistics/delay");

        Of(await RemediesAsync(id, storefront), "redelivery").GetProperty("record").GetProperty("category").GetString()
            .ShouldBe("logistics");
    }

    private async Task<string> StorefrontAsync()
    {
        var storefront = "rank-" + Guid.NewGuid().ToString("N")[..8];
        await resolution.PublishAsync(resolution.StorefrontChanged(storefront));
        return storefront;
    }

    private async Task<Guid> SettleAsync(string storefront, string kind, string category = "logistics/delay")
    {
        var agent = resolution.As(Roles.Agent, storefront);
        var id = await resolution.OpenCaseAsync(storefront: storefront, category: category);
        var value = kind == "coupon" ? ""","value":{"amount":"10.00","currency":"CNY"}""" : "";
        var offer = (await resolution.OfferAsync(id, $$"""{"kind":"{{kind}}"{{value}}}""", agent))[0];
        await agent.PostJsonAsync($"cases/{id}/offers/{offer.GetProperty("id").GetString()}/acceptance", "{}").ShouldBeAsync(200);
        return id;
    }

    private Task FollowUpAsync(Guid id, string storefront, string outcome) => resolution.PublishAsync(FollowUp(id, storefront, outcome));

    private FollowUpCompleted FollowUp(Guid id, string storefront, string outcome) => new()
    {
        EventId = Guid.NewGuid(),
        OccurredAt = resolution.Clock.GetUtcNow(),
        StorefrontId = storefront,
        ComplaintId = id,
        Version = 1,
        Cycle = 1,
        FollowUpId = Guid.NewGuid(),
        Outcome = outcome,
    };

    private SurveyAnswered Survey(Guid id, string storefront, int score) => new()
    {
        EventId = Guid.NewGuid(),
        OccurredAt = resolution.Clock.GetUtcNow(),
        StorefrontId = storefront,
        ComplaintId = id,
        Version = 1,
        Cycle = 1,
        SurveyId = Guid.NewGuid(),
        Score = score,
    };

    private async Task<List<JsonElement>> RemediesAsync(Guid id, string storefront, string language = "zh-CN")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"cases/{id}/suggestions");
        request.Headers.Add("Accept-Language", language);
        var answer = await (await resolution.As(Roles.Agent, storefront).SendAsync(request)).ShouldBeAsync(200);
        return [.. answer.GetProperty("remedies").EnumerateArray()];
    }

    private static JsonElement Of(List<JsonElement> remedies, string kind) =>
        remedies.Single(remedy => remedy.GetProperty("kind").GetString() == kind);

    private static int Score(List<JsonElement> remedies, string kind) => Of(remedies, kind).GetProperty("score").GetInt32();
}
