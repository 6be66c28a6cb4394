using ComplaintPlatform.Identity.Data;
using ComplaintPlatform.Web.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Identity.Users;

/// <summary>Shows somebody who may sign in.</summary>
internal static class GetUser
{
    public static void Map(RouteGroupBuilder group) => group.MapGet("/{id:guid}", HandleAsync).WithName(nameof(GetUser));

    internal static async Task<Results<TaggedOk<UserResponse>, NotFoundProblem>> HandleAsync(
        Guid id, IdentityDbContext db, CancellationToken ct) =>
        await db.Users.AsNoTracking().Mine(db).FirstOrDefaultAsync(user => user.Id == id, ct) is { } user
            ? ETags.Ok(UserResponse.From(user), user.Version)
            : Problems.NotFound();
}
