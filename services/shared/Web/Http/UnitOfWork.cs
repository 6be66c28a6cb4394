using ComplaintPlatform.Persistence.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Web.Http;

public static class UnitOfWork
{
    /// <summary>
    /// Lets the handlers of an endpoint, or of a group, change entities and publish events without ever saving: after a handler its
    /// changes, its events and, where the request carries an <c>Idempotency-Key</c>, its answer commit together, and only then the answer
    /// leaves. An answer of 400 and above commits nothing.
    /// </summary>
    public static TBuilder WithUnitOfWork<TBuilder, TContext>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder
        where TContext : ServiceDbContext => endpoints.AddEndpointFilter<TBuilder, UnitOfWorkFilter<TContext>>();
}

internal sealed class UnitOfWorkFilter<TContext>(CommitGate<TContext> gate, KeyedLock turns, TimeProvider clock) : IEndpointFilter
    where TContext : ServiceDbContext
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
            return await next(context);

        var db = (TContext)http.RequestServices.GetService(typeof(TContext))!;
        await using var connection = await db.KeepOpenAsync(http.RequestAborted);
        if (IdempotencyKey.Read(http) is not { } key)
            return await RunAsync(context, next, db, key: null);

        using var turn = await WaitForTurnAsync(key, http.RequestAborted);
        var requestHash = await IdempotencyKey.HashBodyAsync(http.Request);
        if (await FindAnswerAsync(db, key.Id, requestHash, http.RequestAborted) is { } answer)
            return answer;
        return await RunAsync(context, next, db, key with { RequestHash = requestHash });
    }

    /// <summary>A second request with the same key waits for the first one in this process, and then finds its answer.</summary>
    private async Task<IDisposable> WaitForTurnAsync(IdempotencyKey key, CancellationToken ct)
    {
        try
        {
            return await turns.EnterAsync(key.Id, LongestWait, ct);
        }
        catch (TimeoutException)
        {
            throw new ProblemException(
                409, "idempotency_key.in_progress", RefusalTexts.IdempotencyKeyInProgress)
            { RetryAfter = TimeSpan.FromSeconds(1) };
        }
    }

    private async Task<object?> RunAsync(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next, TContext db, IdempotencyKey? key)
    {
        var http = context.HttpContext;
        for (var attempt = 1; ; attempt++)
        {
            var result = await next(context);
            if (StatusOf(result) >= 400)
                return result;

            // A POST that only asks, such as a preview, costs no flush to disk
            if (key is null && !db.ChangeTracker.HasChanges())
                return result;

            BufferedAnswer? answer = null;
            if (key is not null)
            {
                answer = await BufferedAnswer.ExecuteAsync(result, http);
                db.IdempotentAnswers.Add(answer.ToRow(key, clock.GetUtcNow()));
            }

            try
            {
                db.Scope.Audit?.Done(StatusOf(result));
                await gate.CommitAsync(db, http.RequestAborted);
                return answer ?? result;
            }
            catch (DbUpdateException exception) when (
                exception is DbUpdateConcurrencyException || DatabaseErrors.IsUniqueViolation(exception))
            {
                db.StartOver();
                answer?.Undo(http.Response);
                // The same request may have won on another replica
                if (key is not null && await FindAnswerAsync(db, key.Id, key.RequestHash, http.RequestAborted) is { } stored)
                    return stored;
                if (http.Request.Headers.IfMatch.Count > 0)
                    throw PreconditionException.Failed();
                if (attempt == 2)
                    throw new DomainRuleException("concurrency.conflict", RefusalTexts.ConcurrencyConflict);
            }
        }
    }

    private static async Task<BufferedAnswer?> FindAnswerAsync(TContext db, string id, string requestHash, CancellationToken ct)
    {
        if (await db.IdempotentAnswers.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct) is not { } row)
            return null;
        return row.RequestHash == requestHash
            ? BufferedAnswer.FromRow(row)
            : throw new ProblemException(422, "idempotency_key.reused", RefusalTexts.IdempotencyKeyReused);
    }

    private static int StatusOf(object? result)
    {
        while (result is INestedHttpResult nested)
            result = nested.Result;
        return result is IStatusCodeHttpResult { StatusCode: { } status } ? status : StatusCodes.Status200OK;
    }
}
