using System.Text.Json;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Gateway.Tests;

public sealed class BrowsersTests(GatewayFactory gateway) : IClassFixture<GatewayFactory>
{
    [Fact]
    public async Task Pages_of_a_storefronts_own_origin_may_call_and_others_may_not()
    {
        using var administrator = await gateway.SignedInAsync();
        await administrator.PostJsonAsync("/api/v1/storefronts", """{"id":"browsers","name":"x","corsOrigins":["https://shop.example"]}""")
            .ShouldBeAsync(201);
        await Eventually.BeTrueAsync(
            async () => (await PreflightAsync("https://shop.example")).Headers.Contains("Access-Control-Allow-Origin"),
            "the origin is known");

        var allowed = await PreflightAsync("https://shop.example");
        allowed.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["https://shop.example"]);
        allowed.Headers.GetValues("Access-Control-Allow-Headers").Single().ShouldContain("Idempotency-Key");
        allowed.Headers.Contains("Access-Control-Allow-Credentials").ShouldBeFalse();
        (await PreflightAsync("https://evil.example")).Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/complaints");
        request.Headers.Add("Origin", "https://shop.example");
        var refused = await gateway.Client.SendAsync(request);
        await refused.ShouldBeProblemAsync(401, "authentication.required");
        refused.Headers.GetValues("Access-Control-Allow-Origin")
            .ShouldBe(["https://shop.example"], "a page must be able to read the refusal");
    }

    [Fact]
    public async Task One_document_describes_all_services()
    {
        var document = await gateway.Client.GetAsync("/openapi.json").ShouldBeAsync(200);

        document.GetProperty("servers").GetArrayLength().ShouldBe(1);
        var paths = document.GetProperty("paths").EnumerateObject().Select(path => path.Name).ToList();
        paths.ShouldContain("/api/v1/intake-things");
        paths.ShouldContain("/api/v1/resolution-things");
        paths.ShouldContain("/api/v1/auth/token");
        paths.ShouldContain("/api/v1/users/{id}");
        var schemas = document.GetProperty("components").GetProperty("schemas").EnumerateObject().Select(schema => schema.Name).ToList();
        schemas.ShouldContain("intakeThing");
        schemas.Count(name => name == "Problem").ShouldBe(1);
        document.GetProperty("tags").EnumerateArray().Select(tag => tag.GetProperty("name").GetString()).ShouldContain("classification");
        document.GetProperty("x-missing-services").EnumerateArray().Select(name => name.GetString()).ShouldBe(["follow-up", "survey"]);
        References(document).ShouldAllBe(reference => schemas.Contains(reference), "every reference leads somewhere");
    }

    [Fact]
    public async Task The_documentation_page_needs_nothing_from_elsewhere()
    {
        var page = await gateway.Client.GetAsync("/docs/index.html");
        var html = await page.Content.ReadAsStringAsync();

        ((int)page.StatusCode).ShouldBe(200, html);
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("default-src 'none'");
        policy.ShouldNotContain("unsafe");
        html.ShouldNotContain("http://");
        html.ShouldNotContain("https://");
        foreach (var file in (string[])["swagger-ui-bundle.js", "swagger-ui.css", "index.js"])
            ((int)(await gateway.Client.GetAsync($"/docs/{file}")).StatusCode).ShouldBe(200, file);
    }

    [Fact]
    public async Task Who_knows_the_document_does_not_get_it_again()
    {
        using var first = await gateway.Client.GetAsync("/openapi.json");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/openapi.json");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await gateway.Client.SendAsync(request);

        ((int)second.StatusCode).ShouldBe(304);
        (await second.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_documentation_page_is_limited_like_the_document()
    {
        using var page = await gateway.Client.GetAsync("/docs/swagger-ui-bundle.js");

        page.Headers.GetValues("RateLimit-Policy").Single().ShouldStartWith("\"tools\"");
    }

    [Fact]
    public Task Metrics_are_there_for_the_scraper() =>
        // A request is counted a moment after its answer left
        Eventually.BeTrueAsync(
            async () => (await gateway.Client.GetStringAsync("/metrics"))
                .Contains("http_server_request_duration_seconds", StringComparison.Ordinal), "requests are measured");

    private Task<HttpResponseMessage> PreflightAsync(string origin)
    {
        var request = new HttpRequestMessage(HttpMethod.Options, "/api/v1/complaints");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "x-api-key,idempotency-key,content-type");
        return gateway.Client.SendAsync(request);
    }

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member =>
            member.Name == "$ref" && member.Value.GetString()!.StartsWith("#/components/schemas/", StringComparison.Ordinal)
                ? [member.Value.GetString()!["#/components/schemas/".Length..]]
                : References(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
