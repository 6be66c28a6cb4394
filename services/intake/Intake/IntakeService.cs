using ComplaintPlatform.Intake.Complaints;
using ComplaintPlatform.Intake.Customers;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Duplicates;
using ComplaintPlatform.Intake.Emails;
using ComplaintPlatform.Intake.Evidence;
using ComplaintPlatform.Intake.Orders;
using ComplaintPlatform.Intake.Imports;
using ComplaintPlatform.Intake.OrderFacts;
using ComplaintPlatform.Intake.PersonalData;
using ComplaintPlatform.Intake.Policies;
using ComplaintPlatform.Intake.Register;
using ComplaintPlatform.Intake.Search;
using ComplaintPlatform.Intake.ServiceFile;
using ComplaintPlatform.Intake.Signals;
using ComplaintPlatform.Intake.Storefronts;
using ComplaintPlatform.Intake.Taxonomies;
using ComplaintPlatform.Intake.Tracking;
using ComplaintPlatform.Intake.Webhooks;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Persistence.PersonalData;
using ComplaintPlatform.Web;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.OpenApi;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ComplaintPlatform.Intake;

/// <summary>Receives complaints, keeps customers, and is the register: the list, the status and the timeline of every complaint.</summary>
public static class IntakeService
{
    public const string Name = "intake";

    /// <param name="connect">How connections to the other services are made; over the network if null.</param>
    public static IHostApplicationBuilder AddIntake(
        this IHostApplicationBuilder builder, Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? connect = null)
    {
        builder.AddServiceDatabase<IntakeDbContext, SqliteIntakeDbContext, SqlServerIntakeDbContext>(Name);
        builder.Services.AddValidation();
        builder.Services.AddServiceOpenApi(Name, "Intake: complaints, customers, timeline");
        builder.Services.Configure<IntakeOptions>(builder.Configuration.GetSection("Intake"));
        builder.Services.AddSingleton<StorefrontProfiles>();
        builder.Services.AddScoped<Complainants>();
        builder.Services.AddScoped<ComplaintReception>();
        builder.Services.AddScoped<DuplicateSearch>();
        builder.Services.AddScoped<FactsSupply>();
        builder.Services.AddScoped<OrderReporting>();
        builder.Services.AddSingleton<TrackingLinks>();
        if (builder.Configuration[$"{EvidenceBucket.Section}:Bucket"] is { Length: > 0 })
            builder.Services.AddSingleton<IEvidenceStore, EvidenceBucket>();
        else
            builder.Services.AddSingleton<IEvidenceStore, EvidenceFolder>();
        builder.Services.AddSingleton<EvidenceTrace>();
        builder.Services.AddHostedService<EvidenceSweep>();
        builder.Services.AddSingleton<EvidenceUpload>();
        builder.Services.AddHostedService<SearchBackfill>();
        builder.Services.AddHostedService<ImportWorker>();
        builder.Services.AddSigningName(Name);
        builder.Services.AddOutgoingHttpClient(
            ServiceRecords.ClientName, OutgoingHttpOptions.Default with { Connect = connect, LongestAnswer = 64 << 20 });
        builder.Services.AddSingleton<ServiceRecords>();
        builder.Services.AddOutgoingHttpClient(TextClassifier.ClientName, OutgoingHttpOptions.Default with { Connect = connect });
        builder.Services.AddSingleton<TextClassifier>();
        builder.Services.AddShortMemories();
        builder.Services.AddOutgoingHttpClient(OrderApi.ClientName, OrderApi.Limits with
        {
            Connect = OrderApi.NetworkOf(builder.Configuration).ConnectAsync,
        });
        builder.Services.AddSingleton<OrderApiSecrets>();
        builder.Services.AddSingleton<OrderApi>();
        builder.Services.AddHostedService<OrderFactsWorker>();
        builder.Services.AddHostedService<SignalScreening>();
        builder.Services.AddHostedService<SignalSweep>();
        builder.Services.AddPersonalRecords<IntakeDbContext>(
            Name, provider => [.. IntakeTraces.Tables, provider.GetRequiredService<EvidenceTrace>()]);
        builder.Services.AddHostedService<ErasureWorker>();
        builder.Services.AddHostedService<Retention>();
        builder.Services.AddSingleton<WebhookSecrets>();
        builder.Services.AddSingleton<WebhookCaller>();
        builder.Services.AddSingleton<WebhookQueue>();
        builder.Services.AddHostedService<WebhookSender>();
        builder.Services.AddServiceConsumer<RegisterConsumer, IntakeDbContext>(Name);
        builder.Services.AddServiceConsumer<StorefrontChangedConsumer, IntakeDbContext>(Name);
        builder.Services.AddServiceConsumer<TaxonomyReplacedConsumer, IntakeDbContext>(Name);
        builder.Services.AddServiceConsumer<CustomerErasureAppliedConsumer, IntakeDbContext>(Name);
        return builder;
    }

    /// <summary>The public API, without its base, and what other services ask.</summary>
    public static IEndpointRouteBuilder MapIntake(this IEndpointRouteBuilder routes)
    {
        var complaints = Group(routes, "/complaints", "Complaints");
        ReceiveComplaint.Map(complaints);
        ListComplaints.Map(complaints);
        ExportComplaints.Map(complaints);
        GetComplaint.Map(complaints);
        AddMessage.Map(complaints);
        WithdrawComplaint.Map(complaints);
        SupplyFacts.Map(complaints);
        AttachEvidence.Map(complaints);
        ReceiveEmail.Map(complaints);
        LinkDuplicate.Map(complaints);
        DuplicateCandidates.Map(complaints);
        GetTimeline.Map(complaints);
        PrintServiceFile.Map(complaints);
        RevokeTrackingLink.Map(complaints);
        GetOrderFacts.Map(complaints);

        var customers = Group(routes, "/customers", "Customers");
        GetCustomer.Map(customers);
        ContactPreferencesEndpoints.Map(customers);
        ExportCustomer.Map(customers);
        ErasureEndpoints.Map(customers, Group(routes, "/erasures", "Customers"));
        IntakePolicy.Map(Group(routes, "/intake-policies", "Policies"));
        WebhookEndpoints.Map(Group(routes, "/webhooks", "Webhooks"));
        ImportComplaints.Map(Group(routes, "/imports", "Imports"));
        var signals = Group(routes, "/signals", "Potential complaints");
        ReportMessage.Map(signals);
        ReportBehaviour.Map(signals);
        ListSignals.Map(signals);
        DecideSignal.Map(signals);
        GetSignalQuality.Map(signals);
        GetEvents.Map(Group(routes, "/events", "Change feed"));
        ReportOrderVolumes.Map(Group(routes, "/order-volumes", "Order volumes"));
        var track = Group(routes, "/track", "Tracking link");
        TrackComplaint.Map(track);
        SubmitTrackingPage.Map(track);
        ConfirmResolution.Map(track);
        AttachEvidence.MapTracked(track);
        OptOut.Map(track);
        return routes;
    }

    /// <summary>What other services ask, outside the public base and never forwarded by the gateway.</summary>
    public static IEndpointRouteBuilder MapIntakeInternal(this IEndpointRouteBuilder routes)
    {
        GetContactPoints.Map(routes.MapGroup("/internal").ExcludeFromDescription());
        return routes;
    }

    private static RouteGroupBuilder Group(IEndpointRouteBuilder routes, string prefix, string tag) =>
        routes.MapGroup(prefix).WithTags(tag).WithGroupName(Name).WithUnitOfWork<RouteGroupBuilder, IntakeDbContext>();
}
