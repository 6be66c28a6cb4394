using System.Reflection;
using System.Xml.Linq;
using ComplaintPlatform.Contracts;
using ComplaintPlatform.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ComplaintPlatform.Platform.Tests;

public sealed class KeepingServicesApartTests
{
    public static TheoryData<string> Services => ["Intake", "Classification", "Resolution", "FollowUp", "Survey", "Identity"];

    [Theory]
    [MemberData(nameof(Services))]
    public void A_service_references_no_other_service(string service)
    {
        var project = Directory.GetFiles(HostProcess.RepositoryRoot(), $"{service}.csproj", SearchOption.AllDirectories).Single();

        var references = XDocument.Load(project).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));

        references.ShouldBeSubsetOf(["Web", "Contracts"]);
    }

    /// <summary>A rule about a reason that no complaint can have would never fire.</summary>
    [Fact]
    public void Every_reason_code_of_a_remedy_rule_is_in_the_taxonomy() =>
        Resolution.Offers.RemedyCatalogue.Default.Rules.SelectMany(rule => rule.ReasonCodes).ShouldBeSubsetOf(
            Classification.Taxonomies.Taxonomy.Default.ReasonCodes.Select(code => code.Code));

    [Theory]
    [InlineData("Kernel", "Contracts")]
    [InlineData("Persistence", "Kernel")]
    [InlineData("Web", "Persistence")]
    public void What_is_shared_is_three_floors_and_each_sees_only_the_one_below(string floor, string below)
    {
        var project = Directory.GetFiles(HostProcess.RepositoryRoot(), $"{floor}.csproj", SearchOption.AllDirectories).Single();

        var references = XDocument.Load(project).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));

        references.ShouldBe([below]);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Only_the_service_itself_and_its_requests_and_answers_are_public(string service)
    {
        var entities = Assembly.Load($"ComplaintPlatform.{service}").GetExportedTypes()
            .Where(type => type.IsAssignableTo(typeof(DbContext)) || type.Name.EndsWith("Consumer", StringComparison.Ordinal));

        entities.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void A_handler_takes_at_most_six_things_besides_the_token(string service)
    {
        var handlers = Assembly.Load($"ComplaintPlatform.{service}").GetTypes()
            .Where(type => type.GetMethod("Map", BindingFlags.Static | BindingFlags.Public) is not null)
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(method => method.IsAssembly && method.GetParameters().Any(parameter => parameter.ParameterType == typeof(CancellationToken)));

        handlers.Where(method => method.GetParameters().Length > 7).Select(method => $"{method.DeclaringType!.Name}.{method.Name}")
            .ShouldBeEmpty("more than that becomes a request type bound with [AsParameters]");
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void No_migration_set_is_behind_its_model(string service)
    {
        var factories = Assembly.Load($"ComplaintPlatform.{service}").GetTypes().SelectMany(
            type => type.GetInterfaces()
                .Where(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IDesignTimeDbContextFactory<>)),
            (type, face) => (Type: type, Face: face)).ToList();

        factories.Count.ShouldBe(2, "SQLite and SQL Server");
        foreach (var (type, face) in factories)
        {
            using var context = (DbContext)face.GetMethod("CreateDbContext")!.Invoke(
                Activator.CreateInstance(type, nonPublic: true), [Array.Empty<string>()])!;
            context.Database.HasPendingModelChanges()
                .ShouldBeFalse($"{context.GetType().Name}: add a migration with deploy/add-migration.sh");
        }
    }

    [Fact]
    public void Every_consumer_reads_a_declared_queue_and_every_declared_queue_is_read()
    {
        var consumers = ((string[])["Intake", "Classification", "Resolution", "FollowUp", "Survey"])
            .SelectMany(service => Assembly.Load($"ComplaintPlatform.{service}").GetTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false }
                && type.GetInterfaces().Any(face => face.IsGenericType && face.Name.StartsWith("IEventConsumer", StringComparison.Ordinal)))
            .SelectMany(type => type.GetInterfaces().Where(face => face.IsGenericType)
                .Select(face => (Service: type.Namespace!.Split('.')[1], type.Name, Event: face.GetGenericArguments()[0])))
            .SelectMany(consumer => EventCatalogue.Types.Where(
                type => type.IsAssignableTo(consumer.Event) && Reaches(consumer.Event, type)),
                (consumer, type) => $"{Queue(consumer.Service, consumer.Name)} <- {EventCatalogue.WireName(type)}");

        var declared = Subscriptions.All.SelectMany(
            subscription => subscription.Events, (subscription, type) => $"{subscription.Queue} <- {EventCatalogue.WireName(type)}");

        declared.Order().ShouldBe(consumers.Order());
    }

    // The register takes what others tell; its own events it writes in the commit that makes them
    private static bool Reaches(Type taken, Type type) => taken == type
        || !EventCatalogue.WireName(type).StartsWith("intake.", StringComparison.Ordinal);

    private static string Queue(string service, string consumer) =>
        Kebab(service) + "-" + Kebab(consumer.Replace("Consumer", "", StringComparison.Ordinal));

    private static string Kebab(string name) =>
        string.Concat(name.Select(
        (character, index) => char.IsUpper(character)
        && index > 0 ? "-" + char.ToLowerInvariant(character) : char.ToLowerInvariant(character).ToString()));
}
