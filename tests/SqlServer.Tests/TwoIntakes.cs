using System.Collections.Concurrent;
using System.Net.Http.Headers;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;
using ComplaintPlatform.Web;
using ComplaintPlatform.Web.Security;

namespace ComplaintPlatform.SqlServer.Tests;

/// <summary>Intake in two processes on one database, without a broker and so without the other services.</summary>
internal sealed class TwoIntakes : IAsyncDisposable
{
    public static readonly string[] Storefronts = ["demo", "other"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("two-intakes-");
    private readonly List<HostProcess> _hosts = [];
    private readonly ConcurrentBag<HttpClient> _clients = [];

    /// <summary>One client for each replica; an agent of both storefronts.</summary>
    public IReadOnlyList<HttpClient> Replicas => [.. _hosts.Select(Client)];

    public static async Task<TwoIntakes> StartAsync(ScenarioDatabases databases)
    {
        var intakes = new TwoIntakes();
        try
        {
            await intakes.StartHostAsync(databases);
            await intakes.StartHostAsync(databases);
            return intakes;
        }
        catch
        {
            await intakes.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the replicas wrote; for the message of a failure.</summary>
    public string Output() => string.Join("\n---\n", _hosts.Select(host => host.Output));

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        foreach (var host in _hosts)
            await host.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task StartHostAsync(ScenarioDatabases databases)
    {
        var address = $"http://127.0.0.1:{Ports.Reserve()}";
        var settings = new Dictionary<string, string>(databases.Settings)
        {
            ["Urls"] = address,
            ["Security:KeyFolder"] = Path.Combine(_folder.FullName, "keys"),
            ["Messages:Folder"] = Path.Combine(_folder.FullName, "messages"),
        };
        var host = HostProcess.Start("services/intake/Intake.Host", address, settings);
        _hosts.Add(host);
        await host.UntilReadyAsync();
    }

    private HttpClient Client(HostProcess host)
    {
        var tokens = new InternalTokens(new KeyRing(Path.Combine(_folder.FullName, "keys")), TimeProvider.System);
        var caller = new Caller(ServiceHost.UserIdOf(Roles.Agent).ToString(), "agent", Roles.Agent, false, Storefronts, []);
        var client = new HttpClient
        {
            BaseAddress = new Uri(new Uri(host.BaseUrl), ServiceHosting.ApiBase + "/"),
            Timeout = TimeSpan.FromSeconds(60)
        };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Issue(InternalTokens.Gateway, caller));
        _clients.Add(client);
        return client;
    }
}
