using System.Text.Json;
using ComplaintPlatform.Kernel;

namespace ComplaintPlatform.Shared.Tests;

public sealed class JsonTests
{
    [Fact]
    public async Task Answers_are_camel_case_snake_case_utc_and_readable()
    {
        await using var app = await TestApp.StartAsync(Orders.Map);

        var response = await app.PostAsync(
            "/orders", """{"text":"漏电<b>","kind":"in_person","at":"2026-01-31T08:00:00.5+08:00","loss":{"amount":"129.5","currency":"CNY"}}""");

        var body = await response.Content.ReadAsStringAsync();
        body.ShouldContain("\"text\":\"漏电\\u003Cb\\u003E\"");
        body.ShouldContain("\"kind\":\"in_person\"");
        body.ShouldContain("\"at\":\"2026-01-31T00:00:00.5Z\"");
        body.ShouldContain("\"loss\":{\"amount\":\"129.50\",\"currency\":\"CNY\"}");
        body.ShouldContain("\"customer\":null");
    }

    [Theory]
    [InlineData("129.00", "CNY", "129.00")]
    [InlineData("-0.5", "CNY", "-0.50")]
    [InlineData("1000", "JPY", "1000")]
    [InlineData("1.234", "KWD", "1.234")]
    [InlineData("999999999999999.99", "USD", "999999999999999.99")]
    public void Money_is_read_and_written_with_the_decimals_of_its_currency(string amount, string currency, string written)
    {
        var money = JsonSerializer.Deserialize<Money>($$"""{"currency":"{{currency}}","amount":"{{amount}}"}""", JsonDefaults.Options);

        JsonSerializer.Serialize(money, JsonDefaults.Options).ShouldBe($$"""{"amount":"{{written}}","currency":"{{currency}}"}""");
    }

    [Theory]
    [InlineData("""{"amount":129.00,"currency":"CNY"}""")]
    [InlineData("""{"amount":"129.001","currency":"CNY"}""")]
    [InlineData("""{"amount":"1.5","currency":"JPY"}""")]
    [InlineData("""{"amount":"1","currency":"XXX"}""")]
    [InlineData("""{"amount":"1","currency":"cny"}""")]
    [InlineData("""{"amount":"1"}""")]
    [InlineData("""{"currency":"CNY"}""")]
    [InlineData("""{"amount":"1","currency":"CNY","more":1}""")]
    [InlineData("""{"amount":"1","amount":"2","currency":"CNY"}""")]
    [InlineData("""{"amount":"1,000","currency":"CNY"}""")]
    [InlineData("""{"amount":"1e3","currency":"CNY"}""")]
    [InlineData("""{"amount":" 1","currency":"CNY"}""")]
    [InlineData("""{"amount":"1\n","currency":"CNY"}""")]
    [InlineData("""{"amount":"1000000000000000","currency":"CNY"}""")]
    [InlineData("""{"amount":null,"currency":"CNY"}""")]
    [InlineData("\"129 CNY\"")]
    public async Task Money_in_any_other_shape_is_refused(string json)
    {
        await using var app = await TestApp.StartAsync(Orders.Map);

        var response = await app.PostAsync("/orders", $$"""{"text":"a","kind":"web","loss":{{json}}}""");

        var problem = await response.ShouldBeProblemAsync(400, "field.invalid");
        problem.GetProperty("errors").EnumerateObject().ShouldAllBe(error => error.Name.StartsWith("/loss"));
    }

    [Fact]
    public void Money_is_reckoned_in_one_currency_and_rounded_half_away_from_zero()
    {
        (new Money(1.5m, "CNY") + new Money(2, "CNY")).ShouldBe(new Money(3.5m, "CNY"));
        Money.Rounded(2.675m, "CNY").Amount.ShouldBe(2.68m);
        Money.Rounded(-0.5m, "JPY").Amount.ShouldBe(-1m);
        Should.Throw<InvalidOperationException>(() => new Money(1, "CNY") + new Money(1, "USD"));
    }
}
