using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace ComplaintPlatform.Gateway.Documents;

internal static class DocumentEndpoints
{
    public const string Path = "/openapi.json";
    private const string Page = "docs";

    // The page and all it needs come from here; it may call nothing but this host
    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void MapMergedDocument(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Path, async (MergedDocument document, HttpContext http, CancellationToken ct) =>
        {
            var (bytes, tag) = await document.GetAsync(ct);
            // Kept by readers, and asked for again: who knows this version gets 304 instead of most of a megabyte
            http.Response.Headers.CacheControl = "no-cache";
            return TypedResults.Bytes(bytes, "application/json", entityTag: new EntityTagHeaderValue(tag));
        }).AllowAnonymous().ExcludeFromDescription();

    public static void UseDocumentationPage(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            if (context.Request.Path.StartsWithSegments("/" + Page))
                context.Response.Headers.ContentSecurityPolicy = PagePolicy;
            return next(context);
        });
        app.UseSwaggerUI(page =>
        {
            page.RoutePrefix = Page;
            page.DocumentTitle = "ComplaintPlatform";
            page.SwaggerEndpoint(Path, "ComplaintPlatform");
        });
    }
}
