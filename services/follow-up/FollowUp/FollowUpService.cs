using ComplaintPlatform.FollowUp.Data;
using ComplaintPlatform.FollowUp.FollowUps;
using ComplaintPlatform.FollowUp.Goodwill;
using ComplaintPlatform.FollowUp.Messages;
using ComplaintPlatform.FollowUp.Messages.Channels;
using ComplaintPlatform.FollowUp.PersonalData;
using ComplaintPlatform.FollowUp.Policies;
using ComplaintPlatform.FollowUp.Storefronts;
using ComplaintPlatform.FollowUp.Templates;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Persistence.PersonalData;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.OpenApi;
using ComplaintPlatform.Web.Policies;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.FollowUp;

/// <summary>Asks customers whether their complaint is solved, and is the only sender of messages to people.</summary>
public static class FollowUpService
{
    public const string Name = "follow-up";

    /// <param name="connect">How connections to intake and survey are made; over the network if null.</param>
    public static IHostApplicationBuilder AddFollowUp(
        this IHostApplicationBuilder builder, Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? connect = null)
    {
        builder.AddServiceDatabase<FollowUpDbContext, SqliteFollowUpDbContext, SqlServerFollowUpDbContext>(Name);
        builder.Services.AddSigningName(Name);
        builder.Services.AddServiceOpenApi(Name, "Follow-up: call list, messages, templates");
        builder.Services.AddValidation();
        builder.Services.AddServiceConsumer<CaseEndedConsumer, FollowUpDbContext>(Name);
        builder.Services.AddServiceConsumer<CustomerConfirmedConsumer, FollowUpDbContext>(Name);
        builder.Services.AddServiceConsumer<SurveyDueConsumer, FollowUpDbContext>(Name);
        builder.Services.AddServiceConsumer<StorefrontChangedConsumer, FollowUpDbContext>(Name);
        builder.Services.AddServiceConsumer<ComplaintReceivedConsumer, FollowUpDbContext>(Name);
        builder.Services.AddServiceConsumer<CaseMessagesConsumer, FollowUpDbContext>(Name);
        builder.Services.AddServiceConsumer<StaffNoticesConsumer, FollowUpDbContext>(Name);
        builder.Services.AddServiceConsumer<LowScoreReceivedConsumer, FollowUpDbContext>(Name);
        builder.Services.AddScoped<GoodwillGifts>();
        builder.Services.AddServiceConsumer<CorrectiveActionVerifiedConsumer, FollowUpDbContext>(Name);
        builder.Services.AddServiceConsumer<MonthlyReportReadyConsumer, FollowUpDbContext>(Name);
        builder.Services.AddSingleton<AddressKeys>();
        builder.Services.AddScoped<UndeliveredMessages>();
        builder.Services.AddHostedService<StaffMailWorker>();
        builder.Services.AddServiceConsumer<CustomerErasedConsumer, FollowUpDbContext>(Name);
        builder.Services.AddPersonalRecords<FollowUpDbContext>(Name, FollowUpTraces.For(builder.Configuration));
        builder.Services.Configure<FollowUpPolicyDefaults>(builder.Configuration.GetSection("FollowUp:DefaultPolicy"));
        builder.Services.AddSingleton(provider =>
            FollowUpPolicy.Set(provider.GetRequiredService<IOptions<FollowUpPolicyDefaults>>().Value));
        builder.Services.AddSingleton(MessageTemplates.Set);
        builder.Services.AddScoped<FollowUpReader>();
        builder.Services.AddHostedService<FollowUpWorker>();
        builder.AddMessageSending(connect);
        return builder;
    }

    public static IEndpointRouteBuilder MapFollowUp(this IEndpointRouteBuilder routes)
    {
        var followUps = Group(routes, "/follow-ups", "Follow-ups");
        ListFollowUps.Map(followUps);
        GetFollowUp.Map(followUps);
        ClaimFollowUp.Map(followUps);
        LogAttempt.Map(followUps);

        Group(routes, "/follow-up-policies", "Follow-up policies").MapPolicy<FollowUpPolicy, FollowUpDbContext>(
            "", routes.ServiceProvider.GetRequiredService<PolicySet<FollowUpPolicy>>());
        var templates = Group(routes, "/message-templates", "Message templates");
        templates.MapPolicy<MessageTemplates, FollowUpDbContext>("", MessageTemplates.Set);
        PreviewMessageTemplate.Map(templates);

        var messages = Group(routes, "/messages", "Messages");
        ListMessages.Map(messages);
        RetryMessage.Map(messages);
        ReadBounce.Map(messages);
        return routes;
    }

    private static RouteGroupBuilder Group(IEndpointRouteBuilder routes, string path, string tag) =>
        routes.MapGroup(path).WithGroupName(Name).WithTags(tag)
            .RefuseUnknownStorefronts<RouteGroupBuilder, FollowUpDbContext>(
                (db, named, ct) => db.KnownStorefronts.AnyAsync(row => row.StorefrontId == named, ct))
            .WithUnitOfWork<RouteGroupBuilder, FollowUpDbContext>();
}
