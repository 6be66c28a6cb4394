using ComplaintPlatform.Identity.Data;
using ComplaintPlatform.Web.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace ComplaintPlatform.Identity.Users;

/// <summary>Failed sign-ins under the user's name count no longer, from wherever they came.</summary>
internal static partial class UnlockUser
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapDelete("/{id:guid}/sign-in-lock", HandleAsync).WithName(nameof(UnlockUser))
            .WithSummary("Unlocks the sign-in of a user")
            .WithDescription("Failed sign-ins under the user's name, which lock the addresses they came from, are forgotten.");

    internal static async Task<Results<NoContent, NotFoundProblem>> HandleAsync(
        Guid id, IdentityDbContext db, ILoggerFactory loggers, CancellationToken ct)
    {
        if (await db.Users.AsNoTracking().Mine(db).FirstOrDefaultAsync(other => other.Id == id, ct) is not { } user)
            return Problems.NotFound();

        foreach (var attempts in await db.SignInAttempts.Where(row => row.Username == user.Username && row.Failures > 0).ToListAsync(ct))
            attempts.Forget();
        LogUnlocked(loggers.CreateLogger(typeof(UnlockUser)), id);
        return TypedResults.NoContent();
    }

    [LoggerMessage(LogLevel.Information, "The sign-in of user {UserId} was unlocked")]
    private static partial void LogUnlocked(ILogger logger, Guid userId);
}
