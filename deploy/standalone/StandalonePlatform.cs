using ComplaintPlatform.Classification;
using ComplaintPlatform.FollowUp;
using ComplaintPlatform.Gateway;
using ComplaintPlatform.Identity.Installing;
using ComplaintPlatform.Intake;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Resolution;
using ComplaintPlatform.Survey;
using ComplaintPlatform.Web;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Configuration.Memory;

namespace ComplaintPlatform.Standalone;

/// <summary>
/// The whole platform in one process: the gateway on its public address, and one host with all services, which only the process itself
/// reaches. The two start side by side; the public port opens when everything behind it is ready.
/// </summary>
internal static class StandalonePlatform
{
    private const string DefaultAddress = "http://localhost:8080";

    public static async Task<int> RunAsync(string[] args)
    {
        ProcessCulture.UseInvariant();
        try
        {
            var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
            using var folder = DataFolder.Open(configuration["data"] ?? "data");
            using var publicPort = PublicPort.Claim(configuration["urls"] ?? DefaultAddress);
            await RunAsync(args, folder, publicPort);
            return 0;
        }
        catch (Exception failure) when (failure is StartFailedException or KeyFileException)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return 1;
        }
    }

    private static async Task RunAsync(string[] args, DataFolder folder, PublicPort publicPort)
    {
        var socket = ServicesSocket.In(folder);
        var settings = Settings(folder, publicPort.BaseUrl);
        var bus = new InProcessBus("gateway", "intake", "classification", "resolution", "follow-up", "survey");

        var servicesStarted = Task.Run(async () =>
        {
            var host = BuildServices(args, settings, bus, socket);
            await host.StartAsync();
            return host;
        });
        await using var gateway = BuildGateway(args, settings, bus, socket, publicPort, folder, servicesStarted);
        try
        {
            await gateway.StartAsync();
        }
        catch (IOException busy)
        {
            throw new StartFailedException($"{publicPort.BaseUrl} cannot be listened on: {busy.Message}");
        }

        await using var services = await servicesStarted;
        Screen.Print(FirstRunFile.Read(folder), folder, publicPort.BaseUrl);
        await gateway.WaitForShutdownAsync();
        await services.StopAsync();
    }

    private static WebApplication BuildServices(
        string[] args, Dictionary<string, string?> settings, InProcessBus bus, ServicesSocket socket)
    {
        // The address is the gateway's
        var builder = CreateBuilder([.. args, "--urls="], settings);
        builder.WebHost.ConfigureKestrel(socket.Listen);
        // Databases are brought up to date side by side
        builder.Services.Configure<HostOptions>(host => host.ServicesStartConcurrently = true);
        // Signals stop the gateway; when it has sent its last answer, the services follow
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.AddServiceDefaults();
        builder.AddIntake(socket.ConnectAsync);
        builder.AddClassification();
        builder.AddResolution();
        builder.AddFollowUp(socket.ConnectAsync);
        builder.AddSurvey();
        builder.AddServiceBus(bus);

        var app = builder.Build();
        app.UseServiceDefaults();
        var api = app.MapGroup(ServiceHosting.ApiBase);
        api.MapIntake();
        api.MapClassification();
        api.MapResolution();
        api.MapFollowUp();
        api.MapSurvey();
        app.MapIntakeInternal();
        app.MapClassificationInternal();
        app.MapSurveyInternal();
        return app;
    }

    private static WebApplication BuildGateway(
        string[] args, Dictionary<string, string?> settings, InProcessBus bus, ServicesSocket socket, PublicPort port, DataFolder folder,
        Task servicesStarted)
    {
        var builder = CreateBuilder(args, settings);
        builder.WebHost.UseUrls(port.Urls);
        builder.Services.Configure<SocketTransportOptions>(port.Configure);
        builder.AddGateway(socket.ConnectAsync);
        builder.AddServiceBus(bus);
        // The web server starts last: its port opens after this
        builder.Services.AddHostedService(
            provider => new OpenWhenReady(provider.GetRequiredService<FirstInstallation>(), folder, port.BaseUrl, servicesStarted));

        var app = builder.Build();
        app.UseGateway();
        return app;
    }

    private static WebApplicationBuilder CreateBuilder(string[] args, Dictionary<string, string?> settings)
    {
        var builder = ServiceHosting.CreateBuilder(args);
        // First, so that files, variables and arguments win
        ((IConfigurationBuilder)builder.Configuration).Sources.Insert(0, new MemoryConfigurationSource { InitialData = settings });
        return builder;
    }

    private static Dictionary<string, string?> Settings(DataFolder folder, string baseUrl)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Database:Folder"] = folder.Path,
            ["Security:KeyFolder"] = System.IO.Path.Combine(folder.Path, "keys"),
            ["Messages:Folder"] = System.IO.Path.Combine(folder.Path, "messages"),
            ["PublicAddress"] = baseUrl,
            // One who tries the platform wants to see the survey now
            ["Survey:DefaultPolicy:DelayMinutes"] = "0",
            ["Survey:DefaultPolicy:CoolDownDays"] = "0",
            // There is one agent, who has all cases
            ["Survey:DefaultPolicy:OwnAgentAnswers"] = "Mark",
            ["FollowUp:DefaultPolicy:QuietHoursHoldEmail"] = "false",
            ["Logging:LogLevel:Default"] = "Warning",
            ["Logging:LogLevel:ComplaintPlatform"] = "Information",
            // Every refused request is one; the problem tells it to the caller
            ["Logging:LogLevel:ComplaintPlatform.Gateway.Security"] = "Warning",
            ["Logging:LogLevel:Microsoft.EntityFrameworkCore.Model.Validation"] = "Error",
        };
        foreach (var service in (string[])["intake", "classification", "resolution", "follow-up", "survey"])
            settings[$"Services:{service}:Address"] = ServicesSocket.Address;
        return settings;
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class OpenWhenReady(FirstInstallation installation, DataFolder folder, string baseUrl, Task servicesStarted)
        : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            await installation.InstallAsync(installed => FirstRunFile.Write(folder, baseUrl, installed), cancellationToken);
            FirstRunFile.SetBaseUrl(folder, baseUrl);
            await servicesStarted;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

/// <summary>The start ends here, with one line for the one who started it.</summary>
internal sealed class StartFailedException(string message) : Exception(message);
