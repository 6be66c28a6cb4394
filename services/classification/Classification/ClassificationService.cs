using ComplaintPlatform.Classification.Classifications;
using ComplaintPlatform.Classification.Data;
using ComplaintPlatform.Classification.Insights.Partners;
using ComplaintPlatform.Classification.Insights.Peaks;
using ComplaintPlatform.Classification.Insights;
using ComplaintPlatform.Classification.ModelVersions;
using ComplaintPlatform.Classification.PersonalData;
using ComplaintPlatform.Classification.Policies;
using ComplaintPlatform.Classification.Storefronts;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Persistence.PersonalData;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.OpenApi;
using ComplaintPlatform.Web.Policies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ComplaintPlatform.Classification;

/// <summary>
/// Says of every complaint what it is about, how urgent and how serious it is, and why; takes corrections and learns from them.
/// </summary>
public static class ClassificationService
{
    public const string Name = "classification";

    public static IHostApplicationBuilder AddClassification(this IHostApplicationBuilder builder)
    {
        builder.AddServiceDatabase<ClassificationDbContext, SqliteClassificationDbContext, SqlServerClassificationDbContext>(Name);
        builder.Services.AddValidation();
        builder.Services.AddServiceOpenApi(Name, "Classification: axes, rules, models, insights");
        builder.Services.AddServiceConsumer<ComplaintReceivedConsumer, ClassificationDbContext>(Name);
        builder.Services.AddServiceConsumer<ComplaintSupplementedConsumer, ClassificationDbContext>(Name);
        builder.Services.AddServiceConsumer<StorefrontChangedConsumer, ClassificationDbContext>(Name);
        builder.Services.AddServiceConsumer<CustomerErasedConsumer, ClassificationDbContext>(Name);
        builder.Services.AddPersonalRecords<ClassificationDbContext>(Name, ClassificationTraces.All);
        builder.Services.AddServiceConsumer<OrderVolumesReportedConsumer, ClassificationDbContext>(Name);
        builder.Services.AddSingleton<ActiveEngine>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<ActiveEngine>());
        builder.Services.Configure<InsightOptions>(builder.Configuration.GetSection("Insights"));
        builder.Services.AddHostedService<InsightWorker>();
        builder.Services.Configure<TrainingSettings>(builder.Configuration.GetSection("Classification:Training"));
        builder.Services.AddHostedService<TrainingWorker>();
        return builder;
    }

    /// <summary>The public API, without its base.</summary>
    public static IEndpointRouteBuilder MapClassification(this IEndpointRouteBuilder routes)
    {
        var complaints = Group(routes, "/complaints", "Classification");
        GetClassification.Map(complaints);
        CorrectClassification.Map(complaints);
        var classifications = Group(routes, "/classifications", "Classification");
        PreviewClassification.Map(classifications);
        AxisPolicyEndpoints.Map(classifications);
        ListReviewQueue.Map(Group(routes, "/review-queue", "Classification"));
        TaxonomyEndpoints.Map(Group(routes, "/taxonomy", "Classification policies"));
        RulesEndpoints.Map(Group(routes, "/rules", "Classification policies"));
        var insights = Group(routes, "/insights", "Insights");
        ListHotSpots.Map(insights);
        ListTrends.Map(insights);
        ListPeaks.Map(insights);
        ListPartners.Map(insights);
        insights.MapPolicy<PartnerPolicy, ClassificationDbContext>("/partner-policies", PartnerPolicy.Set);
        InsightPolicyEndpoints.Map(insights);
        var models = Group(routes, "/models", "Models");
        StartTraining.Map(models);
        ListModels.Map(models);
        GetDrift.Map(models);
        GetModel.Map(models);
        GetEvaluation.Map(models);
        ActivateModel.Map(models);
        return routes;
    }

    /// <summary>What other services ask, outside the public base and never forwarded by the gateway.</summary>
    public static IEndpointRouteBuilder MapClassificationInternal(this IEndpointRouteBuilder routes)
    {
        PreviewClassification.MapInternal(routes.MapGroup("/internal").ExcludeFromDescription());
        return routes;
    }

    private static RouteGroupBuilder Group(IEndpointRouteBuilder routes, string prefix, string tag) =>
        routes.MapGroup(prefix).WithTags(tag).WithGroupName(Name).WithUnitOfWork<RouteGroupBuilder, ClassificationDbContext>();
}
