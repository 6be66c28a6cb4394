using ComplaintPlatform.Web.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ComplaintPlatform.Shared.Tests;

public sealed class ConditionTests
{
    private static void Map(WebApplication app)
    {
        var group = app.MapGroup("/policies").RequireIfMatch();
        group.MapGet("/", () => ETags.Ok(new { name = "p" }, 5));
        group.MapPut("/", (IfMatch condition) =>
        {
            condition.EnsureMatches(5);
            return ETags.Ok(new { name = "p" }, 6);
        });
        app.MapPost("/decision", (IfMatch condition) =>
        {
            condition.EnsureMatches(5);
            return TypedResults.Ok();
        });
    }

    [Theory]
    [InlineData("\"5\"", 304)]
    [InlineData("W/\"5\"", 304)]
    [InlineData("\"4\", \"5\"", 304)]
    [InlineData("*", 304)]
    [InlineData("\"4\"", 200)]
    [InlineData("nonsense", 200)]
    public async Task A_read_is_answered_304_when_the_caller_knows_it(string known, int status)
    {
        await using var app = await TestApp.StartAsync(Map);

        var response = await app.GetAsync("/policies", ("If-None-Match", known));

        var body = await response.ShouldBeAsync(status);
        response.Headers.ETag!.Tag.ShouldBe("\"5\"");
        (body.ValueKind is System.Text.Json.JsonValueKind.Undefined).ShouldBe(status == 304);
    }

    [Theory]
    [InlineData("\"5\"")]
    [InlineData("\"4\", \"5\"")]
    [InlineData("*")]
    public async Task A_change_of_the_known_version_goes_through(string known)
    {
        await using var app = await TestApp.StartAsync(Map);

        var response = await app.SendAsync(HttpMethod.Put, "/policies", TestApp.Json("{}"), ("If-Match", known));

        await response.ShouldBeAsync(200);
        response.Headers.ETag!.Tag.ShouldBe("\"6\"");
    }

    [Theory]
    [InlineData("\"4\"", 412, "precondition.failed")]
    [InlineData("W/\"5\"", 412, "precondition.failed")]
    [InlineData("5", 400, "precondition.malformed")]
    [InlineData("\"5", 400, "precondition.malformed")]
    [InlineData("", 400, "precondition.malformed")]
    [InlineData(null, 428, "precondition.required")]
    public async Task A_change_of_another_version_is_refused(string? known, int status, string code)
    {
        await using var app = await TestApp.StartAsync(Map);

        var response = known is null
            ? await app.SendAsync(HttpMethod.Put, "/policies", TestApp.Json("{}"))
            : await app.SendAsync(HttpMethod.Put, "/policies", TestApp.Json("{}"), ("If-Match", known));

        await response.ShouldBeProblemAsync(status, code);
    }

    [Fact]
    public async Task A_decision_may_go_without_but_not_with_a_stale_one()
    {
        await using var app = await TestApp.StartAsync(Map);

        await (await app.PostAsync("/decision", "{}")).ShouldBeAsync(200);
        await (await app.PostAsync("/decision", "{}", ("If-Match", "\"4\""))).ShouldBeProblemAsync(412, "precondition.failed");
    }
}
