using ComplaintPlatform.Classification.Data;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Classification.Classifications;

/// <summary>Shows what kind of complaint it is, axis by axis, and how sure that is.</summary>
internal static class GetClassification
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/{id:guid}/classification", HandleAsync).WithName(nameof(GetClassification))
            .AllowRoles([Roles.Storefront, .. Roles.Staff]);

    internal static async Task<Results<TaggedOk<ClassificationResponse>, NotFoundProblem>> HandleAsync(Guid id, ClassificationDbContext db,
        CancellationToken ct) =>
        await db.Classifications.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct) is { } classification
            ? ETags.Ok(classification.Response(), classification.Version)
            : Problems.NotFound("classification.pending", "No classification is known for this complaint yet. | 该投诉尚无分类结果。");
}
