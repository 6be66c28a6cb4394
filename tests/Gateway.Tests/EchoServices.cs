using System.Text.Json;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ComplaintPlatform.Gateway.Tests;

/// <summary>
/// Stands for the services: answers every request with what of it arrived, and with the caller that the internal token vouches for.
/// </summary>
internal sealed class EchoServices : IAsyncDisposable
{
    private readonly WebApplication _app;

    private EchoServices(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    public static async Task<EchoServices> StartAsync(string keyFolder, TimeProvider clock)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        builder.Logging.ClearProviders();
        var tokens = new InternalTokens(new KeyRing(keyFolder), clock);
        var app = builder.Build();
        app.MapGet("/openapi/{service}.json",
            (string service) => service == "survey" ? Results.NotFound() : Results.Json(Document(service)));
        app.MapGet("/health/ready", () => new
        {
            status = "degraded",
            checks = new Dictionary<string, string>
            {
                ["keys"] = "healthy",
                ["intake.database"] = "healthy",
                ["intake.outbox"] = "degraded",
                ["resolution.database"] = "unhealthy",
                ["something else"] = "of no state",
            },
        });
        app.MapGet("/api/v1/cases/slow", async (CancellationToken ct) => await Task.Delay(Timeout.Infinite, ct));
        app.MapGet("/api/v1/cases/broken", () => Results.Problem(statusCode: 500, title: "of the service"));
        app.MapGet("/api/v1/board/stream", StreamAsync);
        app.MapFallback(http => EchoAsync(http, tokens));
        await app.StartAsync();
        return new EchoServices(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task EchoAsync(HttpContext http, InternalTokens tokens)
    {
        var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var header = http.Request.Headers.Authorization.ToString();
        var principal = header.StartsWith("Bearer ", StringComparison.Ordinal) ? await tokens.ValidateAsync(header[7..]) : null;
        await http.Response.WriteAsJsonAsync(new
        {
            http.Request.Method,
            Target = http.Request.Path.Value + http.Request.QueryString.Value,
            Body = body.Length,
            Headers = http.Request.Headers.ToDictionary(entry => entry.Key, entry => entry.Value.ToString()),
            Caller = principal is null ? null : Caller.Of(principal),
        });
    }

    private static async Task StreamAsync(HttpContext http)
    {
        http.Response.ContentType = "text/event-stream";
        await http.Response.WriteAsync("data: one\n\n");
        await http.Response.Body.FlushAsync();
        await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { });
    }

    private static object Document(string service) => new
    {
        openapi = "3.1.1",
        info = new { title = service, version = "v1" },
        paths = new Dictionary<string, object> { [$"/api/v1/{service}-things"] = new { get = new { operationId = service + "List" } } },
        components = new
        {
            schemas = new Dictionary<string, object>
            {
                [service + "Thing"] = new { type = "object" },
                ["Problem"] = new { type = "object" }
            }
        },
        tags = new[] { new { name = service } },
    };
}
