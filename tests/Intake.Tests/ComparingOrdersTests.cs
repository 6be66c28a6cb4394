using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Intake;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ComplaintPlatform.Intake.Tests;

/// <summary>Intake beside a merchant's API of orders, which does what the number of the order says.</summary>
public sealed class OrderApiHost() : ServiceHost(
    "intake", builder => builder.AddIntake(), routes => routes.MapIntake(),
    settings: new() { ["OrderApi:AllowedNetworks:0"] = "127.0.0.0/8" }), IAsyncLifetime
{
    private StubServer? _merchant;

    public string Merchant => _merchant!.Address;

    public int Asked { get; private set; }

    public string? Secret { get; private set; }

    public string? Path { get; private set; }

    public bool IsAway { get; set; }

    public async ValueTask InitializeAsync()
    {
        _merchant = await AnotherAsync();
        await StartAsync();
    }

    /// <summary>The same at an address of its own: what fails there closes the way to no other.</summary>
    public Task<StubServer> AnotherAsync() => StubServer.StartAsync(app => app.MapGet("/api/{**path}", (Delegate)AnswerAsync));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_merchant is not null)
            await _merchant.DisposeAsync();
    }

    public async Task<JsonElement> ConfigureAsync(string storefront, string more = "", string? address = null) =>
        await As(Roles.Manager, storefront).PutJsonAsync(
            "intake-policies",
            $$$"""{"orderApi":{"baseAddress":"{{{address ?? Merchant + "/api"}}}","allowHttp":true,"secretHeader":"X-Key","secret":"s3cret","timeoutSeconds":1{{{more}}} }}""",
            ("If-Match", "*")).ShouldBeAsync(200);

    private async Task<IResult> AnswerAsync(HttpContext http)
    {
        Asked++;
        (Secret, Path) = (http.Request.Headers["X-Key"], http.Request.Path + http.Request.QueryString);
        var id = Uri.UnescapeDataString(http.Request.Path.Value!.Split('/')[^1]);
        if (IsAway)
            return Results.StatusCode(503);
        switch (id.Split('-')[0])
        {
            case "slow":
                await Task.Delay(TimeSpan.FromSeconds(20), http.RequestAborted);
                return Results.Ok();
            case "unknown":
                return Results.NotFound();
            case "down":
                return Results.StatusCode(500);
            case "closed":
                return Results.StatusCode(401);
            case "away":
                return Results.Redirect("http://169.254.169.254/latest");
            case "html":
                return Results.Text("<html>", "application/json");
            case "twice":
                return Results.Text("""{"orderId":"a","orderId":"b"}""", "application/json");
            case "list":
                return Results.Text("[1]", "application/json");
            case "types":
                return Results.Text("""{"amount":{"amount":[],"currency":7},"placedAt":false,"product":{}}""", "application/json");
            case "half":
                return Results.Text("""{"orderId":"half-1","amount":"much","placedAt":"2026-01-05T10:00:00Z"}""", "application/json");
            case "other":
                return Results.Text("""{"orderId":"somebody-else","customerId":"x"}""", "application/json");
            case "huge":
                return Results.Text($$"""{"orderId":"{{id}}","product":"{{new string('a', 200_000)}}"}""", "application/json");
            case "liar":
                http.Response.ContentLength = 5_000;
                await http.Response.WriteAsync("""{"orderId":"liar-1"}""");
                await http.Response.Body.FlushAsync();
                http.Abort();
                return Results.Empty;
            default:
                return Results.Text(
                    $$$"""
                    {"orderId":"{{{id}}}","customerId":"u-1","amount":{"amount":"129.00","currency":"CNY"},"placedAt":"2026-01-05T10:00:00Z",
                     "status":"shipped","product":"某牌电热水壶 1.7L","sku":"KT-17","carrier":"中通快递","trackingNumber":"ZT1"}
                    """,
                    "application/json");
        }
    }
}

