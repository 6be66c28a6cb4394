using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ComplaintPlatform.Contracts;

namespace ComplaintPlatform.Kernel;

/// <summary>How events stand in the outbox: camelCase JSON, unknown properties ignored, so that a newer publisher can be read.</summary>
public static class EventSerializer
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { JsonDefaults.UtcTimes },
    };

    public static string Serialize(IDomainEvent domainEvent) => JsonSerializer.Serialize(domainEvent, domainEvent.GetType(), Options);

    /// <summary>The event as a JSON object, for those who look at its facts without knowing its type.</summary>
    public static JsonElement ToElement(IDomainEvent domainEvent) =>
        JsonSerializer.SerializeToElement(domainEvent, domainEvent.GetType(), Options);

    /// <exception cref="JsonException">The payload is no such event.</exception>
    /// <exception cref="UnknownWireNameException">This version of the contracts does not know the wire name.</exception>
    public static IDomainEvent Deserialize(string wireName, string payload)
    {
        var type = EventCatalogue.Find(wireName) ?? throw new UnknownWireNameException(wireName);
        return (IDomainEvent)(JsonSerializer.Deserialize(payload, type, Options) ?? throw new JsonException("The payload is null."));
    }
}

public sealed class UnknownWireNameException(string wireName) : Exception($"No contract has the wire name '{wireName}'.");
