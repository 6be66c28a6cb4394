using System.Globalization;

namespace ComplaintPlatform.Faults;

/// <summary>When a process is killed. The same seed gives the same plan; it is an environment variable, and printed.</summary>
internal sealed class FaultPlan
{
    private readonly Random _random;

    private FaultPlan(int seed, int kills) => (Seed, Kills, _random) = (seed, kills, new Random(seed));

    public int Seed { get; }

    public int Kills { get; }

    /// <summary><c>FAULTS_KILLS</c> and <c>FAULTS_SEED</c>; without them a short run with a seed of its own.</summary>
    /// <param name="kills">In a short run: each costs a start of the platform.</param>
    public static FaultPlan FromEnvironment(int kills) =>
        new(Setting("FAULTS_SEED") ?? Random.Shared.Next(), Setting("FAULTS_KILLS") ?? kills);

    /// <summary>Every fourth kill falls into a start.</summary>
    public bool IsDuringStart(int kill) => kill % 4 == 3;

    public TimeSpan Next(int atMostMilliseconds) => TimeSpan.FromMilliseconds(_random.Next(atMostMilliseconds));

    public int NextCount(int atMost) => _random.Next(atMost) + 1;

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
