using System.Text.Json;
using System.Text.Json.Serialization;
using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Kernel;

namespace ComplaintPlatform.Classification.Classifications;

/// <summary>
/// A classification as it is stored: the answer of the API with short names, reasons as lists, and without the statement where
/// it can be laid out again; and what was known besides the text, for the day when the customer adds something.
/// </summary>
internal sealed record StoredAnswer(ClassificationResponse Answer, StoredFacts? Facts)
{
    private const string LongName = "\"confidence\":";

    private static readonly JsonSerializerOptions Short = Make();

    public string Write() => JsonSerializer.Serialize(this, Short);

    /// <summary>What earlier versions wrote was the answer itself.</summary>
    public static StoredAnswer Read(string json) => json.Contains(LongName, StringComparison.Ordinal)
        ? new StoredAnswer(JsonSerializer.Deserialize<ClassificationResponse>(json, JsonDefaults.Options)!, null)
        : JsonSerializer.Deserialize<StoredAnswer>(json, Short)!;

    private static JsonSerializerOptions Make()
    {
        var options = JsonDefaults.Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));
        options.PropertyNamingPolicy = new ShortNames();
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        // What is left out is none, whatever the answer of the API promises
        options.RespectNullableAnnotations = false;
        options.RespectRequiredConstructorParameters = false;
        options.Converters.Add(new EvidenceAsList());
        return options;
    }

    private sealed class ShortNames : JsonNamingPolicy
    {
        public override string ConvertName(string name) => name switch
        {
            nameof(AxisResponse<>.Value) => "v",
            nameof(AxisResponse<>.Confidence) => "c",
            nameof(AxisResponse<>.Source) => "s",
            nameof(AxisResponse<>.Evidence) => "e",
            _ => CamelCase.ConvertName(name),
        };
    }

    // ["safety.fire.zh","起火",6]; the model's reasons, most of them, do without a name
    private sealed class EvidenceAsList : JsonConverter<EvidenceResponse>
    {
        public override EvidenceResponse Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            reader.Read();
            var rule = reader.GetString()!;
            reader.Read();
            var words = reader.GetString()!;
            reader.Read();
            var weight = reader.GetDouble();
            reader.Read();
            return new EvidenceResponse(rule.Length == 0 ? Sources.Model : rule, words, weight);
        }

        public override void Write(Utf8JsonWriter writer, EvidenceResponse value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(value.Rule == Sources.Model ? "" : value.Rule);
            writer.WriteStringValue(value.Words);
            writer.WriteNumberValue(value.Weight);
            writer.WriteEndArray();
        }
    }
}

/// <summary>What was known of a complaint besides its text when it was classified.</summary>
internal sealed record StoredFacts
{
    public string? Subject { get; init; }

    public string? Expectation { get; init; }

    public string? Language { get; init; }

    public decimal? OrderAmount { get; init; }

    public decimal? StatedLoss { get; init; }

    public string? Currency { get; init; }

    public int? OrderCount { get; init; }

    public DateTimeOffset? FirstOrderAt { get; init; }

    public decimal? LifetimeValue { get; init; }

    public bool? Vip { get; init; }

    public int? EarlierComplaints { get; init; }

    public static StoredFacts Of(ClassificationInput input) => new()
    {
        Subject = input.Subject,
        Expectation = input.Expectation,
        Language = input.LanguageHint,
        OrderAmount = input.OrderAmount,
        StatedLoss = input.StatedLoss,
        Currency = input.Currency,
        OrderCount = input.Customer.OrderCount,
        FirstOrderAt = input.Customer.FirstOrderAt,
        LifetimeValue = input.Customer.LifetimeValue,
        Vip = input.Customer.Vip ? true : null,
        EarlierComplaints = input.Customer.EarlierComplaints > 0 ? input.Customer.EarlierComplaints : null,
    };

    public ClassificationInput ToInput(string text, DateTimeOffset now) => new()
    {
        Text = text,
        Subject = Subject,
        Expectation = Expectation,
        LanguageHint = Language,
        OrderAmount = OrderAmount,
        StatedLoss = StatedLoss,
        Currency = Currency,
        Customer = new CustomerFacts
        {
            OrderCount = OrderCount,
            FirstOrderAt = FirstOrderAt,
            LifetimeValue = LifetimeValue,
            Vip = Vip ?? false,
            EarlierComplaints = EarlierComplaints ?? 0,
        },
        Now = now,
    };
}
