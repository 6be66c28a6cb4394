using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Resolution.Tests.Deadlines;

/// <summary>An edit holds from its moment on; what happened stays as it was.</summary>
public sealed class EditingCalendarsTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    [Fact]
    public async Task A_new_holiday_moves_what_is_due_says_so_and_list_case_and_register_agree()
    {
        var storefront = await ShopAsync();
        var id = await resolution.OpenCaseAsync(urgency: "non_urgent", storefront: storefront);
        var client = resolution.As(Roles.Manager, storefront);
        var before = await ResolutionAsync(id, client);

        await EditAsync(client, calendar => AddHolidays(calendar, 3));

        var moved = await resolution.EventuallyPublishedAsync<DeadlinesChanged>(id);
        var after = await ResolutionAsync(id, client);
        after.GetProperty("dueAt").GetDateTimeOffset().ShouldBeGreaterThan(before.GetProperty("dueAt").GetDateTimeOffset());
        moved.ResolutionDueAt.ShouldBe(after.GetProperty("dueAt").GetDateTimeOffset());
        (await client.GetAsync("cases").ShouldBeAsync(200)).GetProperty("items").EnumerateArray()
            .Single(row => row.GetProperty("complaintId").GetGuid() == id).GetProperty("resolutionDueAt").GetDateTimeOffset()
            .ShouldBe(moved.ResolutionDueAt);
        (await StepsAsync(id, client)).ShouldBe(["start", "policy_changed"]);
    }

    [Fact]
    public async Task A_case_that_was_met_stays_met_whatever_becomes_of_the_calendar()
    {
        var storefront = await ShopAsync();
        var client = resolution.As(Roles.Manager, storefront);
        var id = await resolution.OpenCaseAsync(urgency: "non_urgent", storefront: storefront);
        resolution.Clock.Advance(TimeSpan.FromHours(30));
        await resolution.ResolveAsync(id, client);
        var before = await ResolutionAsync(id, client);

        // Round the clock from now on: the old time would be far overdrawn if it counted for what has passed
        await EditAsync(client, calendar =>
        {
            calendar["weeklyHours"] = new JsonArray([.. Enumerable.Range(0, 7).Select(day =>
                (JsonNode)new JsonObject { ["day"] = EnumText.Of((DayOfWeek)day), ["opens"] = "00:00", ["closes"] = "24:00" })]);
            calendar["holidays"] = new JsonArray();
            calendar["makeUpDays"] = new JsonArray();
        });
        resolution.Clock.Advance(TimeSpan.FromDays(40));

        (await ResolutionAsync(id, client)).GetRawText().ShouldBe(before.GetRawText());
        (await StepsAsync(id, client)).ShouldBe(["start", "met"]);
    }

    [Fact]
    public async Task An_edited_deadline_policy_holds_for_open_cases_from_its_edit_on()
    {
        var storefront = await ShopAsync();
        var client = resolution.As(Roles.Manager, storefront);
        var id = await resolution.OpenCaseAsync(storefront: storefront);
        resolution.Clock.Advance(TimeSpan.FromHours(1));
        var read = await client.GetAsync("deadline-policies");
        var policy = JsonNode.Parse(await read.Content.ReadAsStringAsync())!;
        policy["rules"]![2]!["resolution"]!["minutes"] = 600;

        await client.SendJsonAsync(HttpMethod.Put, "deadline-policies", policy.ToJsonString(), ("If-Match", read.Headers.ETag!.Tag))
            .ShouldBeAsync(200);

        var moved = await resolution.EventuallyPublishedAsync<DeadlinesChanged>(id);
        var shown = await resolution.CaseAsync(id, client);
        (moved.ResolutionDueAt - shown.GetProperty("receivedAt").GetDateTimeOffset()).TotalMinutes.ShouldBe(600, 1);
        (await StepsAsync(id, client)).ShouldBe(["start", "policy_changed"]);
    }

    [Fact]
    public async Task A_storefront_with_a_calendar_of_its_own_is_not_touched_by_that_of_the_house()
    {
        var storefront = await ShopAsync();
        var client = resolution.As(Roles.Manager, storefront);
        await EditAsync(client, calendar => AddHolidays(calendar, 1));
        var id = await resolution.OpenCaseAsync(urgency: "non_urgent", storefront: storefront);
        var before = await ResolutionAsync(id, client);

        var other = await ShopAsync();
        var follower = await resolution.OpenCaseAsync(urgency: "non_urgent", storefront: other);

        await EditAsync(resolution.As(Roles.Manager, "*"), calendar => AddHolidays(calendar, 10));
        await resolution.EventuallyPublishedAsync<DeadlinesChanged>(follower);

        (await ResolutionAsync(id, client)).GetProperty("dueAt").GetDateTimeOffset().ShouldBe(before.GetProperty("dueAt").GetDateTimeOffset());
        (await StepsAsync(id, client)).ShouldBe(["start"]);
    }

    private void AddHolidays(JsonNode calendar, int days)
    {
        var from = DateOnly.FromDateTime(resolution.Clock.GetUtcNow().UtcDateTime).AddDays(2);
        var taken = calendar["holidays"]!.AsArray().Concat(calendar["makeUpDays"]!.AsArray()).Select(day => day!["date"]!.GetValue<string>()).ToHashSet();
        foreach (var date in Enumerable.Range(0, days).Select(day => from.AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).Where(date => !taken.Contains(date)))
        {
            calendar["holidays"]!.AsArray().Add(
                new JsonObject { ["date"] = date, ["name"] = new JsonObject { ["zh"] = "店休", ["en"] = "Closed" } });
        }
    }

    private static async Task EditAsync(HttpClient client, Action<JsonNode> edit)
    {
        var read = await client.GetAsync("calendars");
        var document = JsonNode.Parse(await read.Content.ReadAsStringAsync())!;
        edit(document["calendars"]![0]!);
        await client.SendJsonAsync(HttpMethod.Put, "calendars", document.ToJsonString(), ("If-Match", read.Headers.ETag!.Tag)).ShouldBeAsync(200);
    }

    private async Task<JsonElement> ResolutionAsync(Guid id, HttpClient client) => (await resolution.CaseAsync(id, client))
        .GetProperty("deadlines").EnumerateArray().Single(row => row.GetProperty("target").GetString() == "resolution");

    private static async Task<List<string?>> StepsAsync(Guid id, HttpClient client) =>
        [.. (await client.GetAsync($"cases/{id}/deadlines").ShouldBeAsync(200)).GetProperty("deadlines").EnumerateArray()
            .Single(row => row.GetProperty("target").GetString() == "resolution").GetProperty("steps").EnumerateArray()
            .Select(step => step.GetProperty("kind").GetString())];

    private async Task<string> ShopAsync()
    {
        var storefront = "s" + Guid.NewGuid().ToString("N");
        await resolution.PublishAsync(resolution.StaffChanged(Guid.NewGuid(), Roles.Agent, present: true, storefront: storefront));
        return storefront;
    }
}