public sealed class ComparingOrdersTests(OrderApiHost intake) : IClassFixture<OrderApiHost>
{
    [Fact]
    public async Task What_is_stated_stands_beside_what_the_merchant_says()
    {
        var backend = intake.As(Roles.Storefront, "of-1");
        var written = await intake.ConfigureAsync("of-1");
        written.GetRawText().ShouldNotContain("s3cret");
        (await intake.As(Roles.Auditor, "of-1").GetAsync("intake-policies").ShouldBeAsync(200)).GetRawText().ShouldNotContain("s3cret");
        var id = await ReceiveAsync(
            backend, "o/1", ""","product":"电热水壶","sku":"kt-17","carrier":"顺丰","amount":{"amount":"129","currency":"CNY"},"placedAt":"2026-01-05T12:00:00Z" """);

        var facts = await backend.GetAsync($"complaints/{id}/facts").ShouldBeAsync(200);

        facts.GetProperty("state").GetString().ShouldBe("fetched", facts.GetRawText());
        Fields(facts).ShouldBe(
        [
            "order.externalId agrees", "customer.externalId agrees", "order.amount agrees", "order.placedAt agrees", "order.deliveredAt unknown",
            "order.product agrees", "order.sku agrees", "order.carrier differs", "order.status unknown", "order.trackingNumber unknown",
        ]);
        facts.GetProperty("differences").GetArrayLength().ShouldBe(0);
        intake.Secret.ShouldBe("s3cret");
        intake.Path.ShouldBe("/api/orders/o%2F1");
        await Eventually.BeTrueAsync(() => ListedAsync(backend, "agrees", id), "the list knows");
        (await TimelineAsync(backend, id)).ShouldBe(["complaint_received"]);
    }

    [Theory]
    [InlineData("o-2", ""","amount":{"amount":"99.00","currency":"CNY"}""", "u-1", "amount")]
    [InlineData("o-3", ""","amount":{"amount":"129.00","currency":"USD"}""", "u-1", "amount")]
    [InlineData("o-4", ""","deliveredAt":"2026-01-07T10:00:00Z" """, "u-1", "not_delivered")]
    [InlineData("o-5", "", "u-2", "customer")]
    [InlineData("unknown-1", "", "u-1", "order_unknown")]
    public async Task A_difference_that_matters_is_told_once_and_can_be_filtered_by(string order, string more, string customer, string difference)
    {
        var backend = intake.As(Roles.Storefront, "of-2");
        await intake.ConfigureAsync("of-2");

        var id = await ReceiveAsync(backend, order, more, customer);

        await Eventually.BeTrueAsync(() => ListedAsync(backend, "differs", id), "the list knows");
        (await backend.GetAsync($"complaints/{id}/facts").ShouldBeAsync(200)).GetProperty("differences").EnumerateArray()
            .Select(one => one.GetString()).ShouldBe([difference]);
        intake.Clock.Advance(TimeSpan.FromHours(1));
        await backend.GetAsync($"complaints/{id}/facts").ShouldBeAsync(200);
        (await TimelineAsync(backend, id)).ShouldBe(["complaint_received", "order_facts_differed"]);
        var told = (await intake.PublishedAsync<OrderFactsDiffered>(id)).Single();
        told.Differences.ShouldBe([difference]);
        var entry = (await backend.GetAsync($"complaints/{id}/timeline").ShouldBeAsync(200)).GetProperty("items")[1];
        entry.GetProperty("summary").GetString()!.ShouldNotContain(difference);
        await backend.GetAsync("complaints?orderFacts=nope").ShouldBeProblemAsync(400, "parameter.invalid", "/orderFacts");
    }

    [Theory]
    [InlineData("slow-1", "timeout")]
    [InlineData("down-1", "status")]
    [InlineData("closed-1", "refused")]
    [InlineData("away-1", "redirect")]
    [InlineData("html-1", "malformed")]
    [InlineData("list-1", "malformed")]
    [InlineData("twice-1", "malformed")]
    [InlineData("types-1", "malformed")]
    [InlineData("other-1", "other_order")]
    [InlineData("huge-1", "too_large")]
    [InlineData("liar-1", "broken_off")]
    [InlineData("..", "order_id")]
    public async Task What_the_merchant_does_wrong_delays_nothing_and_is_named(string order, string reason)
    {
        var storefront = "of-3-" + order;
        var backend = intake.As(Roles.Storefront, storefront);
        await using var merchant = await intake.AnotherAsync();
        await intake.ConfigureAsync(storefront, ""","retryMinutes":[]""", merchant.Address + "/api");

        var id = await ReceiveAsync(backend, order);

        var facts = await backend.GetAsync($"complaints/{id}/facts").ShouldBeAsync(200);
        facts.GetProperty("state").GetString().ShouldBe("unavailable", facts.GetRawText());
        facts.GetProperty("reason").GetString().ShouldBe(reason);
        facts.GetProperty("fields").GetArrayLength().ShouldBe(0);
        await Eventually.BeTrueAsync(() => ListedAsync(backend, "unavailable", id), "the list knows");
        (await TimelineAsync(backend, id)).ShouldBe(["complaint_received"]);
    }

