using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Contracts.Survey;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Resolution.Tests.Escalations;

/// <summary>Feelings that rise, people who are not there, and who is told of it.</summary>
public sealed class RisingTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    [Fact]
    public async Task A_customer_who_grows_angrier_calls_somebody_above_once_for_each_rise()
    {
        var id = await resolution.OpenCaseAsync();

        await resolution.PublishAsync(Feels(id, -0.5, version: 2));
        (await LevelAsync(id)).ShouldBe("agent");
        await resolution.PublishAsync(Feels(id, -0.65, version: 3));
        await resolution.PublishAsync(Feels(id, -0.7, version: 4));

        (await LevelAsync(id)).ShouldBe("supervisor");
        (await resolution.PublishedAsync<CaseEscalated>(id)).Single().Reason.ShouldBe("rising_emotion");
        await resolution.PublishAsync(Feels(id, -1, version: 5));
        (await LevelAsync(id)).ShouldBe("manager");
    }

    [Fact]
    public async Task A_correction_of_how_it_was_read_is_no_rise()
    {
        var id = await resolution.OpenCaseAsync();

        await resolution.PublishAsync(resolution.Reclassified(id, "logistics/delay", "general", 2, sentiment: -0.9));
        await resolution.PublishAsync(Feels(id, -1, version: 3));

        (await LevelAsync(id)).ShouldBe("agent");
    }

    [Theory]
    [InlineData("urgent", "offline", 0, true)]
    [InlineData("urgent", "away", 14, false)]
    [InlineData("urgent", "away", 16, true)]
    [InlineData("general", "offline", 29, false)]
    [InlineData("general", "offline", 31, true)]
    [InlineData("non_urgent", "away", 3000, false)]
    public async Task Who_is_not_there_keeps_a_case_as_long_as_the_policy_says(string urgency, string presence, int minutes, bool passes)
    {
        var (storefront, owner) = await ShopAsync();
        var client = resolution.As(Roles.Manager, storefront);
        var id = await resolution.OpenCaseAsync(urgency: urgency, storefront: storefront);
        var other = Guid.NewGuid();
        await resolution.PublishAsync(resolution.StaffChanged(other, Roles.Agent, present: true, storefront: storefront));

        await AppearAsync(owner, presence, client);
        resolution.Clock.Advance(TimeSpan.FromMinutes(minutes));
        if (passes)
        {
            await OwnedByAsync(id, other, client);
            (await resolution.PublishedAsync<CaseAssigned>(id))[^1].Reason.ShouldStartWith("agent_absent");
            return;
        }

        // An urgent case of the same agent says when the absence was looked at
        var sign = await resolution.OpenCaseAsync(urgency: "urgent", storefront: storefront);
        await client.PostJsonAsync($"cases/{sign}/assignment", $$"""{"agentId":"{{owner}}"}""").ShouldBeAsync(200);
        resolution.Clock.Advance(TimeSpan.FromSeconds(20));
        (await resolution.CaseAsync(id, client)).GetProperty("agent").GetProperty("id").GetGuid().ShouldBe(owner);
    }

    [Fact]
    public async Task An_urgent_case_that_nobody_is_there_for_waits_and_those_above_are_told()
    {
        var (storefront, owner) = await ShopAsync();
        var client = resolution.As(Roles.Manager, storefront);
        var supervisor = Guid.NewGuid();
        await resolution.PublishAsync(resolution.StaffChanged(supervisor, Roles.Supervisor, present: false, storefront: storefront));
        var id = await resolution.OpenCaseAsync(urgency: "urgent", storefront: storefront);

        await AppearAsync(owner, "offline", client);
        await OwnedByAsync(id, null, client);
        await ToldAsync(supervisor, storefront, "nobody_there");
        await AppearAsync(owner, "present", client);

        await OwnedByAsync(id, owner, client);
    }

    [Fact]
    public async Task A_reopened_case_goes_to_whoever_is_there_and_to_somebody_above_as_soon_as_one_comes()
    {
        var (storefront, owner) = await ShopAsync();
        var client = resolution.As(Roles.Manager, storefront);
        var supervisor = Guid.NewGuid();
        await resolution.PublishAsync(resolution.StaffChanged(supervisor, Roles.Supervisor, present: false, storefront: storefront));
        var id = await resolution.OpenCaseAsync(storefront: storefront);
        await resolution.ResolveAsync(id, client);

        await client.PostJsonAsync($"cases/{id}/reopening", """{"reason":"没有解决"}""").ShouldBeAsync(200);
        await OwnedByAsync(id, owner, client);
        await ToldAsync(supervisor, storefront, "escalated");
        await AppearAsync(supervisor, "present", client);

        await OwnedByAsync(id, supervisor, client);
        (await resolution.PublishedAsync<CaseAssigned>(id)).Count(assigned => assigned.AgentId == supervisor).ShouldBe(1);
    }

    [Fact]
    public async Task The_owner_is_told_of_a_word_of_the_customer_and_of_a_low_score()
    {
        var (storefront, owner) = await ShopAsync();
        var client = resolution.As(Roles.Manager, storefront);
        var id = await resolution.OpenCaseAsync(storefront: storefront);
        await resolution.PublishAsync(new ComplaintSupplemented
        {
            EventId = Guid.NewGuid(),
            OccurredAt = resolution.Clock.GetUtcNow(),
            StorefrontId = storefront,
            ComplaintId = id,
            Version = 2,
            By = "customer",
            Text = "请问进展如何?",
            Attachments = 0,
        });
        await ToldAsync(owner, storefront, "customer_message");
        await resolution.ResolveAsync(id, client);

        await resolution.PublishAsync(new LowScoreReceived
        {
            EventId = Guid.NewGuid(),
            OccurredAt = resolution.Clock.GetUtcNow(),
            StorefrontId = storefront,
            ComplaintId = id,
            Version = 3,
            Cycle = 1,
            SurveyId = Guid.NewGuid(),
            Score = 1,
        });

        await ToldAsync(owner, storefront, "low_score");
        (await resolution.PublishedAsync<CaseEscalated>(id)).Single().Reason.ShouldBe("low_score");
    }

    private Contracts.Classification.ComplaintReclassified Feels(Guid id, double sentiment, int version) =>
        resolution.Reclassified(id, "logistics/delay", "general", version, sentiment: sentiment, correctedBy: Guid.Empty);

    private async Task<string?> LevelAsync(Guid id) => (await resolution.CaseAsync(id)).GetProperty("level").GetString();

    private async Task<(string Storefront, Guid Agent)> ShopAsync()
    {
        var (storefront, agent) = ("s" + Guid.NewGuid().ToString("N"), Guid.NewGuid());
        await resolution.PublishAsync(resolution.StaffChanged(agent, Roles.Agent, present: true, storefront: storefront));
        return (storefront, agent);
    }

    private static async Task AppearAsync(Guid userId, string presence, HttpClient client)
    {
        var tag = (await client.GetAsync($"agents/{userId}")).Headers.ETag!.Tag;
        await client.SendJsonAsync(HttpMethod.Put, $"agents/{userId}/presence", $$"""{"presence":"{{presence}}"}""", ("If-Match", tag))
            .ShouldBeAsync(200);
    }

    private Task<string> OwnedByAsync(Guid id, Guid? owner, HttpClient client) => Eventually.BecomeAsync(
        async () =>
        {
            var agent = (await resolution.CaseAsync(id, client)).GetProperty("agent");
            return (agent.ValueKind is System.Text.Json.JsonValueKind.Null ? (Guid?)null : agent.GetProperty("id").GetGuid()) == owner ? "" : null;
        }, $"owned by {owner}");

    private Task<string> ToldAsync(Guid userId, string storefront, string kind) => Eventually.BecomeAsync(
        async () => (await resolution.As(Roles.Agent, userId, storefront).GetAsync("notices?limit=100").ShouldBeAsync(200)).GetProperty("items")
            .EnumerateArray().Any(row => row.GetProperty("kind").GetString() == kind) ? kind : null, $"told: {kind}");
}
