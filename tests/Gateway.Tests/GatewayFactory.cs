using System.Net.Http.Headers;
using System.Text.Json;
using ComplaintPlatform.Gateway;
using ComplaintPlatform.Identity.Installing;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Testing;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ComplaintPlatform.Gateway.Tests;

/// <summary>The gateway on a real port and a real database, freshly installed, in front of services that tell what reached them.</summary>
public class GatewayFactory : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-tests-");
    private WebApplication? _app;
    private Installed? _installed;

    public TestClock Clock { get; } = new();

    internal EchoServices Services { get; private set; } = null!;

    public string Folder => _folder.FullName;

    public Uri Address => new(_app!.Urls.First());

    public string ApiKey => _installed!.ApiKey;

    /// <summary>Without credentials, and without following redirects.</summary>
    public HttpClient Client { get; private set; } = null!;

    protected virtual Dictionary<string, string?> Settings => [];

    public async ValueTask InitializeAsync()
    {
        Services = await EchoServices.StartAsync(Path.Combine(Folder, "keys"), Clock);
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Database:Folder"] = Folder,
            ["Identity:RememberCallers"] = "00:00:00.2",
            // The tests of a class sign in from one address, faster than people do
            ["Gateway:SignIns:Burst"] = "10000",
            ["Audit:SealEvery"] = "00:00:00.2",
            // Two of the services below never tell their part of the document
            ["Gateway:StartPatience"] = "00:00:00",
            ["Health:Keep"] = "00:00:00",
            ["Services:intake:Address"] = Services.Address,
            ["Services:classification:Address"] = Services.Address,
            ["Services:resolution:Address"] = Services.Address,
            ["Services:survey:Address"] = Services.Address,
            // Nobody listens there
            ["Services:follow-up:Address"] = "http://127.0.0.1:9",
        });
        builder.Configuration.AddInMemoryCollection(Settings);
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.AddGateway();
        builder.AddServiceBus(new InProcessBus("gateway"));
        _app = builder.Build();
        _app.UseGateway();
        await _app.StartAsync();
        await _app.Services.GetRequiredService<FirstInstallation>().InstallAsync(secrets => _installed = secrets, CancellationToken.None);
        Client = NewClient();
    }

    /// <summary>Somebody of the first installation, signed in.</summary>
    public async Task<HttpClient> SignedInAsync(string role = Roles.Administrator)
    {
        var tokens = await SignInAsync(role, PasswordOf(role)).ShouldBeAsync(200);
        return WithToken(tokens.GetProperty("accessToken").GetString()!);
    }

    public string PasswordOf(string username) => _installed!.Users.Single(user => user.Username == username).Password;

    public Task<HttpResponseMessage> SignInAsync(string username, string password) =>
        Client.PostJsonAsync("/api/v1/auth/token", JsonSerializer.Serialize(new { username, password }));

    public HttpClient WithToken(string token)
    {
        var client = NewClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public HttpClient WithKey(string key)
    {
        var client = NewClient();
        client.DefaultRequestHeaders.Add("X-Api-Key", key);
        return client;
    }

    /// <summary>A user that nobody else uses; its name, password and id.</summary>
    public async Task<(string Username, string Password, Guid Id)> NewUserAsync(string role = Roles.Agent, params string[] storefronts)
    {
        var username = $"u-{Guid.NewGuid():N}";
        const string password = "a long enough one";
        using var administrator = await SignedInAsync();
        var body = JsonSerializer.Serialize(
            new { username, password, role, storefronts = storefronts.Length == 0 ? ["demo"] : storefronts });
        var user = await administrator.PostJsonAsync("/api/v1/users", body).ShouldBeAsync(201);
        return (username, password, user.GetProperty("id").GetGuid());
    }

    /// <summary>A second view of what only the gateway signs and stores.</summary>
    internal InternalTokens InternalTokens => _app!.Services.GetRequiredService<InternalTokens>();

    internal KeyRing Keys => _app!.Services.GetRequiredService<KeyRing>();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app!.DisposeAsync();
        await Services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    private HttpClient NewClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        BaseAddress = Address,
        Timeout = TimeSpan.FromSeconds(20),
        DefaultRequestHeaders = { AcceptLanguage = { new StringWithQualityHeaderValue("en") } },
    };
}
