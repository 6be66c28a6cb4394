using System.Globalization;
using System.Text.Json;
using ComplaintPlatform.Contracts.Classification;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Contracts.Resolution;
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
            Answer: random.Next(4) == 0 ? null : new Answer(random.Next(1, 6), random.Next(3) > 0, random.Next(4) == 0 ? null : random.Next(0, 11)),
            Waited: random.Next(6) == 0 ? (int?)null : random.Next(30, 90_000), Repaired: random.Next(90_000, 900_000))).ToList();
        foreach (var service in new SurveyFactory[] { counted, uncounted })
        {
            await service.AskAlsoAsync("""{"id":"recommend","kind":"scale","zh":"您愿意推荐我们吗?","en":"Would you recommend us?","minimum":0,"maximum":10,"required":false}""");
            await Task.WhenAll(cases.Select(async row =>
            {
                var received = row.At.AddSeconds(-row.Repaired);
                await service.PublishAsync(Received(row.Id) with { ReceivedAt = received });
                if (row.Waited is { } waited)
                    await service.PublishAsync(Responded(row.Id, received.AddSeconds(waited)));
                await service.PublishAsync(Resolved(row.Id, row.At));
                var token = await service.CloseAsync(service.Closed(row.Id, storefront: _storefront, category: row.Category, at: row.At));
                if (row.Answer is { } answer)
                    await service.AnswerAsync(token, answer.Json).ShouldBeAsync(201);
            }));
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
        ShouldBeOf(figures, [.. within.Select(row => (row.Answer, row.Waited, row.Repaired))]);
        foreach (var group in figures.GetProperty("groups").EnumerateArray())
        {
            ShouldBeOf(group, [.. within.Where(row => row.Category == group.GetProperty("key").GetString())
                .Select(row => (row.Answer, row.Waited, row.Repaired))]);
        }

        var trend = (await SummaryAsync(counted, $"from={Iso(from)}&to={Iso(to)}&trend=day")).GetProperty("trend").EnumerateArray();
        foreach (var day in trend)
        {
            ShouldBeOf(day, [.. within.Where(row => row.At.AddHours(8).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) == day.GetProperty("key").GetString())
                .Select(row => (row.Answer, row.Waited, row.Repaired))]);
        }
    }

    [Fact]
    public async Task Public_comments_are_reckoned_from_their_ratings_to_the_last_digit()
    {
        var random = new Random(5);
        var ratings = Enumerable.Range(0, 40).Select(_ => random.Next(5) == 0 ? (int?)null : random.Next(1, 6)).ToList();
        var backend = counted.As(Roles.Storefront, _storefront);
        foreach (var rating in ratings)
        {
            await backend.PostJsonAsync("comments", $$"""{"source":"review","text":"尚可","rating":{{rating?.ToString(CultureInfo.InvariantCulture) ?? "null"}}}""")
                .ShouldBeAsync(201);
        }

        var comments = (await SummaryAsync(counted, "")).GetProperty("comments");

        var rated = ratings.OfType<int>().ToList();
        comments.GetProperty("count").GetInt32().ShouldBe(40);
        Figure(comments, "averageRating").ShouldBe(Mean(rated.ConvertAll(rating => (double)rating), 1, 5));
        Figure(comments, "satisfied").ShouldBe(Wilson(rated.Count(rating => rating >= 4), rated.Count));
        Figure(comments.GetProperty("bySource")[0], "averageRating").ShouldBe(Figure(comments, "averageRating"));
    }

    [Fact]
    public async Task How_long_customers_waited_is_known_whatever_comes_first()
    {
        var complaint = Guid.NewGuid();
        var received = counted.Clock.GetUtcNow().AddHours(-10);
        await counted.CloseAsync(counted.Closed(complaint, storefront: _storefront));
        await counted.CountedAsync(_storefront);

        await counted.PublishAsync(Resolved(complaint, received.AddHours(8)));
        await counted.PublishAsync(Responded(complaint, received.AddSeconds(90)));
        await counted.PublishAsync(Received(complaint) with { ReceivedAt = received });
        await counted.PublishAsync(Responded(complaint, received.AddHours(5)) with { Version = 6 });

        var summary = await SummaryAsync(counted, "");
        Time(summary, "firstResponseTime").ShouldBe((1, 90, 90));
        Time(summary, "resolutionTime").ShouldBe((1, 28_800, 28_800));
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
    private static void ShouldBeOf(JsonElement figures, IReadOnlyList<(Answer? Answer, int? Waited, int Repaired)> asked)
    {
        var answers = asked.Select(row => row.Answer).OfType<Answer>().ToList();
        Figure(figures, "averageScore").ShouldBe(Mean(answers.ConvertAll(answer => (double)answer.Score), 1, 5));
        Figure(figures, "csat").ShouldBe(Wilson(answers.Count(answer => answer.Score >= 4), answers.Count));
        Figure(figures, "solvedRate").ShouldBe(Wilson(answers.Count(answer => answer.Solved), answers.Count));
        Figure(figures, "responseRate").ShouldBe(Wilson(answers.Count, asked.Count));
        Figure(figures, "nps").ShouldBe(Mean(
            [.. answers.Select(answer => answer.Recommends).OfType<int>().Select(number => number >= 9 ? 100.0 : number <= 6 ? -100 : 0)], -100, 100));
        Time(figures, "firstResponseTime").ShouldBe(Ranks([.. asked.Select(row => row.Waited).OfType<int>()]));
        Time(figures, "resolutionTime").ShouldBe(Ranks([.. asked.Select(row => row.Repaired)]));
    }

    private static (double?, int, double?, double?) Mean(List<double> values, double lowest, double highest)
    {
        if (values.Count == 0)
            return (null, 0, null, null);
        var mean = values.Average();
        if (values.Count == 1)
            return (Round(mean), 1, lowest, highest);
        var deviation = Math.Sqrt(values.Sum(value => Math.Pow(value - mean, 2)) / (values.Count - 1));
        var half = MathNet.Numerics.Distributions.StudentT.InvCDF(0, 1, values.Count - 1, 0.975) * deviation / Math.Sqrt(values.Count);
        return (Round(mean), values.Count, Round(Math.Max(lowest, mean - half)), Round(Math.Min(highest, mean + half)));
    }

    // By their places in the row of all values
    private static (int, int?, int?) Ranks(List<int> values)
    {
        if (values.Count == 0)
            return (0, null, null);
        values.Sort();
        return (values.Count, values[(int)Math.Ceiling(values.Count * 0.5) - 1], values[(int)Math.Ceiling(values.Count * 0.9 - 1e-9) - 1]);
    }

    private static (int, int?, int?) Time(JsonElement figures, string name)
    {
        var time = figures.GetProperty(name);
        return (time.GetProperty("count").GetInt32(), Seconds("medianSeconds"), Seconds("p90Seconds"));

        int? Seconds(string field) => time.GetProperty(field) is { ValueKind: JsonValueKind.Number } known ? known.GetInt32() : null;
    }

    // The roots of (p - x/n)^2 = z^2 p (1 - p) / n
    private static (double?, int, double?, double?) Wilson(int x, int n)
    {
        if (n == 0)
            return (null, 0, null, null);
        const double z = 1.959963984540054;
        double a = 1 + (z * z / n), b = -((2.0 * x / n) + (z * z / n)), c = (double)x * x / n / n;
        var root = Math.Sqrt((b * b) - (4 * a * c));
        return (Round((double)x / n), n, x == 0 ? 0 : Round((-b - root) / (2 * a)), x == n ? 1 : Round((-b + root) / (2 * a)));
    }

    private static double Round(double value) => Math.Round(value, 4);

    private static string Iso(DateTimeOffset time) => time.ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static (double?, int, double?, double?) Figure(JsonElement summary, string name)
    {
        var figure = summary.GetProperty(name);
        return (Number("value"), figure.GetProperty("count").GetInt32(), Number("low"), Number("high"));

        double? Number(string field) => figure.GetProperty(field) is { ValueKind: JsonValueKind.Number } known ? known.GetDouble() : null;
    }

    private CaseFirstResponded Responded(Guid complaint, DateTimeOffset at) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = at,
        StorefrontId = _storefront,
        ComplaintId = complaint,
        Version = 3,
        Cycle = 1,
        State = "in_progress",
        WithinTarget = true,
        DueAt = at,
    };

    private CaseResolved Resolved(Guid complaint, DateTimeOffset at) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = at,
        StorefrontId = _storefront,
        ComplaintId = complaint,
        Version = 5,
        Cycle = 1,
        State = "resolved",
        Case = counted.Closed(complaint).Case,
        Summary = "x",
    };

    private sealed record Answer(int Score, bool Solved, int? Recommends)
    {
        public string Json => $$"""{"satisfaction":{{Score}},"solved":"{{(Solved ? "yes" : "no")}}"{{(Recommends is { } number ? $",\"recommend\":{number}" : "")}}}""";
    }
}
