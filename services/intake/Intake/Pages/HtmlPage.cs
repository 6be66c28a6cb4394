using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using ComplaintPlatform.Intake.Register;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using NodaTime;

namespace ComplaintPlatform.Intake.Pages;

/// <summary>
/// A page for people, under construction: without any script, everything on it encoded, and nothing allowed on it that is not its own.
/// </summary>
internal sealed class HtmlPage(Language language, DateTimeZone zone)
{
    private const string Html = "text/html";

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder _body = new();

    public Language Language => language;

    /// <summary>A browser asks for HTML by name; programs, and those that take anything, get JSON.</summary>
    public static bool IsWanted(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        return QualityOf(Html) > QualityOf("application/json");

        double QualityOf(string type) => accepted
            .Where(wish => wish.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase)).Select(wish => wish.Quality ?? 1)
                .DefaultIfEmpty(0).Max();
    }

    /// <summary>What the reader chose on the page (<c>?lang=</c>), else what the browser asks for.</summary>
    public static Language LanguageOf(HttpContext http) =>
        Language.Find(http.Request.Query["lang"].ToString()) ?? RequestLanguage.Of(http).Language;

    /// <summary>Adds markup; every value in it is encoded.</summary>
    public HtmlPage Add(FormattableString markup)
    {
        _body.AppendFormat(Encoding, markup.Format, markup.GetArguments());
        return this;
    }

    /// <summary>A text of our own in the page's language.</summary>
    public string Say(string both) => Texts.Pick(both, language);

    /// <summary>By the storefront's clock.</summary>
    public Markup Time(DateTimeOffset time) =>
        new($"<time datetime=\"{JsonDefaults.Rfc3339(time)}\">{LocalTimes.Of(time, zone)}</time>");

    /// <param name="style">Of this page, beside nothing else.</param>
    /// <param name="pictures">Whether it shows pictures of our own.</param>
    public IResult Answer(HttpContext http, string title, string style, int status = StatusCodes.Status200OK, bool pictures = false)
    {
        var nonce = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = $"default-src 'none'; style-src 'nonce-{nonce}'; {(pictures ? "img-src 'self'; " : "")}"
            + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        headers.CacheControl = "no-store";
        // The address of a page may be the key to it
        headers["Referrer-Policy"] = "no-referrer";
        headers["X-Robots-Tag"] = "noindex";
        headers.Append(HeaderNames.Vary, "Accept, Accept-Language");
        return TypedResults.Content(
            $"<!doctype html><html lang=\"{language.Tag}\"><head><meta charset=\"utf-8\">"
            + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
            + $"<title>{Encoder.Encode(title)}</title><style nonce=\"{nonce}\">{style}</style></head><body>{_body}</body></html>",
            Html + "; charset=utf-8", statusCode: status);
    }

    private static readonly EncodingProvider Encoding = new();

    /// <summary>Markup that is encoded already.</summary>
    internal readonly record struct Markup(string Text);

    private sealed class EncodingProvider : IFormatProvider, ICustomFormatter
    {
        public object? GetFormat(Type? formatType) => formatType == typeof(ICustomFormatter) ? this : null;

        public string Format(string? format, object? arg, IFormatProvider? formatProvider) => arg switch
        {
            Markup markup => markup.Text,
            IFormattable value => Encoder.Encode(value.ToString(format, System.Globalization.CultureInfo.InvariantCulture)),
            _ => Encoder.Encode(arg?.ToString() ?? ""),
        };
    }
}
