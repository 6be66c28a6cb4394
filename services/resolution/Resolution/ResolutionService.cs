using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Persistence.PersonalData;
using ComplaintPlatform.Resolution.Agents;
using ComplaintPlatform.Resolution.Approvals;
using ComplaintPlatform.Resolution.Authority;
using ComplaintPlatform.Resolution.Board;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Complaints;
using ComplaintPlatform.Resolution.Contacts;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Deadlines;
using ComplaintPlatform.Resolution.Emergencies;
using ComplaintPlatform.Resolution.Learning.Actions;
using ComplaintPlatform.Resolution.Learning.Causes;
using ComplaintPlatform.Resolution.Learning.Orders;
using ComplaintPlatform.Resolution.Learning.Outcomes;
using ComplaintPlatform.Resolution.Learning.Precedents;
using ComplaintPlatform.Resolution.Learning.Scorecards;
using ComplaintPlatform.Resolution.Notices;
using ComplaintPlatform.Resolution.Offers;
using ComplaintPlatform.Resolution.Outcomes;
using ComplaintPlatform.Resolution.PersonalData;
using ComplaintPlatform.Resolution.Playbooks;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Resolution.Replies;
using ComplaintPlatform.Resolution.Storefronts;
using ComplaintPlatform.Resolution.Tasks;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.OpenApi;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ComplaintPlatform.Resolution;

/// <summary>
/// Opens a case for every classified complaint, dispatches it, and sees it through: deadlines, offers, approvals, tasks, promises.
/// </summary>
public static class ResolutionService
{
    public const string Name = "resolution";

    public static IHostApplicationBuilder AddResolution(this IHostApplicationBuilder builder)
    {
        builder.AddServiceDatabase<ResolutionDbContext, SqliteResolutionDbContext, SqlServerResolutionDbContext>(Name);
        builder.Services.AddServiceOpenApi(Name, "Resolution: cases, offers, approvals, tasks, policies");
        builder.Services.AddValidation();
        builder.Services.AddHttpContextAccessor();
        builder.Services.Configure<ResolutionOptions>(builder.Configuration.GetSection("Resolution"));
        builder.Services.AddSingleton<PolicyShelf>();
        builder.Services.AddSingleton<AgentRoster>();
        builder.Services.AddScoped<CaseCommands>();
        builder.Services.AddScoped<Exposures>();
        builder.Services.AddScoped<OfferRules>();
        builder.Services.AddScoped<HeldAnswers>();
        builder.Services.AddScoped<TrackedLinks>();
        builder.Services.AddScoped<CaseDispatcher>();
        builder.Services.AddScoped<CaseOpening>();
        builder.Services.AddScoped<CaseReopening>();
        builder.Services.AddScoped<RootCauseRecording>();
        builder.Services.AddScoped<ActionKeeping>();
        builder.Services.AddScoped<PrecedentSearch>();
        builder.Services.AddServiceConsumer<CaseOutcomeConsumer, ResolutionDbContext>(Name);
        builder.Services.AddServiceConsumer<ComplaintReceivedConsumer, ResolutionDbContext>(Name);
        builder.Services.AddServiceConsumer<ComplaintClassifiedConsumer, ResolutionDbContext>(Name);
        builder.Services.AddServiceConsumer<ComplaintChangedConsumer, ResolutionDbContext>(Name);
        builder.Services.AddServiceConsumer<FollowUpEndedConsumer, ResolutionDbContext>(Name);
        builder.Services.AddServiceConsumer<LowScoreReceivedConsumer, ResolutionDbContext>(Name);
        builder.Services.AddServiceConsumer<GoodwillGrantedConsumer, ResolutionDbContext>(Name);
        builder.Services.AddServiceConsumer<MessageSentConsumer, ResolutionDbContext>(Name);
        builder.Services.AddServiceConsumer<EmergencyOpenedConsumer, ResolutionDbContext>(Name);
        builder.Services.AddServiceConsumer<RemedyOutcomeConsumer, ResolutionDbContext>(Name);
        builder.Services.AddServiceConsumer<StaffUserChangedConsumer, ResolutionDbContext>(Name);
        builder.Services.AddServiceConsumer<StorefrontChangedConsumer, ResolutionDbContext>(Name);
        builder.Services.AddServiceConsumer<CustomerErasedConsumer, ResolutionDbContext>(Name);
        builder.Services.AddServiceConsumer<CustomerDataRulesChangedConsumer, ResolutionDbContext>(Name);
        builder.Services.AddPersonalRecords<ResolutionDbContext>(Name, ResolutionTraces.All);
        builder.Services.AddServiceConsumer<CaseNoticesConsumer, ResolutionDbContext>(Name);
        builder.Services.AddServiceConsumer<OrderVolumesReportedConsumer, ResolutionDbContext>(Name);
        builder.Services.AddHostedService<CaseTimer>();
        builder.Services.AddHostedService<QueueWorker>();
        builder.Services.AddHostedService<PolicyEditWorker>();
        builder.Services.AddSingleton<BoardFeed>();
        builder.Services.AddHostedService(static services => services.GetRequiredService<BoardFeed>());
        return builder;
    }

    public static IEndpointRouteBuilder MapResolution(this IEndpointRouteBuilder routes)
    {
        var cases = Group(routes, "/cases", "Cases");
        ListCases.Map(cases);
        GetCase.Map(cases);
        AssignCase.Map(cases);
        LogContact.Map(cases);
        MakeOffers.Map(cases);
        AnswerOffer.Map(cases);
        GetSuggestions.Map(cases);
        ChangeTasks.Map(cases);
        ReleasePromise.Map(cases);
        EndCase.Map(cases);
        MarkChecklist.Map(cases);
        HandleEmergency.Map(cases);
        DraftReply.Map(cases);
        RecordRootCause.Map(cases);
        FindPrecedents.MapCase(cases);

        FindPrecedents.Map(Group(routes, "/precedents", "Precedents"));
        ManageTrainings.Map(Group(routes, "/trainings", "Scorecards"));
        GetScorecards.Map(Group(routes, "", "Scorecards"));
        ManageCauses.Map(Group(routes, "/causes", "Causes"));
        ManageCorrectiveActions.Map(Group(routes, "/corrective-actions", "Corrective actions"));
        ListTasks.Map(Group(routes, "/tasks", "Tasks"));
        ShowBoard.Map(Group(routes, "/board", "Board"));
        ReadNotices.Map(Group(routes, "/notices", "Notices"));
        DecideApprovals.Map(Group(routes, "/approvals", "Approvals"));
        ManageAgents.Map(Group(routes, "/agents", "Agents"));
        TrackOffers.Map(Group(routes, "/track", "Tracking link"));
        SubmitOfferPage.Map(Group(routes, "/track", "Tracking link"));
        PolicySets.Map(Group(routes, "", "Policies"));
        PreviewReplyTemplates.Map(Group(routes, "", "Policies"));
        DryRunDeadlines.Map(Group(routes, "", "Policies"));
        GetServiceStandards.Map(Group(routes, "", "Service standards"));
        return routes;
    }

    private static RouteGroupBuilder Group(IEndpointRouteBuilder routes, string prefix, string tag) =>
        routes.MapGroup(prefix).WithTags(tag).WithGroupName(Name)
            .RefuseUnknownStorefronts<RouteGroupBuilder, ResolutionDbContext>(KnownStorefronts.HasAsync).WithMaskedAnswers(CustomerDataRules.HideAsync).WithUnitOfWork<RouteGroupBuilder, ResolutionDbContext>();
}
