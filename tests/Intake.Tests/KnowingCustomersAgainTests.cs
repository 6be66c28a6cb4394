using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Intake.Tests;

public sealed class KnowingCustomersAgainTests(IntakeFactory intake) : IClassFixture<IntakeFactory>
{
    private const string Text = "收到的烧水壶底部漏水,已经两次联系客服没人处理,要求退款";

    [Theory]
    [InlineData("""{"email":"wang@example.com"}""", """{"email":"Wang@Example.com"}""")]
    [InlineData("""{"email":"ann@example.com"}""", """{"email":"Ann <ANN@example.com>"}""")]
    [InlineData("""{"phone":"13800000000"}""", """{"phone":"+86 138-0000-0000"}""")]
    [InlineData("""{"phone":"13800000001"}""", """{"phone":"\u2068１３８0000 0001\u2069"}""")]
    [InlineData("""{"phone":"0086 13800000002"}""", """{"phone":"138 0000 0002"}""")]
    [InlineData("""{"externalId":"u-1","email":"li@example.com"}""", """{"email":"li@example.com"}""")]
    [InlineData("""{"email":"zhao@example.com"}""", """{"externalId":"u-zhao","email":"zhao@example.com"}""")]
    [InlineData("""{"externalId":"u-3"}""", """{"externalId":"u-3 "}""")]
    public async Task The_same_person_is_one_customer_and_the_repeat_is_proposed(string first, string second)
    {
        var order = Guid.NewGuid();
        var one = await intake.ReceiveAsync(Text, $$""","customer":{{first}},"order":{"externalId":"{{order}}"}""");
        var two = await intake.ReceiveAsync(Text, $$""","customer":{{second}},"order":{"externalId":"{{order}}"}""");

        (await CustomerOfAsync(two)).ShouldBe(await CustomerOfAsync(one));
        two.GetProperty("duplicateCandidates")[0].GetProperty("complaintId").GetGuid().ShouldBe(one.GetProperty("id").GetGuid());
    }

    [Theory]
    [InlineData("""{"externalId":"s-1","phone":"13911110000"}""", """{"externalId":"s-2","phone":"13911110000"}""")]
    [InlineData("""{"email":"a@example.com"}""", """{"email":"b@example.com"}""")]
    [InlineData("""{"phone":"call me"}""", """{"phone":"call me"}""")]
    public async Task Two_people_stay_two(string first, string second)
    {
        var one = await intake.ReceiveAsync(Text, $$""","customer":{{first}}""");
        var two = await intake.ReceiveAsync(Text, $$""","customer":{{second}}""");

        (await CustomerOfAsync(two)).ShouldNotBe(await CustomerOfAsync(one));
    }

    [Theory]
    [InlineData("""{"phone":"call me"}""", true)]
    [InlineData("""{"name":"王芳","email":""}""", true)]
    [InlineData("""{"name":"王芳","email":"","phone":"13800000000"}""", false)]
    [InlineData("""{"phone":"\u202a13800000000\u202c"}""", false)]
    [InlineData("""{"email":"taro..yamada.@docomo.example.com"}""", false)]
    [InlineData("""{"email":"Ann <ann@example.com>"}""", false)]
    public async Task What_cannot_be_used_is_missing_and_what_can_is_not(string customer, bool missing)
    {
        var received = await intake.ReceiveAsync("衣服开线", $$""","customer":{{customer}}""");

        received.GetProperty("missing").EnumerateArray().Any(fact => fact.GetString() == "customer.contact").ShouldBe(missing);
    }

    [Theory]
    [InlineData("\\u202bالمنتج مكسور\\u202c iPhone", "المنتج مكسور iPhone")]
    [InlineData("第一行\\u000b第二行", "第一行\n第二行")]
    public async Task Marks_and_odd_line_ends_are_cleaned(string sent, string kept)
    {
        var received = await intake.Backend.PostJsonAsync("complaints", $$"""{"channel":"web","text":"{{sent}}"}""").ShouldBeAsync(201);

        (await intake.GetAsync(received.GetProperty("id").GetGuid())).GetProperty("text").GetString().ShouldBe(kept);
    }

    [Fact]
    public async Task The_same_number_of_the_storefront_is_one_complaint()
    {
        var first = await intake.ReceiveAsync(Text, ",\"externalId\":\"shop-77\"");
        var again = await intake.ReceiveAsync(Text, ",\"externalId\":\" shop-77 \"");

        again.GetProperty("id").GetGuid().ShouldBe(first.GetProperty("id").GetGuid());
        again.GetProperty("trackingUrl").GetString().ShouldBe(first.GetProperty("trackingUrl").GetString());
        await intake.Backend.PostJsonAsync("complaints", """{"channel":"web","text":"另一件事","externalId":"shop-77"}""")
            .ShouldBeProblemAsync(409, "complaint.external_id_used");
    }

    [Fact]
    public async Task Copies_that_arrive_together_are_one_complaint()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => intake.ReceiveAsync(Text, ",\"externalId\":\"shop-88\"")));

        answers.Select(answer => answer.GetProperty("id").GetGuid()).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_complaint_keeps_the_customers_facts_as_they_were()
    {
        var first = await intake.ReceiveAsync(
            Text, ""","customer":{"externalId":"u-then","name":"王芳","orderCount":1,"lifetimeValue":{"amount":"10.00","currency":"CNY"}}""");
        await intake.ReceiveAsync(
            Text, ""","customer":{"externalId":"u-then","name":"王芳芳","orderCount":9,"vip":true,"lifetimeValue":{"amount":"900.00","currency":"CNY"}}""");

        var then = (await intake.GetAsync(first.GetProperty("id").GetGuid())).GetProperty("customer");
        then.GetProperty("name").GetString().ShouldBe("王芳");
        then.GetProperty("orderCount").GetInt32().ShouldBe(1);
        then.GetProperty("lifetimeValue").GetProperty("amount").GetString().ShouldBe("10.00");
        then.GetProperty("vip").GetBoolean().ShouldBeFalse();
    }

    private async Task<Guid> CustomerOfAsync(JsonElement received) =>
        (await intake.GetAsync(received.GetProperty("id").GetGuid())).GetProperty("customer").GetProperty("id").GetGuid();
}
