using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ComplaintPlatform.Shared.Tests;

/// <summary>A small application on a real port of its own, with the plumbing under test around it.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DirectoryInfo _keys;

    private TestApp(WebApplication app, ConcurrentQueue<string> log, DirectoryInfo keys)
    {
        _app = app;
        _keys = keys;
        Log = log;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromSeconds(20) };
    }

    public HttpClient Client { get; }

    public ConcurrentQueue<string> Log { get; }

    public static async Task<TestApp> StartAsync(
        Action<WebApplication> map, string environment = "Production", Action<WebApplicationBuilder>? configure = null,
        IEnumerable<KeyValuePair<string, string?>>? settings = null)
    {
        var log = new ConcurrentQueue<string>();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(new ListLogger(log));
        var keys = Directory.CreateTempSubdirectory("keys-");
        builder.Services.AddSingleton(new KeyRing(keys.FullName));
        builder.AddServiceHttp();
        builder.Services.AddValidation();
        configure?.Invoke(builder);
        var app = builder.Build();
        app.UseServiceHttp();
        map(app);
        await app.StartAsync();
        return new TestApp(app, log, keys);
    }

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, null, headers);

    public Task<HttpResponseMessage> PostAsync(string path, string json, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, Json(json), headers);

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Client.SendAsync(request);
    }

    public static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        _keys.Delete(recursive: true);
    }

    private sealed class ListLogger(ConcurrentQueue<string> log) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}

internal static class Answers
{
    public static async Task<JsonElement> ShouldBeProblemAsync(
        this HttpResponseMessage response, int status, string code, string? pointer = null)
    {
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe((HttpStatusCode)status, body);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json", body);
        var problem = JsonDocument.Parse(body).RootElement;
        foreach (var member in (string[])["type", "title", "detail", "instance", "code", "traceId"])
            problem.GetProperty(member).GetString().ShouldNotBeNullOrEmpty(body);
        problem.GetProperty("status").GetInt32().ShouldBe(status);
        problem.GetProperty("code").GetString().ShouldBe(code, body);
        if (pointer is not null)
            problem.GetProperty("errors").TryGetProperty(pointer, out _).ShouldBeTrue($"{pointer} in {body}");
        return problem;
    }

    public static async Task<JsonElement> ShouldBeAsync(this HttpResponseMessage response, int status)
    {
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe((HttpStatusCode)status, body);
        return body.Length == 0 ? default : JsonDocument.Parse(body).RootElement;
    }
}
