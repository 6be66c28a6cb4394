using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.Web.Health;

/// <summary>
/// Whether the databases of this host answer, and whether events leave them. Without its database a service can answer nothing: it is not
/// ready. Events that wait are safe and leave later, so an outbox that grows is named and the host stays ready; else the broker's absence
/// would take all replicas away that go on accepting.
/// </summary>
internal sealed class DatabaseHealth
{
    private readonly Dictionary<string, Watched> _databases;

    public DatabaseHealth(
        IEnumerable<DatabaseOfService> databases, IServiceScopeFactory scopes, IOptions<HealthOptions> options, TimeProvider clock) =>
        _databases = databases.ToDictionary(database => database.Service, database => new Watched(database, scopes, options.Value, clock));

    public static IEnumerable<HealthCheckRegistration> ChecksOf(string service)
    {
        yield return new HealthCheckRegistration(
            $"{service}.database", provider => new DatabaseCheck(provider.GetRequiredService<DatabaseHealth>()._databases[service]), null, null);
        yield return new HealthCheckRegistration(
            $"{service}.outbox", provider => new OutboxCheck(provider.GetRequiredService<DatabaseHealth>()._databases[service]), null, null);
    }

    /// <summary>What a database said: whether it answers, since when it does not, and what waits in it.</summary>
    private sealed record Seen(bool Answers, DateTimeOffset? AwaySince, bool IsLate, bool IsLong)
    {
        public Exception? Failure { get; init; }

        public static readonly Seen Nothing = new(false, null, false, false);
    }

    private sealed class Watched
    {
        private readonly DatabaseOfService _database;
        private readonly IServiceScopeFactory _scopes;
        private readonly HealthOptions _options;
        private readonly TimeProvider _clock;
        private readonly KeptAnswer<Seen> _kept;
        private Seen _seen = Seen.Nothing;
        private bool _hasAnswered;

        public Watched(DatabaseOfService database, IServiceScopeFactory scopes, HealthOptions options, TimeProvider clock)
        {
            (_database, _scopes, _options, _clock) = (database, scopes, options, clock);
            _kept = new KeptAnswer<Seen>(AskAsync, Seen.Nothing, options.Keep, clock);
        }

        public Task<Seen> GetAsync() => _kept.GetAsync();

        public HealthStatus StatusOf(Seen seen) =>
            seen.Answers ? HealthStatus.Healthy
            : seen.AwaySince is { } since && _clock.GetUtcNow() - since < _options.DatabaseGrace ? HealthStatus.Degraded
            : HealthStatus.Unhealthy;

        private async Task<Seen> AskAsync()
        {
            using var limit = new CancellationTokenSource(_options.DatabaseLimit);
            try
            {
                // A driver may hang without looking at the token
                _seen = await Task.Run(() => ReadAsync(limit.Token), limit.Token).WaitAsync(_options.DatabaseLimit);
                _hasAnswered = true;
            }
            catch (Exception failure)
            {
                // Whatever it is, the database did not answer; one that never did has no grace
                var since = _hasAnswered ? _seen.AwaySince ?? _clock.GetUtcNow() : (DateTimeOffset?)null;
                _seen = _seen with { Answers = false, AwaySince = since, Failure = failure };
            }

            return _seen;
        }

        private async Task<Seen> ReadAsync(CancellationToken ct)
        {
            await using var scope = _scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<TenantScope>().UseSystem();
            var context = (ServiceDbContext)scope.ServiceProvider.GetRequiredService(_database.ContextType);
            var waiting = context.Outbox.AsNoTracking().Where(row => row.SentAt == null && row.GivenUpAt == null);
            var late = _clock.GetUtcNow() - _options.OutboxOldest;
            return new Seen(
                true, null, await waiting.AnyAsync(row => row.CreatedAt < late, ct),
                await waiting.OrderBy(row => row.LeasedUntil).Skip(_options.OutboxWaiting).AnyAsync(ct));
        }
    }

    private sealed class DatabaseCheck(Watched database) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            var seen = await database.GetAsync();
            var status = database.StatusOf(seen);
            // The reason goes to the log when the state changes, and to no stranger
            return new HealthCheckResult(
                status, status is HealthStatus.Healthy ? null : "The database does not answer.", status is HealthStatus.Healthy ? null : seen.Failure);
        }
    }

    private sealed class OutboxCheck(Watched database) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            var seen = await database.GetAsync();
            return seen.IsLate ? HealthCheckResult.Degraded("Events wait longer than they should.")
                : seen.IsLong ? HealthCheckResult.Degraded("More events wait than should.")
                : HealthCheckResult.Healthy();
        }
    }
}
