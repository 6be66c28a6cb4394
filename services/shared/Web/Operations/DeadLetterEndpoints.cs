using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ComplaintPlatform.Web.Operations;

/// <summary>An event that was not taken in, or not sent, within its tries.</summary>
/// <param name="Direction"><c>in</c>: a consumer failed; <c>out</c>: it could not be sent.</param>
/// <param name="Error">The exception's type.</param>
public sealed record DeadLetterResponse(
    Guid Id, Guid EventId, string Event, string Direction, string? Consumer, Guid? ComplaintId, string Error, int Attempts,
    DateTimeOffset ParkedAt);

public sealed record DeadLettersResponse(IReadOnlyList<DeadLetterResponse> Items, string? NextCursor);

/// <summary>What an administrator sees and does about events that got stuck, of each service under its own name.</summary>
public static class DeadLetterEndpoints
{
    private const int Shown = 100;

    /// <summary>Maps <c>/operations/{service}/dead-letters</c> for every service of this host.</summary>
    public static void MapDeadLetters(this IEndpointRouteBuilder routes)
    {
        foreach (var database in routes.ServiceProvider.GetServices<DatabaseOfService>())
        {
            var group = routes.MapGroup($"/operations/{database.Service}/dead-letters")
                .WithTags("Operations").WithGroupName(database.Service).AllowRoles(Roles.Administrator);
            group.MapGet("/", (Caller caller, IServiceProvider services, CancellationToken ct) => ListAsync(
                caller, Context(services, database), ct))
                .WithName($"{database.Service}-ListDeadLetters")
                .WithSummary($"Lists the events that got stuck in {database.Service}")
                .WithDescription("Those that a consumer could not take in, and those that could not be sent; of the caller's storefronts.");
            group.MapPost("/{id:guid}/replay", (Guid id, Caller caller, IServiceProvider services, CancellationToken ct) =>
                    ReplayAsync(id, caller, database, services, ct))
                .WithName($"{database.Service}-ReplayDeadLetter")
                .WithSummary($"Tries an event again that got stuck in {database.Service}")
                .WithDescription("It is taken in, or sent, once more; where that fails it stays listed.");
        }
    }

    private static ServiceDbContext Context(IServiceProvider services, DatabaseOfService database)
    {
        services.GetRequiredService<TenantScope>().UseSystem();
        return (ServiceDbContext)services.GetRequiredService(database.ContextType);
    }

    private static async Task<Ok<DeadLettersResponse>> ListAsync(Caller caller, ServiceDbContext db, CancellationToken ct)
    {
        var (all, mine) = (caller.AllStorefronts, caller.Storefronts.ToList());
        var parked = await db.DeadLetters.AsNoTracking().Where(row => row.ReplayedAt == null && (all || mine.Contains(row.StorefrontId)))
            .OrderBy(row => row.ParkedAt).Take(Shown)
            .Select(row => new DeadLetterResponse(
                row.Id, row.EventId, row.WireName, "in", row.Consumer, row.ComplaintId, row.Error, row.Attempts, row.ParkedAt))
            .ToListAsync(ct);
        var unsent = await db.Outbox.AsNoTracking().Where(row => row.GivenUpAt != null && (all || mine.Contains(row.StorefrontId)))
            .OrderBy(row => row.GivenUpAt).Take(Shown)
            .Select(row => new DeadLetterResponse(
                row.Id, row.Id, row.WireName, "out", null, row.ComplaintId, row.Error ?? "", row.Attempts, row.GivenUpAt!.Value))
            .ToListAsync(ct);
        return TypedResults.Ok(new DeadLettersResponse([.. parked, .. unsent], null));
    }

    private static async Task<Results<NoContent, NotFoundProblem>> ReplayAsync(
        Guid id, Caller caller, DatabaseOfService database, IServiceProvider services, CancellationToken ct)
    {
        var db = Context(services, database);
        var gate = (ICommitGate)services.GetRequiredService(database.GateType);
        var (all, mine) = (caller.AllStorefronts, caller.Storefronts.ToList());
        if (await db.DeadLetters.SingleOrDefaultAsync(row => row.Id == id && (all || mine.Contains(row.StorefrontId)), ct) is { } letter)
        {
            if (letter.WireName == DeadLetter.Unreadable)
                throw new DomainRuleException("dead_letter.unreadable", "This is no event that this version can read. | 当前版本无法读取该消息。");
            var consumer = services.GetServices<ServiceConsumer>().FirstOrDefault(other => other.Queue == letter.Consumer)
                ?? throw new DomainRuleException("dead_letter.no_consumer", "No consumer of this name is left. | 对应的消费者已不存在。");
            try
            {
                await services.GetRequiredService<EventDelivery>()
                    .ReplayAsync(consumer, EventSerializer.Deserialize(letter.WireName, letter.Payload), ct);
            }
            catch (DomainEventNotTakenException exception)
            {
                letter.FailedAgain(exception.Message);
                await gate.CommitAsync(db, ct);
                throw new DomainRuleException(
                    "dead_letter.failed_again", "The consumer failed again; the event stays here. | 消费者再次失败,事件仍保留在此。");
            }

            letter.Replayed(services.GetRequiredService<TimeProvider>().GetUtcNow());
            await gate.CommitAsync(db, ct);
            return TypedResults.NoContent();
        }

        var given = db.Outbox.Where(row => row.GivenUpAt != null && (all || mine.Contains(row.StorefrontId)));
        if (await given.SingleOrDefaultAsync(row => row.Id == id, ct) is not { } unsent)
            return Problems.NotFound();

        unsent.SendAgain(services.GetRequiredService<TimeProvider>().GetUtcNow());
        await gate.CommitAsync(db, ct);
        return TypedResults.NoContent();
    }
}
