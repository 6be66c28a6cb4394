using ComplaintPlatform.Contracts.Classification;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Intake.Tests;

public sealed class FilteringByTaxonomyTests(IntakeFactory intake) : IClassFixture<IntakeFactory>
{
    [Fact]
    public async Task A_category_that_there_is_not_is_refused_with_those_that_there_are()
    {
        foreach (var list in (string[])["complaints", "complaints/export"])
        {
            var problem = await intake.Backend.GetAsync($"{list}?category=nope").ShouldBeProblemAsync(400, "parameter.invalid", "/category");
            problem.GetRawText().ShouldContain("logistics/delay");
            await intake.Backend.GetAsync($"{list}?reasonCode=Q9").ShouldBeProblemAsync(400, "parameter.invalid", "/reasonCode");
            await intake.Backend.GetAsync($"{list}?reasonText=nope").ShouldBeProblemAsync(400, "parameter.invalid", "/reasonText");
            ((int)(await intake.Backend.GetAsync($"{list}?category=logistics&category=logistics/delay&reasonCode=Y1")).StatusCode).ShouldBe(200);
        }
    }

    [Theory]
    [InlineData("短駁延誤", true)]
    [InlineData("LATE dispatch", true)]
    [InlineData("野蛮装卸", false)]
    [InlineData("野蛮装卸&reasonText=延误", true)]
    public async Task A_reason_is_found_by_the_words_of_its_name(string words, bool found)
    {
        var backend = intake.As(Roles.Storefront, "tax-1");
        var id = (await backend.PostJsonAsync("complaints", """{"channel":"web","text":"晚了"}""").ShouldBeAsync(201)).GetProperty("id").GetGuid();
        await intake.PublishAsync(Classified(id, "tax-1", "logistics/delay", "Y1"));

        var rows = (await backend.GetAsync($"complaints?reasonText={words}&limit=100").ShouldBeAsync(200)).GetProperty("items").EnumerateArray();

        rows.Any(row => row.GetProperty("id").GetGuid() == id).ShouldBe(found);
    }

    [Fact]
    public async Task Others_are_known_as_soon_as_classification_tells_of_them_and_former_ones_as_long_as_they_are_used()
    {
        await using var other = new TaxonomyHost();
        await other.StartAsync();
        var backend = other.As(Roles.Storefront);
        var id = (await backend.PostJsonAsync("complaints", """{"channel":"web","text":"晚了"}""").ShouldBeAsync(201)).GetProperty("id").GetGuid();
        await other.PublishAsync(Classified(id, Testing.ServiceHost.Storefront, "logistics/delay", "Y1"));

        await other.PublishAsync(Replaced(2, "toys/lost"));
        await other.PublishAsync(Replaced(1, "late"));

        await backend.GetAsync("complaints?category=toys/lost").ShouldBeAsync(200);
        await backend.GetAsync("complaints?category=late").ShouldBeProblemAsync(400, "parameter.invalid", "/category");
        await backend.GetAsync("complaints?category=safety_health").ShouldBeProblemAsync(400, "parameter.invalid", "/category");
        (await backend.GetAsync("complaints?category=logistics").ShouldBeAsync(200)).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    private static TaxonomyReplaced Replaced(int version, string category) => new()
    {
        EventId = Guid.NewGuid(),
        OccurredAt = DateTimeOffset.UtcNow,
        StorefrontId = "*",
        Version = version,
        Categories = [new() { Code = category, Chinese = "玩具", English = "Toys" }],
        ReasonCodes = [new() { Code = "Z1", Chinese = "原因", English = "Reason" }],
    };

    private static ComplaintClassified Classified(Guid id, string storefrontId, string category, string reasonCode) => new()
    {
        EventId = Guid.NewGuid(),
        OccurredAt = DateTimeOffset.UtcNow,
        StorefrontId = storefrontId,
        ComplaintId = id,
        Version = 1,
        Axes = new ComplaintAxes
        {
            Category = category,
            ReasonCode = reasonCode,
            Urgency = "general",
            Severity = "general",
            CustomerType = "new",
            Difficulty = "simple",
            Demands = ["compensation"],
            Sentiment = -0.6,
            EscalationRisk = 0.2,
        },
        Language = "zh",
        ModelVersion = "test",
        NeedsReview = false,
    };

    private sealed class TaxonomyHost() : ServiceHost("intake", builder => builder.AddIntake(), routes => routes.MapIntake());
}
