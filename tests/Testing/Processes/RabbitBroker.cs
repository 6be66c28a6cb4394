using System.Diagnostics;
using System.Text.Json;
using ComplaintPlatform.Contracts;
using RabbitMQ.Client;
using Shouldly;

namespace ComplaintPlatform.Testing.Processes;

/// <summary>
/// A RabbitMQ of the tests' own: own node, port, folder and port mapper, on the loopback only. It can be stopped, killed, frozen and started
/// again with what it had on disk. Scenarios get a virtual host each, so that none sees another's queues.
/// </summary>
public sealed class RabbitBroker : IAsyncDisposable
{
    private const int VirtualHosts = 16;
    private static readonly string[] Homes = ["/usr/lib/rabbitmq/bin", "/usr/local/sbin", "/opt/rabbitmq/sbin", "/opt/homebrew/sbin", "/usr/sbin"];
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(180);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("broker-");
    private readonly int _port = Ports.Reserve();
    private readonly int _distributionPort = Ports.Reserve();
    private readonly int _mapperPort = Ports.Reserve();
    private Process? _mapper;
    private Process? _broker;
    private int _virtualHosts;

    public static bool IsInstalled => Program is not null && OperatingSystem.IsLinux();

    private static string? Program => Homes.Select(home => Path.Combine(home, "rabbitmq-server")).FirstOrDefault(File.Exists);

    /// <summary>A virtual host that no scenario has used.</summary>
    public string NextVirtualHost()
    {
        var number = Interlocked.Increment(ref _virtualHosts);
        return number <= VirtualHosts ? $"scenario-{number}" : throw new InvalidOperationException("There are more scenarios than virtual hosts.");
    }

    public string ConnectionString(string virtualHost) => $"amqp://guest:guest@127.0.0.1:{_port}/{virtualHost}";

    public Task<IConnection> ConnectAsync(string virtualHost) =>
        new ConnectionFactory { Uri = new Uri(ConnectionString(virtualHost)), AutomaticRecoveryEnabled = false }.CreateConnectionAsync();

