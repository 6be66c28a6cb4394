using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ComplaintPlatform.Resolution.Compensation;

/// <summary>An amount in one currency. Amounts of different currencies are never added or compared.</summary>
[JsonConverter(typeof(MoneyJsonConverter))]
public readonly record struct Money : IComparable<Money>
{
    // Stored as decimal(19,4)
    public const decimal Largest = 999_999_999_999_999m;

    public Money(decimal amount, string currency)
    {
        if (!IsCurrency(currency))
            throw new ArgumentException("A currency is three capital letters.", nameof(currency));
        if (Math.Abs(amount) > Largest)
            throw new ArgumentOutOfRangeException(nameof(amount));
        Amount = amount;
        Currency = currency;
    }

    public decimal Amount { get; }

    public string Currency { get; }

    public static Money Zero(string currency) => new(0, currency);

    public static bool IsCurrency(string? currency) => currency is { Length: 3 } && currency.All(char.IsAsciiLetterUpper);

    /// <summary>Digits after the point that the currency is paid in (ISO 4217).</summary>
    public static int MinorDigits(string currency) => currency switch
    {
        "BIF" or "CLP" or "DJF" or "GNF" or "ISK" or "JPY" or "KMF" or "KRW" or "PYG" or "RWF" or "UGX" or "VND" or "VUV" or "XAF" or "XOF" or "XPF" => 0,
        "BHD" or "IQD" or "JOD" or "KWD" or "LYD" or "OMR" or "TND" => 3,
        _ => 2,
    };

    public int CompareTo(Money other) => Amount.CompareTo(other.In(Currency));

    public Money Rounded() => new(Math.Round(Amount, MinorDigits(Currency), MidpointRounding.AwayFromZero), Currency);

    public Money Times(decimal factor) => new Money(Amount * factor, Currency).Rounded();

    public static Money operator +(Money left, Money right) => new(left.Amount + right.In(left.Currency), left.Currency);

    public static Money operator -(Money left, Money right) => new(left.Amount - right.In(left.Currency), left.Currency);

    public static bool operator <(Money left, Money right) => left.Amount < right.In(left.Currency);

    public static bool operator >(Money left, Money right) => left.Amount > right.In(left.Currency);

    public static bool operator <=(Money left, Money right) => left.Amount <= right.In(left.Currency);

    public static bool operator >=(Money left, Money right) => left.Amount >= right.In(left.Currency);

    public static Money Min(Money left, Money right) => left <= right ? left : right;

    public static Money Max(Money left, Money right) => left >= right ? left : right;

    public static bool TryParse(string? amount, string? currency, out Money money)
    {
        money = default;
        if (!IsCurrency(currency) || amount is null || amount.Length > 24
            || !decimal.TryParse(amount, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            || Math.Abs(value) > Largest || decimal.Round(value, 4) != value)
        {
            return false;
        }

        money = new Money(value, currency!);
        return true;
    }

    /// <summary>The amount alone, with at least the digits its currency is paid in.</summary>
    public string AmountText() => Amount.ToString(MinorDigits(Currency) switch { 0 => "0.####", 3 => "0.000#", _ => "0.00##" }, CultureInfo.InvariantCulture);

    public override string ToString() => $"{AmountText()} {Currency}";

    private decimal In(string currency) => currency == Currency
        ? Amount
        : throw new InvalidOperationException($"An amount in {Currency} cannot be reckoned with one in {currency}.");
}

/// <summary>Reads and writes <c>{"amount":"129.00","currency":"CNY"}</c>: a decimal as text, because a JSON number loses digits in many clients.</summary>
internal sealed class MoneyJsonConverter : JsonConverter<Money>
{
    public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is not JsonTokenType.StartObject)
            throw new JsonException("Money is an object with an amount and a currency.");

        string? amount = null, currency = null;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            if (reader.TokenType is not JsonTokenType.String)
                throw new JsonException("Amount and currency of money are texts, for example \"129.00\" and \"CNY\".");
            switch (name)
            {
                case "amount": amount = reader.GetString(); break;
                case "currency": currency = reader.GetString(); break;
                default: throw new JsonException("Money has an amount and a currency and no other field.");
            }
        }

        return Money.TryParse(amount, currency, out var money)
            ? money
            : throw new JsonException("Money needs an amount like \"129.00\" with at most four decimals and a currency like \"CNY\".");
    }

    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("amount", value.AmountText());
        writer.WriteString("currency", value.Currency);
        writer.WriteEndObject();
    }
}
