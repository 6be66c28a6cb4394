using System.Diagnostics;
using Shouldly;

namespace ComplaintPlatform.Testing.Processes;

/// <summary>A broker by this machine's <c>rabbitmq-server</c>: own node, ports, folder and port mapper, on the loopback only.</summary>
internal sealed class InstalledBroker(int port, string definitions) : IBrokerNode
{
    private static readonly string[] Homes = ["/usr/lib/rabbitmq/bin", "/usr/local/sbin", "/opt/rabbitmq/sbin", "/usr/sbin"];
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(180);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("broker-");
    private readonly int _distributionPort = Ports.Reserve();
    private readonly int _mapperPort = Ports.Reserve();
    private Process? _mapper;
    private Process? _broker;

    public static bool IsInstalled => Program is not null && OperatingSystem.IsLinux();

    private static string? Program => Homes.Select(home => Path.Combine(home, "rabbitmq-server")).FirstOrDefault(File.Exists);

    private string Node => $"tests{port}@localhost";

    public Task StartAsync()
    {
        if (_mapper is null)
        {
            WriteConfiguration();
            var mapper = new ProcessStartInfo(
                "epmd", ["-port", $"{_mapperPort}", "-address", "127.0.0.1"])
            { RedirectStandardError = true };
            _mapper = Process.Start(mapper);
        }

        var start = new ProcessStartInfo(Program!) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Settings())
            start.Environment[name] = value;
        _broker = Process.Start(start)!;
        _broker.OutputDataReceived += (_, _) => { };
        _broker.ErrorDataReceived += (_, _) => { };
        _broker.BeginOutputReadLine();
        _broker.BeginErrorReadLine();
        return Task.CompletedTask;
    }

    public async Task StopAsync()
    {
        _broker!.AskToEnd();
        await UntilEndedAsync();
    }

    public async Task KillAsync()
    {
        _broker!.KillHard();
        await UntilEndedAsync();
    }

    public Task FreezeAsync()
    {
        _broker!.Freeze();
        return Task.CompletedTask;
    }

    public Task ThawAsync()
    {
        _broker!.Thaw();
        return Task.CompletedTask;
    }

    public async Task<string> ControlAsync(params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Path.GetDirectoryName(Program)!, "rabbitmqctl"), ["-n", Node, .. arguments])
        {
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in Settings())
            start.Environment[name] = value;
        using var control = Process.Start(start)!;
        var text = await control.StandardOutput.ReadToEndAsync();
        await control.WaitForExitAsync();
        control.ExitCode.ShouldBe(0, text);
        return text;
    }

    public async Task<IReadOnlyList<string>> LogAsync()
    {
        var files = Directory.Exists(InFolder("log")) ? Directory.GetFiles(InFolder("log"), "*.log") : [];
        var log = files.FirstOrDefault(file => !file.Contains("upgrade", StringComparison.Ordinal));
        return log is null ? [] : await File.ReadAllLinesAsync(log);
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

    private void WriteConfiguration()
    {
        File.WriteAllText(InFolder("empty"), "");
        File.WriteAllText(InFolder("plugins"), "[].");
        File.WriteAllText(InFolder("definitions.json"), definitions);
        File.WriteAllText(InFolder("rabbit.conf"), $"""
            listeners.tcp.1 = 127.0.0.1:{port}
            load_definitions = {InFolder("definitions.json")}
            log.console = false
            """);
    }

    private Dictionary<string, string> Settings() => new()
    {
        ["HOME"] = _folder.FullName,
        ["ERL_EPMD_PORT"] = $"{_mapperPort}",
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["ERL_AFLAGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
        ["RABBITMQ_NODENAME"] = Node,
        ["RABBITMQ_NODE_PORT"] = $"{port}",
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

    private async Task UntilEndedAsync()
    {
        await _broker!.WaitForExitAsync().WaitAsync(EndLimit);
        _broker.Dispose();
        _broker = null;
    }
}
