using System.Text.Json.Nodes;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Resolution.Tests.Policies;

public sealed class ChangingPoliciesTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    [Theory]
    [InlineData("departments")]
    [InlineData("calendars")]
    [InlineData("deadline-policies")]
    [InlineData("authority-limits")]
    [InlineData("compensation-policies")]
    [InlineData("remedy-catalogue")]
    [InlineData("playbooks")]
    [InlineData("reply-templates")]
    public async Task A_document_goes_back_as_it_was_read_by_those_who_may(string path)
    {
        var storefront = "p-" + path;
        var manager = resolution.As(Roles.Manager, storefront);
        var read = await manager.GetAsync(path);
        var body = await read.Content.ReadAsStringAsync();
        ((int)read.StatusCode).ShouldBe(200, body);

        await manager.PutJsonAsync(path, body).ShouldBeProblemAsync(428, "precondition.required");
        await manager.PutJsonAsync(path, body, ("If-Match", "\"i99\"")).ShouldBeProblemAsync(412, "precondition.failed");
        await manager.PutJsonAsync(path, body, ("If-Match", read.Headers.ETag!.Tag)).ShouldBeAsync(200);
        await manager.PutJsonAsync(path, body, ("If-Match", read.Headers.ETag!.Tag)).ShouldBeProblemAsync(412, "precondition.failed");
        await resolution.As(Roles.Agent, storefront).PutJsonAsync(path, body, ("If-Match", "*")).ShouldBeAsync(403);
        await manager.GetAsync($"{path}?storefrontId=another").ShouldBeProblemAsync(404, "storefront.not_found");
    }

    [Fact]
    public async Task A_storefronts_own_deadlines_hold_for_its_new_cases_and_stand_in_its_standards()
    {
        const string storefront = "fast";
        await resolution.PublishAsync(resolution.StorefrontChanged(storefront));
        var manager = resolution.As(Roles.Manager, storefront);
        var before = await resolution.OpenCaseAsync(storefront: storefront);
        var policy = JsonNode.Parse(await (await manager.GetAsync("deadline-policies")).Content.ReadAsStringAsync())!;
        policy["rules"]![2]!["resolution"]!["minutes"] = 60;

        await manager.PutJsonAsync("deadline-policies", policy.ToJsonString(), ("If-Match", "*")).ShouldBeAsync(200);
        var after = await resolution.OpenCaseAsync(storefront: storefront);

        (await DueAfterAsync(after)).ShouldBe(TimeSpan.FromHours(1));
        (await DueAfterAsync(before)).ShouldBe(TimeSpan.FromHours(24));
        var standards = await resolution.Anonymous().GetAsync($"service-standards?storefront={storefront}").ShouldBeAsync(200);
        standards.GetProperty("deadlines")[2].GetProperty("resolutionMinutes").GetInt32().ShouldBe(60);
        await resolution.Anonymous().GetAsync("service-standards?storefront=nowhere").ShouldBeProblemAsync(404, "storefront.not_found");

        async Task<TimeSpan> DueAfterAsync(Guid id)
        {
            var shown = await resolution.CaseAsync(id, resolution.As(Roles.Agent, storefront));
            return shown.GetProperty("deadlines")[1].GetProperty("dueAt").GetDateTimeOffset() - shown.GetProperty("receivedAt")
                .GetDateTimeOffset();
        }
    }

    [Fact]
    public async Task Nobody_raises_what_they_may_promise_themselves()
    {
        const string storefront = "four-eyes", path = "authority-limits";
        var manager = resolution.As(Roles.Manager, storefront);
        var policy = JsonNode.Parse(await (await manager.GetAsync(path)).Content.ReadAsStringAsync())!;
        var ofManager = Of(policy, "manager");

        ofManager["limit"]!["amount"] = "50000.00";
        await manager.PutJsonAsync(path, policy.ToJsonString(), ("If-Match", "*"))
            .ShouldBeProblemAsync(403, "policy.needs_somebody_else", $"/limits/{policy["limits"]!.AsArray().IndexOf(ofManager)}/limit");
        await resolution.As(Roles.Director, storefront).PutJsonAsync(path, policy.ToJsonString(), ("If-Match", "*")).ShouldBeAsync(200);

        // What is in force is the measure, and less than that may always be
        Of(policy, "supervisor")["limit"]!["amount"] = "1500.00";
        ofManager["limit"]!["amount"] = "40000.00";
        await manager.PutJsonAsync(path, policy.ToJsonString(), ("If-Match", "*")).ShouldBeAsync(200);
        policy["exposureWindowDays"] = 1;
        await manager.PutJsonAsync(path, policy.ToJsonString(), ("If-Match", "*"))
            .ShouldBeProblemAsync(403, "policy.needs_somebody_else", "/exposureWindowDays");

        static JsonNode Of(JsonNode policy, string role) => policy["limits"]!.AsArray().First(limit =>
            limit!["role"]!.GetValue<string>() == role && limit["severity"]!.GetValue<string>() == "minor"
            && limit["limit"]!["currency"]!.GetValue<string>() == "CNY")!;
    }

    [Fact]
    public async Task A_dry_run_says_what_a_policy_would_have_meant()
    {
        const string storefront = "dry";
        var manager = resolution.As(Roles.Manager, storefront);
        var id = await resolution.OpenCaseAsync(storefront: storefront);
        resolution.Clock.Advance(TimeSpan.FromHours(3));
        await resolution.ResolveAsync(id, resolution.As(Roles.Agent, storefront));
        var policy = JsonNode.Parse(await (await manager.GetAsync("deadline-policies")).Content.ReadAsStringAsync())!;
        policy["rules"]![2]!["resolution"]!["minutes"] = 60;

        var answer = await manager.PostJsonAsync(
            "deadline-policies/dry-run", new JsonObject { ["policy"] = policy.DeepClone() }.ToJsonString()).ShouldBeAsync(200);
        policy["rules"] = new JsonArray();
        await manager.PostJsonAsync("deadline-policies/dry-run", new JsonObject { ["policy"] = policy }.ToJsonString())
            .ShouldBeProblemAsync(400, "request.invalid", "/policy/rules");

        var outcome = answer.GetProperty("outcomes").EnumerateArray().Single(row => row.GetProperty("kind").GetString() == "resolution");
        outcome.GetProperty("breachedAsItWas").GetInt32().ShouldBe(0);
        outcome.GetProperty("newlyBreached")[0].GetGuid().ShouldBe(id);
    }

    [Fact]
    public async Task A_wrong_document_is_refused_with_the_place()
    {
        var manager = resolution.As(Roles.Manager, "wrong");
        var policy = JsonNode.Parse(await (await manager.GetAsync("remedy-catalogue")).Content.ReadAsStringAsync())!;
        policy["remedies"]![0]!["tasks"] = new JsonArray();

        await manager.PutJsonAsync("remedy-catalogue", policy.ToJsonString(), ("If-Match", "*"))
            .ShouldBeProblemAsync(400, "request.invalid", "/remedies/0/tasks");
    }
}
