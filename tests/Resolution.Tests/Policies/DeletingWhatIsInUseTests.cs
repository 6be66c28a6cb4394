using System.Text.Json.Nodes;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Resolution.Tests.Policies;

/// <summary>What is left out of a document while something still names it is refused, and who names it is said.</summary>
public sealed class DeletingWhatIsInUseTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    [Fact]
    public async Task A_department_goes_when_nothing_names_it_any_more()
    {
        var (storefront, manager) = await StorefrontAsync();
        var departments = await ReadAsync(manager, "departments");
        Remove(departments["departments"]!, "id", "technical");

        var refused = await manager.PutJsonAsync("departments", departments.ToJsonString(), ("If-Match", "*"))
            .ShouldBeProblemAsync(400, "request.invalid", "/departments");
        refused.GetRawText().ShouldContain("/remedy-catalogue repair");

        var catalogue = await ReadAsync(manager, "remedy-catalogue");
        foreach (var task in catalogue["remedies"]!.AsArray().SelectMany(remedy => remedy!["tasks"]!.AsArray()))
        {
            if ((string)task!["department"]! == "technical")
                task["department"] = "after_sales";
        }

        await manager.PutJsonAsync("remedy-catalogue", catalogue.ToJsonString(), ("If-Match", "*")).ShouldBeAsync(200);
        var books = await ReadAsync(manager, "playbooks");
        foreach (var stage in books["playbooks"]!.AsArray().SelectMany(book => book!["stages"]!.AsArray()))
        {
            if ((string)stage!["department"]! == "technical")
                stage["department"] = "after_sales";
        }

        await manager.PutJsonAsync("playbooks", books.ToJsonString(), ("If-Match", "*")).ShouldBeAsync(200);
        var id = await OpenAsync(storefront);
        await resolution.As(Roles.Agent, storefront).PostJsonAsync($"cases/{id}/tasks", """{"department":"technical","title":"检测"}""").ShouldBeAsync(201);
        (await manager.PutJsonAsync("departments", departments.ToJsonString(), ("If-Match", "*"))
            .ShouldBeProblemAsync(400, "request.invalid", "/departments")).GetRawText().ShouldContain("/tasks 1");
        var task1 = (await resolution.CaseAsync(id, manager)).GetProperty("tasks")[0].GetProperty("id").GetString();
        await manager.SendJsonAsync(HttpMethod.Patch, $"cases/{id}/tasks/{task1}", """{"state":"done","result":"已检测"}""", ("If-Match", "*")).ShouldBeAsync(200);

        await manager.PutJsonAsync("departments", departments.ToJsonString(), ("If-Match", "*")).ShouldBeAsync(200);
    }

    [Fact]
    public async Task A_calendar_that_a_deadline_counts_by_and_a_remedy_that_is_offered_stay()
    {
        var (storefront, manager) = await StorefrontAsync();
        var calendars = await ReadAsync(manager, "calendars");
        var second = calendars["calendars"]![0]!.DeepClone();
        second["id"] = "second";
        calendars["calendars"]!.AsArray().Add(second);
        await manager.PutJsonAsync("calendars", calendars.ToJsonString(), ("If-Match", "*")).ShouldBeAsync(200);
        var deadlines = await ReadAsync(manager, "deadline-policies");
        deadlines["rules"]![0]!["calendarId"] = "second";
        await manager.PutJsonAsync("deadline-policies", deadlines.ToJsonString(), ("If-Match", "*")).ShouldBeAsync(200);
        Remove(calendars["calendars"]!, "id", "second");
        (await manager.PutJsonAsync("calendars", calendars.ToJsonString(), ("If-Match", "*"))
            .ShouldBeProblemAsync(400, "request.invalid", "/calendars")).GetRawText().ShouldContain("/deadline-policies");

        var id = await OpenAsync(storefront);
        await resolution.OfferAsync(id, """{"kind":"apology"}""", resolution.As(Roles.Agent, storefront));
        var catalogue = await ReadAsync(manager, "remedy-catalogue");
        Remove(catalogue["remedies"]!, "kind", "apology");
        (await manager.PutJsonAsync("remedy-catalogue", catalogue.ToJsonString(), ("If-Match", "*"))
            .ShouldBeProblemAsync(400, "request.invalid", "/remedies")).GetRawText().ShouldContain("apology");
    }

    [Fact]
    public async Task A_task_goes_to_somebody_who_is_there()
    {
        var id = await resolution.OpenCaseAsync();
        var nobody = Guid.NewGuid();

        await resolution.Agent.PostJsonAsync($"cases/{id}/tasks", $$"""{"department":"logistics","title":"查件","ownerId":"{{nobody}}"}""")
            .ShouldBeProblemAsync(400, "request.invalid", "/ownerId");
        await resolution.Agent.PostJsonAsync(
            $"cases/{id}/tasks", $$"""{"department":"logistics","title":"查件","ownerId":"{{ServiceHost.UserIdOf(Roles.Agent)}}"}""").ShouldBeAsync(201);
        var task = (await resolution.CaseAsync(id)).GetProperty("tasks")[0].GetProperty("id").GetString();
        await resolution.Agent.SendJsonAsync(HttpMethod.Patch, $"cases/{id}/tasks/{task}", $$"""{"ownerId":"{{nobody}}"}""", ("If-Match", "*"))
            .ShouldBeProblemAsync(400, "request.invalid", "/ownerId");
    }

    [Fact]
    public async Task A_storefronts_key_reads_the_case_without_what_the_house_thinks_of_it()
    {
        var id = await resolution.OpenCaseAsync();

        var shown = await resolution.CaseAsync(id, resolution.As(Roles.Storefront));

        shown.GetProperty("guidance").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        shown.GetProperty("deadlines").GetArrayLength().ShouldBeGreaterThan(0);
        await resolution.As(Roles.Storefront).GetAsync("authority-limits").ShouldBeProblemAsync(403, "permission.denied");
    }

    private async Task<(string Storefront, HttpClient Manager)> StorefrontAsync()
    {
        var storefront = "uses-" + Guid.NewGuid().ToString("N")[..8];
        await resolution.PublishAsync(resolution.StorefrontChanged(storefront));
        return (storefront, resolution.As(Roles.Manager, storefront));
    }

    private async Task<Guid> OpenAsync(string storefront)
    {
        var id = Guid.NewGuid();
        await resolution.PublishAsync(resolution.Received(id, storefront));
        await resolution.PublishAsync(resolution.Classified(id, storefront: storefront));
        return id;
    }

    private static async Task<JsonNode> ReadAsync(HttpClient manager, string policy) =>
        JsonNode.Parse(await (await manager.GetAsync(policy)).Content.ReadAsStringAsync())!;

    private static void Remove(JsonNode list, string key, string value)
    {
        var items = list.AsArray();
        items.Remove(items.Single(item => (string)item![key]! == value));
    }
}
