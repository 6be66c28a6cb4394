using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ComplaintPlatform.Web.Http;

/// <summary>
/// The serializer keeps to the nullable annotations of properties, and not to those of a list's elements: handlers would meet nulls that
/// their types exclude. No request has a list in which null means anything.
/// </summary>
internal static class NullElements
{
    public static void Refuse(JsonTypeInfo type)
    {
        if (type is not { Kind: JsonTypeInfoKind.Enumerable, ElementType.IsValueType: false })
            return;
        type.OnDeserialized = list =>
        {
            var at = 0;
            foreach (var element in (IEnumerable)list)
            {
                if (element is null)
                    throw new NullElementException(at);
                at++;
            }
        };
    }
}

/// <summary>A list holds a null; the path of the exception is the list's.</summary>
/// <param name="index">The element's place.</param>
internal sealed class NullElementException(int index) : JsonException($"Element {index} is null.")
{
    public int Index { get; } = index;
}