    public async Task StartAsync()
    {
        if (_mapper is null)
        {
            WriteConfiguration();
            _mapper = Process.Start(new ProcessStartInfo("epmd", ["-port", $"{_mapperPort}", "-address", "127.0.0.1"]) { RedirectStandardError = true });
        }

        var start = new ProcessStartInfo(Program!) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Settings())
            start.Environment[name] = value;
        _broker = Process.Start(start)!;
        _broker.OutputDataReceived += (_, _) => { };
        _broker.ErrorDataReceived += (_, _) => { };
        _broker.BeginOutputReadLine();
        _broker.BeginErrorReadLine();
        await UntilReadyAsync();
    }

    /// <summary>In good order: what is confirmed is on disk.</summary>
    public async Task StopAsync()
    {
        _broker!.AskToEnd();
        await UntilEndedAsync();
    }

    /// <summary>As a power switch does.</summary>
    public async Task KillAsync()
    {
        _broker!.KillHard();
        await UntilEndedAsync();
    }

    public void Freeze() => _broker!.Freeze();

    public void Thaw() => _broker!.Thaw();

    /// <summary>Takes away what a scenario left: a broker with hundreds of queues takes long to start.</summary>
    public async Task DeleteQueuesAsync(string virtualHost)
    {
        if (_broker is not { HasExited: false })
            return;
        await using var connection = await ConnectAsync(virtualHost);
        await using var channel = await connection.CreateChannelAsync();
        foreach (var queue in Subscriptions.All.Select(subscription => subscription.Queue))
        {
            await channel.QueueDeleteAsync(queue, ifUnused: false, ifEmpty: false);
            await channel.QueueDeleteAsync($"{queue}-dead", ifUnused: false, ifEmpty: false);
        }
    }

    /// <summary>The broker's own list of queues: name, type and arguments.</summary>
    public async Task<IReadOnlyList<JsonElement>> QueuesAsync(string virtualHost)
    {
        var start = new ProcessStartInfo(
            Path.Combine(Path.GetDirectoryName(Program)!, "rabbitmqctl"),
            ["-n", Node, "list_queues", "-p", virtualHost, "--formatter", "json", "--silent", "name", "type", "arguments", "messages"])
        {
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in Settings())
            start.Environment[name] = value;
        using var control = Process.Start(start)!;
        var text = await control.StandardOutput.ReadToEndAsync();
        await control.WaitForExitAsync();
        control.ExitCode.ShouldBe(0, text);
        return [.. JsonDocument.Parse(text).RootElement.EnumerateArray()];
    }

    /// <summary>The end of its log; for the message of a failure.</summary>
    public string LogTail()
    {
        var log = Directory.Exists(InFolder("log")) ? Directory.GetFiles(InFolder("log"), "*.log").FirstOrDefault(file => !file.Contains("upgrade", StringComparison.Ordinal)) : null;
        return log is null ? "" : string.Join('\n', File.ReadLines(log).Where(line => !line.Contains("ermissions for", StringComparison.Ordinal)).TakeLast(60));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in new[] { _broker, _mapper })
        {
            if (process is null)
                continue;
            if (!process.HasExited)
            {
                process.KillHard();
                await process.WaitForExitAsync();
            }

            process.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    private string Node => $"tests{_port}@localhost";

    private void WriteConfiguration()
    {
        File.WriteAllText(InFolder("empty"), "");
        File.WriteAllText(InFolder("plugins"), "[].");
        File.WriteAllText(InFolder("rabbit.conf"), $"""
            listeners.tcp.1 = 127.0.0.1:{_port}
            load_definitions = {InFolder("definitions.json")}
            log.console = false
            """);
        var hosts = Enumerable.Range(1, VirtualHosts).Select(number => $"scenario-{number}").ToList();
        File.WriteAllText(InFolder("definitions.json"), JsonSerializer.Serialize(new
        {
            users = new[] { new { name = "guest", password = "guest", tags = "administrator" } },
            vhosts = hosts.Select(name => new { name }),
            permissions = hosts.Select(name => new { user = "guest", vhost = name, configure = ".*", write = ".*", read = ".*" }),
        }));
    }

    private Dictionary<string, string> Settings() => new()
    {
        ["HOME"] = _folder.FullName,
        ["ERL_EPMD_PORT"] = $"{_mapperPort}",
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["ERL_AFLAGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
        ["RABBITMQ_NODENAME"] = Node,
        ["RABBITMQ_NODE_PORT"] = $"{_port}",
        ["RABBITMQ_DIST_PORT"] = $"{_distributionPort}",
        ["RABBITMQ_CONF_ENV_FILE"] = InFolder("empty"),
        ["RABBITMQ_CONFIG_FILE"] = InFolder("rabbit.conf"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = InFolder("plugins"),
        ["RABBITMQ_MNESIA_BASE"] = InFolder("data"),
        ["RABBITMQ_LOG_BASE"] = InFolder("log"),
        // Two cores are shared with the hosts: no spinning, few schedulers
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "+sbwt none +sbwtdcpu none +sbwtdio none +S 2:2",
        // The script then becomes the broker instead of watching over it: its process id is the broker's
        ["RUNNING_UNDER_SYSTEMD"] = "true",
    };

    private string InFolder(string name) => Path.Combine(_folder.FullName, name);

    private async Task UntilReadyAsync()
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await using var connection = await ConnectAsync("scenario-1");
                return;
            }
            catch (Exception) when (Stopwatch.GetElapsedTime(started) < StartLimit && !_broker!.HasExited)
            {
                await Task.Delay(200);
            }
        }
    }

    private async Task UntilEndedAsync()
    {
        await _broker!.WaitForExitAsync().WaitAsync(StartLimit);
        _broker.Dispose();
        _broker = null;
    }
}
