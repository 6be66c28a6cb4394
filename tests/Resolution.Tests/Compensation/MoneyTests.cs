using System.Text.Json;
using ComplaintPlatform.Resolution.Compensation;
using FsCheck.Fluent;
using static ComplaintPlatform.Resolution.Tests.Samples;

namespace ComplaintPlatform.Resolution.Tests.Compensation;

public sealed class MoneyTests
{
    [Theory]
    [InlineData("0.005", "CNY", "0.01")]
    [InlineData("-0.005", "CNY", "-0.01")]
    [InlineData("2.5", "JPY", "3")]
    [InlineData("1.0005", "KWD", "1.001")]
    [InlineData("129", "CNY", "129.00")]
    public void Rounding_goes_to_the_minor_unit_and_away_from_zero(string amount, string currency, string rounded)
    {
        Money.TryParse(amount, currency, out var money).ShouldBeTrue();

        money.Rounded().AmountText().ShouldBe(rounded);
    }

    [Fact]
    public void It_travels_as_text()
    {
        JsonSerializer.Serialize(new Money(129m, "CNY")).ShouldBe("""{"amount":"129.00","currency":"CNY"}""");
        JsonSerializer.Deserialize<Money>("""{"currency":"JPY","amount":"5"}""").ShouldBe(new Money(5m, "JPY"));
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        Holds(
            from units in Gen.Choose(-2_000_000_000, 2_000_000_000) from currency in Gen.Elements("CNY", "JPY", "KWD", "EUR") select new Money(units / 10_000m, currency),
            money => JsonSerializer.Deserialize<Money>(JsonSerializer.Serialize(money)).ShouldBe(money));
    }

    [Theory]
    [InlineData("""{"amount":129,"currency":"CNY"}""")]
    [InlineData("""{"amount":"1e3","currency":"CNY"}""")]
    [InlineData("""{"amount":"1,000","currency":"CNY"}""")]
    [InlineData("""{"amount":" 1","currency":"CNY"}""")]
    [InlineData("""{"amount":"1.00001","currency":"CNY"}""")]
    [InlineData("""{"amount":"99999999999999999999","currency":"CNY"}""")]
    [InlineData("""{"amount":"1","currency":"cny"}""")]
    [InlineData("""{"amount":"1"}""")]
    [InlineData("""{"currency":"CNY"}""")]
    [InlineData("""{"amount":"1","currency":"CNY","more":"1"}""")]
    [InlineData("""{"amount":{"amount":"1"},"currency":"CNY"}""")]
    [InlineData("\"1 CNY\"")]
    [InlineData("null")]
    public void Anything_else_is_refused(string json) => Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Money>(json));

    [Fact]
    public void Two_currencies_are_never_added() =>
        Should.Throw<InvalidOperationException>(() => new Money(1m, "CNY") + new Money(1m, "EUR"));
}
