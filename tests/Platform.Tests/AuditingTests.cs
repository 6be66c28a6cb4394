using System.Globalization;
using System.Net;
using System.Text.Json;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Platform.Tests;

/// <summary>Every change, and every refused attempt at one, stands in one audit, whichever service it happened in.</summary>
public sealed class AuditingTests(StandalonePlatform platform) : IClassFixture<StandalonePlatform>
{
    [Fact]
    public async Task The_whole_way_of_a_complaint_stands_in_it_and_nothing_of_the_customer_does()
    {
        var walk = platform.NewWalk();
        await walk.ReceiveAsync();
        await walk.AgreeAsync();
        await walk.ResolveAsync();
        await walk.FollowUpAsync("satisfied");
        await walk.AnswerSurveyAsync(satisfaction: 5);

        var auditor = await platform.Client.AsAsync("auditor");
        var all = await AllAsync(auditor, "audit?limit=100");
        var done = all.Where(entry => entry.GetProperty("outcome").GetString() == "done").ToList();

        foreach (var (service, action, role) in ((string, string, string)[])
            [
                ("intake", "ReceiveComplaint", "storefront"), ("resolution", "MakeOffers", "agent"), ("resolution", "ResolveCase", "agent"),
                ("follow-up", "LogAttempt", "agent"), ("survey", "AnswerSurvey", "anonymous"), ("gateway", "SignIn", "agent"),
            ])
        {
            var entry = done.Find(entry => Text(entry, "service") == service && Text(entry, "action") == action
                && Text(entry.GetProperty("actor"), "role") == role);
            entry.ValueKind.ShouldBe(JsonValueKind.Object, $"{service} {action} {role} among\n" + string.Join('\n', done.Select(
                other => $"{Text(other, "service")} {Text(other, "action")} {Text(other.GetProperty("actor"), "role")}").Distinct()));
            Text(entry, "traceId").ShouldNotBeNullOrEmpty();
            entry.GetProperty("changes").GetArrayLength().ShouldBeGreaterThan(0, action);
            Text(entry, "storefrontId").ShouldBe("demo", action);
        }

        // The offer was accepted before its tasks were done
        all.ShouldContain(entry => Text(entry, "action") == "ResolveCase" && Text(entry, "refusal") == "case.obligations_open");
        var text = string.Join('\n', all.Select(entry => entry.GetRawText()));
        foreach (var personal in (string[])["王芳", "13800000000", "wang@example.com", "水壶", "u-1", walk.Token])
            text.ShouldNotContain(personal);
        all.Select(entry => entry.GetProperty("at").GetDateTimeOffset()).ShouldBe(
            all.Select(entry => entry.GetProperty("at").GetDateTimeOffset()).OrderDescending());
    }

    [Fact]
    public async Task What_was_refused_to_somebody_who_is_known_stands_in_it()
    {
        var agent = await platform.Client.AsAsync("agent");
        var trace = Guid.NewGuid().ToString("N");

        await agent.PutJsonAsync("authority-limits", "{}", ("If-Match", "*"), ("traceparent", $"00-{trace}-00f067aa0ba902b7-01"))
            .ShouldBeProblemAsync(403, "permission.denied");

        var entry = (await AllAsync(await platform.Client.AsAsync("auditor"), "audit?outcome=refused&action=ReplaceAuthorityLimits"))
            .Single(entry => Text(entry, "traceId") == trace);
        Text(entry, "refusal").ShouldBe("permission.denied");
        entry.GetProperty("status").GetInt32().ShouldBe(403);
        Text(entry.GetProperty("actor"), "role").ShouldBe("agent");
        Text(entry, "target").ShouldBe("authority-limits");
    }

