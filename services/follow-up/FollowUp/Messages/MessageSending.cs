using ComplaintPlatform.FollowUp.Messages.Channels;
using ComplaintPlatform.Web.Security;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;

namespace ComplaintPlatform.FollowUp.Messages;

internal static class MessageSending
{
    private const long LargestAnswer = 64 * 1024;

    /// <summary>
    /// The ways out are chosen by configuration: <c>Mail:Host</c> for email, <c>MessageGateway:Address</c> for everything; with neither,
    /// files in
    /// <c>Messages:Folder</c> (default: <c>messages</c> in the data folder). <c>Services:intake:Address</c> and
    /// <c>Services:survey:Address</c> say where those two answer.
    /// </summary>
    public static void AddMessageSending(
        this IHostApplicationBuilder builder, Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? connect)
    {
        var configuration = builder.Configuration;
        builder.Services.Configure<MailOptions>(configuration.GetSection("Mail"));
        builder.Services.AddOptions<MessageGatewayOptions>().Bind(configuration.GetSection("MessageGateway"))
            .Validate(gateway => gateway.Address is null || IsAllowed(gateway.Address, builder.Environment),
                "MessageGateway:Address must be https.")
            .Validate(gateway => gateway.Address is null || GatewayChannel.IsSecret(gateway.Secret),
                "MessageGateway:Secret is no whsec_ secret.")
            .ValidateOnStart();

        AddClient(builder.Services, Dependency.ClientName("intake"),
            TimeSpan.FromSeconds(3)).ConfigurePrimaryHttpMessageHandler(() => Neighbour(connect));
        AddClient(builder.Services, Dependency.ClientName("survey"),
            TimeSpan.FromSeconds(3)).ConfigurePrimaryHttpMessageHandler(() => Neighbour(connect));
        var limit = configuration
            .GetSection("MessageGateway").Get<MessageGatewayOptions>()?.TimeLimit ?? new MessageGatewayOptions().TimeLimit;
        AddClient(builder.Services, GatewayChannel.ClientName, limit).ConfigurePrimaryHttpMessageHandler(NewHandler);
        builder.Services.AddSingleton(provider => new ContactPoints(DependencyOn(provider, "intake", "contact_points_unavailable")));
        builder.Services.AddSingleton(provider => new SurveyLinks(DependencyOn(provider, "survey", "survey_link_unavailable")));
        builder.Services.AddSingleton(OutletsOf);
        builder.Services.AddHostedService<MessageWorker>();
    }

    private static bool IsAllowed(string address, IHostEnvironment environment) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && (uri.IsLoopback || environment.IsDevelopment())));

    /// <summary>
    /// One way for every call out: a limit for each try, two more tries with growing, uneven pauses, and a rest for what is down.
    /// </summary>
    private static IHttpClientBuilder AddClient(IServiceCollection services, string name, TimeSpan tryLimit)
    {
        var client = services.AddHttpClient(name, client =>
        {
            client.MaxResponseContentBufferSize = LargestAnswer;
            // The pipeline has the limits
            client.Timeout = Timeout.InfiniteTimeSpan;
        });
        client.AddResilienceHandler("outgoing", (pipeline, context) =>
        {
            pipeline.TimeProvider = context.ServiceProvider.GetRequiredService<TimeProvider>();
            pipeline
                .AddRetry(new HttpRetryStrategyOptions
                {
                    MaxRetryAttempts = 2,
                    Delay = TimeSpan.FromMilliseconds(200),
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    // A long wait belongs to the message's own pauses, which survive the process
                    ShouldRetryAfterHeader = false,
                })
                .AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions
                {
                    FailureRatio = 0.5,
                    MinimumThroughput = 10,
                    SamplingDuration = TimeSpan.FromSeconds(30),
                    BreakDuration = TimeSpan.FromSeconds(10),
                })
                .AddTimeout(tryLimit);
        });
        return client;
    }

    private static Dependency DependencyOn(IServiceProvider provider, string service, string errorCode) => new(
        service, errorCode, provider.GetRequiredService<IHttpClientFactory>(), provider.GetRequiredService<IConfiguration>(),
        provider.GetRequiredService<InternalTokens>());

    private static Outlets OutletsOf(IServiceProvider provider)
    {
        var mail = provider.GetRequiredService<IOptions<MailOptions>>();
        var gateway = provider.GetRequiredService<IOptions<MessageGatewayOptions>>();
        var configuration = provider.GetRequiredService<IConfiguration>();
        var channels = new List<IMessageChannel>();
        if (!string.IsNullOrEmpty(mail.Value.Host))
            channels.Add(new SmtpChannel(mail, provider.GetRequiredService<ILogger<SmtpChannel>>()));
        if (gateway.Value.Address is not null)
        {
            channels.Add(new GatewayChannel(
                provider.GetRequiredService<IHttpClientFactory>(), gateway, provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<GatewayChannel>>()));
        }

        if (channels.Count == 0)
        {
            var folder = configuration["Messages:Folder"] ?? Path.Combine(configuration["Database:Folder"] ?? "data", "messages");
            channels.Add(new FileChannel(folder, mail));
        }

        return new Outlets(channels);
    }

    private static SocketsHttpHandler NewHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(2),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    // Services are neighbours: no proxy stands between them
    private static SocketsHttpHandler Neighbour(Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? connect)
    {
        var handler = NewHandler();
        handler.ConnectCallback = connect;
        handler.UseProxy = false;
        return handler;
    }
}
