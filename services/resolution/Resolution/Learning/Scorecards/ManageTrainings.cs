using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Kernel.Statistics;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Storefronts;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Learning.Scorecards;

/// <param name="Day">In the storefront's time zone.</param>
/// <param name="AgentIds">Who was trained: users who work for the storefront.</param>
/// <param name="StorefrontId">Implied by the account of staff who work for one storefront only.</param>
public sealed record RecordTrainingRequest(
    [property: Required, StringLength(200, MinimumLength = 1), PlainText(OneLine = true)] string Name,
    DateOnly Day,
    [property: Required, MinLength(1), MaxLength(Training.MostAgents)] IReadOnlyList<Guid> AgentIds,
    [property: StringLength(2000), PlainText] string? Description = null,
    [property: StringLength(100), PlainText(OneLine = true)] string? StorefrontId = null);

public sealed record TrainingResponse(
    Guid Id, string StorefrontId, string Name, DateOnly Day, IReadOnlyList<Guid> AgentIds, string? Description, DateTimeOffset CreatedAt)
{
    internal static TrainingResponse Of(Training row) =>
        new(row.Id, row.StorefrontId, row.Name, row.Day, row.ReadAgents(), row.Description, row.CreatedAt);
}

/// <param name="Before">Cases of those who were trained that ended before the day.</param>
/// <param name="After">Cases of the same that began after it and have ended.</param>
/// <param name="Figures">Each figure on both sides with its test.</param>
public sealed record TrainingEffectResponse(
    TrainingResponse Training, int Days, string TimeZone, int Before, int After, IReadOnlyList<TrainingFigure> Figures, string MeanMethod,
    string ShareMethod, string MeanTest, string ShareTest);

/// <param name="Figure"><c>first_response_hours</c>, <c>resolution_hours</c>, <c>satisfaction</c>, <c>deadlines_kept</c> or
/// <c>reopen_rate</c>.</param>
/// <param name="Comparison">After less before.</param>
/// <param name="Conclusion"><c>better</c>, <c>worse</c>, <c>not_shown</c> where chance explains it at 5 %, or <c>unknown</c>.</param>
/// <param name="Unknown">Why there is no test: <c>no_cases_before</c>, <c>no_cases_after</c>, <c>too_few</c> or <c>no_spread</c>.</param>
public sealed record TrainingFigure(
    string Figure, Estimate Before, Estimate After, Comparison Comparison, string Conclusion, string? Unknown);

/// <summary>Trainings, and what they did to the figures of those who were trained.</summary>
internal static class ManageTrainings
{
    private const int DefaultDays = 90, MostDays = 365;

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/", ListAsync).WithName("ListTrainings").AllowRoles([Roles.Supervisor, .. Roles.Management, Roles.Auditor]);
        group.MapPost("/", RecordAsync).WithName("RecordTraining").AllowRoles([Roles.Supervisor, .. Roles.Management]);
        group.MapGet("/{id:guid}/effect", EffectAsync).WithName("GetTrainingEffect")
            .AllowRoles([Roles.Supervisor, .. Roles.Management, Roles.Auditor])
            .WithSummary("Figures before and after a training")
            .WithDescription(
                "Of those who were trained: cases that ended in the `days` (90 by default) before the day, and cases that began after "
                + "it and ended "
                + "within as many days. Means by Welch's t-test, shares by Fisher's exact test, with sample sizes. It compares periods "
                + "and not "
                + "groups: what else changed in between is in it.");
    }

    internal static async Task<Ok<Page<TrainingResponse>>> ListAsync(
        string? storefrontId, PageRequest page, ResolutionDbContext db, CancellationToken ct)
    {
        var matching = db.Trainings.AsNoTracking().Where(row => storefrontId == null || row.StorefrontId == storefrontId);
        var rows = await matching.PageBy(page, row => row.CreatedAt, row => row.Id, descending: true).ToListAsync(ct);
        int? total = page.Count ? await matching.CountAsync(ct) : null;
        return TypedResults.Ok(page.ToPage(rows, row => PageCursor.Of(row.CreatedAt, row.Id), TrainingResponse.Of, total));
    }

    internal static async Task<Created<TrainingResponse>> RecordAsync(
        RecordTrainingRequest request, Caller caller, ResolutionDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var storefrontId = StorefrontChoice.Of(request.StorefrontId, caller);
        await KnownStorefronts.EnsureAsync(db, caller, storefrontId, ct);
        if (string.IsNullOrWhiteSpace(request.Name))
            throw new ValidationProblemException(("/name", "Must not be empty. | 不能为空。"));
        if (request.Day.Year is < 2000 or > 2200)
            throw new ValidationProblemException(("/day", "Must be a day from 2000 on. | 必须是 2000 年以后的日期。"));
        var ids = request.AgentIds.Distinct().ToList();
        var known = await db.Agents.AsNoTracking().Where(row => ids.Contains(row.Id)).ToListAsync(ct);
        for (var at = 0; at < request.AgentIds.Count; at++)
        {
            if (!known.Exists(agent => agent.Id == request.AgentIds[at] && agent.MayWorkFor(storefrontId)))
            {
                throw Problems.Unprocessable(
                    "training.no_such_agent", "There is no such user at work for this storefront. | 没有服务于该店铺的用户。",
                    ($"/agentIds/{at}", "Must be a user of the storefront. | 必须是该店铺的用户。"));
            }
        }

        var training = Training.Of(storefrontId, request.Name.Trim(), request.Description, request.Day, ids, clock.GetUtcNow());
        db.Trainings.Add(training);
        return TypedResults.Created($"/api/v1/trainings/{training.Id}/effect", TrainingResponse.Of(training));
    }

    internal static async Task<Results<Ok<TrainingEffectResponse>, NotFoundProblem>> EffectAsync(
        Guid id, int? days, ResolutionDbContext db, CancellationToken ct)
    {
        if (days is < 1 or > MostDays)
            throw new ValidationProblemException("parameter.invalid", ("/days", "Must be between 1 and 365. | 必须在 1 到 365 之间。"));
        if (await db.Trainings.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct) is not { } training)
            return Problems.NotFound("training.not_found");
        var settings = await db.StorefrontSettings.AsNoTracking().FirstOrDefaultAsync(row => row.Id == training.StorefrontId, ct);
        return TypedResults.Ok(await new TrainingReading(db, training, LocalDay.ZoneOf(settings?.TimeZone))
            .ReadAsync(days ?? DefaultDays, ct));
    }
}
