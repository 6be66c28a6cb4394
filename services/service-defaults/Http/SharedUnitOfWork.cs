using System.Diagnostics;
using ComplaintPlatform.ServiceDefaults.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.ServiceDefaults.Http;

/// <summary>
/// The unit of work of a use case whose commands may share one: those of one caller that wait at the same time. What the filter of
/// <see cref="UnitOfWork"/> promises holds for each: its changes, its events and its answer under an <c>Idempotency-Key</c> commit together, and only then
/// the answer leaves. When one of a batch fails, nothing of the batch is written and each goes by itself.
/// </summary>
public sealed partial class SharedUnitOfWork<TCommand, TAnswer> : IAsyncDisposable
{
    private readonly IServiceScopeFactory _scopes;
    private readonly Func<IServiceProvider, ServiceDbContext> _context;
    private readonly ICommitGate _gate;
    private readonly IdempotentRequests _running;
    private readonly TimeProvider _clock;
    private readonly JsonOptions _json;
    private readonly ILogger _logger;
    private readonly Batches<Member> _batches;

    internal SharedUnitOfWork(IServiceProvider services, Func<IServiceProvider, ServiceDbContext> context, ICommitGate gate)
    {
        _scopes = services.GetRequiredService<IServiceScopeFactory>();
        _running = services.GetRequiredService<IdempotentRequests>();
        _clock = services.GetRequiredService<TimeProvider>();
        _json = services.GetRequiredService<IOptions<JsonOptions>>().Value;
        _logger = services.GetRequiredService<ILogger<SharedUnitOfWork<TCommand, TAnswer>>>();
        (_context, _gate) = (context, gate);
        _batches = new Batches<Member>(RunAsync, TimeSpan.Zero);
    }

    /// <returns>The answer, once what it tells of is durable.</returns>
    /// <exception cref="ProblemException">The key is invalid (400), in use (409) or was used for another body (422); or the handler refuses.</exception>
    public async Task<IResult> RunAsync(HttpContext http, TCommand command)
    {
        var caller = http.RequestServices.GetRequiredService<TenantScope>();
        if (IdempotencyKey.Read(http) is not { } key)
            return await RunAsync(new Member(command, caller, null, Activity.Current), http.RequestAborted);

        using var turn = await _running.WaitForTurnAsync(key.Id, http.RequestAborted);
        var hashed = key with { RequestHash = await IdempotencyKey.HashBodyAsync(http.Request) };
        return await RunAsync(new Member(command, caller, hashed, Activity.Current), http.RequestAborted);
    }

    public ValueTask DisposeAsync() => _batches.DisposeAsync();

    private Task<IResult> RunAsync(Member member, CancellationToken ct) => _batches.TryAdd(member)
        ? member.Answer.Task.WaitAsync(ct)
        : throw new OperationCanceledException("The service is stopping.");

    private async Task RunAsync(IReadOnlyList<Member> batch)
    {
        foreach (var ofCaller in batch.GroupBy(member => member.Caller.Key))
            await RunTogetherAsync([.. ofCaller]);
    }

    private async Task RunTogetherAsync(IReadOnlyList<Member> members)
    {
        if (members.Count > 1)
        {
            try
            {
                await RunOnceAsync(members);
                return;
            }
            catch (Exception exception)
            {
                // Nothing of it is in the database: which command was at fault shows when each goes by itself
                LogRunSingly(_logger, typeof(TCommand).Name, members.Count, exception.GetType().Name);
            }
        }

        await Task.WhenAll(members.Select(RunAloneAsync));
    }

