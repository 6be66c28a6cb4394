using System.Collections.Concurrent;
using System.Net.Http.Headers;
using ComplaintPlatform.Contracts;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Web;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ComplaintPlatform.Testing;

/// <summary>
/// One service on a real port with a real SQLite file of its own and an in-process bus on which it is alone. Derive a factory with intent
/// methods from it. Requests carry the internal token that the gateway would send; events come in by <see cref="PublishAsync"/>, and what
/// the service published is read from its outbox.
/// </summary>
public class ServiceHost : IAsyncDisposable
{
    public const string Storefront = "demo";

    private readonly string _service;
    private readonly WebApplication _app;
    private readonly DirectoryInfo _folder;
    private readonly ConcurrentBag<HttpClient> _clients = [];
    private readonly ConcurrentQueue<string> _log = new();

    protected ServiceHost(
        string service, Action<IHostApplicationBuilder> add, Action<IEndpointRouteBuilder> map, TestClock? clock = null,
        Dictionary<string, string?>? settings = null, Action<IEndpointRouteBuilder>? mapInternal = null)
    {
        _service = service;
        _folder = Directory.CreateTempSubdirectory($"{service}-tests-");
        Clock = clock ?? new TestClock();
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(new Log(_log)).SetMinimumLevel(LogLevel.Information);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Database:Folder"] = _folder.FullName,
            ["Messaging:PollInterval"] = "00:00:00.2",
        });
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.AddServiceDefaults();
        add(builder);
        builder.AddServiceBus(new InProcessBus(service));
        _app = builder.Build();
        _app.UseServiceDefaults();
        map(_app.MapGroup(ServiceHosting.ApiBase));
        mapInternal?.Invoke(_app);
    }

    public TestClock Clock { get; }

    public string Folder => _folder.FullName;

    public Uri Address => new(_app.Urls.First());

    /// <summary>Everything logged so far, a line each.</summary>
    public IEnumerable<string> LogLines => _log;

    public Task StartAsync() => _app.StartAsync();

    /// <summary>Changes a setting that is read anew at each use.</summary>
    protected void Set(string key, string? value) => _app.Configuration[key] = value;

    /// <summary>Somebody with this role; without storefronts, of <see cref="Storefront"/> alone, with <c>*</c> of all.</summary>
    public HttpClient As(string role, params string[] storefronts) => As(role, UserIdOf(role), storefronts);

    public HttpClient As(string role, Guid userId, params string[] storefronts)
    {
        var all = storefronts is ["*"];
        var caller = new Caller(userId.ToString(), role, role, all, all ? [] : storefronts.Length == 0 ? [Storefront] : storefronts, []);
        return Client(InternalTokens.Gateway, caller);
    }

    /// <summary>Another service, with a scope.</summary>
    public HttpClient AsService(string service, string scope) =>
        Client(service, new Caller(service, service, Roles.Service, true, [], [scope]));

    /// <summary>What the gateway sends for somebody without an account.</summary>
    public HttpClient Anonymous() => Client(InternalTokens.Gateway, Caller.Nobody);

    /// <summary>Nobody at all: without any token.</summary>
    public HttpClient Unknown() => Client(null, Caller.Nobody);

    public static Guid UserIdOf(string role) => new(System.Security.Cryptography.MD5.HashData(System.Text.Encoding.UTF8.GetBytes(role)));

    /// <summary>Hands an event to every consumer of the service, and returns when each has taken it in.</summary>
    public async Task PublishAsync(IDomainEvent message)
    {
        var transport = _app.Services.GetRequiredService<IEventTransport>();
        try
        {
            await transport.SendAsync(message, null, 1, CancellationToken.None);
        }
        catch (NotDeliveredException exception)
        {
            throw new InvalidOperationException(string.Join('\n', _log.TakeLast(20)), exception);
        }
    }

    /// <summary>What the service published, oldest first.</summary>
    public async Task<IReadOnlyList<IDomainEvent>> PublishedAsync(Guid? complaintId = null)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().UseSystem();
        var contextType = _app.Services.GetServices<DatabaseOfService>().Single(database => database.Service == _service).ContextType;
        var db = (ServiceDbContext)scope.ServiceProvider.GetRequiredService(contextType);
        var rows = await db.Outbox.AsNoTracking().Where(row => complaintId == null || row.ComplaintId == complaintId)
            .OrderBy(row => row.CreatedAt).ToListAsync();
        return rows.ConvertAll(row => EventSerializer.Deserialize(row.WireName, row.Payload));
    }

    public async Task<IReadOnlyList<T>> PublishedAsync<T>(Guid? complaintId = null)
        where T : IDomainEvent => [.. (await PublishedAsync(complaintId)).OfType<T>()];

    public async Task<T> EventuallyPublishedAsync<T>(Guid complaintId)
        where T : class, IDomainEvent =>
        await Eventually.BecomeAsync(async () => (await PublishedAsync<T>(complaintId)).FirstOrDefault(), $"{typeof(T).Name} is published");

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    private HttpClient Client(string? issuer, Caller caller)
    {
        var client = new HttpClient(new SigningHandler(issuer, caller, _app.Services.GetRequiredService<InternalTokens>()))
        {
            BaseAddress = new Uri(Address, ServiceHosting.ApiBase + "/"),
            Timeout = TimeSpan.FromSeconds(30),
        };
        _clients.Add(client);
        return client;
    }

    // The clock may jump further than a token lives: each request is signed anew
    private sealed class SigningHandler(string? issuer, Caller caller, InternalTokens tokens)
        : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (issuer is not null)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Issue(issuer, caller));
            return base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class Log(ConcurrentQueue<string> lines) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new Logger(lines);

        public void Dispose()
        {
        }

        private sealed class Logger(ConcurrentQueue<string> lines) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            void ILogger.Log<TState>(
                LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");
        }
    }
}
