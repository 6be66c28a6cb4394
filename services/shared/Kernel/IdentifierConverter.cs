using System.Text.Json;
using System.Text.Json.Serialization;

namespace ComplaintPlatform.Kernel;

/// <summary>
/// Reads an identifier that another system made, without spaces around it: databases do not agree whether those at the end make a
/// difference. What is blank is not given.
/// </summary>
public sealed class IdentifierConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String ? Trim(reader.GetString()) : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    public static string? Trim(string? identifier) => identifier?.Trim() is { Length: > 0 } trimmed ? trimmed : null;
}
