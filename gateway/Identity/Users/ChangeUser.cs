using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Identity.Data;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Identity.Users;

/// <summary>What is absent stays as it is.</summary>
public sealed record ChangeUserRequest(
    [property: StringLength(100, MinimumLength = 1), PlainText(OneLine = true)] string? DisplayName = null,
    [property: StringLength(UserRules.LongestPassword, MinimumLength = UserRules.ShortestPassword)] string? Password = null,
    string? Role = null,
    IReadOnlyList<string>? Roles = null,
    [property: MaxLength(100)] IReadOnlyList<string>? Storefronts = null,
    bool? Active = null);

/// <summary>Changes somebody who may sign in. A new password, or taking the user out of service, ends all sessions at once.</summary>
internal static class ChangeUser
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPatch("/{id:guid}", HandleAsync).WithName(nameof(ChangeUser)).RequireIfMatch();

    internal static async Task<Results<TaggedOk<UserResponse>, NotFoundProblem>> HandleAsync(
        Guid id, ChangeUserRequest request, IfMatch ifMatch, IdentityDbContext db, Passwords passwords, TimeProvider clock,
        CancellationToken ct)
    {
        if (await db.Users.Mine(db).FirstOrDefaultAsync(other => other.Id == id, ct) is not { } user)
            return Problems.NotFound();
        ifMatch.EnsureMatches(user.Version);

        var errors = UserRules.CheckPassword(user.Username, request.Password).ToList();
        var role = UserRules.RoleOf(request.Role, request.Roles, required: false, errors);
        await UserRules.CheckStorefrontsAsync(request.Storefronts, db, errors, ct);
        if (errors.Count > 0)
            throw new ValidationProblemException([.. errors]);

        var wasChief = IsChief(user);
        user.Change(request.DisplayName, request.Password is { } password ? passwords.Hash(password) : null, role, request.Storefronts,
            request.Active);
        if (wasChief && !IsChief(user) && !await HasOtherChiefAsync(user.Id, db, ct))
            throw new DomainRuleException(
                "user.last_administrator", "This is the last administrator of all storefronts. | 这是最后一个管理全部店铺的管理员。");

        var now = clock.GetUtcNow();
        if (request.Password is not null || !user.Active)
        {
            var alive = db.RefreshTokens.Where(token => token.UserId == id && token.RevokedAt == null && token.ExpiresAt > now);
            foreach (var token in await alive.ToListAsync(ct))
                token.Revoke(now);
        }

        db.Publish(user.Changed(now));
        return ETags.Ok(UserResponse.From(user), user.Version);
    }

    private static bool IsChief(User user) => user is { Active: true, Role: Roles.Administrator }
        && user.Storefronts.Contains(User.EveryStorefront);

    private static Task<bool> HasOtherChiefAsync(Guid id, IdentityDbContext db, CancellationToken ct) =>
        db.Users.AnyAsync(other => other.Id != id && other.Active && other.Role == Roles.Administrator
            && other.Storefronts.Contains(User.EveryStorefront), ct);
}
