using System.Text.Json;

namespace ComplaintPlatform.Kernel;

/// <summary>Thrown by a JSON converter; the serializer adds the place.</summary>
internal sealed class InvalidJsonValueException(string message) : JsonException(message);
