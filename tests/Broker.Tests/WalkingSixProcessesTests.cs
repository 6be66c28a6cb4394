using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Broker.Tests;

[Collection(Brokers.Calm)]
public sealed class WalkingSixProcessesTests(BrokerFixture fixture)
{
    [Fact]
    public async Task A_complaint_goes_all_the_way_over_the_broker()
    {
        await using var platform = await SixProcesses.StartAsync(fixture.Broker);
        var walk = platform.NewWalk();

        await walk.ReceiveAsync();
        await walk.AgreeAsync();
        await walk.ResolveAsync();
        await walk.FollowUpAsync("satisfied");
        await platform.Client.ComplaintWhenAsync(
            walk.Id, complaint => complaint.GetProperty("status").GetString() == "closed", "the case is closed");
        await walk.AnswerSurveyAsync();

        var manager = await platform.Client.AsAsync("manager");
        await PlatformClient.WhenAsync(
            () => manager.GetAsync("satisfaction/summary").ShouldBeAsync(200),
            found => found.GetProperty("averageScore").GetProperty("count").GetInt32() == 1, "the score is counted");
        await PlatformClient.WhenAsync(
            () => manager.GetAsync($"complaints/{walk.Id}/timeline?limit=100").ShouldBeAsync(200),
            timeline => timeline.GetProperty("items").EnumerateArray()
                .Any(entry => entry.GetProperty("kind").GetString() == "survey_answered"), "the timeline tells the end");
        var verification = await manager.GetAsync($"complaints/{walk.Id}/timeline/verification").ShouldBeAsync(200);
        verification.GetProperty("valid").GetBoolean().ShouldBeTrue();
    }
}
