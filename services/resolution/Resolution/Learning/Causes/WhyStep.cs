using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using ComplaintPlatform.Kernel;

namespace ComplaintPlatform.Resolution.Learning.Causes;

/// <summary>One answer to "why?", which the next one asks about; a plain text is an answer without evidence.</summary>
/// <param name="Because">The answer.</param>
/// <param name="Evidence">What shows it: a document, a record, a measurement, who said so.</param>
[JsonConverter(typeof(WhyStepConverter))]
public sealed record WhyStep(
    [property: Required, StringLength(1000, MinimumLength = 1), PlainText] string Because,
    [property: StringLength(2000), PlainText] string? Evidence = null);

/// <summary>Takes <c>"text"</c> as well as <c>{"because":"text","evidence":"..."}</c>.</summary>
internal sealed class WhyStepConverter : JsonConverter<WhyStep>
{
    private const string Shape =
        "Must be a text or {\"because\":\"...\",\"evidence\":\"...\"}. | 必须是文字,或形如 {\"because\":\"...\",\"evidence\":\"...\"}。";

    public override WhyStep Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is JsonTokenType.String)
            return new WhyStep(reader.GetString()!.Trim());
        if (reader.TokenType is not JsonTokenType.StartObject)
            throw new InvalidJsonValueException(Shape);

        string? because = null, evidence = null;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var isAnswer = reader.ValueTextEquals("because");
            if (!isAnswer && !reader.ValueTextEquals("evidence"))
                throw new InvalidJsonValueException(Shape);
            reader.Read();
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
                throw new InvalidJsonValueException(Shape);
            if (isAnswer)
                because = reader.GetString();
            else
                evidence = reader.GetString();
        }

        return because is null
            ? throw new InvalidJsonValueException(Shape)
            : new WhyStep(because.Trim(), string.IsNullOrWhiteSpace(evidence) ? null : evidence.Trim());
    }

    public override void Write(Utf8JsonWriter writer, WhyStep value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("because"u8, value.Because);
        writer.WriteString("evidence"u8, value.Evidence);
        writer.WriteEndObject();
    }
}
