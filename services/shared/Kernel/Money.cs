using System.Collections.Frozen;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace ComplaintPlatform.Kernel;

/// <summary>An amount in a currency; on the wire <c>{"amount":"129.00","currency":"CNY"}</c>.</summary>
[JsonConverter(typeof(MoneyConverter))]
public sealed record Money : IComparable<Money>
{
    /// <summary>Stored as decimal(19,4).</summary>
    public const decimal MaxAmount = 999_999_999_999_999.9999m;

    public Money(decimal amount, string currency)
    {
        if (Math.Abs(amount) > MaxAmount || amount != Math.Round(amount, 4))
            throw new ArgumentOutOfRangeException(nameof(amount), amount, "At most 15 digits and 4 decimals.");
        if (!Currencies.IsKnown(currency))
            throw new ArgumentException("Not an ISO 4217 code.", nameof(currency));
        (Amount, Currency) = (amount, currency);
    }

    public decimal Amount { get; }

    public string Currency { get; }

    public static Money Zero(string currency) => new(0, currency);

    /// <summary>Rounded to the currency's smallest unit, half away from zero; for results of a calculation.</summary>
    public static Money Rounded(decimal amount, string currency) =>
        new(Math.Round(amount, Currencies.Decimals(currency), MidpointRounding.AwayFromZero), currency);

    public static Money operator +(Money left, Money right) => new(left.Amount + right.In(left.Currency), left.Currency);

    public static Money operator -(Money left, Money right) => new(left.Amount - right.In(left.Currency), left.Currency);

    public static bool operator <(Money left, Money right) => left.CompareTo(right) < 0;

    public static bool operator >(Money left, Money right) => left.CompareTo(right) > 0;

    public static bool operator <=(Money left, Money right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Money left, Money right) => left.CompareTo(right) >= 0;

    public static Money Min(Money left, Money right) => left <= right ? left : right;

    public static Money Max(Money left, Money right) => left >= right ? left : right;

    public int CompareTo(Money? other) => other is null ? 1 : Amount.CompareTo(other.In(Currency));

    /// <summary>The amount as the wire writes it: with the currency's decimals, more only where there are more.</summary>
    public string AmountText
    {
        get
        {
            var decimals = Currencies.Decimals(Currency);
            var format = "0" + (decimals > 0 ? "." + new string('0', decimals) : "") + new string('#', Math.Max(0, 4 - decimals));
            return Amount.ToString(decimals > 0 ? format : "0.####", CultureInfo.InvariantCulture);
        }
    }

    public override string ToString() => $"{AmountText} {Currency}";

    private decimal In(string currency) =>
        Currency == currency ? Amount : throw new InvalidOperationException($"Cannot reckon {Currency} with {currency}.");
}

/// <summary>ISO 4217: the codes in use and their decimals.</summary>
public static class Currencies
{
    private const string WithoutDecimals = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
    private const string WithThree = "BHD IQD JOD KWD LYD OMR TND";
    private const string WithFour = "CLF UYW";
    private const string WithTwo =
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR " +
        "FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR " +
        "MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS " +
        "TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD XCG YER ZAR ZMW ZWG";

    private static readonly FrozenDictionary<string, int> Known =
        new[] { (WithoutDecimals, 0), (WithTwo, 2), (WithThree, 3), (WithFour, 4) }
        .SelectMany(group => group.Item1.Split(' '), (group, code) => (code, group.Item2))
        .ToFrozenDictionary(entry => entry.code, entry => entry.Item2, StringComparer.Ordinal);

    public static bool IsKnown(string? code) => code is not null && Known.ContainsKey(code);

    public static int Decimals(string code) =>
        Known.TryGetValue(code, out var decimals) ? decimals : throw new ArgumentException("Not an ISO 4217 code.", nameof(code));
}

/// <summary>A money that must not be below zero, or must be above it.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class NotNegativeAttribute : ValidationAttribute
{
    public bool AboveZero { get; set; }

    public override bool IsValid(object? value) => value is not Money money || (AboveZero ? money.Amount > 0 : money.Amount >= 0);

    public override string FormatErrorMessage(string name) => AboveZero ? Texts.MoneyPositive : Texts.MoneyNegative;
}

internal sealed partial class MoneyConverter : JsonConverter<Money>
{
    public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is not JsonTokenType.StartObject)
            throw new InvalidJsonValueException(Texts.MoneyShape);

        string? amount = null, currency = null;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var isAmount = reader.ValueTextEquals("amount") && amount is null;
            if (!isAmount && !(reader.ValueTextEquals("currency") && currency is null))
                throw new InvalidJsonValueException(Texts.MoneyShape);
            if (!reader.Read() || reader.TokenType is not JsonTokenType.String)
                throw new InvalidJsonValueException(isAmount ? Texts.MoneyAmount : Texts.MoneyCurrency);
            if (isAmount)
                amount = reader.GetString();
            else
                currency = reader.GetString();
        }

        if (amount is null || currency is null)
            throw new InvalidJsonValueException(Texts.MoneyShape);
        if (!Currencies.IsKnown(currency))
            throw new InvalidJsonValueException(Texts.MoneyCurrency);
        if (!AmountShape().IsMatch(amount))
            throw new InvalidJsonValueException(Texts.MoneyAmount);
        var value = decimal.Parse(amount, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        if (value != Math.Round(value, Currencies.Decimals(currency)))
            throw new InvalidJsonValueException(Texts.MoneyScale);
        return new Money(value, currency);
    }

    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("amount"u8, value.AmountText);
        writer.WriteString("currency"u8, value.Currency);
        writer.WriteEndObject();
    }

    [GeneratedRegex(@"^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,4})?\z", RegexOptions.NonBacktracking)]
    private static partial Regex AmountShape();
}
