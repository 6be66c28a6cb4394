using System.Text.Json;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Platform.Tests;

/// <summary>A message is read by the classifier that ships with the platform, and becomes a complaint that is worked on.</summary>
public sealed class SpottingComplaintsTests(StandalonePlatform platform) : IClassFixture<StandalonePlatform>
{
    [Theory]
    [InlineData("chat", "快递都两个星期了还没送到,客服一直推来推去,真是气死人了", "open", true)]
    [InlineData("review", "The kettle leaks and the seller ignores me. Terrible, I am furious.", "open", true)]
    [InlineData("chat", "请问这款水壶有红色的吗?", "unflagged", false)]
    [InlineData("chat", "Hello, which size fits a foot of 25 cm?", "unflagged", false)]
    public async Task What_is_angry_is_put_up_for_decision_and_what_asks_is_not(string channel, string text, string state, bool flagged)
    {
        var manager = await platform.Client.AsAsync("manager");
        await manager.PutJsonAsync("intake-policies", """{"signals":{"sampleRate":0,"keywords":{"zh":[],"en":[]}}}""", ("If-Match", "*")).ShouldBeAsync(200);
        var reported = await platform.Client.Backend.PostJsonAsync(
            "signals/messages", $$"""{"channel":"{{channel}}","text":{{JsonSerializer.Serialize(text)}}}""").ShouldBeAsync(201);

        var signal = await PlatformClient.WhenAsync(
            () => manager.GetAsync($"signals/{reported.GetProperty("id").GetGuid()}").ShouldBeAsync(200),
            row => row.GetProperty("state").GetString() != "unscreened", "it is screened");

        signal.GetProperty("state").GetString().ShouldBe(state, signal.GetRawText());
        signal.GetProperty("flagged").GetBoolean().ShouldBe(flagged);
    }

    [Fact]
    public async Task A_confirmed_one_is_classified_and_assigned_like_every_other()
    {
        var agent = await platform.Client.AsAsync("agent");
        var reported = await platform.Client.Backend.PostJsonAsync(
            "signals/messages",
            """{"channel":"social","text":"电热水壶漏电,差点出事,太危险了!","customer":{"externalId":"signal-1"},"order":{"externalId":"o-signal"}}""").ShouldBeAsync(201);
        var id = reported.GetProperty("id").GetGuid();
        await PlatformClient.WhenAsync(
            () => agent.GetAsync($"signals/{id}").ShouldBeAsync(200), row => row.GetProperty("state").GetString() == "open", "it is flagged");

        var promoted = await agent.PostJsonAsync($"signals/{id}/promotion", "{}").ShouldBeAsync(201);

        var complaint = await platform.Client.ComplaintWhenAsync(
            promoted.GetProperty("complaintId").GetGuid(),
            row => row.GetProperty("case") is { ValueKind: JsonValueKind.Object } known && known.GetProperty("agent").ValueKind is JsonValueKind.Object,
            "somebody has it");
        complaint.GetProperty("classification").GetProperty("urgency").GetString().ShouldBe("urgent");
        complaint.GetProperty("signalId").GetGuid().ShouldBe(id);
    }
}
