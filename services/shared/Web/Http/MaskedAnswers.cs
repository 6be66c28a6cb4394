using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ComplaintPlatform.Web.Http;

public static class MaskedAnswers
{
    // Numbers that are read as such, and what programs hand back as they got it
    private static readonly HashSet<string> NoText = ["amount", "reference", "nextCursor"];

    /// <summary>
    /// Masks email addresses and phone numbers in every text of the answers, for callers who need not know them: not field by field, so that
    /// a field that is added later is masked as well. Streams look after themselves. Goes before <see cref="UnitOfWork"/> on a group.
    /// </summary>
    /// <param name="hides">Whether this caller is not to see them.</param>
    public static TBuilder WithMaskedAnswers<TBuilder>(this TBuilder endpoints, Func<HttpContext, Caller, Task<bool>> hides)
        where TBuilder : IEndpointConventionBuilder => endpoints.AddEndpointFilter(async (context, next) =>
        {
            var result = await next(context);
            var caller = Caller.Of(context.HttpContext.User);
            return caller.Role is Roles.Anonymous or Roles.Service || IsStream(result) || !await hides(context.HttpContext, caller)
                ? result
                : (await BufferedAnswer.ExecuteAsync(result, context.HttpContext)).With(Mask);
        });

    private static bool IsStream(object? result) =>
        result?.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(ServerSentEventsResult<>);

    internal static byte[] Mask(byte[] body)
    {
        if (body.Length == 0 || JsonNode.Parse(body) is not { } answer)
            return body;
        Mask(answer);
        return JsonSerializer.SerializeToUtf8Bytes(answer, JsonDefaults.Options);
    }

    private static void Mask(JsonNode node)
    {
        switch (node)
        {
            case JsonObject part:
                foreach (var (name, value) in part.ToList())
                {
                    if (value is JsonValue leaf && !NoText.Contains(name) && TextOf(leaf) is { } text)
                        part[name] = MaskedText.Of(text);
                    else if (value is not null)
                        Mask(value);
                }

                break;
            case JsonArray list:
                for (var at = 0; at < list.Count; at++)
                {
                    if (list[at] is JsonValue leaf && TextOf(leaf) is { } text)
                        list[at] = MaskedText.Of(text);
                    else if (list[at] is { } inner)
                        Mask(inner);
                }

                break;
        }
    }

    /// <returns><c>null</c> for what is no text of a person: ids and times are full of digits.</returns>
    private static string? TextOf(JsonValue leaf) =>
        leaf.TryGetValue<string>(out var text) && !Guid.TryParseExact(text, "D", out _)
            && !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            && !(text.Contains('T', StringComparison.Ordinal)
                && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _))
            ? text : null;
}
