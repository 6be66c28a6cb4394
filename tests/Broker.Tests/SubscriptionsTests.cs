using ComplaintPlatform.Classification;
using ComplaintPlatform.Contracts;
using ComplaintPlatform.FollowUp;
using ComplaintPlatform.Intake;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Resolution;
using ComplaintPlatform.Survey;
using ComplaintPlatform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ComplaintPlatform.Broker.Tests;

/// <summary>Needs no broker: the list by which publishers declare queues against the consumers that services register.</summary>
public sealed class SubscriptionsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("subscriptions-");

    public static TheoryData<string, Action<IHostApplicationBuilder>> Services => new()
    {
        { "intake", builder => builder.AddIntake() },
        { "classification", builder => builder.AddClassification() },
        { "resolution", builder => builder.AddResolution() },
        { "follow-up", builder => builder.AddFollowUp() },
        { "survey", builder => builder.AddSurvey() },
    };

    [Theory]
    [MemberData(nameof(Services))]
    public void Every_listed_queue_has_its_consumer_and_every_consumer_its_queue(string service, Action<IHostApplicationBuilder> add)
    {
        var consumers = ConsumersOf(add);

        consumers.Select(consumer => consumer.Queue).Order()
            .ShouldBe(ListedFor(service).Select(subscription => subscription.Queue).Order());
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Every_consumer_takes_exactly_the_events_of_its_queue(string service, Action<IHostApplicationBuilder> add)
    {
        var consumers = ConsumersOf(add).ToDictionary(consumer => consumer.Queue);

        foreach (var subscription in ListedFor(service))
        {
            subscription.Events.ShouldNotBeEmpty(subscription.Queue);
            foreach (var type in subscription.Events)
                consumers[subscription.Queue].Takes(type).ShouldBeTrue($"{subscription.Queue} takes {type.Name}");
            // A consumer that names a type which no queue brings would wait for it for ever
            foreach (var type in EventCatalogue.Types.Where(type => !type.IsAssignableTo(typeof(IComplaintEvent)) || service != "intake"))
                consumers[subscription.Queue].Takes(type)
                    .ShouldBe(subscription.Events.Contains(type), $"{subscription.Queue} and {type.Name}");
        }
    }

    [Fact]
    public void No_queue_is_listed_twice() => Subscriptions.All.Select(subscription => subscription.Queue).ShouldBeUnique();

    public void Dispose() => _folder.Delete(recursive: true);

    private static IEnumerable<Subscription> ListedFor(string service) =>
        Subscriptions.All.Where(subscription => subscription.Service == service);

    private List<ServiceConsumer> ConsumersOf(Action<IHostApplicationBuilder> add)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["Database:Folder"] = _folder.FullName;
        builder.AddServiceDefaults();
        add(builder);
        return [.. builder.Services.Select(service => service.IsKeyedService ? null : service.ImplementationInstance)
            .OfType<ServiceConsumer>()];
    }
}
