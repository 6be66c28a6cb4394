using System.Diagnostics;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Escalations;
using ComplaintPlatform.Resolution.Tests.Learning;
using ComplaintPlatform.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Tests.Figures;

/// <summary>
/// Lists and the sweep for what is due over many cases, some open and most ended. The million runs on demand:
/// <c>dotnet run -c Release --project tests/Resolution.Tests -- -explicit only -class "*AMillionCasesTests" -showliveoutput</c>
/// </summary>
public sealed class AMillionCasesTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    private static readonly Guid Agent = ServiceHost.UserIdOf(Roles.Agent);

    [Fact]
    public Task Lists_answer_over_two_thousand() => MeasureAsync(2_000, rounds: 2);

    [Fact(Explicit = true)]
    public Task Lists_answer_over_a_million() => MeasureAsync(1_000_000, rounds: 60);

    [Fact]
    public async Task The_sweep_for_what_is_due_walks_no_table()
    {
        await using var db = Database.Of(resolution);
        var (now, owner) = (resolution.Clock.GetUtcNow(), Guid.NewGuid());
        var due = db.Cases.Where(row => row.NextAt != null && row.NextAt <= now && (row.LeasedUntil == null || row.LeasedUntil <= now));

        foreach (var query in new[]
        {
            due.Take(1).ToQueryString(),
            due.Where(row => due.OrderBy(other => other.NextAt).Take(50).Select(other => other.Id).Contains(row.Id)).ToQueryString(),
            db.Cases.Where(row => row.NextAt <= now && row.LeaseOwner == owner).OrderBy(row => row.NextAt).ToQueryString(),
        })
        {
            var plan = await Database.PlanAsync(db, query);
            TestContext.Current.TestOutputHelper?.WriteLine(string.Join(" / ", plan));
            plan.ShouldContain(step => step.Contains("IX_Cases_NextAt", StringComparison.Ordinal));
            plan.ShouldNotContain(step => step.StartsWith("SCAN ", StringComparison.Ordinal) && !step.Contains("SCAN @", StringComparison.Ordinal), query);
        }
    }

    private async Task MeasureAsync(int count, int rounds)
    {
        await FillAsync(count);
        var lists = new Dictionary<string, string>
        {
            ["newest first"] = "cases?limit=50",
            ["open"] = "cases?state=open&limit=50",
            ["waiting for the customer (rare)"] = "cases?state=awaiting_customer&limit=50",
            ["an agent's"] = $"cases?agentId={Agent}&limit=50",
            ["breached"] = "cases?slaState=breached&limit=50",
            ["at manager level (rare)"] = "cases?level=manager&limit=50",
            ["a department's, open"] = "cases?department=finance&state=in_progress&limit=50",
            ["waiting for somebody"] = "cases?unassigned=true&limit=50",
            ["tasks of a department"] = "tasks?department=finance&limit=50",
        };
        foreach (var (name, path) in lists)
            await TimeAsync(name, path, rounds, resolution.As(Roles.Manager, "*"));
        await TimeAsync("newest first, of one storefront", lists["newest first"], rounds, resolution.As(Roles.Agent));
        await TimeAsync("breached, of one storefront", lists["breached"], rounds, resolution.As(Roles.Agent));

        var cursor = (await resolution.As(Roles.Manager, "*").GetAsync("cases?limit=100").ShouldBeAsync(200)).GetProperty("nextCursor").GetString();
        await TimeAsync("the second page", $"cases?limit=100&cursor={Uri.EscapeDataString(cursor!)}", rounds, resolution.As(Roles.Manager, "*"));
        await TimeAsync("board", "board", rounds, resolution.As(Roles.Manager, "*"));
    }

    private async Task TimeAsync(string name, string path, int rounds, HttpClient client)
    {
        await client.GetAsync(path).ShouldBeAsync(200);
        var times = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            using var answer = await client.GetAsync(path);
            await answer.Content.ReadAsByteArrayAsync();
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        times.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"p50 {times[times.Count / 2],7:N1} ms, p99 {times[(int)(times.Count * 0.99)],7:N1} ms: {name}");
    }

    private async Task FillAsync(int count)
    {
        var random = new Random(11);
        var now = resolution.Clock.GetUtcNow();
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(resolution.Folder, "resolution.db")};Default Timeout=120");
        await connection.OpenAsync();
        await using var transaction = connection.BeginTransaction();
        var columns = new[]
        {
            "Id", "StorefrontId", "Reference", "State", "Department", "AgentId", "Level", "Sla", "Category", "Urgency", "Severity",
            "StrictestSeverity", "CustomerType", "ReceivedAt", "OpenedAt", "EndedAt", "NextAt", "FirstResponseDueAt", "ResolutionDueAt", "Cycle",
        };
        await using var insert = await RowInsert.PrepareAsync(connection, transaction, "Cases", columns);
        string[] departments = ["logistics", "quality", "finance", "after_sales", "customer_service"];
        for (var number = 0; number < count; number++)
        {
            var opened = now.AddMinutes(-number / 2.0);
            // Some per cent are open, as in a house that keeps up
            var open = number < count / 20;
            var state = !open ? random.Next(10) == 0 ? CaseState.Resolved : CaseState.Closed
                : random.Next(500) == 0 ? CaseState.AwaitingCustomer : random.Next(3) == 0 ? CaseState.Open : CaseState.InProgress;
            object agent = open && random.Next(40) == 0 ? DBNull.Value : random.Next(200) == 0 ? Upper(Agent) : Upper(Guid.NewGuid());
            insert.Run(
                Upper(Guid.NewGuid()), number % 5 == 0 ? ServiceHost.Storefront : "shop-" + (number % 5), $"C{number:0000000}", state.ToString(),
                departments[random.Next(departments.Length)], agent,
                (random.Next(1000) == 0 ? EscalationLevel.Manager : EscalationLevel.Agent).ToString(),
                (open && random.Next(20) == 0 ? SlaState.Breached : SlaState.OnTrack).ToString(), "logistics/delay", "General", "General", "General",
                "Returning", opened.UtcTicks, opened.UtcTicks, open ? DBNull.Value : (object)opened.AddHours(5).UtcTicks,
                open ? (object)now.AddDays(1 + random.Next(30)).UtcTicks : DBNull.Value, opened.AddHours(2).UtcTicks, opened.AddHours(24).UtcTicks, 1);
        }

        await transaction.CommitAsync();
    }

    private static string Upper(Guid id) => id.ToString().ToUpperInvariant();
}
