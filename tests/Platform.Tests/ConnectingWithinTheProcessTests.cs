using System.Security.Cryptography;
using ComplaintPlatform.Standalone;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ComplaintPlatform.Platform.Tests;

/// <summary>Gateway and services of one process speak HTTP over pipes: nothing of what a socket does may be missing.</summary>
public sealed class ConnectingWithinTheProcessTests(StandalonePlatform platform) : IClassFixture<StandalonePlatform>, IAsyncLifetime
{
    private const string Listen = "0A";

    private readonly InnerConnections inner = new();
    private readonly TaskCompletionSource callerIsGone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> wroteAll = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication server = null!;
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.Listen(new InnerConnections.EndPointOfServices());
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinResponseDataRate = null;
        });
        builder.WebHost.UseUrls("");
        builder.Services.AddSingleton<IConnectionListenerFactory>(provider =>
            new InnerConnections.ListenerFactory(inner, provider.GetRequiredService<IMemoryPoolFactory<byte>>()));
        server = builder.Build();
        server.MapPost("/echo", async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            await context.Response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), context.RequestAborted);
        });
        server.MapGet("/number/{number}", async (int number) =>
        {
            if (number % 2 == 0)
                await Task.Yield();
            return number;
        });
        server.MapGet("/wait", async (HttpContext context) =>
        {
            await context.Response.Body.FlushAsync();
            await using var gone = context.RequestAborted.Register(callerIsGone.SetResult);
            await callerIsGone.Task;
        });
        server.MapPost("/ignore", async () => await release.Task);
        server.MapGet("/break", async (HttpContext context) =>
        {
            context.Response.ContentLength = 100;
            await context.Response.WriteAsync("half of it");
            context.Abort();
        });
        server.MapGet("/much", async (HttpContext context) =>
        {
            for (var block = 0; block < 64; block++)
                await context.Response.Body.WriteAsync(new byte[16 << 10], context.RequestAborted);
            wroteAll.SetResult(true);
        });
        await server.StartAsync(TestContext.Current.CancellationToken);
        client = new HttpClient(new SocketsHttpHandler { ConnectCallback = inner.ConnectAsync, MaxConnectionsPerServer = 16 })
        {
            BaseAddress = new Uri(InnerConnections.Address),
        };
    }

    public async ValueTask DisposeAsync()
    {
        release.TrySetResult();
        client.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Bodies_larger_than_every_buffer_arrive_whole()
    {
        var body = RandomNumberGenerator.GetBytes(5 << 20);

        using var answer = await client.PostAsync("/echo", new ByteArrayContent(body), TestContext.Current.CancellationToken);

        (await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).AsSpan().SequenceEqual(body).ShouldBeTrue();
    }

    [Fact]
    public async Task Of_many_at_once_each_gets_its_own_answer()
    {
        var numbers = Enumerable.Range(0, 2_000).ToList();

        var answers = await Task.WhenAll(numbers.Select(number => client.GetStringAsync($"/number/{number}", TestContext.Current.CancellationToken)));

        answers.ShouldBe(numbers.Select(number => $"{number}"));
    }

    [Fact]
    public async Task A_caller_who_goes_away_is_missed()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var answer = await client.GetAsync("/wait", HttpCompletionOption.ResponseHeadersRead, patience.Token);
        var reading = answer.Content.ReadAsStringAsync(patience.Token);

        await patience.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(reading).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        await callerIsGone.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_caller_who_gives_up_an_upload_that_nobody_reads_is_let_go()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var uploading = client.PostAsync("/ignore", new ByteArrayContent(new byte[4 << 20]), patience.Token);
        await Should.ThrowAsync<TimeoutException>(uploading.WaitAsync(TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken));

        await patience.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(uploading).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_not_taken_for_whole() =>
        await Should.ThrowAsync<HttpRequestException>(client.GetStringAsync("/break", TestContext.Current.CancellationToken))
            .WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

    [Fact]
    public async Task Who_reads_slowly_holds_the_writer_up()
    {
        using var answer = await client.GetAsync("/much", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await Should.ThrowAsync<TimeoutException>(wroteAll.Task.WaitAsync(TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken));

        var read = new MemoryStream();
        await body.CopyToAsync(read, TestContext.Current.CancellationToken);

        read.Length.ShouldBe(1 << 20);
        (await wroteAll.Task).ShouldBeTrue();
    }

    [Fact]
    public async Task When_the_services_have_stopped_a_request_fails_at_once()
    {
        (await client.GetStringAsync("/number/7", TestContext.Current.CancellationToken)).ShouldBe("7");

        await server.StopAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        await Should.ThrowAsync<HttpRequestException>(client.GetStringAsync("/number/8", TestContext.Current.CancellationToken))
            .WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Of_the_whole_platform_only_the_gateway_can_be_connected_to()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Which process listens is read from /proc.");
        var sockets = Directory.GetFiles($"/proc/{platform.ProcessId}/fd").Select(file => new FileInfo(file).LinkTarget).ToHashSet();

        var listening = ((string[])["tcp", "tcp6"]).SelectMany(kind => File.ReadLines($"/proc/{platform.ProcessId}/net/{kind}").Skip(1))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields[3] == Listen && sockets.Contains($"socket:[{fields[9]}]"))
            .Select(fields => Convert.ToInt32(fields[1].Split(':')[1], 16));

        listening.Distinct().ShouldBe([new Uri(platform.BaseUrl).Port]);
    }
}
