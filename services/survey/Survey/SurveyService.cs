using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Persistence.PersonalData;
using ComplaintPlatform.Survey.Comments;
using ComplaintPlatform.Survey.Data;
using ComplaintPlatform.Survey.Invitations;
using ComplaintPlatform.Survey.Orders;
using ComplaintPlatform.Survey.PersonalData;
using ComplaintPlatform.Survey.Policies;
using ComplaintPlatform.Survey.Questionnaires;
using ComplaintPlatform.Survey.Records;
using ComplaintPlatform.Survey.Reports;
using ComplaintPlatform.Survey.Satisfaction;
using ComplaintPlatform.Survey.Storefronts;
using ComplaintPlatform.Survey.Suggestions;
using ComplaintPlatform.Survey.Surveys;
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

namespace ComplaintPlatform.Survey;

/// <summary>Asks customers how their complaint was handled, and reckons how satisfied they are.</summary>
public static class SurveyService
{
    public const string Name = "survey";

    public static IHostApplicationBuilder AddSurvey(this IHostApplicationBuilder builder)
    {
        builder.AddServiceDatabase<SurveyDbContext, SqliteSurveyDbContext, SqlServerSurveyDbContext>(Name);
        builder.Services.AddServiceOpenApi(Name, "Survey: questionnaires, answers, satisfaction");
        builder.Services.AddValidation();
        builder.Services.Configure<SurveyPolicyDefaults>(builder.Configuration.GetSection("Survey:DefaultPolicy"));
        builder.Services.AddSingleton(provider =>
            SurveyPolicy.Set(provider.GetRequiredService<IOptions<SurveyPolicyDefaults>>().Value.ToPolicy));
        builder.Services.AddScoped<SurveyAnswering>();
        builder.Services.AddSingleton<SurveyLinks>();
        builder.Services.AddServiceConsumer<CaseEndedConsumer, SurveyDbContext>(Name);
        builder.Services.AddServiceConsumer<StorefrontChangedConsumer, SurveyDbContext>(Name);
        builder.Services.AddServiceConsumer<CustomerErasedConsumer, SurveyDbContext>(Name);
        builder.Services.AddPersonalRecords<SurveyDbContext>(Name, SurveyTraces.All);
        builder.Services.AddServiceConsumer<ComplaintRecordConsumer, SurveyDbContext>(Name);
        builder.Services.AddServiceConsumer<CorrectiveActionConsumer, SurveyDbContext>(Name);
        builder.Services.AddServiceConsumer<HotSpotFlaggedConsumer, SurveyDbContext>(Name);
        builder.Services.Configure<CountingOptions>(builder.Configuration.GetSection("Survey:Counting"));
        builder.Services.AddHostedService<SatisfactionRecount>();
        builder.Services.AddServiceConsumer<OrderVolumesReportedConsumer, SurveyDbContext>(Name);
        builder.Services.AddScoped<MonthlyReportBuilder>();
        builder.Services.AddHostedService<MonthlyReportWorker>();
        builder.Services.AddHostedService<InvitationWorker>();
        return builder;
    }

    public static IEndpointRouteBuilder MapSurvey(this IEndpointRouteBuilder routes)
    {
        var surveys = Group(routes, "/surveys", "Survey link");
        GetSurvey.Map(surveys);
        AnswerSurvey.Map(surveys);
        SubmitSurveyPage.Map(surveys);

        var questionnaires = Group(routes, "/questionnaires", "Questionnaires");
        ListQuestionnaires.Map(questionnaires);
        CreateQuestionnaire.Map(questionnaires);
        AddQuestionnaireVersion.Map(questionnaires);
        ActivateQuestionnaire.Map(questionnaires);

        var invitations = Group(routes, "/survey-invitations", "Survey invitations");
        ListSurveyInvitations.Map(invitations);
        LogPhoneAnswers.Map(invitations);

        Group(routes, "/survey-policies", "Survey policies").MapPolicy<SurveyPolicy, SurveyDbContext>(
            "", routes.ServiceProvider.GetRequiredService<PolicySet<SurveyPolicy>>());

        var satisfaction = Group(routes, "/satisfaction", "Satisfaction");
        GetSatisfactionSummary.Map(satisfaction);
        GetSatisfactionEffect.Map(satisfaction);
        GetSatisfactionSuggestions.Map(satisfaction);

        var comments = Group(routes, "/comments", "Public comments");
        CollectComment.Map(comments);
        ListComments.Map(comments);
        GetMonthlyReport.Map(Group(routes, "/reports", "Reports"));
        ReportCustomerOrders.Map(Group(routes, "/customer-orders", "Customer orders"));
        return routes;
    }

    /// <summary>What other services ask, outside the public base and never forwarded by the gateway.</summary>
    public static IEndpointRouteBuilder MapSurveyInternal(this IEndpointRouteBuilder routes)
    {
        GetSurveyLink.Map(routes.MapGroup("/internal").ExcludeFromDescription());
        return routes;
    }

    private static RouteGroupBuilder Group(IEndpointRouteBuilder routes, string path, string tag) =>
        routes.MapGroup(path).WithGroupName(Name).WithTags(tag)
            .RefuseUnknownStorefronts<RouteGroupBuilder, SurveyDbContext>(
                (db, named, ct) => db.KnownStorefronts.AnyAsync(row => row.StorefrontId == named, ct))
            .WithUnitOfWork<RouteGroupBuilder, SurveyDbContext>();
}
