using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Shared.Tests;

public sealed class RefusalTests
{
    private const string Valid = """{"text":"a","kind":"web"}""";

    [Theory]
    [InlineData("Development")]
    [InlineData("Production")]
    public async Task Every_malformed_body_is_a_400_that_names_the_place(string environment)
    {
        await using var app = await TestApp.StartAsync(Orders.Map, environment);

        foreach (var (json, code, pointer) in MalformedBodies)
            await (await app.PostAsync("/orders", json)).ShouldBeProblemAsync(400, code, pointer);
        await (await app.PostAsync("/orders", Valid)).ShouldBeAsync(200);
        app.Log.ShouldNotContain(line => line.StartsWith("Error"));
    }

    [Theory]
    [InlineData("application/json; charset=x", 415)]
    [InlineData("application/json; charset=gbk", 415)]
    [InlineData("application/json; charset=utf-16", 415)]
    [InlineData("application/json; charset=\"\"", 415)]
    [InlineData("application/json; charset=\"utf-8\"", 200)]
    [InlineData("application/json; charset=UTF-8", 200)]
    [InlineData("application/json;charset=utf-8;charset=gbk", 415)]
    public async Task A_charset_is_utf_8_or_refused(string contentType, int status)
    {
        await using var app = await TestApp.StartAsync(Orders.Map);
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(Valid));
        body.Headers.TryAddWithoutValidation("Content-Type", contentType);

        var response = await app.SendAsync(HttpMethod.Post, "/orders", body);

