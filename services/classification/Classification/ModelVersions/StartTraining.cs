using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Classification.Data;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Classification.ModelVersions;

/// <param name="Seed">The same corrections and seed give the same model.</param>
public sealed record StartTrainingRequest([property: Range(0, int.MaxValue)] int? Seed = null,
    [property: StringLength(500), PlainText] string? Note = null);

/// <summary>Trains a model from the base examples and all corrections, in the background, one at a time.</summary>
internal static class StartTraining
{
    private const int DefaultSeed = 17;

    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/", HandleAsync).WithName(nameof(StartTraining)).AllowRoles(Roles.Management);

    internal static async Task<Accepted<ModelResponse>> HandleAsync(
        StartTrainingRequest? request, Caller caller, ClassificationDbContext db, LinkGenerator links, TimeProvider clock,
        CancellationToken ct)
    {
        EnsureForAll(caller);
        // One query: a training started meanwhile has taken the number
        var last = await db.Models.AsNoTracking().GroupBy(_ => 1)
            .Select(rows => new { Number = rows.Max(row => row.Number), Running = rows.Count(row => row.State == TrainingState.Training) })
                .SingleOrDefaultAsync(ct);
        if (last is { Running: > 0 })
            throw new DomainRuleException("model.training_running", "A model is being trained; wait until it is ready. | 已有模型正在训练,请等待其完成。");

        var model = TrainedModel.Start((last?.Number ?? 0) + 1, request?.Seed ?? DefaultSeed, request?.Note, caller.Actor,
            clock.GetUtcNow());
        db.Models.Add(model);
        var active = await ActiveModel.InForceAsync(db, ct);
        return TypedResults.Accepted(links.GetPathByName(nameof(GetModel), new { version = model.Name }),
            ModelResponse.Of(model, active.Policy));
    }

    /// <summary>Models serve every storefront, and learn from all of them.</summary>
    public static void EnsureForAll(Caller caller)
    {
        if (!caller.AllStorefronts)
            throw Problems.Forbidden("model.all_storefronts_required",
                "Models hold for all storefronts; only who answers for all of them may do this. | 模型适用于所有店铺,仅负责全部店铺的账号可执行此操作。");
    }
}
