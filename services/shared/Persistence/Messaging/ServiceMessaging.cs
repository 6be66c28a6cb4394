using ComplaintPlatform.Persistence.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.Persistence.Messaging;

public static class ServiceMessaging
{
    private const string ControlsRefused =
        "Messaging:InboxOff, Messaging:ConfirmsOff and Messaging:TopologyOff take a protection away, so that events are lost or doubled. "
        + "They are for tests and refused unless the environment is Development.";

    /// <summary>Registers a consumer; its queue is named by service and consumer and must be listed in <c>Subscriptions</c>.</summary>
    public static IServiceCollection AddServiceConsumer<TConsumer, TContext>(this IServiceCollection services, string service)
        where TConsumer : class
        where TContext : ServiceDbContext
    {
        services.AddScoped<TConsumer>();
        return services.AddSingleton(ServiceConsumer.Of<TConsumer, TContext>(service));
    }

    /// <summary>
    /// Connects this host to the other services: over RabbitMQ where the connection string <c>RabbitMq</c> is set, else over
    /// <paramref name="inProcess"/>. Call it after the services are added.
    /// </summary>
    public static IHostApplicationBuilder AddServiceBus(this IHostApplicationBuilder builder, InProcessBus inProcess)
    {
        builder.Services.AddOptions<DeliveryOptions>().Bind(builder.Configuration.GetSection("Messaging"))
            .Validate(
                delivery => builder.Environment.IsDevelopment() || delivery is { InboxOff: false, ConfirmsOff: false, TopologyOff: false },
                ControlsRefused)
            .ValidateOnStart();
        builder.Services.AddSingleton<EventDelivery>();
        builder.Services.AddSingleton<ConsumerWork>();
        if (builder.Configuration.GetConnectionString("RabbitMq") is not { Length: > 0 } rabbitMq)
        {
            builder.Services.AddSingleton(inProcess);
            builder.Services.AddSingleton<InProcessTransport>();
            builder.Services.AddSingleton<IEventTransport>(provider => provider.GetRequiredService<InProcessTransport>());
            builder.Services.AddHostedService(provider => provider.GetRequiredService<InProcessTransport>());
            return builder;
        }

        // The broker's absence delays events; it does not make the service unfit to take requests: no health check asks for it
        builder.Services.AddSingleton(provider => ActivatorUtilities.CreateInstance<MassTransitTransport>(provider, rabbitMq));
        builder.Services.AddSingleton<IEventTransport>(provider => provider.GetRequiredService<MassTransitTransport>());
        builder.Services.AddHostedService(provider => provider.GetRequiredService<MassTransitTransport>());
        return builder;
    }

    internal static void AddOutbox<TContext>(this IServiceCollection services, string service)
        where TContext : ServiceDbContext
    {
        services.AddSingleton(new PublishingService(service));
        services.AddSingleton<CommitGate<TContext>>();
        services.AddSingleton<IUnitOfWork<TContext>>(provider => provider.GetRequiredService<CommitGate<TContext>>());
        services.AddSingleton<RetentionSweep<TContext>>();
        services.AddHostedService(provider => provider.GetRequiredService<RetentionSweep<TContext>>());
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<OutboxMeasure<TContext>>(provider, service));
        services.AddHostedService(provider =>
        {
            var relay = ActivatorUtilities.CreateInstance<OutboxRelay<TContext>>(provider, service);
            relay.TakeOverAtStart = provider.GetService<InProcessBus>() is not null;
            return relay;
        });
    }
}
