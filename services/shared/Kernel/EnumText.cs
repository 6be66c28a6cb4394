using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ComplaintPlatform.Kernel;

/// <summary>Enum values as the API writes them: <c>in_progress</c>.</summary>
public static class EnumText
{
    public static string Of<T>(T value)
        where T : struct, Enum =>
            Names<T>.Texts.TryGetValue(value, out var text) ? text : throw new ArgumentOutOfRangeException(nameof(value), value, null);

    public static bool TryParse<T>(string? text, out T value)
        where T : struct, Enum => Names<T>.Values.TryGetValue(text ?? "", out value);

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> Texts = Enum.GetValues<T>()
            .ToFrozenDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));
        public static readonly FrozenDictionary<string, T> Values =
            Texts.ToFrozenDictionary(name => name.Value, name => name.Key, StringComparer.Ordinal);
    }
}

/// <summary>The serializer's own converter takes "web,phone" for a value and any case; this one takes what the document says.</summary>
internal sealed class EnumTextConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert))!;

    private sealed class Converter<T> : JsonConverter<T>
        where T : struct, Enum
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType is JsonTokenType.String && EnumText.TryParse<T>(reader.GetString(), out var value) ? value : throw Unknown();

        public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            EnumText.TryParse<T>(reader.GetString(), out var value) ? value : throw Unknown();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(EnumText.Of(value));

        public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WritePropertyName(EnumText.Of(value));

        private static InvalidJsonValueException Unknown() => new(string.Format(
            null, Kernel.Texts.OneOf, string.Join(", ", Enum.GetValues<T>().Select(EnumText.Of))));
    }
}
