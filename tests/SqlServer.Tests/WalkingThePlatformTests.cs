using System.Text.Json;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.SqlServer.Tests;

/// <summary>The whole platform in one process, on its six databases.</summary>
public sealed class WalkingThePlatformTests(DatabaseServer server)
{
    [Fact]
    public async Task A_complaint_goes_all_the_way()
    {
        await using var databases = server.NewDatabases();
        await using var platform = await WholePlatform.StartAsync(databases);
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
                .Any(entry => entry.GetProperty("kind").GetString() == "survey_answered"),
            "the timeline tells the end");
        var verification = await manager.GetAsync($"complaints/{walk.Id}/timeline/verification").ShouldBeAsync(200);
        verification.GetProperty("valid").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Products_that_differ_in_case_are_counted_apart()
    {
        await using var databases = server.NewDatabases();
        await using var platform = await WholePlatform.StartAsync(databases);

        foreach (var product in (string[])["Kettle Pro", "KETTLE PRO", "Kettle Pro "])
        {
            await platform.Client.PostComplaintAsync(JsonSerializer.Serialize(
                new { channel = "web", text = "水壶漏水,客服不理人。", order = new { externalId = product, product } }));
        }

        await Eventually.BeTrueAsync(
            async () => await databases.CountAsync("classification", "SELECT count(*) FROM TermCounts WHERE Dimension = 'Product'") == 2,
            "both are counted");
        await Eventually.BeTrueAsync(
            async () => await databases.CountAsync("classification", "SELECT count(*) FROM UncountedComplaints") == 0,
            "the counting goes on");
    }

    [Fact]
    public async Task Every_filter_of_every_list_filters()
    {
        await using var databases = server.NewDatabases();
        await using var platform = await WholePlatform.StartAsync(databases);
        var walk = platform.NewWalk();
        await walk.ReceiveAsync();
        await walk.AgreeAsync();
        // Its last change for now
        var complaint = await platform.Client.ComplaintWhenAsync(
            walk.Id, read => read.GetProperty("status").GetString() == "executing", "the promise is carried out");
        var manager = await platform.Client.AsAsync("manager");

        foreach (var (filter, hit, miss) in FiltersOf(complaint))
        {
            if (hit is not null)
                (await FindsAsync(manager, walk.Id, filter, hit)).ShouldBeTrue($"{filter}={hit}");
            (await FindsAsync(manager, walk.Id, filter, miss)).ShouldBeFalse($"{filter}={miss}");
        }

        var agent = complaint.GetProperty("case").GetProperty("agent").GetProperty("id").GetGuid();
        string[] lists =
        [
            "complaints?sort=receivedAt&limit=1&count=true", "cases?count=true", "cases?state=executing", $"cases?agentId={agent}",
            "cases?department=x",
            "cases?urgency=urgent", "cases?slaState=on_track", "cases?storefrontId=demo", "cases?unassigned=true",
            $"follow-ups?complaintId={walk.Id}",
            "follow-ups?state=scheduled", "follow-ups?channel=phone", "follow-ups?due=now", "follow-ups?storefrontId=demo&count=true",
            $"messages?complaintId={walk.Id}", "messages?state=sent", "messages?template=survey", "messages?storefrontId=demo&count=true",
            $"survey-invitations?complaintId={walk.Id}", "survey-invitations?state=open&byPhone=true",
            "survey-invitations?storefrontId=demo&count=true",
            "approvals", "agents?count=true", "questionnaires", "review-queue?count=true", "models", "models/drift",
            "insights/hotspots?dimension=category",
            "insights/hotspots?storefrontId=demo&value=safety_health", "insights/trends?dimension=product", "events?storefrontId=demo",
            "satisfaction/summary", "satisfaction/summary?groupBy=agent",
        ];
        foreach (var list in lists)
        {
            // What a list does not know it refuses with 400; what the database does not understand would be 500
            var answer = await manager.GetAsync(list);
            ((int)answer.StatusCode).ShouldBeOneOf([200, 400], $"{list}: {await answer.Content.ReadAsStringAsync()}");
        }

        var administrator = await platform.Client.AsAsync("administrator");
        foreach (var list in (string[])[
            "users?role=agent&active=true&count=true", "api-keys?storefrontId=demo&count=true", "storefronts?count=true",
            "operations/intake/dead-letters", "operations/resolution/dead-letters"])
            await administrator.GetAsync(list).ShouldBeAsync(200);
    }

    /// <summary>With what is found by it, and what is not.</summary>
    private static IEnumerable<(string Filter, string? Hit, string Miss)> FiltersOf(JsonElement complaint)
    {
        var (axes, opened) = (complaint.GetProperty("classification"), complaint.GetProperty("case"));
        var received = complaint.GetProperty("receivedAt").GetDateTimeOffset();
        yield return ("status", Text(complaint, "status"), "withdrawn");
        yield return ("category", Text(axes, "category"), "logistics");
        yield return ("category", Text(axes, "category")!.Split('/')[0], Text(axes, "category")!.ToUpperInvariant());
        foreach (var axis in (string[])["reasonCode", "urgency", "severity", "customerType", "difficulty"])
            yield return (axis, Text(axes, axis), "none-of-these");
        yield return ("demand", axes.GetProperty("demands").EnumerateArray().Select(demand => demand.GetString()).FirstOrDefault(),
            "refun");
        yield return ("channel", "web", "phone");
        yield return ("storefrontId", "demo", "DEMO");
        yield return ("customerId", Text(complaint.GetProperty("customer"), "id"), Guid.NewGuid().ToString());
        yield return ("orderId", "o-1", "O-1");
        yield return ("orderId", " o-1 ", "o-");
        yield return ("agentId", Text(opened.GetProperty("agent"), "id"), Guid.NewGuid().ToString());
        yield return ("department", Text(opened, "department"), "none-of-these");
        yield return ("slaState", Text(opened.GetProperty("deadlines"), "slaState"), "none-of-these");
        yield return ("receivedFrom", received.AddMinutes(-1).ToString("O"), received.AddMinutes(1).ToString("O"));
        yield return ("receivedTo", received.AddMinutes(1).ToString("O"), received.AddMinutes(-1).ToString("O"));
        yield return ("q", "漏电", "漏气");
        yield return ("q", Text(complaint, "reference"), "%");
        yield return ("q", "两天就漏", "_");
    }

    private static async Task<bool> FindsAsync(HttpClient manager, Guid id, string filter, string value)
    {
        var page = await manager.GetAsync($"complaints?{filter}={Uri.EscapeDataString(value)}&limit=100&count=true").ShouldBeAsync(200);
        return page.GetProperty("items").EnumerateArray().Any(item => item.GetProperty("id").GetGuid() == id);
    }

    private static string? Text(JsonElement from, string name) =>
        from.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
