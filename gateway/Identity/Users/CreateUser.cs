using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Identity.Data;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web;
using ComplaintPlatform.Web.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Identity.Users;

/// <param name="Role">The one role; <paramref name="Roles"/> with one entry says the same.</param>
/// <param name="Storefronts">Ids, or <c>*</c> for all.</param>
public sealed record CreateUserRequest(
    [property: Required, StringLength(UserRules.LongestUsername)] string Username,
    [property: Required, StringLength(UserRules.LongestPassword, MinimumLength = UserRules.ShortestPassword)] string Password,
    [property: Required, MaxLength(100)] IReadOnlyList<string> Storefronts,
    string? Role = null,
    IReadOnlyList<string>? Roles = null,
    [property: StringLength(100, MinimumLength = 1), PlainText(OneLine = true)] string? DisplayName = null);

/// <summary>Adds somebody who may sign in, with one role, for some storefronts or for all.</summary>
internal static class CreateUser
{
    public static void Map(RouteGroupBuilder group) => group.MapPost("/", HandleAsync).WithName(nameof(CreateUser));

    internal static async Task<Created<UserResponse>> HandleAsync(
        CreateUserRequest request, HttpContext http, IdentityDbContext db, Passwords passwords, TimeProvider clock, CancellationToken ct)
    {
        var errors = UserRules.CheckUsername(request.Username).Concat(UserRules.CheckPassword(request.Username, request.Password)).ToList();
        var role = UserRules.RoleOf(request.Role, request.Roles, required: true, errors);
        await UserRules.CheckStorefrontsAsync(request.Storefronts, db, errors, ct);
        if (errors.Count > 0)
            throw new ValidationProblemException([.. errors]);

        var username = UserRules.Normalise(request.Username);
        if (await db.Users.AnyAsync(other => other.Username == username, ct))
            throw new DomainRuleException("user.username_taken", "There is a user of this name. | 该用户名已被使用。");

        var now = clock.GetUtcNow();
        var user = User.Create(username, request.DisplayName ?? request.Username, passwords.Hash(request.Password), role!,
            request.Storefronts, null, now);
        db.Users.Add(user);
        db.Publish(user.Changed(now));
        ETags.Set(http, user.Version);
        return TypedResults.Created($"{ServiceHosting.ApiBase}/users/{user.Id}", UserResponse.From(user));
    }
}
