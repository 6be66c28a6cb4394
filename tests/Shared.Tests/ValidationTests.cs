using System.Text.Json;
using ComplaintPlatform.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ComplaintPlatform.Shared.Tests;

public sealed class ValidationTests
{
    [Theory]
    [InlineData("Development")]
    [InlineData("Production")]
    public async Task Each_bad_value_is_named_by_a_pointer_into_the_request(string environment)
    {
        await using var app = await TestApp.StartAsync(Orders.Map, environment);

        var response = await app.PostAsync("/orders", """
            {"text":"","kind":"web","customer":{"name":"12345678901","parent":{"name":"12345678901"}},"lines":[{"code":"ok","count":1},{"code":"too long","count":1}],
             "loss":{"amount":"-1.00","currency":"CNY"},"score":6,"email":"nobody"}
            """);

        var problem = await response.ShouldBeProblemAsync(400, "request.invalid", "/text");
        var pointers = problem.GetProperty("errors").EnumerateObject().Select(error => error.Name);
        pointers.ShouldBe(["/text", "/customer/name", "/customer/parent/name", "/lines/1/code", "/loss", "/score", "/email"],
            ignoreOrder: true);
    }

    // What is valid never reaches the framework's own check, so each fault has to be seen by itself
    [Theory]
    [InlineData("\"text\":\"\"", "/text")]
    [InlineData("\"text\":\"漏\\u0000电\"", "/text")]
    [InlineData("\"text\":\"漏电\",\"customer\":{\"name\":\"12345678901\"}", "/customer/name")]
    [InlineData("\"text\":\"漏电\",\"customer\":{\"name\":\"a\",\"parent\":{\"name\":\"\"}}", "/customer/parent/name")]
    [InlineData("\"text\":\"漏电\",\"lines\":[{\"code\":\"ok\",\"count\":1},{\"code\":\"too long\",\"count\":1}]", "/lines/1/code")]
    [InlineData(
        "\"text\":\"漏电\",\"lines\":[{\"code\":\"a\",\"count\":1},{\"code\":\"b\",\"count\":1},{\"code\":\"c\",\"count\":1},"
        + "{\"code\":\"d\",\"count\":1}]", "/lines")]
    [InlineData("\"text\":\"漏电\",\"loss\":{\"amount\":\"-0.01\",\"currency\":\"CNY\"}", "/loss")]
    [InlineData("\"text\":\"漏电\",\"score\":0", "/score")]
    [InlineData("\"text\":\"漏电\",\"email\":\"nobody\"", "/email")]
    public async Task A_single_fault_is_found_wherever_it_stands(string fields, string pointer)
    {
        await using var app = await TestApp.StartAsync(Orders.Map);

        var errors = (await (await app.PostAsync("/orders", $$"""{"kind":"web",{{fields}}}"""))
            .ShouldBeProblemAsync(400, "request.invalid")).GetProperty("errors");

        errors.EnumerateObject().ShouldHaveSingleItem().Name.ShouldBe(pointer);
    }

    [Fact]
    public async Task A_null_in_a_list_is_refused_and_named_by_its_place()
    {
        await using var app = await TestApp.StartAsync(Orders.Map);

        await (await app.PostAsync("/orders", """{"kind":"web","text":"漏电","lines":[{"code":"a","count":1},null]}"""))
            .ShouldBeProblemAsync(400, "field.missing", "/lines/1");
    }

    [Theory]
    [InlineData("zh-CN", "长度必须为 1 到 20 个字符。", "编码过长。")]
    [InlineData("en", "Must have 1 to 20 characters.", "Too long for a code.")]
    public async Task Messages_are_in_the_language_asked_for(string language, string ofFramework, string ofOurs)
    {
        await using var app = await TestApp.StartAsync(Orders.Map);

        var response = await app.PostAsync(
            "/orders", """{"text":"123456789012345678901","kind":"web","lines":[{"code":"too long","count":1}]}""",
            ("Accept-Language", language));

        var errors = (await response.ShouldBeProblemAsync(400, "request.invalid")).GetProperty("errors");
        errors.GetProperty("/text")[0].GetString().ShouldBe(ofFramework);
        errors.GetProperty("/lines/0/code")[0].GetString().ShouldBe(ofOurs);
    }

    [Theory]
    [InlineData("\u0000")]
    [InlineData("\u0007")]
    [InlineData("\u0085")]
    [InlineData("\u061C")]
    [InlineData("\u200E")]
    [InlineData("\u200F")]
    [InlineData("\u202A")]
    [InlineData("\u202E")]
    [InlineData("\u2066")]
    [InlineData("\u2069")]
    public async Task Characters_that_nobody_sees_are_refused(string character)
    {
        await using var app = await TestApp.StartAsync(Orders.Map);

        var response = await app.PostAsync("/orders", $$"""{"text":{{JsonSerializer.Serialize("a" + character)}},"kind":"web"}""");

        await response.ShouldBeProblemAsync(400, "request.invalid", "/text");
    }

    [Fact]
    public async Task Chinese_emoji_tabs_and_line_ends_are_text()
    {
        await using var app = await TestApp.StartAsync(Orders.Map);

        var answer = await (await app.PostAsync("/orders", """{"text":"漏电\t😀\r\n好","kind":"web"}""")).ShouldBeAsync(200);

        answer.GetProperty("text").GetString().ShouldBe("漏电\t😀\r\n好");
    }

    [Fact]
    public async Task A_refused_request_never_reaches_the_filters_of_the_endpoint()
    {
        var reached = 0;
        await using var app = await TestApp.StartAsync(host => host.MapGroup("/filtered")
            .AddEndpointFilter((context, next) =>
            {
                Interlocked.Increment(ref reached);
                return next(context);
            })
            .MapPost("/", (OrderRequest request) => TypedResults.Ok(request)));

        await (await app.PostAsync("/filtered", """{"text":"","kind":"web"}""")).ShouldBeProblemAsync(400, "request.invalid", "/text");

        reached.ShouldBe(0);
    }

    [Fact]
    public void Identifiers_are_one_line()
    {
        PlainTextAttribute.IsPlain("o-1\t", oneLine: true).ShouldBeFalse();
        PlainTextAttribute.IsPlain("o-1\t").ShouldBeTrue();
        PlainTextAttribute.IsPlain("\ud83d").ShouldBeFalse();
    }
}
