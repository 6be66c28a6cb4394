using System.Text.RegularExpressions;
using ComplaintPlatform.Contracts;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Platform.Tests;

/// <summary>What the files of <c>deploy</c> say about the hosts, their queues and their metrics is so.</summary>
public sealed partial class DeployingTests
{
    private static readonly string[] Hosts = ["gateway", "intake", "classification", "resolution", "follow-up", "survey"];

    [Fact]
    public void Every_host_has_its_image_its_deployment_and_its_migration()
    {
        var compose = Read("compose.yaml");
        var migrations = Read("kubernetes/base/migrations.yaml");
        foreach (var host in Hosts)
        {
            var deployment = Read($"kubernetes/base/{host}.yaml");
            deployment.ShouldContain($"image: complaintplatform/{host}\n");
            deployment.ShouldContain($"ConnectionStrings__{host}\n");
            migrations.ShouldContain($"name: migrate-{host}\n");
            compose.ShouldContain($"image: complaintplatform/{host}:local\n");
            compose.ShouldContain($"ConnectionStrings__{host}: ");
        }

        foreach (Match image in HostArgument().Matches(compose))
            Directory.Exists(Path.Combine(HostProcess.RepositoryRoot(), image.Groups[1].Value)).ShouldBeTrue(image.Value);
        HostArgument().Count(compose).ShouldBe(Hosts.Length);
    }

    [Fact]
    public void Hosts_grow_by_queues_that_there_are()
    {
        var queues = QueueName().Matches(Read("kubernetes/overlays/large/autoscaling.yaml"))
            .Select(match => match.Groups[1].Value).ToList();

        queues.ShouldNotBeEmpty();
        queues.ShouldBeSubsetOf(Subscriptions.All.Select(subscription => subscription.Queue));
    }

    [Fact]
    public void Alerts_and_dashboard_read_metrics_that_there_are()
    {
        // As Prometheus shows them: a counter ends in _total, seconds in _seconds, a histogram in its parts
        var root = Path.Combine(HostProcess.RepositoryRoot(), "services");
        var known = Directory.GetFiles(root, "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Instrument().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value.Replace('.', '_')))
            .ToHashSet();

        var used = new[] { "observability/alerts.yaml", "observability/dashboard.json" }
            .SelectMany(file => OwnMetric().Matches(Read(file)).Select(match => match.Value)).Distinct().ToList();

        used.Count.ShouldBeGreaterThan(5);
        used.Where(name => !known.Contains(Suffix().Replace(name, ""))).ShouldBeEmpty();
    }

    private static string Read(string file) =>
        File.ReadAllText(Path.Combine(HostProcess.RepositoryRoot(), "deploy", file)).ReplaceLineEndings("\n");

    [GeneratedRegex("HOST: (\\S+) ?}")]
    private static partial Regex HostArgument();

    [GeneratedRegex("queueName: (\\S+)")]
    private static partial Regex QueueName();

    [GeneratedRegex("\"(complaintplatform\\.[a-z_.]+)\"")]
    private static partial Regex Instrument();

    [GeneratedRegex("complaintplatform_[a-z_]+")]
    private static partial Regex OwnMetric();

    [GeneratedRegex("(_seconds)?(_total|_bucket|_count|_sum)?$")]
    private static partial Regex Suffix();
}
