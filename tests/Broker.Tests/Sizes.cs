using System.Globalization;

namespace ComplaintPlatform.Broker.Tests;

/// <summary>How long the scenarios take. Each is an environment variable for longer runs, such as <c>BROKER_COLD_START=1000</c>.</summary>
internal static class Sizes
{
    public static int ColdStart { get; } = Of("BROKER_COLD_START", 300);

    public static int Frozen { get; } = Of("BROKER_FROZEN_SECONDS", 10);

    public static int Kills { get; } = Of("BROKER_KILLS", 5);

    public static int Backlog { get; } = Of("BROKER_BACKLOG", 300);

    private static int Of(string name, int standard) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : standard;
}
