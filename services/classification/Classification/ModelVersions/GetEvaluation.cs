using ComplaintPlatform.Classification.Data;
using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Classification.Training;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ComplaintPlatform.Classification.ModelVersions;

/// <summary>
/// What a model reached on texts it had not seen, with 95 % intervals and confusion matrices, beside the model that was active when it was
/// trained. The model that ships brings its own figures and is compared with none.
/// </summary>
internal static class GetEvaluation
{
    public static void Map(RouteGroupBuilder group) => group.MapGet("/{version}/evaluation",
        HandleAsync).WithName("GetModelEvaluation").AllowRoles(Roles.Staff);

    internal static async Task<Results<Ok<EvaluationReport>, NotFoundProblem>> HandleAsync(string version, ClassificationDbContext db,
        CancellationToken ct)
    {
        if (await NamedModel.FindAsync(db, version, ct) is not { } model)
            return Problems.NotFound();

        var report = model.Row is { } row ? row.ReadEvaluation() : new EvaluationReport(DefaultModel.Card.Figures, null);
        return report is not null
            ? TypedResults.Ok(report)
            : Problems.NotFound("model.not_evaluated", "This model was not trained to the end, and not judged. | 该模型未训练完成,尚无评估结果。");
    }
}
