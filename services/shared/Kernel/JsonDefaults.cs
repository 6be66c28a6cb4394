using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace ComplaintPlatform.Kernel;

/// <summary>JSON as the API speaks it: strict in what it takes, plain in what it gives.</summary>
public static class JsonDefaults
{
    public const int MaxDepth = 32;

    /// <summary>Times as RFC 3339 in UTC with a Z; a time without an offset is refused.</summary>
    public static JsonConverter<DateTimeOffset> UtcTimes { get; } = new UtcTimeConverter();

    public static JsonSerializerOptions Options { get; } = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        // One name for a field: "Text" beside "text" would be two of them to one reader and the same one to another
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.AllowDuplicateProperties = false;
        options.MaxDepth = MaxDepth;
        // Chinese stays readable; what HTML could take for markup is still escaped
        options.Encoder = JavaScriptEncoder.Create(UnicodeRanges.All);
        options.Converters.Add(new EnumTextConverter());
        options.Converters.Add(UtcTimes);
        options.Converters.Add(new DayConverter());
        return options;
    }

    /// <summary>The text of a time as the API writes it.</summary>
    public static string Rfc3339(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    // As the serializer's own, and says what a day looks like
    private sealed class DayConverter : JsonConverter<DateOnly>
    {
        private const string Format = "yyyy-MM-dd";

        public override DateOnly Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType is JsonTokenType.String
                && DateOnly.TryParseExact(reader.GetString(), Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? day
                : throw new InvalidJsonValueException(Texts.DayFormat);

        public override void Write(Utf8JsonWriter writer, DateOnly value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString(Format, CultureInfo.InvariantCulture));
    }

    private sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            // Without an offset the serializer would take the time for the machine's own
            if (reader.TokenType is JsonTokenType.String && HasOffset(reader.GetString()) && reader.TryGetDateTimeOffset(out var time))
                return time.ToUniversalTime();
            throw new InvalidJsonValueException(Texts.TimeFormat);
        }

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Rfc3339(value));

        private static bool HasOffset(string? text) =>
            text is { Length: > 16 } && text[10] == 'T' && (text[^1] == 'Z' || text[^6] is '+' or '-');
    }
}
