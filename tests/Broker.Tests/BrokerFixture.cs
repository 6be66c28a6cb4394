using ComplaintPlatform.Testing.Processes;

[assembly: CollectionBehavior(MaxParallelThreads = 3)]

namespace ComplaintPlatform.Broker.Tests;

/// <summary>
/// One broker for all scenarios of a collection. On a machine that has none they are skipped, and say why; with <c>REQUIRE_BROKER=1</c>
/// they fail.
/// </summary>
public sealed class BrokerFixture : IAsyncLifetime
{
    private RabbitBroker? _broker;
    private string _reason = "";

    public RabbitBroker Broker
    {
        get
        {
            if (_broker is null && Environment.GetEnvironmentVariable("REQUIRE_BROKER") is not "1")
                Assert.Skip(_reason);
            return _broker ?? throw new InvalidOperationException($"REQUIRE_BROKER is 1, but {_reason}");
        }
    }

    public async ValueTask InitializeAsync()
    {
        try
        {
            _broker = await RabbitBroker.StartNewAsync();
        }
        catch (BrokerUnavailableException exception)
        {
            _reason = exception.Message;
        }
    }

    public DistributedPlatform NewPlatform() => new(Broker);

    public async ValueTask DisposeAsync()
    {
        if (_broker is not null)
            await _broker.DisposeAsync();
    }
}

/// <summary>Most of a scenario is waiting for processes, so three collections run side by side, each on a broker of its own.</summary>
public static class Brokers
{
    public const string Failing = "a broker that fails";
    public const string Busy = "a broker with many messages";
    public const string Calm = "a broker that no test disturbs";
}

[CollectionDefinition(Brokers.Failing)]
public sealed class FailingBroker : ICollectionFixture<BrokerFixture>;

[CollectionDefinition(Brokers.Busy)]
public sealed class BusyBroker : ICollectionFixture<BrokerFixture>;

[CollectionDefinition(Brokers.Calm)]
public sealed class CalmBroker : ICollectionFixture<BrokerFixture>;
