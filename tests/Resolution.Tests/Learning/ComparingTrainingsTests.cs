using System.Globalization;
using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Tests.Learning;

public sealed class ComparingTrainingsTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    private static readonly double[] First = [1.9, 0.8, 1.1, 0.1, 0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

    [Fact]
    public async Task Figures_before_and_after_are_tested_with_their_sample_sizes()
    {
        var agent = await AgentAsync();
        var training = await TrainAsync(agent, new DateOnly(2026, 5, 1));
        await InsertAsync(agent, "2026-04-10", hours: First, kept: 4, reopened: 6, score: 3);
        await InsertAsync(agent, "2026-05-20", hours: [.. First.Select(hour => hour / 10)], kept: 10, reopened: 0, score: 5);
        // Somebody else's, another time, and begun before the training
        await InsertAsync(await AgentAsync(), "2026-05-20", hours: [99], kept: 0, reopened: 1, score: 1);
        await InsertAsync(agent, "2025-01-01", hours: [99], kept: 0, reopened: 1, score: 1);
        await InsertAsync(agent, "2026-05-03", hours: [99], kept: 0, reopened: 1, score: 1, startedDaysBefore: 10);

        var effect = await resolution.Supervisor.GetAsync($"trainings/{training}/effect?days=60").ShouldBeAsync(200);

        (effect.GetProperty("before").GetInt32(), effect.GetProperty("after").GetInt32()).ShouldBe((10, 10));
        var response = Figure(effect, "first_response_hours");
        response.GetProperty("before").GetProperty("value").GetDouble().ShouldBe(2.35);
        response.GetProperty("comparison").GetProperty("difference").GetDouble().ShouldBe(-2.115);
        response.GetProperty("conclusion").GetString().ShouldBe("better");
        // Fisher: 6 of 10 and 0 of 10
        Figure(effect, "reopen_rate").GetProperty("comparison").GetProperty("pValue").GetDouble().ShouldBe(0.010836, 0.000001);
        Figure(effect, "reopen_rate").GetProperty("conclusion").GetString().ShouldBe("better");
        Figure(effect, "deadlines_kept").GetProperty("before").GetProperty("count").GetInt32().ShouldBe(20);
        Figure(effect, "satisfaction").GetProperty("unknown").GetString().ShouldBe("no_spread");
        effect.GetProperty("meanTest").GetString()!.ShouldContain("Welch");
        effect.GetProperty("shareTest").GetString()!.ShouldContain("Fisher");
    }

    [Fact]
    public async Task Too_few_cases_are_said_to_be_so()
    {
        var agent = await AgentAsync();
        var training = await TrainAsync(agent, new DateOnly(2026, 5, 1));

        var none = await resolution.Supervisor.GetAsync($"trainings/{training}/effect").ShouldBeAsync(200);
        Figure(none, "resolution_hours").GetProperty("unknown").GetString().ShouldBe("no_cases_before");
        Figure(none, "reopen_rate").GetProperty("conclusion").GetString().ShouldBe("unknown");

        await InsertAsync(agent, "2026-04-10", hours: [1], kept: 1, reopened: 0, score: 3);
        await InsertAsync(agent, "2026-05-20", hours: [1, 2], kept: 2, reopened: 0, score: 3);
        var few = await resolution.Supervisor.GetAsync($"trainings/{training}/effect").ShouldBeAsync(200);
        Figure(few, "resolution_hours").GetProperty("unknown").GetString().ShouldBe("too_few");
        Figure(few, "reopen_rate").GetProperty("conclusion").GetString().ShouldBe("not_shown");
    }

    [Fact]
    public async Task Who_may_not_is_told_so()
    {
        var training = await TrainAsync(await AgentAsync(), new DateOnly(2026, 5, 1));

        await resolution.Agent.GetAsync("trainings").ShouldBeProblemAsync(403, "permission.denied");
        await resolution.As(Roles.Supervisor, "elsewhere").GetAsync($"trainings/{training}/effect")
            .ShouldBeProblemAsync(404, "training.not_found");
        (await resolution.As(Roles.Supervisor, "elsewhere").GetAsync("trainings").ShouldBeAsync(200)).GetProperty("items").GetArrayLength()
            .ShouldBe(0);
        await resolution.Supervisor.PostJsonAsync(
            "trainings", $$"""{"name":"沟通","day":"2026-05-01","agentIds":["{{Guid.NewGuid()}}"]}""")
            .ShouldBeProblemAsync(422, "training.no_such_agent", "/agentIds/0");
        await resolution.Supervisor.PostJsonAsync("trainings", """{"name":"沟通","day":"2026-05-01","agentIds":[]}""")
            .ShouldBeProblemAsync(400, "request.invalid", "/agentIds");
        (await resolution.Supervisor.GetAsync("trainings?limit=100").ShouldBeAsync(200)).GetProperty("items").EnumerateArray()
            .ShouldContain(item => item.GetProperty("id").GetGuid() == training);
    }

    private static JsonElement Figure(JsonElement effect, string name) =>
        effect.GetProperty("figures").EnumerateArray().Single(figure => figure.GetProperty("figure").GetString() == name);

    private async Task<Guid> AgentAsync()
    {
        var agent = Guid.NewGuid();
        await resolution.PublishAsync(resolution.StaffChanged(agent, Roles.Agent, present: false));
        return agent;
    }

    private async Task<Guid> TrainAsync(Guid agent, DateOnly day) =>
        (await resolution.Supervisor.PostJsonAsync(
            "trainings",
            $$"""{"name":"沟通技巧","day":"{{day.ToString("O", CultureInfo.InvariantCulture)}}","agentIds":["{{agent}}"]}""")
            .ShouldBeAsync(201))
        .GetProperty("id").GetGuid();

    // Rows as the consumer writes them: the way over events would take the case through weeks
    private async Task InsertAsync(
        Guid agent, string day, double[] hours, int kept, int reopened, int score, int startedDaysBefore = 1)
    {
        await using var db = Database.Of(resolution);
        var ended = DateTimeOffset.Parse(day + "T04:00:00Z", CultureInfo.InvariantCulture);
        for (var at = 0; at < hours.Length; at++)
        {
            var (inTime, again, hour) = (at < kept, at < reopened, hours[at]);
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO CaseOutcomes (ComplaintId, Cycle, StorefrontId, AgentId, AgentName, Team, Department, Category, StartedAt,
                    EndedAt,
                    FirstResponseHours, ResolutionHours, FirstResponseKept, ResolutionKept, Reopened, Score, Version)
                VALUES ({Guid.NewGuid()}, 1, {ServiceHost.Storefront}, {agent}, 'x', '', 'd', 'logistics/delay',
                    {ended.AddDays(-startedDaysBefore).UtcTicks}, {ended.UtcTicks}, {hour}, {hour}, {inTime}, {inTime}, {again}, {score}, 1)
                """);
        }
    }
}
