using System.Diagnostics;
using System.Text.Json;
using ComplaintPlatform.Contracts;
using RabbitMQ.Client;

namespace ComplaintPlatform.Testing.Processes;

/// <summary>
/// A RabbitMQ of the tests' own: the one that is installed, else one in a container. It can be stopped, killed, frozen and started
/// again with what it had on disk. Scenarios get a virtual host each, so that none sees another's queues.
/// </summary>
public sealed class RabbitBroker : IAsyncDisposable
{
    private const int VirtualHosts = 16;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(180);

    private readonly int _port = Ports.Reserve();
    private readonly IBrokerNode _node;
    private bool _isRunning;
    private int _virtualHosts;

    private RabbitBroker() =>
        _node = InstalledBroker.IsInstalled ? new InstalledBroker(_port, Definitions()) : new ContainerBroker(_port, Definitions());

    /// <exception cref="BrokerUnavailableException">Neither is to be had on this machine.</exception>
    public static async Task<RabbitBroker> StartNewAsync()
    {
        RabbitBroker? broker = null;
        try
        {
            broker = new RabbitBroker();
            await broker.StartAsync();
            return broker;
        }
        catch (Exception exception) when (!InstalledBroker.IsInstalled)
        {
            if (broker is not null)
                await broker.DisposeAsync();
            throw new BrokerUnavailableException(exception);
        }
    }

    /// <summary>A virtual host that no scenario has used.</summary>
    public string NextVirtualHost()
    {
        var number = Interlocked.Increment(ref _virtualHosts);
        return number <= VirtualHosts ? $"scenario-{number}"
            : throw new InvalidOperationException("There are more scenarios than virtual hosts.");
    }

    public string ConnectionString(string virtualHost) => $"amqp://guest:guest@127.0.0.1:{_port}/{virtualHost}";

    public Task<IConnection> ConnectAsync(string virtualHost) =>
        new ConnectionFactory { Uri = new Uri(ConnectionString(virtualHost)), AutomaticRecoveryEnabled = false }.CreateConnectionAsync();

    public async Task StartAsync()
    {
        await _node.StartAsync();
        var started = Stopwatch.GetTimestamp();
        while (!_isRunning)
        {
            try
            {
                await using var connection = await ConnectAsync("scenario-1");
                _isRunning = true;
            }
            catch (Exception) when (Stopwatch.GetElapsedTime(started) < StartLimit)
            {
                await Task.Delay(100);
            }
        }
    }

    /// <summary>In good order: what is confirmed is on disk.</summary>
    public async Task StopAsync()
    {
        _isRunning = false;
        await _node.StopAsync();
    }

    /// <summary>As a power switch does.</summary>
    public async Task KillAsync()
    {
        _isRunning = false;
        await _node.KillAsync();
    }

    /// <summary>It keeps its connections and answers nothing.</summary>
    public Task FreezeAsync() => _node.FreezeAsync();

    public Task ThawAsync() => _node.ThawAsync();

    /// <summary>Takes away what a scenario left: a broker with hundreds of queues takes long to start.</summary>
    public async Task DeleteQueuesAsync(string virtualHost)
    {
        if (!_isRunning)
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
        var text = await _node.ControlAsync(
            "list_queues", "-p", virtualHost, "--formatter", "json", "--silent", "name", "type", "arguments", "messages");
        return [.. JsonDocument.Parse(text).RootElement.EnumerateArray()];
    }

    /// <summary>The end of its log; for the message of a failure.</summary>
    public async Task<string> LogTailAsync() =>
        string.Join('\n', (await _node.LogAsync()).Where(line => !line.Contains("ermissions for", StringComparison.Ordinal)).TakeLast(60));

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    private static string Definitions()
    {
        var hosts = Enumerable.Range(1, VirtualHosts).Select(number => $"scenario-{number}").ToList();
        return JsonSerializer.Serialize(new
        {
            users = new[] { new { name = "guest", password = "guest", tags = "administrator" } },
            vhosts = hosts.Select(name => new { name }),
            permissions = hosts.Select(name => new { user = "guest", vhost = name, configure = ".*", write = ".*", read = ".*" }),
        });
    }
}

/// <summary>The message says what is missing.</summary>
public sealed class BrokerUnavailableException(Exception inner)
    : Exception($"rabbitmq-server is not installed on this machine, and no container could be started: {inner.Message.Split('\n')[0]}",
        inner);