    [Fact]
    public async Task A_repeated_request_changes_once_and_stands_in_it_once()
    {
        var first = await platform.Client.PostComplaintAsync("""{"channel":"web","text":"包装破损"}""", "audited-once");
        await platform.Client.PostComplaintAsync("""{"channel":"web","text":"包装破损"}""", "audited-once");

        var entries = await AllAsync(
            await platform.Client.AsAsync("auditor"), $"audit?action=ReceiveComplaint&complaintId={first.GetProperty("id").GetGuid()}");

        entries.Count.ShouldBe(1);
        entries[0].GetProperty("changes").EnumerateArray().ShouldContain(change =>
            Text(change, "row") == "Complaint" && Text(change, "change") == "added"
            && change.GetProperty("id").GetGuid() == first.GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task It_is_filtered_and_read_page_by_page_over_all_services()
    {
        var administrator = await platform.Client.AsAsync("administrator");
        var complaint = (await platform.Client.PostComplaintAsync("""{"channel":"web","text":"发错颜色"}""")).GetProperty("id").GetGuid();
        await platform.Client.ComplaintWhenAsync(
            complaint, read => read.GetProperty("case").ValueKind == JsonValueKind.Object, "the case is open");
        for (var at = 0; at < 3; at++)
        {
            await platform.Client.Backend.PostJsonAsync($"complaints/{complaint}/messages", """{"text":"请尽快"}""").ShouldBeAsync(201);
            await administrator.PostJsonAsync("users", JsonSerializer.Serialize(new
            {
                username = $"u-{Guid.NewGuid():N}",
                password = "a long enough one",
                role = "agent",
                storefronts = (string[])["demo"],
            })).ShouldBeAsync(201);
        }

        var filter = $"audit?to={Uri.EscapeDataString(DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture))}&outcome=done";
        var whole = await administrator.GetAsync($"{filter}&limit=100&count=true").ShouldBeAsync(200);
        var pages = await AllAsync(administrator, filter + "&limit=2");

        pages.Count.ShouldBe(whole.GetProperty("total").GetInt32());
        pages.Select(entry => entry.GetProperty("id").GetGuid()).Distinct().Count().ShouldBe(pages.Count);
        pages.Select(entry => entry.GetProperty("at").GetDateTimeOffset()).ShouldBe(
            pages.Select(entry => entry.GetProperty("at").GetDateTimeOffset()).OrderDescending());
        var actor = Text(pages.First(entry => Text(entry, "action") == "CreateUser").GetProperty("actor"), "id");
        (await AllAsync(administrator, $"audit?actor={actor}&action=CreateUser")).Count.ShouldBeGreaterThanOrEqualTo(3);
        (await AllAsync(administrator, $"audit?actor={actor}&action=CreateUser&storefrontId=demo")).Count.ShouldBeGreaterThanOrEqualTo(3);
        (await AllAsync(administrator, $"audit?actor={actor}&action=CreateUser&storefrontId=other")).ShouldBeEmpty();
        (await AllAsync(administrator, "audit?service=gateway")).ShouldAllBe(entry => Text(entry, "service") == "gateway");
        await administrator.GetAsync("audit?service=elsewhere").ShouldBeProblemAsync(400, "parameter.invalid", "/service");
        await administrator.GetAsync("audit?who=me").ShouldBeProblemAsync(400, "parameter.unknown", "/who");
        await administrator.GetAsync($"audit?cursor={whole.GetProperty("nextCursor").GetString() ?? "AAAA"}")
            .ShouldBeProblemAsync(400, "cursor.invalid");
    }

    [Fact]
    public async Task An_auditor_of_one_storefront_sees_no_other_and_nothing_of_the_installation()
    {
        var administrator = await platform.Client.AsAsync("administrator");
        var shop = $"shop-{Guid.NewGuid():N}"[..20];
        await administrator.PostJsonAsync("storefronts", $$"""{"id":"{{shop}}","name":"小店"}""").ShouldBeAsync(201);
        var name = $"u-{Guid.NewGuid():N}";
        await administrator.PostJsonAsync("users", JsonSerializer.Serialize(
            new { username = name, password = "a long enough one", role = "auditor", storefronts = (string[])[shop] })).ShouldBeAsync(201);
        await platform.Client.PostComplaintAsync("""{"channel":"web","text":"少发一件"}""");
        using var local = await platform.Client.SignInAsync(name, "a long enough one");

        (await AllAsync(local, "audit")).ShouldAllBe(entry => Text(entry, "storefrontId") == shop);
        var verified = await local.GetAsync("audit/verification").ShouldBeAsync(200);
        verified.GetProperty("services")[0].GetProperty("entries").ValueKind.ShouldBe(JsonValueKind.Null);
        foreach (var role in (string[])["agent", "supervisor", "manager", "director"])
            await (await platform.Client.AsAsync(role)).GetAsync("audit").ShouldBeProblemAsync(403, "permission.denied");
        await platform.Client.Backend.GetAsync("audit").ShouldBeProblemAsync(403, "permission.denied");
    }

    [Fact]
    public async Task Nothing_in_it_was_changed()
    {
        await platform.Client.PostComplaintAsync("""{"channel":"web","text":"少发一件"}""");

        var verified = await (await platform.Client.AsAsync("auditor")).GetAsync("audit/verification").ShouldBeAsync(200);

        verified.GetProperty("valid").GetBoolean().ShouldBeTrue(verified.GetRawText());
        verified.GetProperty("services").GetArrayLength().ShouldBe(6);
    }

    private static string? Text(JsonElement element, string property) => element.GetProperty(property).GetString();

    private static async Task<List<JsonElement>> AllAsync(HttpClient client, string path)
    {
        var entries = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            var page = await client.GetAsync(cursor is null ? path : $"{path}{separator}cursor={cursor}")
                .ShouldBeAsync((int)HttpStatusCode.OK);
            entries.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);
        return entries;
    }
}
