using System.Text;
using Yarp.ReverseProxy.Configuration;

namespace ComplaintPlatform.Load.Bare;

/// <summary>An endpoint that answers the same page of a list to everybody, or a proxy that does nothing but forward.</summary>
internal static class BareServer
{
    private static readonly byte[] Answer = Encoding.UTF8.GetBytes(
        $$"""{"items":[{{string.Join(',', Enumerable.Repeat("""{"id":"58540000-5e94-666b-d4c6-08df48217f7a","status":"received"}""", 20))}}],"nextCursor":null}""");

    public static async Task RunAsync(int port, string? to, CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        if (to is not null)
        {
            builder.Services.AddReverseProxy().LoadFromMemory(
                [new RouteConfig { RouteId = "all", ClusterId = "endpoint", Match = new RouteMatch { Path = "/{**path}" } }],
                [
                    new ClusterConfig
                    {
                        ClusterId = "endpoint",
                        Destinations = new Dictionary<string, DestinationConfig> { ["one"] = new() { Address = to } },
                    },
                ]);
        }

        await using var app = builder.Build();
        if (to is not null)
        {
            app.MapReverseProxy();
        }
        else
        {
            app.MapFallback(context =>
            {
                context.Response.ContentType = "application/json";
                context.Response.ContentLength = Answer.Length;
                return context.Response.Body.WriteAsync(Answer, context.RequestAborted).AsTask();
            });
        }

        await app.RunAsync(ct);
    }
}
