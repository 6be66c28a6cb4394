using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ComplaintPlatform.Kernel;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.Web.Http;

/// <summary>
/// A small JSON body, read before the endpoint binds it. The serializer stops at the first field that it does not know; with the body at
/// hand all of them can be named at once.
/// </summary>
internal sealed class KeptBody(byte[] bytes)
{
    private const int Longest = 64 << 10;
    private const int MostNamed = 20;
    private const int LongestName = 100;

    public static async Task KeepAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.ContentLength is > 0 and <= Longest && context.Request.HasJsonContentType() && TypeOf(context) is not null)
        {
            var bytes = new byte[context.Request.ContentLength.Value];
            await context.Request.Body.ReadExactlyAsync(bytes, context.RequestAborted);
            context.Features.Set(new KeptBody(bytes));
            context.Request.Body = new MemoryStream(bytes, writable: false);
        }

        await next(context);
    }

    /// <summary>Every field of the body that its endpoint does not know, with what is to be said about it.</summary>
    public static IReadOnlyList<(string Pointer, string Message)> UnknownFields(HttpContext context)
    {
        if (context.Features.Get<KeptBody>() is not { } body || TypeOf(context) is not { } type)
            return [];
        var found = new List<(string, string)>();
        var options = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        try
        {
            using var document = JsonDocument.Parse(body.Bytes, new JsonDocumentOptions { MaxDepth = JsonDefaults.MaxDepth });
            Find(document.RootElement, type, "", options, found);
        }
        catch (JsonException)
        {
            // Broken further on: what the serializer found first has to do
            return [];
        }

        return found;
    }

    private ReadOnlyMemory<byte> Bytes => bytes;

    private static Type? TypeOf(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;

    private static void Find(
        JsonElement value, Type type, string pointer, JsonSerializerOptions options, List<(string Pointer, string Message)> found)
    {
        var info = options.GetTypeInfo(type);
        switch (info.Kind)
        {
            case JsonTypeInfoKind.Object when value.ValueKind is JsonValueKind.Object:
                if (info.Properties.Any(property => property.IsExtensionData))
                    return;
                foreach (var member in value.EnumerateObject())
                {
                    if (info.Properties.FirstOrDefault(property => property.Name == member.Name) is { } known)
                        Find(member.Value, known.PropertyType, JsonPointers.Append(pointer, member.Name), options, found);
                    else if (found.Count < MostNamed)
                        found.Add((JsonPointers.Append(pointer, Shortened(member.Name)), RefusalTexts.UnknownField));
                }

                return;
            case JsonTypeInfoKind.Enumerable when value.ValueKind is JsonValueKind.Array && info.ElementType is { } element:
                var at = 0;
                foreach (var item in value.EnumerateArray())
                    Find(item, element, $"{pointer}/{at++}", options, found);
                return;
            case JsonTypeInfoKind.Dictionary when value.ValueKind is JsonValueKind.Object && info.ElementType is { } element:
                foreach (var member in value.EnumerateObject())
                    Find(member.Value, element, JsonPointers.Append(pointer, member.Name), options, found);
                return;
            default:
                return;
        }
    }

    private static string Shortened(string name) => name.Length > LongestName ? name[..LongestName] : name;
}