    [Fact]
    public async Task A_fact_of_another_form_is_left_out_and_named()
    {
        var backend = intake.As(Roles.Storefront, "of-4");
        await intake.ConfigureAsync("of-4");
        var id = await ReceiveAsync(backend, "half-1", ""","amount":{"amount":"5","currency":"CNY"}""");

        var facts = await backend.GetAsync($"complaints/{id}/facts").ShouldBeAsync(200);

        facts.GetProperty("state").GetString().ShouldBe("fetched");
        Fields(facts).ShouldContain("order.amount unknown");
        facts.GetProperty("differences").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task It_is_asked_again_later_and_an_answer_is_used_again_for_a_while()
    {
        var backend = intake.As(Roles.Storefront, "of-5");
        await using var merchant = await intake.AnotherAsync();
        await intake.ConfigureAsync("of-5", ""","retryMinutes":[1,5]""", merchant.Address + "/api");
        intake.IsAway = true;
        var id = await ReceiveAsync(backend, "o-6", customer: "u-2");
        await Eventually.BeTrueAsync(() => ListedAsync(backend, "unavailable", id), "it was asked");
        (await backend.GetAsync($"complaints/{id}/facts").ShouldBeAsync(200)).GetProperty("nextAttemptAt").ValueKind.ShouldBe(JsonValueKind.String);

        intake.IsAway = false;
        intake.Clock.Advance(TimeSpan.FromMinutes(2));
        await Eventually.BeTrueAsync(() => ListedAsync(backend, "differs", id), "it was asked again");

        var asked = intake.Asked;
        var facts = await backend.GetAsync($"complaints/{id}/facts").ShouldBeAsync(200);
        facts.GetProperty("first").GetProperty("differences")[0].GetString().ShouldBe("customer");
        intake.Asked.ShouldBe(asked, "the answer of before is used");
        intake.IsAway = true;
        await intake.ConfigureAsync("of-5", ""","cacheMinutes":0""", merchant.Address + "/api");
        var away = await backend.GetAsync($"complaints/{id}/facts").ShouldBeAsync(200);
        intake.IsAway = false;
        away.GetProperty("state").GetString().ShouldBe("unavailable");
        away.GetProperty("differences")[0].GetString().ShouldBe("customer", "what was said before is shown");
    }

    [Fact]
    public async Task An_order_that_is_supplied_later_is_compared_then()
    {
        var backend = intake.As(Roles.Storefront, "of-6");
        await intake.ConfigureAsync("of-6");
        var id = (await backend.PostJsonAsync("complaints", """{"channel":"web","text":"坏了","customer":{"externalId":"u-2"}}""").ShouldBeAsync(201))
            .GetProperty("id").GetGuid();
        (await backend.GetAsync($"complaints/{id}/facts").ShouldBeAsync(200)).GetProperty("state").GetString().ShouldBe("no_order");

        await intake.As(Roles.Agent, "of-6").SendJsonAsync(
            HttpMethod.Patch, $"complaints/{id}", """{"order":{"externalId":"o-7"}}""", ("If-Match", "*")).ShouldBeAsync(200);

        await Eventually.BeTrueAsync(() => ListedAsync(backend, "differs", id), "it is compared");
    }

    [Fact]
    public async Task Without_an_api_others_orders_and_names_stay_hidden()
    {
        var backend = intake.As(Roles.Storefront, "of-7");
        var id = await ReceiveAsync(backend, "o-8");
        (await backend.GetAsync($"complaints/{id}/facts").ShouldBeAsync(200)).GetProperty("state").GetString().ShouldBe("not_configured");
        await intake.As(Roles.Storefront, "of-x").GetAsync($"complaints/{id}/facts").ShouldBeProblemAsync(404, "resource.not_found");

        await intake.ConfigureAsync("of-7");
        var seen = await intake.As(Roles.Auditor, "of-7").GetAsync($"complaints/{id}/facts").ShouldBeAsync(200);
        seen.GetProperty("fields")[1].GetProperty("stated").GetString().ShouldNotBe("u-1");
        seen.GetProperty("fields")[1].GetProperty("result").GetString().ShouldBe("agrees");
    }

    [Theory]
    [InlineData(""" "baseAddress":"http://shop.example" """, "/orderApi/baseAddress")]
    [InlineData(""" "baseAddress":"https://10.0.0.1/api" """, "/orderApi/baseAddress")]
    [InlineData(""" "baseAddress":"https://[::ffff:169.254.169.254]/" """, "/orderApi/baseAddress")]
    [InlineData(""" "baseAddress":"file:///etc/passwd" """, "/orderApi/baseAddress")]
    [InlineData(""" "baseAddress":"https://a:b@8.8.8.8/" """, "/orderApi/baseAddress")]
    [InlineData(""" "pathTemplate":"/orders" """, "/orderApi/pathTemplate")]
    [InlineData(""" "pathTemplate":"orders/{orderId}" """, "/orderApi/pathTemplate")]
    [InlineData(""" "secretHeader":"X Key:" """, "/orderApi/secretHeader")]
    [InlineData(""" "timeoutSeconds":0 """, "/orderApi/timeoutSeconds")]
    [InlineData(""" "fields":{"colour":"/c"} """, "/orderApi/fields/colour")]
    [InlineData(""" "fields":{"amount":"amount"} """, "/orderApi/fields/amount")]
    [InlineData(""" "retryMinutes":[0] """, "/orderApi/retryMinutes/0")]
    public async Task A_policy_that_makes_no_sense_is_refused(string policy, string pointer) =>
        await intake.As(Roles.Manager, "of-8").PutJsonAsync("intake-policies", $$$"""{"orderApi":{ {{{policy}}} }}""", ("If-Match", "*"))
            .ShouldBeProblemAsync(400, "request.invalid", pointer);

    [Fact]
    public async Task The_secret_goes_to_no_other_host_and_stays_where_it_is_not_written_anew()
    {
        var backend = intake.As(Roles.Storefront, "of-9");
        await intake.ConfigureAsync("of-9", ""","cacheMinutes":0""");
        var id = await ReceiveAsync(backend, "o-9");
        await PutAsync(intake.Merchant + "/api");
        await backend.GetAsync($"complaints/{id}/facts").ShouldBeAsync(200);
        intake.Secret.ShouldBe("s3cret");

        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        await PutAsync($"http://127.0.0.1:{((System.Net.IPEndPoint)listener.LocalEndpoint).Port}");
        var asking = backend.GetAsync($"complaints/{id}/facts");
        using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        var buffer = new byte[4096];
        var length = await client.GetStream().ReadAsync(buffer, TestContext.Current.CancellationToken);
        var request = Encoding.ASCII.GetString(buffer, 0, length);
        client.Close();

        request.ShouldStartWith("GET /orders/o-9 ");
        request.ShouldNotContain("s3cret");
        await asking;

        async Task PutAsync(string address) => await intake.As(Roles.Manager, "of-9").PutJsonAsync(
            "intake-policies",
            $$$"""{"orderApi":{"baseAddress":"{{{address}}}","allowHttp":true,"secretHeader":"X-Key","cacheMinutes":0,"timeoutSeconds":3}}""",
            ("If-Match", "*")).ShouldBeAsync(200);
    }

    private static List<string> Fields(JsonElement facts) =>
        [.. facts.GetProperty("fields").EnumerateArray().Select(fact => $"{fact.GetProperty("field").GetString()} {fact.GetProperty("result").GetString()}")];

    private static async Task<bool> ListedAsync(HttpClient backend, string compared, Guid id) =>
        (await backend.GetAsync($"complaints?orderFacts={compared}&limit=100").ShouldBeAsync(200)).GetProperty("items").EnumerateArray()
            .Any(row => row.GetProperty("id").GetGuid() == id);

    private static async Task<List<string?>> TimelineAsync(HttpClient backend, Guid id) =>
        [.. (await backend.GetAsync($"complaints/{id}/timeline").ShouldBeAsync(200)).GetProperty("items").EnumerateArray()
            .Select(entry => entry.GetProperty("kind").GetString())];

    private static async Task<Guid> ReceiveAsync(HttpClient backend, string order, string more = "", string customer = "u-1") =>
        (await backend.PostJsonAsync(
            "complaints",
            $$$"""{"channel":"web","text":"坏了","customer":{"externalId":"{{{customer}}}"},"order":{"externalId":"{{{order}}}"{{{more}}} }}""").ShouldBeAsync(201))
            .GetProperty("id").GetGuid();
}
