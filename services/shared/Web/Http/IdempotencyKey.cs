using System.Security.Cryptography;
using System.Text;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace ComplaintPlatform.Web.Http;

/// <summary>The <c>Idempotency-Key</c> of a POST, bound to its caller, method and path.</summary>
/// <param name="Id">SHA-256 over the four, hexadecimal.</param>
internal sealed record IdempotencyKey(string Id, string RequestHash)
{
    public const string Header = "Idempotency-Key";

    private const int LongestKey = 255;
    private const int LongestBoundary = 200;

    /// <exception cref="ProblemException">The header is no key: 400.</exception>
    public static IdempotencyKey? Read(HttpContext http)
    {
        var values = http.Request.Headers[Header];
        if (values.Count == 0 || !HttpMethods.IsPost(http.Request.Method))
            return null;

        // RFC 8941 writes it as a quoted string, most callers write it bare: the same key
        var key = values.Count == 1 ? values[0]!.Trim() : "";
        if (key.Length >= 2 && key[0] == '"' && key[^1] == '"')
            key = key[1..^1];
        if (key.Length is 0 or > LongestKey || key.Any(character => character is < '!' or > '~'))
            throw new ProblemException(400, "idempotency_key.invalid", RefusalTexts.IdempotencyKeyInvalid);

        var caller = Caller.Of(http.User);
        return new IdempotencyKey(
            Hash($"{caller.Role}\n{caller.Subject}\n{http.Request.Method}\n{http.Request.Path}{http.Request.QueryString}\n{key}"), "");
    }

    /// <summary>The body was read by the handler's binding; the buffer in front of it lets it be read again.</summary>
    public static async Task<string> HashBodyAsync(HttpRequest request)
    {
        if (!request.Body.CanSeek)
            return Hash("");
        var ct = request.HttpContext.RequestAborted;
        request.Body.Position = 0;
        // Programs choose another boundary at every try; the parts stay the same
        if (MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && type.MediaType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase)
            && HeaderUtilities.RemoveQuotes(type.Boundary) is { Length: > 0 and <= LongestBoundary } boundary
            && await HashPartsAsync(new MultipartReader(boundary.ToString(), request.Body), ct) is { } hash)
            return hash;
        request.Body.Position = 0;
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(request.Body, ct));
    }

    /// <returns><c>null</c> where they cannot be read as parts.</returns>
    private static async Task<string?> HashPartsAsync(MultipartReader parts, CancellationToken ct)
    {
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            while (await parts.ReadNextSectionAsync(ct) is { } part)
            {
                var headers = (part.Headers ?? []).Select(header => $"{header.Key}:{header.Value}").Order(StringComparer.Ordinal);
                whole.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', headers))));
                whole.AppendData(await SHA256.HashDataAsync(part.Body, ct));
            }

            return Convert.ToHexStringLower(whole.GetHashAndReset());
        }
        catch (Exception malformed) when (malformed is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            return null;
        }
    }

    /// <summary>Keeps the body of a request with a key, so that it can be compared; must stand before the endpoints.</summary>
    public static void UseBuffering(IApplicationBuilder app) => app.Use(static (http, next) =>
    {
        if (http.Request.Headers.ContainsKey(Header))
            http.Request.EnableBuffering();
        return next(http);
    });

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
