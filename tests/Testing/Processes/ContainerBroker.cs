using System.Text;
using DotNet.Testcontainers.Builders;
using Shouldly;
using Testcontainers.RabbitMq;

namespace ComplaintPlatform.Testing.Processes;

/// <summary>A broker in a container, for machines with a container engine and without <c>rabbitmq-server</c>.</summary>
internal sealed class ContainerBroker : IBrokerNode
{
    // From inside there is no tool for it in the image, and the first process of a container cannot be killed
    private const string KillBroker =
        "for process in /proc/[0-9]*; do if grep -q beam.smp $process/comm; then kill -9 ${process#/proc/}; fi; done";

    private readonly RabbitMqContainer _container;

    /// <exception cref="DockerUnavailableException">There is no container engine.</exception>
    public ContainerBroker(int port, string definitions) => _container = new RabbitMqBuilder("rabbitmq:4.1")
        // The same port again after a restart
        .WithPortBinding(port, RabbitMqBuilder.RabbitMqPort)
        .WithResourceMapping(Encoding.UTF8.GetBytes(definitions), "/etc/rabbitmq/definitions.json")
        .WithResourceMapping("load_definitions = /etc/rabbitmq/definitions.json"u8.ToArray(), "/etc/rabbitmq/conf.d/20-tests.conf")
        // The wait for its log's first words would be over at once after a restart
        .WithWaitStrategy(Wait.ForUnixContainer())
        .Build();

    public Task StartAsync() => _container.StartAsync();

    public Task StopAsync() => _container.StopAsync();

    public async Task KillAsync()
    {
        await _container.ExecAsync(["sh", "-c", KillBroker]);
        await _container.StopAsync();
    }

    public Task FreezeAsync() => _container.PauseAsync();

    public Task ThawAsync() => _container.UnpauseAsync();

    public async Task<string> ControlAsync(params IReadOnlyList<string> arguments)
    {
        var result = await _container.ExecAsync(["rabbitmqctl", .. arguments]);
        result.ExitCode.ShouldBe(0, result.Stderr);
        return result.Stdout;
    }

    public async Task<IReadOnlyList<string>> LogAsync() => (await _container.GetLogsAsync()).Stdout.Split('\n');

    public ValueTask DisposeAsync() => _container.DisposeAsync();
}
