using System.Text;
using System.Text.Json;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;
using ComplaintPlatform.Web.Security;

namespace ComplaintPlatform.Intake.Tests;

public sealed class ReceivingAComplaintTests(IntakeFactory intake) : IClassFixture<IntakeFactory>
{
    private const string Walk = """
        {"channel":"web","customer":{"externalId":"u-walk","name":"王芳","phone":"13800000000","email":"wang@example.com","orderCount":12},
         "order":{"externalId":"o-walk","product":"电热水壶","amount":{"amount":"129.00","currency":"CNY"}},"text":"水壶用了两天就漏电,太危险了,要求退款!","expectation":"退款"}
        """;

    [Fact]
    public async Task It_is_acknowledged_with_a_reference_and_a_tracking_link()
    {
        var response = await intake.Backend.PostJsonAsync("complaints", Walk);

        var body = await response.ShouldBeAsync(201);
        var reference = body.GetProperty("reference").GetString()!;
        reference.Length.ShouldBeLessThanOrEqualTo(12);
        body.GetProperty("status").GetString().ShouldBe("received");
        body.GetProperty("missing").GetArrayLength().ShouldBe(0);
        response.Headers.Location!.OriginalString.ShouldBe($"/api/v1/complaints/{body.GetProperty("id").GetGuid()}");
        var tracked = await intake.Anonymous().GetAsync(new Uri(body.GetProperty("trackingUrl").GetString()!).AbsolutePath)
            .ShouldBeAsync(200);
        tracked.GetProperty("reference").GetString().ShouldBe(reference);
    }

    [Fact]
    public async Task It_can_be_read_by_id_and_by_what_a_person_typed_of_the_reference()
    {
        var received = await intake.ReceiveAsync();
        var typed = received.GetProperty("reference").GetString()!.ToLowerInvariant().Replace("-", " ").Replace('0', 'o').Replace('1', 'l');

        var byId = await intake.GetAsync(received.GetProperty("id").GetGuid());
        var byReference = await intake.Backend.GetAsync($"complaints/by-reference/{Uri.EscapeDataString(typed)}").ShouldBeAsync(200);

        byReference.GetProperty("id").GetGuid().ShouldBe(byId.GetProperty("id").GetGuid());
        byId.GetProperty("text").GetString().ShouldBe("快递晚到了五天,客服一直不回复。");
    }

    [Fact]
    public async Task A_misread_reference_is_told_from_one_that_does_not_exist()
    {
        var reference = (await intake.ReceiveAsync()).GetProperty("reference").GetString()!;
        var misread = (reference[0] == 'A' ? 'B' : 'A') + reference[1..];

        await intake.Backend.GetAsync($"complaints/by-reference/{misread}").ShouldBeProblemAsync(400, "reference.invalid", "/reference");
    }

