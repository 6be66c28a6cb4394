using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ComplaintPlatform.Web.Http;

/// <summary>JSON is UTF-8. The framework fails on a charset that it does not know, and on one in quotes.</summary>
internal static class JsonBodies
{
    private const string Json = "application/json";

    public static Task CheckCharset(HttpContext context, RequestDelegate next)
    {
        var given = context.Request.ContentType;
        if (given?.Contains("charset", StringComparison.OrdinalIgnoreCase) is not true || !context.Request.HasJsonContentType())
            return next(context);

        if (!MediaTypeHeaderValue.TryParse(given, out var type) || !IsUtf8(type))
            throw new ProblemException(StatusCodes.Status415UnsupportedMediaType, ProblemWriter.CodeOf(415), RefusalTexts.Detail(415));
        // What is left says the same in the one way that the framework reads everywhere
        context.Request.ContentType = Json;
        return next(context);
    }

    private static bool IsUtf8(MediaTypeHeaderValue type)
    {
        foreach (var parameter in type.Parameters)
        {
            if (parameter.Name.Equals("charset", StringComparison.OrdinalIgnoreCase)
                && !HeaderUtilities.RemoveQuotes(parameter.Value).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
                return false;
        }

        return true;
    }
}