        if (status == 200)
            await response.ShouldBeAsync(200);
        else
            await response.ShouldBeProblemAsync(status, "media_type.unsupported");
    }

    [Theory]
    [InlineData("multipart/form-data", "--b\r\n")]
    [InlineData("multipart/form-data; boundary=b", "nothing of the kind")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\ncut")]
    public async Task A_form_that_cannot_be_read_is_a_400(string contentType, string text)
    {
        await using var app = await TestApp.StartAsync(Orders.Map);
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        body.Headers.TryAddWithoutValidation("Content-Type", contentType);

        var response = await app.SendAsync(HttpMethod.Post, "/form", body);

        await response.ShouldBeProblemAsync(400, "form.malformed");
        app.Log.ShouldNotContain(line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_unknown_parameter_is_named_with_those_that_are_known()
    {
        await using var app = await TestApp.StartAsync(Orders.Map);

        var problem = await (await app.GetAsync("/filtered?place=x&plaec=y&links=1&limit=3", ("Accept-Language", "en")))
            .ShouldBeProblemAsync(400, "parameter.unknown", "/plaec");

        var errors = problem.GetProperty("errors");
        errors.EnumerateObject().Select(error => error.Name).ShouldBe(["/plaec", "/links"]);
        errors.GetProperty("/links")[0].GetString().ShouldBe(
            "This parameter is not known here; known are: count, cursor, kind, kinds, limit, numbers, place.");
        await (await app.GetAsync("/filtered?place=x&kind=web&kinds=web&numbers=1&numbers=2&limit=3&count=true")).ShouldBeAsync(200);
        await (await app.GetAsync("/filtered?Limit=3")).ShouldBeProblemAsync(400, "parameter.unknown", "/Limit");
        await (await app.GetAsync("/filtered?place=x&Place=y")).ShouldBeProblemAsync(400, "parameter.unknown", "/Place");
        await (await app.GetAsync("/filtered?place=x&place=y")).ShouldBeProblemAsync(400, "parameter.invalid", "/place");
        await (await app.GetAsync("/filtered?%70lace=x&place=y")).ShouldBeProblemAsync(400, "parameter.invalid", "/place");
        await (await app.GetAsync($"/orders/{Guid.Empty}?id=1")).ShouldBeProblemAsync(400, "parameter.unknown", "/id");
        (await app.GetAsync("/open-page?utm_source=mail")).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
    }

    private static readonly (string Json, string Code, string? Pointer)[] MalformedBodies =
    [
        ("{\"text\":\"a\",", "json.malformed", null),
        ("not json", "json.malformed", null),
        ("{\"text\":\"a\",\"kind\":\"web\"} trailing", "json.malformed", null),
        ("", "body.missing", ""),
        ("null", "body.missing", ""),
        ("[]", "field.invalid", ""),
        ("""{"text":"a","kind":"web","surprise":1}""", "field.unknown", "/surprise"),
        ("""{"text":"a","kind":"web","customer":{"name":"x","surprise":1}}""", "field.unknown", "/customer/surprise"),
        ("""{"text":"a","kind":"web","a/b~c":1}""", "field.unknown", "/a~1b~0c"),
        ("""{"text":"a","text":"b","kind":"web"}""", "field.duplicate", "/text"),
        ("""{"kind":"web"}""", "field.missing", "/text"),
        ("""{"text":"a","kind":"web","customer":{}}""", "field.missing", "/customer/name"),
        ("""{"text":null,"kind":"web"}""", "field.missing", "/text"),
        ("""{"text":1,"kind":"web"}""", "field.invalid", "/text"),
        ("""{"text":"a","kind":"nonsense"}""", "field.invalid", "/kind"),
        ("""{"text":"a","kind":1}""", "field.invalid", "/kind"),
        ("""{"text":"a","kind":"1"}""", "field.invalid", "/kind"),
        ("""{"text":"a","kind":"web,in_person"}""", "field.invalid", "/kind"),
        ("""{"text":"a","kind":"web","score":"3"}""", "field.invalid", "/score"),
        ("""{"text":"a","kind":"web","score":99999999999}""", "field.invalid", "/score"),
        ("""{"text":"a","kind":"web","score":1.5}""", "field.invalid", "/score"),
        ("""{"text":"a","kind":"web","flag":"true"}""", "field.invalid", "/flag"),
        ("""{"text":"a","kind":"web","reference":"x"}""", "field.invalid", "/reference"),
        ("""{"text":"a","kind":"web","at":"2026-01-31T08:00:00"}""", "field.invalid", "/at"),
        ("""{"text":"a","kind":"web","at":"yesterday"}""", "field.invalid", "/at"),
        ("""{"text":"a","kind":"web","at":"0001-01-01T00:00:00+14:00"}""", "field.invalid", "/at"),
        ("""{"text":"a","kind":"web","lines":[{"code":"a","count":1},{"code":"a","count":"x"}]}""", "field.invalid", "/lines/1/count"),
        ("""{"text":"\ud800","kind":"web"}""", "text.invalid", "/text"),
        ("""{"text":"a\udc00b","kind":"web"}""", "text.invalid", "/text"),
        ("""{"text":"a","kind":"web","\ud800":1}""", "text.invalid", null),
        ("""{"text":"a","kind":"web","at":"\ud800"}""", "text.invalid", "/at"),
        ("""{"text":"a","kind":"\ud800"}""", "text.invalid", "/kind"),
        ("""{"text":"a","kind":"web","loss":{"amount":"\ud800","currency":"CNY"}}""", "text.invalid", null),
        ("""{"text":"a","kind":"web","reference":"\ud800"}""", "text.invalid", "/reference"),
        ("{\"text\":\"a\",\"kind\":\"web\",\"customer\":" + Nested(40) + "}", "json.too_deep", null),
        (new string('[', 5000), "field.invalid", null),
    ];

    [Fact]
    public async Task All_unknown_fields_are_named_at_once()
    {
        await using var app = await TestApp.StartAsync(Orders.Map);
        const string body = """
            {"text":"a","kind":"web","surprise":1,"customer":{"name":"x","age":3},
             "lines":[{"code":"a","count":1},{"code":"b","count":1,"kinds":[]}]}
            """;

        var problem = await (await app.PostAsync("/orders", body)).ShouldBeProblemAsync(400, "field.unknown");

        problem.GetProperty("errors").EnumerateObject().Select(error => error.Name)
            .ShouldBe(["/surprise", "/customer/age", "/lines/1/kinds"], ignoreOrder: true);
    }

    private static string Nested(int depth) =>
        string.Concat(Enumerable.Repeat("{\"name\":\"x\",\"parent\":", depth)) + "null" + new string('}', depth);

    [Theory]
    [InlineData("Development")]
    [InlineData("Production")]
    public async Task Bytes_that_are_not_utf8_are_a_400(string environment)
    {
        await using var app = await TestApp.StartAsync(Orders.Map, environment);
        var bytes = Encoding.UTF8.GetBytes("{\"text\":\"?\",\"kind\":\"web\"}");
        bytes[Array.IndexOf(bytes, (byte)'?')] = 0xC3;
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        var response = await app.SendAsync(HttpMethod.Post, "/orders", content);

        await response.ShouldBeProblemAsync(400, "text.invalid", "/text");
    }

    [Theory]
    [InlineData("Development")]
    [InlineData("Production")]
    public async Task Routes_verbs_types_and_parameters_are_refused_as_problems(string environment)
    {
        await using var app = await TestApp.StartAsync(Orders.Map, environment);

        await (await app.GetAsync("/nowhere")).ShouldBeProblemAsync(404, "route.not_found");
        await (await app.GetAsync($"/orders/{Guid.NewGuid()}")).ShouldBeProblemAsync(404, "resource.not_found");
        await (await app.GetAsync("/orders/not-a-guid")).ShouldBeProblemAsync(404, "route.not_found");
        await (await app.GetAsync("/pending")).ShouldBeProblemAsync(404, "order.pending");
        var wrongVerb = await app.SendAsync(HttpMethod.Delete, "/orders", null);
        await wrongVerb.ShouldBeProblemAsync(405, "method.not_allowed");
        wrongVerb.Content.Headers.Allow.ShouldBe(["GET", "POST"], ignoreOrder: true);
        await (await app.SendAsync(HttpMethod.Post, "/orders", new StringContent(Valid, Encoding.UTF8, "text/plain")))
            .ShouldBeProblemAsync(415, "media_type.unsupported");
        await (await app.SendAsync(HttpMethod.Post, "/orders", null)).ShouldBeProblemAsync(400, "body.missing", "");
        await (await app.GetAsync("/orders")).ShouldBeProblemAsync(400, "parameter.missing", "/size");
        await (await app.GetAsync("/orders?size=many")).ShouldBeProblemAsync(400, "parameter.invalid", "/size");
        await (await app.GetAsync("/orders?size=1&kind=InPerson")).ShouldBeProblemAsync(400, "parameter.invalid", "/kind");
        await (await app.GetAsync("/orders?size=1&kind=1")).ShouldBeProblemAsync(400, "parameter.invalid", "/kind");
        await (await app.GetAsync("/orders?size=1&from=soon")).ShouldBeProblemAsync(400, "parameter.invalid", "/from");
        await (await app.GetAsync("/orders?size=1&kind=web%00")).ShouldBeProblemAsync(400, "parameter.invalid", "/kind");
        (await (await app.GetAsync("/orders?size=1&kind=in_person")).ShouldBeAsync(200)).GetProperty("kind").GetString()
            .ShouldBe("in_person");
        await (await app.GetAsync("/status/401")).ShouldBeProblemAsync(401, "authentication.required");
        await (await app.GetAsync("/status/403")).ShouldBeProblemAsync(403, "permission.denied");
        app.Log.ShouldNotContain(line => line.StartsWith("Error"));
    }

    [Theory]
    [InlineData("Development")]
    [InlineData("Production")]
    public async Task A_failure_of_ours_says_nothing_of_the_inside_and_is_logged(string environment)
    {
        await using var app = await TestApp.StartAsync(Orders.Map, environment);

        var response = await app.GetAsync("/failure");

        (await response.ShouldBeProblemAsync(500, "server.error")).GetRawText().ShouldNotContain("secret");
        app.Log.ShouldContain(line => line.StartsWith("Error") && line.Contains("secret of the house"));
    }

    [Fact]
    public async Task A_broken_rule_carries_its_code_and_what_is_allowed()
    {
        await using var app = await TestApp.StartAsync(Orders.Map);

        var problem = await (await app.PostAsync("/withdrawal", "{}")).ShouldBeProblemAsync(409, "order.already_withdrawn");

        problem.GetProperty("allowed")[0].GetString().ShouldBe("reopening");
        problem.GetProperty("instance").GetString().ShouldBe("/withdrawal");
        problem.GetProperty("detail").GetString().ShouldBe("订单已撤回。");
    }

    [Fact]
    public async Task A_value_found_wrong_by_the_handler_is_a_400_with_its_pointer()
    {
        await using var app = await TestApp.StartAsync(Orders.Map);

        await (await app.PostAsync("/value", "{}")).ShouldBeProblemAsync(400, "request.invalid", "/customer/name");
    }

    [Fact]
    public async Task A_lost_race_is_a_409_and_a_silent_dependency_a_503_to_be_tried_again()
    {
        await using var app = await TestApp.StartAsync(Orders.Map);

        await (await app.GetAsync("/lost-race")).ShouldBeProblemAsync(409, "concurrency.conflict");
        var slow = await app.GetAsync("/slow-dependency");
        await slow.ShouldBeProblemAsync(503, "dependency.unavailable");
        slow.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData(13, 507, "storage.full")]
    [InlineData(5, 503, "storage.unavailable")]
    [InlineData(1, 500, "server.error")]
    public async Task A_full_or_busy_disk_is_said_and_to_be_tried_again(int errorCode, int status, string code)
    {
        await using var app = await TestApp.StartAsync(host =>
            host.MapPost("/store", IResult () => throw new DbUpdateException("not stored", new SqliteException("disk", errorCode))));

        var response = await app.PostAsync("/store", "{}");

        await response.ShouldBeProblemAsync(status, code);
        (response.Headers.RetryAfter is not null).ShouldBe(status != 500);
        app.Log.ShouldContain(line => line.StartsWith("Error"));
    }

    [Fact]
    public async Task A_caller_who_went_away_is_no_error()
    {
        await using var app = await TestApp.StartAsync(Orders.Map);
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await Should.ThrowAsync<OperationCanceledException>(app.Client.GetAsync("/wait", patience.Token));

        await (await app.GetAsync("/nowhere")).ShouldBeProblemAsync(404, "route.not_found");
        app.Log.ShouldNotContain(line => line.StartsWith("Error"));
    }

    [Theory]
    [InlineData(null, "未找到", "zh-CN")]
    [InlineData("en", "Not Found", "en")]
    [InlineData("en-GB;q=0.8, zh;q=0.9", "未找到", "zh-CN")]
    [InlineData("fr, en;q=0.5", "Not Found", "en")]
    [InlineData("zh;q=0, en;q=0.1", "Not Found", "en")]
    [InlineData("\u0001;;;", "未找到", "zh-CN")]
    public async Task Texts_follow_the_language_asked_for_and_codes_do_not(string? language, string title, string tag)
    {
        await using var app = await TestApp.StartAsync(Orders.Map);

        var response = language is null ? await app.GetAsync("/nowhere") : await app.GetAsync("/nowhere", ("Accept-Language", language));

        var problem = await response.ShouldBeProblemAsync(404, "route.not_found");
        problem.GetProperty("title").GetString().ShouldBe(title);
        response.Content.Headers.ContentLanguage.ShouldBe([tag]);
    }
}