    [Fact]
    public async Task What_is_missing_is_said_and_the_complaint_taken_all_the_same()
    {
        var received = await intake.ReceiveAsync();

        received.GetProperty("missing").EnumerateArray().Select(name => name.GetString())
            .ShouldBe(["customer.contact", "order.externalId", "order.product", "expectation"]);
        (await intake.GetAsync(received.GetProperty("id").GetGuid())).GetProperty("needsInfo").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task The_event_tells_what_others_need_and_no_name_or_address()
    {
        var body = await intake.Backend.PostJsonAsync("complaints", Walk.Replace("u-walk", "u-event")).ShouldBeAsync(201);

        var received = await intake.EventuallyPublishedAsync<ComplaintReceived>(body.GetProperty("id").GetGuid());
        received.Customer.OrderCount.ShouldBe(12);
        received.Order!.Amount!.Amount.ShouldBe(129.00m);
        received.TrackingTokenHash.ShouldBe(Links.Hash(body.GetProperty("trackingUrl").GetString()!.Split('/')[^1]));
        var wire = JsonSerializer.Serialize(
            received, new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        foreach (var personal in new[] { "王芳", "13800000000", "wang@example.com" })
            wire.ShouldNotContain(personal);
    }

    [Fact]
    public async Task The_event_carries_a_key_by_which_a_customer_is_known_again_and_that_is_not_the_id()
    {
        var keys = new List<string?>();
        foreach (var customer in new[] { ""","customer":{"externalId":"u-key"}""", ""","customer":{"externalId":"u-key"}""", "" })
        {
            var body = await intake.ReceiveAsync($"水壶坏了 {keys.Count}", customer);
            keys.Add((await intake.EventuallyPublishedAsync<ComplaintReceived>(body.GetProperty("id").GetGuid())).Customer.CustomerKey);
        }

        var key = keys[0].ShouldNotBeNull();
        keys[1].ShouldBe(key);
        key.ShouldNotContain("u-key");
        keys[2].ShouldBeNull();
    }

    [Fact]
    public async Task A_repeated_complaint_about_the_same_order_is_proposed_as_a_duplicate()
    {
        const string customer = """,{0}"customer":{{"externalId":"u-twice"}},"order":{{"externalId":"o-twice"}}""";
        var more = string.Format(null, customer, "").Replace("{{", "{").Replace("}}", "}");
        var first = await intake.ReceiveAsync("我买的电饭煲内胆掉漆了,要求换货", more);

        var second = await intake.ReceiveAsync("买的电饭煲内胆掉漆了,我要求换货!", more);
        var other = await intake.ReceiveAsync("发票抬头开错了请重开", more);

        first.GetProperty("duplicateCandidates").GetArrayLength().ShouldBe(0);
        second.GetProperty("duplicateCandidates")[0].GetProperty("complaintId").GetGuid().ShouldBe(first.GetProperty("id").GetGuid());
        other.GetProperty("duplicateCandidates").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("""{"channel":"web","text":""}""", "/text")]
    [InlineData("""{"channel":"web"}""", "/text")]
    [InlineData("""{"channel":"web","text":null}""", "/text")]
    [InlineData("""{"channel":"pigeon","text":"a"}""", "/channel")]
    [InlineData("""{"channel":"web","text":5}""", "/text")]
    [InlineData("""{"channel":"web","text":"a","surprise":1}""", "/surprise")]
    [InlineData("""{"channel":"web","text":"a\u0000b"}""", "/text")]
    [InlineData("""{"channel":"web","text":"a\u001bb"}""", "/text")]
    [InlineData("""{"channel":"web","text":"a\ud800b"}""", "/text")]
    [InlineData("""{"channel":"web","text":"a","statedLoss":{"amount":"-1.00","currency":"CNY"}}""", "/statedLoss")]
    [InlineData("""{"channel":"web","text":"a","order":{"amount":{"amount":"1.00","currency":"XXQ"}}}""", "/order/amount")]
    [InlineData("""{"channel":"web","text":"a","customer":{"email":"nobody"}}""", "/customer/email")]
    [InlineData("""{"channel":"web","text":"a","occurredAt":"2999-01-01T00:00:00Z"}""", "/occurredAt")]
    [InlineData("""{"channel":"web","text":"a","storefrontId":"elsewhere"}""", "/storefrontId")]
    public async Task A_bad_value_is_refused_by_name_and_stores_nothing(string body, string pointer)
    {
        var before = await CountAsync();

        var response = await intake.Backend.PostJsonAsync("complaints", body);

        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(400, text);
        JsonDocument.Parse(text).RootElement.GetProperty("errors").EnumerateObject().Select(error => error.Name)
            .ShouldContain(name => name.StartsWith(pointer), text);
        (await CountAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Twenty_thousand_emoji_are_too_many_characters()
    {
        var text = new StringBuilder().Insert(0, "😡", 20_000).ToString();

        await intake.Backend.PostJsonAsync("complaints", $$"""{"channel":"web","text":"{{text}}"}""")
            .ShouldBeProblemAsync(400, "request.invalid", "/text");
    }

    [Fact]
    public async Task Only_those_who_may_file_complaints_can()
    {
        await intake.Unknown().PostJsonAsync("complaints", Walk).ShouldBeProblemAsync(401, "authentication.required");
        await intake.Anonymous().PostJsonAsync("complaints", Walk).ShouldBeProblemAsync(403, "permission.denied");
        await intake.As(Roles.Auditor).PostJsonAsync("complaints", Walk).ShouldBeProblemAsync(403, "permission.denied");
    }

    private async Task<int> CountAsync() =>
        (await intake.Backend.GetAsync("complaints?count=true&limit=1").ShouldBeAsync(200)).GetProperty("total").GetInt32();
}
