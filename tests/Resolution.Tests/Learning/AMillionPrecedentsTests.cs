using System.Diagnostics;
using ComplaintPlatform.Resolution.Learning.Precedents;
using ComplaintPlatform.Testing;
using Microsoft.Data.Sqlite;

namespace ComplaintPlatform.Resolution.Tests.Learning;

/// <summary>
/// Closed cases whose complaints are put together from the clauses of real ones, so that common words are as common as they are. The
/// million runs on demand: <c>dotnet run -c Release --project tests/Resolution.Tests -- -explicit only -class "*AMillionPrecedentsTests"
/// -showliveoutput</c>
/// </summary>
public sealed class AMillionPrecedentsTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    private static readonly string[] Questions =
    [
        "水壶用了两天就漏电，太危险了，要求退款", "快递晚到了五天，客服一直不回复", "退款", "客服态度很差，一直不理人，退款也没有到账", "屏幕有一道划痕，要求换货",
        "the parcel arrived damaged and nobody answers my emails", "refund",
    ];

    [Fact]
    public Task Precedents_are_found_among_two_thousand() => MeasureAsync(2_000, rounds: 2);

    [Fact(Explicit = true)]
    public Task A_million_closed_cases_are_searched_within_200_ms() => MeasureAsync(1_000_000, rounds: 40);

    private async Task MeasureAsync(int count, int rounds)
    {
        var started = Stopwatch.GetTimestamp();
        await FillAsync(count);
        Say($"{count:N0} closed cases in {Stopwatch.GetElapsedTime(started).TotalSeconds:N0} s, "
            + $"{new FileInfo(Path.Combine(resolution.Folder, "resolution.db")).Length / 1e6:N0} MB");
        foreach (var question in Questions)
        {
            var times = new List<double>();
            for (var i = 0; i < rounds; i++)
            {
                started = Stopwatch.GetTimestamp();
                var answer = await resolution.Agent.GetAsync($"precedents?q={Uri.EscapeDataString(question)}").ShouldBeAsync(200);
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                answer.GetProperty("items").GetArrayLength().ShouldBeGreaterThan(0, question);
            }

            times.Sort();
            Say($"p50 {times[times.Count / 2],6:N1} ms, p99 {times[(int)(times.Count * 0.99)],6:N1} ms: {question}");
        }
    }

    private async Task FillAsync(int count)
    {
        var random = new Random(7);
        var clauses = Clauses();
        var file = Path.Combine(resolution.Folder, "resolution.db");
        await using var connection = new SqliteConnection($"Data Source={file};Default Timeout=60");
        await connection.OpenAsync();
        await ExecuteAsync(connection, "PRAGMA synchronous = OFF");
        await using var transaction = connection.BeginTransaction();
        await using var facts = await InsertAsync(connection, transaction, "ComplaintFacts", "Id", "StorefrontId", "Text");
        await using var precedents = await InsertAsync(connection, transaction, "Precedents", "Id", "StorefrontId", "Solution", "ClosedAt");
        await using var part = Command(connection, transaction, "INSERT INTO PrecedentParts (RowId, PrecedentId) VALUES ($p0, $p1)", 2);
        await using var index = Command(connection, transaction, "INSERT INTO PrecedentIndex (rowid, Tokens) VALUES ($p0, $p1)", 2);
        await using var sample = Command(connection, transaction, "INSERT INTO PrecedentSample (rowid, Tokens) VALUES ($p0, $p1)", 2);
        for (var number = 1; number <= count; number++)
        {
            var id = Guid.NewGuid().ToString().ToUpperInvariant();
            var text = string.Join('，', Enumerable.Range(0, random.Next(2, 7)).Select(_ => clauses[random.Next(clauses.Count)]));
            var tokens = string.Join(' ', PrecedentTokens.Of(ServiceHost.Storefront, text));
            Run(facts, id, ServiceHost.Storefront, text);
            Run(precedents, id, ServiceHost.Storefront, "已退款并致歉", (long)number);
            Run(part, (long)number, id);
            Run(index, (long)number, tokens);
            if (number % 64 == 0)
                Run(sample, (long)number, tokens);
        }

        await transaction.CommitAsync();
    }

    private static List<string> Clauses() =>
    [
        .. new[] { "examples.zh.tsv", "examples.en.tsv" }
            .SelectMany(file => File.ReadLines(
                Path.Combine(HostProcess.RepositoryRoot(), "services/classification/Classification/Data", file)))
            .Where(line => line[0] != '#').SelectMany(line => line.Split('\t')[0].Split('，', '。', '！', '？', ',', '.', '!', '?', ';', '；'))
            .Select(clause => clause.Trim()).Where(clause => clause.Length is >= 3 and <= 120).Distinct(),
    ];

    // Columns that the search does not read get what is empty of their kind
    private static async Task<SqliteCommand> InsertAsync(
        SqliteConnection connection, SqliteTransaction transaction, string table, params string[] given)
    {
        var others = new List<(string Name, string Value)>();
        await using (var info = connection.CreateCommand())
        {
            (info.CommandText, info.Transaction) = ($"SELECT name, type FROM pragma_table_info('{table}') WHERE \"notnull\" = 1",
                transaction);
            await using var reader = await info.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                if (!given.Contains(reader.GetString(0)))
                    others.Add((reader.GetString(0), reader.GetString(1) == "TEXT" ? "''" : "0"));
            }
        }

        var names = given.Concat(others.Select(other => other.Name)).Select(name => $"\"{name}\"");
        var values = given.Select((_, at) => $"$p{at}").Concat(others.Select(other => other.Value));
        return Command(
            connection, transaction, $"INSERT INTO {table} ({string.Join(", ", names)}) VALUES ({string.Join(", ", values)})",
                given.Length);
    }

    private static SqliteCommand Command(SqliteConnection connection, SqliteTransaction transaction, string text, int parameters)
    {
        var command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (text, transaction);
        for (var at = 0; at < parameters; at++)
            command.Parameters.AddWithValue($"$p{at}", "");
        return command;
    }

    private static void Run(SqliteCommand command, params object[] values)
    {
        for (var at = 0; at < values.Length; at++)
            command.Parameters[at].Value = values[at];
        command.ExecuteNonQuery();
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string text)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = text;
        await command.ExecuteNonQueryAsync();
    }

    private static void Say(string text) => TestContext.Current.TestOutputHelper?.WriteLine(text);
}
