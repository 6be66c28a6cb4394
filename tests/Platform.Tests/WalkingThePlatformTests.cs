using System.Text.Json;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Platform.Tests;

public sealed class WalkingThePlatformTests(StandalonePlatform platform) : IClassFixture<StandalonePlatform>
{
    [Fact]
    public async Task A_complaint_goes_all_the_way()
    {
        var walk = platform.NewWalk();

        var assigned = await walk.ReceiveAsync();
        assigned.GetProperty("classification").GetProperty("urgency").GetString().ShouldBe("urgent");
        assigned.GetProperty("classification").GetProperty("category").GetString().ShouldStartWith("safety_health");
        await walk.AgreeAsync();
        await platform.Client.ComplaintWhenAsync(
            walk.Id, complaint => complaint.GetProperty("case").GetProperty("deadlines")
                .GetProperty("firstRespondedAt").ValueKind != JsonValueKind.Null, "the first response is met");
        await walk.ResolveAsync();
        await walk.FollowUpAsync("satisfied");
        await platform.Client.ComplaintWhenAsync(
            walk.Id, complaint => complaint.GetProperty("status").GetString() == "closed", "the case is closed");
        await walk.AnswerSurveyAsync(satisfaction: 5);

        var manager = await platform.Client.AsAsync("manager");
        var summary = await PlatformClient.WhenAsync(
            () => manager.GetAsync("satisfaction/summary").ShouldBeAsync(200),
            found => found.GetProperty("averageScore").GetProperty("count").GetInt32() > 0, "the score is counted");
        summary.GetProperty("averageScore").GetProperty("value").GetDecimal().ShouldBe(5);
        foreach (var figure in new[] { "csat", "solvedRate", "responseRate" })
            summary.GetProperty(figure).GetProperty("value").GetDouble().ShouldBe(1, figure);

        var timeline = await PlatformClient.WhenAsync(
            () => manager.GetAsync($"complaints/{walk.Id}/timeline?limit=100").ShouldBeAsync(200),
            found => Kinds(found).Contains("survey_answered"), "the timeline tells the end");
        ((string[])
        [
            "complaint_received", "complaint_classified", "case_opened", "case_assigned", "contact_logged", "case_first_responded",
            "offer_made", "offer_accepted", "task_added",
            "task_completed", "case_resolved", "follow_up_scheduled", "follow_up_attempted", "follow_up_completed", "case_closed",
            "survey_due", "message_sent", "survey_answered",
        ]).ShouldBeSubsetOf(Kinds(timeline));
        var verification = await manager.GetAsync($"complaints/{walk.Id}/timeline/verification").ShouldBeAsync(200);
        verification.GetProperty("valid").GetBoolean().ShouldBeTrue();
        verification.GetProperty("entries").GetInt32().ShouldBe(Kinds(timeline).Count);
    }

    [Fact]
    public async Task An_unsatisfied_customer_reopens_the_case_with_its_history()
    {
        var walk = platform.NewWalk();
        await walk.ReceiveAsync();
        await walk.AgreeAsync();
        await walk.ResolveAsync();

        await walk.FollowUpAsync("unsatisfied");

        var reopened = await platform.Client.ComplaintWhenAsync(
            walk.Id, complaint => complaint.GetProperty("case").GetProperty("cycle").GetInt32() == 2, "the case has a second cycle");
        reopened.GetProperty("status").GetString().ShouldBeOneOf("reopened", "in_progress", "assigned");
        var read = await walk.CaseAsync();
        read.GetProperty("cycle").GetInt32().ShouldBe(2);
        read.GetProperty("contacts").GetArrayLength().ShouldBeGreaterThan(0, "the history stays");
        read.GetProperty("offers").GetArrayLength().ShouldBeGreaterThan(0, "the history stays");
    }

    [Fact]
    public async Task Evidence_comes_through_the_gateway_up_to_its_limit()
    {
        var received = await platform.Client.PostComplaintAsync("""{"channel":"web","text":"包装破损,见视频"}""");
        var tracked = $"track/{received.GetProperty("trackingUrl").GetString()!.Split('/')[^1]}/attachments";
        byte[] video = [0, 0, 0, 24, .. "ftypmp42"u8, .. new byte[5 << 20]];

        var added = (await SendAsync(tracked, video).ShouldBeAsync(201)).GetProperty("items")[0];
        await SendAsync(tracked, [.. video, .. new byte[16 << 20]]).ShouldBeProblemAsync(413, "attachment.too_large");
        await SendAsync(tracked, [.. video, .. new byte[62 << 20]]).ShouldBeProblemAsync(413, "body.too_large");

        var agent = await platform.Client.AsAsync("agent");
        using var file = await agent.GetAsync($"complaints/{received.GetProperty("id")}/attachments/{added.GetProperty("id")}");
        (await file.Content.ReadAsByteArrayAsync()).AsSpan().SequenceEqual(video).ShouldBeTrue();
        file.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        file.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);

        async Task<HttpResponseMessage> SendAsync(string path, byte[] content)
        {
            using var form = new MultipartFormDataContent { { new ByteArrayContent(content), "files", "a.mp4" } };
            return await platform.Client.Customer.PostAsync(path, form);
        }
    }

    private static List<string> Kinds(JsonElement timeline) =>
        [.. timeline.GetProperty("items").EnumerateArray().Select(entry => entry.GetProperty("kind").GetString()!)];
}
