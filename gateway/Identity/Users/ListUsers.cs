using ComplaintPlatform.Identity.Data;
using ComplaintPlatform.Web.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Identity.Users;

/// <summary>Lists those who may sign in.</summary>
internal static class ListUsers
{
    public static void Map(RouteGroupBuilder group) => group.MapGet("/", HandleAsync).WithName(nameof(ListUsers));

    internal static async Task<Ok<Page<UserResponse>>> HandleAsync(
        PageRequest page, IdentityDbContext db, CancellationToken ct, string? role = null, bool? active = null)
    {
        var users = db.Users.AsNoTracking().Mine(db)
            .Where(user => (role == null || user.Role == role) && (active == null || user.Active == active));
        var rows = await users.PageBy(page, user => user.CreatedAt, user => user.Id).ToListAsync(ct);
        int? total = page.Count ? await users.CountAsync(ct) : null;
        return TypedResults.Ok(page.ToPage(rows, user => PageCursor.Of(user.CreatedAt, user.Id), UserResponse.From, total));
    }
}
