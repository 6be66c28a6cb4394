using ComplaintPlatform.Kernel;

namespace ComplaintPlatform.Contracts.Tests;

/// <summary>
/// Every contract has a stored sample. An old sample that no longer reads, or is written otherwise, is a broken contract: an optional
/// property may be added, anything else is a new record with the next version in its wire name. <c>UPDATE_SAMPLES=1</c> writes samples of
/// new contracts.
/// </summary>
public sealed class KeepingContractsTests
{
    public static TheoryData<string> WireNames => [.. EventCatalogue.Types.Select(EventCatalogue.WireName).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(WireNames))]
    public void An_old_sample_still_reads_and_is_written_alike(string wireName)
    {
        var stored = Stored(wireName);

        var written = EventSerializer.Serialize(EventSerializer.Deserialize(wireName, stored));

        written.ShouldBe(stored);
    }

    [Theory]
    [MemberData(nameof(WireNames))]
    public void The_sample_holds_every_property(string wireName) =>
        EventSerializer.Serialize((IDomainEvent)Example.Of(EventCatalogue.Find(wireName)!))
            .ShouldBe(Stored(wireName), "A property was added: store the sample anew with UPDATE_SAMPLES=1 if it is optional.");

    [Fact]
    public void Wire_names_are_service_event_and_version() =>
        EventCatalogue.Types.Select(EventCatalogue.WireName)
            .ShouldAllBe(name => System.Text.RegularExpressions.Regex.IsMatch(name, "^[a-z-]+\\.[a-z-]+\\.v[1-9]$"));

    [Fact]
    public void Every_subscribed_queue_is_named_by_its_service_and_stands_once()
    {
        Subscriptions.All.ShouldAllBe(subscription => subscription.Queue.StartsWith(subscription.Service + "-"));
        Subscriptions.All.Select(subscription => subscription.Queue).ShouldBeUnique();
    }

    [Fact]
    public void Every_fact_about_a_complaint_reaches_the_register()
    {
        var register = Subscriptions.All.Single(subscription => subscription.Queue == "intake-register").Events;

        EventCatalogue.Types.Where(
            type => type.IsAssignableTo(typeof(IComplaintEvent))
            && !EventCatalogue.WireName(type).StartsWith("intake.", StringComparison.Ordinal))
            .ShouldBeSubsetOf(register);
    }

    private static string Stored(string wireName)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "Samples", wireName + ".json");
        if (Environment.GetEnvironmentVariable("UPDATE_SAMPLES") == "1")
        {
            var source = Path.Combine(AppContext.BaseDirectory, "../../../Samples", wireName + ".json");
            File.WriteAllText(source, EventSerializer.Serialize((IDomainEvent)Example.Of(EventCatalogue.Find(wireName)!)));
            File.Copy(source, file, overwrite: true);
        }

        File.Exists(file).ShouldBeTrue($"{wireName} has no sample; UPDATE_SAMPLES=1 writes it.");
        return File.ReadAllText(file).TrimEnd();
    }
}
