using System.Net.Http.Headers;
using System.Text.Json;
using ComplaintPlatform.Testing;
using ComplaintPlatform.Testing.Processes;

namespace ComplaintPlatform.Broker.Tests;

/// <summary>
/// The distributed shape: five hosts and the gateway, each a process, on a real broker; set up over the API as operations would.
/// </summary>
internal sealed class SixProcesses : IAsyncDisposable
{
    private const string Password = "a-Password-for-tests-1";

    private static readonly (string Name, string Project)[] Hosts =
    [
        ("intake", "services/intake/Intake.Host"), ("classification", "services/classification/Classification.Host"),
        ("resolution", "services/resolution/Resolution.Host"),
        ("follow-up", "services/follow-up/FollowUp.Host"), ("survey", "services/survey/Survey.Host"), ("gateway", "gateway/Gateway.Host"),
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("six-processes-");
    private readonly Dictionary<string, HostProcess> _processes = [];
    private readonly Dictionary<string, Func<HostProcess>> _starts = [];

    public PlatformClient Client { get; private set; } = null!;

    public Walk NewWalk() => new(Client, Path.Combine(_folder.FullName, "messages"));

    /// <param name="doubled">Services that run as two instances on one database; the second one's name ends in <c>-2</c>.</param>
    public static async Task<SixProcesses> StartAsync(RabbitBroker broker, params IReadOnlyList<string> doubled)
    {
        var platform = new SixProcesses();
        try
        {
            await platform.StartHostsAsync(broker.ConnectionString(broker.NextVirtualHost()), doubled);
            await platform.InstallAsync();
            return platform;
        }
        catch
        {
            await platform.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the processes wrote; for the message of a failure.</summary>
    public string Output() => string.Join("\n---\n", _processes.Select(process => $"{process.Key}\n{process.Value.Output}"));

    /// <summary>Asks one instance to end, as operations do at an upgrade, and starts it again.</summary>
    public async Task RestartAsync(string name)
    {
        await using (var old = _processes[name])
            (await old.StopAsync()).ShouldBe(0, name);
        _processes[name] = _starts[name]();
        await _processes[name].UntilReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        foreach (var process in _processes.Values)
            await process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task StartHostsAsync(string broker, IReadOnlyList<string> doubled)
    {
        var hosts = Hosts.Concat(Hosts.Where(host => doubled.Contains(host.Name)).Select(host => ($"{host.Name}-2", host.Project))).ToList();
        var addresses = hosts.ToDictionary(host => host.Item1, _ => $"http://127.0.0.1:{Ports.Reserve()}");
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings:RabbitMq"] = broker,
            ["Database:Folder"] = _folder.FullName,
            ["Security:KeyFolder"] = Path.Combine(_folder.FullName, "keys"),
            ["Messages:Folder"] = Path.Combine(_folder.FullName, "messages"),
            ["PublicAddress"] = addresses["gateway"],
            ["Survey:DefaultPolicy:DelayMinutes"] = "0",
            // Twice the gateway's interval between two looks, and a little
            ["Health:Drain"] = "00:00:05",
            ["Identity:FirstAdministrator:Username"] = "administrator",
            ["Identity:FirstAdministrator:Password"] = Password,
        };
        foreach (var (name, _) in Hosts)
            settings[$"Services:{name}:Address"] = doubled.Contains(name) ? $"{addresses[name]};{addresses[$"{name}-2"]}" : addresses[name];

        foreach (var (name, project) in hosts)
        {
            var address = addresses[name];
            _starts[name] = () => HostProcess.Start(project, address, new Dictionary<string, string>(settings) { ["Urls"] = address });
            _processes[name] = _starts[name]();
        }

        foreach (var process in _processes.Values)
            await process.UntilReadyAsync();
    }

    private async Task InstallAsync()
    {
        var gateway = _processes["gateway"].BaseUrl;
        using var administrator = new HttpClient { BaseAddress = new Uri(gateway + "/api/v1/") };
        var token = await administrator.PostJsonAsync("auth/token", $$"""{"username":"administrator","password":"{{Password}}"}""")
            .ShouldBeAsync(200);
        administrator.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", token.GetProperty("accessToken").GetString());
        await administrator.PostJsonAsync(
            "storefronts", """{"id":"demo","name":"演示店铺","timeZone":"Asia/Shanghai","currency":"CNY","languages":["zh-CN","en"]}""")
            .ShouldBeAsync(201);
        var key = await administrator.PostJsonAsync("api-keys", """{"storefrontId":"demo"}""").ShouldBeAsync(201);
        var users = new List<object> { new { username = "administrator", password = Password, role = "administrator" } };
        foreach (var role in (string[])["agent", "supervisor", "manager"])
        {
            var user = await administrator.PostJsonAsync(
                "users", $$"""{"username":"{{role}}","password":"{{Password}}","role":"{{role}}","storefronts":["demo"]}""")
                .ShouldBeAsync(201);
            users.Add(new { username = role, password = Password, role });
            if (role == "agent")
                await MakePresentAsync(administrator, user.GetProperty("id").GetGuid());
        }

        var firstRun = Path.Combine(_folder.FullName, "first-run.json");
        await File.WriteAllTextAsync(
            firstRun, JsonSerializer.Serialize(
            new { baseUrl = gateway, storefrontId = "demo", apiKey = key.GetProperty("key").GetString(), users }));
        Client = new PlatformClient(gateway, firstRun);
    }

    // The agent's row comes by an event, so it is there a moment after the user
    private static Task MakePresentAsync(HttpClient administrator, Guid user) => Eventually.BeTrueAsync(
        async () =>
        {
            var described = await administrator.PutJsonAsync(
                $"agents/{user}", """{"skills":["*"],"languages":["*"],"storefronts":["demo"],"capacity":null}""", ("If-Match", "*"));
            return described.IsSuccessStatusCode
                && (await administrator.PutJsonAsync($"agents/{user}/presence", """{"presence":"present"}""")).IsSuccessStatusCode;
        },
        "the agent is present");
}
