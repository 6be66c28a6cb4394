using ComplaintPlatform.Classification.Data;
using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Classification.ModelVersions;

/// <param name="Active">The version that classifies.</param>
/// <param name="Items">Newest first; the one that ships comes last.</param>
public sealed record ModelsResponse(string Active, IReadOnlyList<ModelResponse> Items);

/// <summary>Lists the models that were trained, newest first.</summary>
internal static class ListModels
{
    /// <summary>Years of trainings; older ones are found by name.</summary>
    private const int Most = 100;

    public static void Map(RouteGroupBuilder group) => group.MapGet("/", HandleAsync).WithName(nameof(ListModels)).AllowRoles(Roles.Staff);

    internal static async Task<Ok<ModelsResponse>> HandleAsync(ClassificationDbContext db, CancellationToken ct)
    {
        var active = (await ActiveModel.InForceAsync(db, ct)).Policy;
        var rows = await db.Models.AsNoTracking().OrderByDescending(row => row.Number).Take(Most).ToListAsync(ct);
        return TypedResults.Ok(new ModelsResponse(
            active.Version ?? DefaultModel.Card.Version,
            [.. rows.Select(row => ModelResponse.Of(row, active)), ModelResponse.OfShipped(DefaultModel.Card, active)]));
    }
}
