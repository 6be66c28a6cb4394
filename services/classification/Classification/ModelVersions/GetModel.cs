using ComplaintPlatform.Classification.Data;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ComplaintPlatform.Classification.ModelVersions;

/// <summary>Shows a model.</summary>
internal static class GetModel
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/{version}", HandleAsync).WithName(nameof(GetModel)).AllowRoles(Roles.Staff);

    internal static async Task<Results<TaggedOk<ModelResponse>, NotFoundProblem>> HandleAsync(string version, ClassificationDbContext db,
        CancellationToken ct) =>
        await NamedModel.FindAsync(db, version, ct) is { } model ? ETags.Ok(model.Response, model.Tag) : Problems.NotFound();
}
