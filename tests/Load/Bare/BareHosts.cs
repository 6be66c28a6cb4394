using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Yarp.ReverseProxy.Configuration;

namespace ComplaintPlatform.Load.Bare;

/// <summary>The bare endpoint and, in a second host, the bare proxy in front of it. Both on free loopback ports.</summary>
internal sealed class BareHosts : IAsyncDisposable
{
    private readonly WebApplication _endpoint;
    private readonly WebApplication _proxy;
    private readonly BareStore _store;

    private BareHosts(WebApplication endpoint, WebApplication proxy, BareStore store) =>
        (_endpoint, _proxy, _store) = (endpoint, proxy, store);

    public Uri Address => AddressOf(_proxy);

    public static async Task<BareHosts> StartAsync(string folder)
    {
        var store = BareStore.Create(folder);
        var endpoint = Builder().Build();
        endpoint.MapPost("/api/v1/complaints", context => ReceiveAsync(context, store));
        await endpoint.StartAsync();

        var builder = Builder();
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "endpoint", Match = new RouteMatch { Path = "/{**path}" } }],
            [
                new ClusterConfig
                {
                    ClusterId = "endpoint",
                    Destinations = new Dictionary<string, DestinationConfig> { ["one"] = new(
                        ) { Address = AddressOf(endpoint).ToString() } },
                },
            ]);
        var proxy = builder.Build();
        proxy.MapReverseProxy();
        await proxy.StartAsync();
        return new BareHosts(endpoint, proxy, store);
    }

    public long CountComplaints() => _store.CountComplaints();

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _endpoint.DisposeAsync();
        await _store.DisposeAsync();
    }

    private static async Task ReceiveAsync(HttpContext context, BareStore store)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        var bytes = buffer.ToArray();
        if (JsonSerializer.Deserialize(bytes, BareJson.Default.BareRequest) is not { } request)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var now = DateTimeOffset.UtcNow;
        var complaint = new BareComplaint
        {
            Id = Guid.CreateVersion7(now),
            StorefrontId = "demo",
            Channel = request.Channel,
            ExternalId = request.ExternalId,
            Text = request.Text,
            ReceivedAt = now.UtcTicks,
            Status = "received",
            Version = 1,
        };
        var answer = JsonSerializer.SerializeToUtf8Bytes(
            new BareResponse(complaint.Id, complaint.Status, now), BareJson.Default.BareResponse);
        await store.CommitAsync(
            complaint,
            new BareOutboxRow { Id = Guid.CreateVersion7(now), Type = "complaint-received", Payload = bytes, CreatedAt = now.UtcTicks },
            new BareAnswer
            {
                Key = context.Request.Headers["Idempotency-Key"].ToString(),
                RequestHash = SHA256.HashData(bytes),
                Status = StatusCodes.Status201Created,
                Body = answer,
                CreatedAt = now.UtcTicks,
            });

        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }

    private static WebApplicationBuilder Builder()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder;
    }

    private static Uri AddressOf(WebApplication host) =>
        new(host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
}

internal sealed record BareRequest(string Channel, string Text, string? ExternalId);

internal sealed record BareResponse(Guid Id, string Status, DateTimeOffset ReceivedAt);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(BareRequest))]
[JsonSerializable(typeof(BareResponse))]
internal sealed partial class BareJson : JsonSerializerContext;
