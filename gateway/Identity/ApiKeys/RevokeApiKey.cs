using ComplaintPlatform.Identity.Data;
using ComplaintPlatform.Web.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Identity.ApiKeys;

/// <summary>
/// The key stays listed as revoked. A gateway may take it for as long as it remembers callers (<c>Identity:RememberCallers</c>).
/// </summary>
internal static class RevokeApiKey
{
    public static void Map(RouteGroupBuilder group) => group.MapDelete("/{id:guid}", HandleAsync).WithName(nameof(RevokeApiKey));

    internal static async Task<Results<NoContent, NotFoundProblem>> HandleAsync(
        Guid id, IdentityDbContext db, TimeProvider clock, CancellationToken ct)
    {
        if (await db.ApiKeys.FirstOrDefaultAsync(other => other.Id == id, ct) is not { } key)
            return Problems.NotFound();

        key.Revoke(clock.GetUtcNow());
        return TypedResults.NoContent();
    }
}
