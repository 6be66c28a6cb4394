using System.Globalization;
using System.Text.Json;
using ComplaintPlatform.Contracts.Classification;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Testing;
using Microsoft.Data.Sqlite;

namespace ComplaintPlatform.Survey.Tests;

/// <summary>Days are counted at once, so that what is read is what was counted.</summary>
public sealed class CountingFactory() : SurveyFactory(new Dictionary<string, string?>(AtOnce) { ["Survey:Counting:Every"] = "00:00:00.1" })
{
    public Task CountedAsync(string storefront) => Eventually.BeTrueAsync(async () =>
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(Folder, "survey.db")}");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM RecountMarks WHERE StorefrontId = $storefront";
        command.Parameters.AddWithValue("$storefront", storefront);
        return (long)(await command.ExecuteScalarAsync())! == 0;
    }, "the days are counted");
}

/// <summary>Days are never counted: every figure is of the answers themselves.</summary>
public sealed class UncountedFactory() : SurveyFactory(new Dictionary<string, string?>(AtOnce) { ["Survey:Counting:Every"] = "1.00:00:00" });

public sealed class CountingSatisfactionTests(CountingFactory counted, UncountedFactory uncounted)
    : IClassFixture<CountingFactory>, IClassFixture<UncountedFactory>
{
    private readonly string _storefront = $"shop-{Guid.NewGuid():N}";

    [Fact]
    public async Task Counted_uncounted_and_reckoned_by_hand_the_figures_are_the_same_to_the_last_digit()
    {
        var random = new Random(3);
        var start = new DateTimeOffset(2026, 2, 20, 15, 0, 0, TimeSpan.Zero);
        string[] categories = ["logistics/delay", "product_quality/defect", "after_sales_refund/refund"];
        var cases = Enumerable.Range(0, 60).Select(_ => (
            Id: Guid.NewGuid(), Category: categories[random.Next(3)], At: start.AddMinutes(random.Next(60 * 24 * 9)),
            Score: random.Next(4) == 0 ? (int?)null : random.Next(1, 6), Solved: random.Next(3) > 0)).ToList();
        foreach (var service in new SurveyFactory[] { counted, uncounted })
        {
            foreach (var row in cases)
            {
                var token = await service.CloseAsync(
                    service.Closed(row.Id, storefront: _storefront, category: row.Category, at: row.At));
                if (row.Score is { } score)
                    await service.AnswerAsync(token, $$"""{"satisfaction":{{score}},"solved":"{{(row.Solved ? "yes" : "no")}}"}""")
                        .ShouldBeAsync(201);
            }
        }

        await counted.CountedAsync(_storefront);
        var (from, to) = (start.AddHours(30), start.AddDays(7).AddHours(5));
        foreach (var query in new[]
        {
            "groupBy=category&trend=week", "groupBy=month", "groupBy=day",
            $"from={Iso(from)}&to={Iso(to)}&groupBy=category", $"from={Iso(from)}&trend=day", $"to={Iso(to)}",
            "groupBy=category&key=logistics%2Fdelay&trend=day",
        })
        {
            var one = await SummaryAsync(counted, query);
            var other = await SummaryAsync(uncounted, query);
            one.GetRawText().ShouldBe(other.GetRawText(), query);
        }

        var within = cases.Where(row => row.At >= from && row.At < to).ToList();
        var figures = await SummaryAsync(counted, $"from={Iso(from)}&to={Iso(to)}&groupBy=category");
        ShouldBeOf(figures, [.. within.Select(row => (row.Score, row.Solved))]);
        foreach (var group in figures.GetProperty("groups").EnumerateArray())
        {
            ShouldBeOf(group, [.. within.Where(row => row.Category == group.GetProperty("key").GetString())
                .Select(row => (row.Score, row.Solved))]);
        }
    }

    [Fact]
    public async Task An_answer_that_comes_after_the_day_was_counted_is_in_the_figures_at_once()
    {
        var token = await counted.CloseAsync(counted.Closed(Guid.NewGuid(), storefront: _storefront));
        await counted.CountedAsync(_storefront);
        (await SummaryAsync(counted, "")).GetProperty("averageScore").GetProperty("count").GetInt32().ShouldBe(0);

        await counted.AnswerAsync(token, """{"satisfaction":5}""").ShouldBeAsync(201);

        (await SummaryAsync(counted, "")).GetProperty("averageScore").GetProperty("count").GetInt32().ShouldBe(1);
        await counted.CountedAsync(_storefront);
        (await SummaryAsync(counted, "")).GetProperty("averageScore").GetProperty("count").GetInt32().ShouldBe(1);
    }

    [Theory]
    [InlineData("product", "电热水壶")]
    [InlineData("product_category", "kettles")]
    [InlineData("carrier", "SF")]
    [InlineData("supplier", "Mill")]
    [InlineData("store", "Store 4")]
    [InlineData("complainant_kind", "dealer")]
    [InlineData("reason_code", "Y1")]
    [InlineData("severity", "serious")]
    [InlineData("difficulty", "complex")]
    [InlineData("customer_type", "returning")]
    [InlineData("department", "service")]
    [InlineData("language", "zh-CN")]
    public async Task Figures_are_given_by_anything_of_the_register(string groupBy, string key)
    {
        var complaint = Guid.NewGuid();
        await counted.PublishAsync(Received(complaint));
        await counted.PublishAsync(Classified(complaint));
        await counted.CloseAsync(counted.Closed(complaint, storefront: _storefront));

        foreach (var wait in new[] { false, true })
        {
            if (wait)
                await counted.CountedAsync(_storefront);
            var group = (await SummaryAsync(counted, $"groupBy={groupBy}")).GetProperty("groups").EnumerateArray().ShouldHaveSingleItem();
            group.GetProperty("key").GetString().ShouldBe(key);
            group.GetProperty("responseRate").GetProperty("count").GetInt32().ShouldBe(1);
        }
    }

    [Fact]
    public async Task A_trend_has_every_period_also_those_without_answers()
    {
        foreach (var day in new[] { 1, 22 })
        {
            await counted.CloseAsync(counted.Closed(
                Guid.NewGuid(), storefront: _storefront, at: new DateTimeOffset(2026, 2, day, 0, 0, 0, TimeSpan.Zero)));
        }

        var trend = (await SummaryAsync(counted, "trend=week")).GetProperty("trend").EnumerateArray().ToList();

        trend.Select(week => week.GetProperty("key").GetString()).ShouldBe(["2026-W05", "2026-W06", "2026-W07", "2026-W08"]);
        trend.Select(week => week.GetProperty("responseRate").GetProperty("count").GetInt32()).ShouldBe([1, 0, 0, 1]);
    }

    [Fact]
    public async Task What_is_asked_for_wrongly_is_refused()
    {
        var manager = counted.As(Roles.Manager, _storefront);

        await manager.GetAsync("satisfaction/summary?key=x").ShouldBeProblemAsync(400, "parameter.invalid", "/key");
        await manager.GetAsync("satisfaction/summary?from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z")
            .ShouldBeProblemAsync(400, "parameter.invalid", "/to");
        await manager.GetAsync("satisfaction/summary?groupBy=month&key=2026-03").ShouldBeProblemAsync(400, "parameter.invalid", "/key");
    }

    private ComplaintReceived Received(Guid complaint) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = counted.Clock.GetUtcNow(),
        StorefrontId = _storefront,
        ComplaintId = complaint,
        Version = 1,
        Reference = "R",
        Channel = "web",
        ComplainantKind = "dealer",
        ReceivedAt = counted.Clock.GetUtcNow(),
        Text = "x",
        Customer = new ComplaintReceived.CustomerFacts { EarlierComplaints = 0 },
        Order = new ComplaintReceived.OrderFacts
        {
            Product = "电热水壶",
            ProductCategory = "kettles",
            Carrier = "SF",
            Supplier = "Mill",
            Store = "Store 4",
        },
        Missing = [],
        TrackingTokenHash = "",
    };

    private ComplaintClassified Classified(Guid complaint) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = counted.Clock.GetUtcNow(),
        StorefrontId = _storefront,
        ComplaintId = complaint,
        Version = 1,
        Language = "zh-CN",
        NeedsReview = false,
        ModelVersion = "1",
        Axes = new ComplaintAxes
        {
            Category = "logistics/delay",
            ReasonCode = "Y1",
            Urgency = "general",
            Severity = "serious",
            CustomerType = "new",
            Difficulty = "complex",
            Demands = [],
            Sentiment = 0,
            EscalationRisk = 0,
        },
    };

    private async Task<JsonElement> SummaryAsync(SurveyFactory service, string query) =>
        await service.As(Roles.Supervisor, _storefront).GetAsync($"satisfaction/summary?storefrontId={_storefront}&{query}").ShouldBeAsync(200);

    // By the textbook's formulas, not by those of the service
    private static void ShouldBeOf(JsonElement figures, IReadOnlyList<(int? Score, bool Solved)> asked)
    {
        var answered = asked.Where(row => row.Score is not null).ToList();
        var scores = answered.ConvertAll(row => (double)row.Score!.Value);
        var mean = scores.Average();
        var deviation = Math.Sqrt(scores.Sum(score => Math.Pow(score - mean, 2)) / (scores.Count - 1));
        var half = MathNet.Numerics.Distributions.StudentT.InvCDF(0, 1, scores.Count - 1, 0.975) * deviation / Math.Sqrt(scores.Count);
        Figure(figures, "averageScore").ShouldBe((Round(mean), scores.Count, Round(Math.Max(1, mean - half)), Round(Math.Min(5, mean + half))));
        Figure(figures, "csat").ShouldBe(Wilson(answered.Count(row => row.Score >= 4), answered.Count));
        Figure(figures, "solvedRate").ShouldBe(Wilson(answered.Count(row => row.Solved), answered.Count));
        Figure(figures, "responseRate").ShouldBe(Wilson(answered.Count, asked.Count));
    }

    // The roots of (p - x/n)^2 = z^2 p (1 - p) / n
    private static (double, int, double, double) Wilson(int x, int n)
    {
        const double z = 1.959963984540054;
        double a = 1 + (z * z / n), b = -((2.0 * x / n) + (z * z / n)), c = (double)x * x / n / n;
        var root = Math.Sqrt((b * b) - (4 * a * c));
        return (Round((double)x / n), n, x == 0 ? 0 : Round((-b - root) / (2 * a)), x == n ? 1 : Round((-b + root) / (2 * a)));
    }

    private static double Round(double value) => Math.Round(value, 4);

    private static string Iso(DateTimeOffset time) => time.ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static (double, int, double, double) Figure(JsonElement summary, string name)
    {
        var figure = summary.GetProperty(name);
        return (figure.GetProperty("value").GetDouble(), figure.GetProperty("count").GetInt32(), figure.GetProperty("low").GetDouble(),
            figure.GetProperty("high").GetDouble());
    }
}