    private async Task RunAloneAsync(Member member)
    {
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    await RunOnceAsync([member]);
                    return;
                }
                catch (DbUpdateException exception) when (exception is DbUpdateConcurrencyException || DatabaseErrors.IsUniqueViolation(exception))
                {
                    // Another writer of the same rows, or the same request on another replica, was first: the next round reads what it left
                    if (attempt == 3)
                        throw new DomainRuleException("concurrency.conflict", Texts.ConcurrencyConflict);
                }
            }
        }
        catch (Exception exception)
        {
            member.Answer.TrySetException(exception);
        }
    }

    /// <summary>Runs all of them or none.</summary>
    private async Task RunOnceAsync(IReadOnlyList<Member> members)
    {
        await using var scope = _scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().UseCallerOf(members[0].Caller);
        var db = _context(scope.ServiceProvider);
        await using var connection = await db.KeepOpenAsync(CancellationToken.None);
        var stored = await StoredAnswersAsync(db, members);
        var fresh = members.Where(member => member.Key is null || !stored.ContainsKey(member.Key.Id)).ToList();

        var answers = new List<BufferedAnswer>(fresh.Count);
        if (fresh.Count > 0)
        {
            var handler = scope.ServiceProvider.GetRequiredService<ISharedHandler<TCommand, TAnswer>>();
            await handler.PrepareAsync([.. fresh.Select(member => member.Command)], CancellationToken.None);
            foreach (var member in fresh)
            {
                // Events carry the trace of the request that caused them
                Activity.Current = member.Activity;
                var answer = BufferedAnswer.Of(await handler.HandleAsync(member.Command, CancellationToken.None), _json.SerializerOptions);
                answers.Add(answer);
                if (member.Key is not null)
                    db.Append(answer.ToRow(member.Key, _clock.GetUtcNow()));
            }

            await _gate.CommitAsync(db, CancellationToken.None);
        }

        for (var at = 0; at < fresh.Count; at++)
            fresh[at].Answer.TrySetResult(answers[at]);
        foreach (var member in members.Where(member => !member.Answer.Task.IsCompleted))
            member.AnswerFrom(stored[member.Key!.Id]);
    }

    private static async Task<Dictionary<string, IdempotentAnswer>> StoredAnswersAsync(ServiceDbContext db, IReadOnlyList<Member> members)
    {
        var ids = members.Where(member => member.Key is not null).Select(member => member.Key!.Id).ToList();
        return ids.Count == 0 ? [] : await db.IdempotentAnswers.AsNoTracking().Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id);
    }

    [LoggerMessage(LogLevel.Information, "{Count} of {Command} go one by one, because together they failed ({Error})")]
    private static partial void LogRunSingly(ILogger logger, string command, int count, string error);

    private sealed record Member(TCommand Command, TenantScope Caller, IdempotencyKey? Key, Activity? Activity)
    {
        public TaskCompletionSource<IResult> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void AnswerFrom(IdempotentAnswer stored)
        {
            if (stored.RequestHash == Key!.RequestHash)
                Answer.TrySetResult(BufferedAnswer.FromRow(stored));
            else
                Answer.TrySetException(new ProblemException(422, "idempotency_key.reused", Texts.IdempotencyKeyReused));
        }
    }
}

public static class SharedUnitOfWork
{
    /// <summary>Adds a handler whose commands share units of work on the service's database.</summary>
    public static IServiceCollection AddSharedHandler<THandler, TCommand, TAnswer, TContext>(this IServiceCollection services)
        where THandler : class, ISharedHandler<TCommand, TAnswer>
        where TContext : ServiceDbContext =>
        services.AddScoped<ISharedHandler<TCommand, TAnswer>, THandler>().AddSingleton(provider => new SharedUnitOfWork<TCommand, TAnswer>(
            provider, scope => scope.GetRequiredService<TContext>(), provider.GetRequiredService<CommitGate<TContext>>()));

    /// <summary>Says that the endpoint asks for its unit of work itself, and needs none around it.</summary>
    public static TBuilder WithSharedUnitOfWork<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(SharesUnitOfWork.Instance);
}

internal sealed class SharesUnitOfWork
{
    public static readonly SharesUnitOfWork Instance = new();
}
