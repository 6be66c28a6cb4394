using ComplaintPlatform.FollowUp.Data;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.FollowUp.Messages;

/// <summary>Sends a message again that could not be sent.</summary>
internal static class RetryMessage
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/{id:guid}/retry", HandleAsync).WithName(nameof(RetryMessage))
            .AllowRoles(Roles.Supervisor, Roles.Manager, Roles.Director, Roles.Administrator);

    internal static async Task<Results<Ok<MessageResponse>, NotFoundProblem>> HandleAsync(
        Guid id, FollowUpDbContext db, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Messages.FirstOrDefaultAsync(row => row.Id == id, ct) is not { } message)
            return Problems.NotFound();

        message.Retry(clock.GetUtcNow());
        // By hand: whoever retries it knows that the address takes messages again
        if (message.AddressKey is { } key && await db.UndeliverableAddresses.FindAsync([key], ct) is { } remembered)
            db.UndeliverableAddresses.Remove(remembered);
        return TypedResults.Ok(MessageResponse.From(message));
    }
}
