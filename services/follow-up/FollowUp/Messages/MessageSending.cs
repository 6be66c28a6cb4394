using ComplaintPlatform.FollowUp.Messages.Channels;
using ComplaintPlatform.Web.Security;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.FollowUp.Messages;

internal static class MessageSending
{
    private const long LargestAnswer = 64 * 1024;

    /// <summary>
    /// The ways out are chosen by configuration: <c>Mail:Host</c> for email, <c>MessageGateway:Address</c> for everything; with neither, files in
    /// <c>Messages:Folder</c> (default: <c>messages</c> in the data folder). <c>Services:intake:Address</c> and <c>Services:survey:Address</c> say where
    /// those two answer.
    /// </summary>
    public static void AddMessageSending(
        this IHostApplicationBuilder builder, Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? connect)
    {
        var configuration = builder.Configuration;
        builder.Services.Configure<MailOptions>(configuration.GetSection("Mail"));
        builder.Services.AddOptions<MessageGatewayOptions>().Bind(configuration.GetSection("MessageGateway"))
            .Validate(gateway => gateway.Address is null || IsAllowed(gateway.Address, builder.Environment), "MessageGateway:Address must be https.")
            .Validate(gateway => gateway.Address is null || gateway.Secret.Length > 0, "MessageGateway:Secret is missing.")
            .ValidateOnStart();

        builder.Services.AddSingleton(provider => new ContactPoints(DependencyOn(provider, "intake", "contact_points_unavailable", connect)));
        builder.Services.AddSingleton(provider => new SurveyLinks(DependencyOn(provider, "survey", "survey_link_unavailable", connect)));
        builder.Services.AddSingleton(OutletsOf);
        builder.Services.AddHostedService<MessageWorker>();
    }

    private static bool IsAllowed(string address, IHostEnvironment environment) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && (uri.IsLoopback || environment.IsDevelopment())));

    private static Dependency DependencyOn(
        IServiceProvider provider, string service, string errorCode, Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? connect)
    {
        var handler = NewHandler();
        handler.ConnectCallback = connect;
        // Services are neighbours
        handler.UseProxy = false;
        return new Dependency(
            service, errorCode, NewClient(handler), provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<InternalTokens>(),
            provider.GetRequiredService<TimeProvider>());
    }

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
                NewClient(NewHandler()), gateway, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<GatewayChannel>>()));
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

    private static HttpClient NewClient(SocketsHttpHandler handler) => new(handler)
    {
        MaxResponseContentBufferSize = LargestAnswer,
        Timeout = TimeSpan.FromSeconds(30),
    };
}
