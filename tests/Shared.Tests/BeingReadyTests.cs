using System.Data.Common;
using System.Text.Json;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace ComplaintPlatform.Shared.Tests;

/// <summary>A host says whether its database answers and whether its events leave.</summary>
public sealed class BeingReadyTests : IAsyncLifetime
{
    private readonly Reads _reads = new();
    private readonly StandingClock _clock = new();
    private LedgerHost _ledger = null!;

    public async ValueTask InitializeAsync() => _ledger = await LedgerHost.StartAsync();

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();

    [Fact]
    public async Task A_database_that_is_away_for_a_moment_is_named_and_one_that_stays_away_takes_the_host_out()
    {
        await using var app = await StartAsync();
        await ShouldBeAsync(app, 200, "healthy", database: "healthy");

        _reads.Fail = () => throw new TimeoutException("Server=10.0.0.1 does not answer");
        (await ShouldBeAsync(app, 200, "degraded", database: "degraded")).ShouldNotContain("10.0.0.1");
        _clock.Advance(TimeSpan.FromSeconds(11));
        (await ShouldBeAsync(app, 503, "unhealthy", database: "unhealthy")).ShouldNotContain("10.0.0.1");
        await (await app.GetAsync("/health/live")).ShouldBeAsync(200);

        _reads.Fail = null;
        await ShouldBeAsync(app, 200, "healthy", database: "healthy");
        app.Log.Count(line => line.Contains("Health of ledger.database", StringComparison.Ordinal)).ShouldBe(3, "a line for each change");
    }

    [Fact]
    public async Task A_database_that_has_never_answered_has_no_grace()
    {
        _reads.Fail = () => throw new TimeoutException();

        await using var app = await StartAsync();

        await ShouldBeAsync(app, 503, "unhealthy", database: "unhealthy");
    }

    [Fact]
    public async Task A_database_that_hangs_holds_up_nobody_who_asks()
    {
        await using var app = await StartAsync(("Health:DatabaseLimit", "00:00:01"));
        await ShouldBeAsync(app, 200, "healthy", database: "healthy");

        // Deaf to being called off, as a driver can be; the client gives up after twenty seconds
        _reads.Fail = () => Task.Delay(Timeout.Infinite);

        await ShouldBeAsync(app, 200, "degraded", database: "degraded");
    }

    [Theory]
    [InlineData(1, 0L)]
    [InlineData(6, long.MaxValue)]
    public async Task Events_that_wait_long_or_are_many_are_named_and_the_host_goes_on(int count, long createdAt)
    {
        await using var app = await StartAsync(("Health:OutboxWaiting", "5"));
        await ShouldBeAsync(app, 200, "healthy", outbox: "healthy");

        // Leased for ever, so that nobody tries to send them
        const string payload = "{}";
        await _ledger.InScopeAsync(db => db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO Outbox (Id, WireName, StorefrontId, Payload, CreatedAt, LeasedUntil, Attempts)
            SELECT 'AAAAAAAA-0000-0000-0000-00000000000' || value, 'intake.unknown.v1', 'demo', {payload}, {createdAt}, {long.MaxValue}, 1
            FROM json_each('[1,2,3,4,5,6]') WHERE value <= {count}
            """));

        await ShouldBeAsync(app, 200, "degraded", outbox: "degraded");
        await _ledger.InScopeAsync(db => db.Database.ExecuteSqlRawAsync("DELETE FROM Outbox"));
        await ShouldBeAsync(app, 200, "healthy", outbox: "healthy");
    }

    [Fact]
    public async Task Many_who_ask_cost_as_much_as_one()
    {
        await using var app = await StartAsync(("Health:Keep", "00:00:03"));
        await ShouldBeAsync(app, 200, "healthy");
        var read = _reads.Count;

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.GetAsync("/health/ready")));

        _reads.Count.ShouldBe(read);
        _clock.Advance(TimeSpan.FromSeconds(4));
        await ShouldBeAsync(app, 200, "healthy");
        _reads.Count.ShouldBeGreaterThan(read);
    }

    private static async Task<string> ShouldBeAsync(
        TestApp app, int httpStatus, string status, string? database = null, string? outbox = null)
    {
        // On a busy machine what was known before counts for a moment longer
        var text = "";
        for (var asked = 0; asked < 500; asked++)
        {
            using var answer = await app.GetAsync("/health/ready");
            text = await answer.Content.ReadAsStringAsync();
            var report = JsonDocument.Parse(text).RootElement;
            var checks = report.GetProperty("checks");
            if ((int)answer.StatusCode == httpStatus && report.GetProperty("status").GetString() == status
                && (database is null || checks.GetProperty("ledger.database").GetString() == database)
                && (outbox is null || checks.GetProperty("ledger.outbox").GetString() == outbox))
                return text;
            await Task.Delay(20);
        }

        throw new ShouldAssertException($"Not {httpStatus} {status} {database} {outbox}: {text}");
    }

    private Task<TestApp> StartAsync(params (string Name, string Value)[] settings) => TestApp.StartAsync(
        _ => { },
        configure: builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(_clock);
            builder.AddServiceDatabase<LedgerDbContext, SqliteLedgerDbContext, SqlServerLedgerDbContext>("ledger");
            builder.Services.ConfigureDbContext<SqliteLedgerDbContext>(options => options.AddInterceptors(_reads));
            builder.AddServiceBus(new InProcessBus("ledger"));
        },
        settings: new Dictionary<string, string?>
        {
            ["Database:Folder"] = Path.GetDirectoryName(_ledger.DatabaseFile),
            ["Database:MigrateOnStart"] = "false",
            ["Health:Keep"] = "00:00:00",
            ["Health:DatabaseLimit"] = "00:00:20",
        }.Concat(settings.Select(one => KeyValuePair.Create(one.Name, (string?)one.Value)))
            .GroupBy(one => one.Key).Select(one => one.Last()));

    /// <summary>Counts what readiness reads, and fails it as the test says.</summary>
    private sealed class Reads : DbCommandInterceptor
    {
        private int _count;

        public Func<Task>? Fail { get; set; }

        public int Count => _count;

        public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default)
        {
            if (!command.CommandText.Contains("EXISTS", StringComparison.OrdinalIgnoreCase))
                return result;
            Interlocked.Increment(ref _count);
            if (Fail is { } fail)
                await fail();
            return result;
        }
    }
}
