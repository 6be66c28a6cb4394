using System.Diagnostics;
using System.Globalization;
using ComplaintPlatform.Classification.Insights;
using ComplaintPlatform.Classification.Insights.Counting;
using ComplaintPlatform.Classification.Insights.Terms;
using ComplaintPlatform.Testing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Classification.Tests.Insights;

/// <summary>
/// Fills the counts of a year as the counting would and measures the questions. The million runs on demand:
/// <c>dotnet run -c Release --project tests/Classification.Tests -- -explicit only -class "*AMillionComplaintsTests" -showliveoutput</c>
/// </summary>
public sealed class AMillionComplaintsTests(InsightFactory insights) : IClassFixture<InsightFactory>
{
    private const int WordsPerComplaint = 25;
    private static readonly Term[] Vocabulary = [.. Enumerable.Range(0, 40_000).Select(i => new Term($"word{i}"))];

    [Fact]
    public Task Hot_spots_of_thirty_thousand_complaints_come_within_200_ms() =>
        MeasureAsync(weeks: 13, complaintsPerWeek: 2_300, products: 60);

    [Fact(Explicit = true)]
    public Task Hot_spots_of_a_million_complaints_come_within_200_ms() => MeasureAsync(weeks: 52, complaintsPerWeek: 19_300, products: 500);

    private async Task MeasureAsync(int weeks, int complaintsPerWeek, int products)
    {
        var now = insights.Clock.GetUtcNow();
        var started = Stopwatch.GetTimestamp();
        await KeepWordsAsync(IsoWeek.Of(now));
        long bytes = 0;
        for (var week = weeks - 1; week >= 0; week--)
            bytes += await FillAsync(IsoWeek.Of(now).Add(-week), complaintsPerWeek, products, isLast: week == 0);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Say($"{weeks * complaintsPerWeek:N0} complaints counted in {seconds:N0} s, {bytes / 1e6:N0} MB of counts");

        started = Stopwatch.GetTimestamp();
        await SettleAsync();
        await using var db = insights.Database();
        Say($"last week looked at in {Stopwatch.GetElapsedTime(started).TotalSeconds:N1} s, {await db.HotSpots.CountAsync():N0} hot spots");

        foreach (var query in new[] { "", "&dimension=category", "&dimension=product", "&dimension=product&value=product3",
            "&dimension=store" })
            await AskAsync($"insights/hotspots?storefrontId=demo{query}");
        await AskAsync("insights/trends?dimension=product");

        var answer = await insights.Manager.GetAsync("insights/hotspots?dimension=product&value=product3&limit=1").ShouldBeAsync(200);
        answer.GetProperty("items")[0].GetProperty("term").GetString().ShouldBe("battery", answer.GetRawText());
        answer.GetProperty("items")[0].GetProperty("rising").GetBoolean().ShouldBeTrue(answer.GetRawText());
    }

    private async Task AskAsync(string path)
    {
        var times = new List<double>();
        for (var i = 0; i < 60; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await insights.Manager.GetAsync(path).ShouldBeAsync(200);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        times.Sort();
        Say($"GET {path}: p50 {times[30]:N1} ms, p95 {times[57]:N1} ms, slowest {times[^1]:N1} ms");
        times[30].ShouldBeLessThan(200, path);
    }

    private async Task KeepWordsAsync(IsoWeek week)
    {
        foreach (var chunk in Vocabulary.Append(new Term("battery")).Chunk(5_000))
        {
            await using var db = insights.Database();
            db.KnownTerms.AddRange(chunk.Select(term => new KnownTerm("demo", term.Hash, term.Words, week)));
            await db.SaveChangesAsync();
        }
    }

    private async Task<long> FillAsync(IsoWeek week, int complaints, int products, bool isLast)
    {
        var policy = new InsightPolicy();
        var random = new Random(week.Number);
        var cells = new Dictionary<(InsightDimension Dimension, string Value), TermCell>();
        for (var i = 0; i < complaints; i++)
        {
            var product = Skewed(random, products);
            var words = new HashSet<Term>();
            while (words.Count < WordsPerComplaint)
                words.Add(Vocabulary[Skewed(random, Vocabulary.Length)]);
            if (isLast && product == 3 && random.NextDouble() < 0.7)
                words.Add(new Term("battery"));
            var (top, id) = (Skewed(random, 8), Guid.NewGuid());
            foreach (var key in new[]
            {
                (InsightDimension.Storefront, ""), (InsightDimension.Category, $"top{top}"),
                    (InsightDimension.Category, $"top{top}/sub{random.Next(4)}"),
                (InsightDimension.Product, $"product{product}"), (InsightDimension.Store, $"store{Skewed(random, 40)}"),
            })
            {
                if (!cells.TryGetValue(key, out var cell))
                    cells.Add(key, cell = new TermCell());
                cell.Add(id, words, policy.TermsPerWeek);
            }
        }

        await using var db = insights.Database();
        var rows = cells.Select(pair =>
        {
            var row = TermCounts.Of("demo", pair.Key.Dimension, pair.Key.Value, week);
            row.Replace(pair.Value, policy, insights.Clock.GetUtcNow(), TimeSpan.Zero);
            if (!isLast)
                row.Looked(1, 0, policy);
            return row;
        }).ToList();
        db.TermCounts.AddRange(rows);
        await db.SaveChangesAsync();
        return rows.Sum(row => (long)row.Counts.Length);
    }

    private async Task SettleAsync()
    {
        await using var db = insights.Database();
        while (await db.TermCounts.AnyAsync(row => row.DueAt != null) || !await db.HotSpots.AnyAsync(row => row.FlaggedAt != null))
            await Task.Delay(50);
    }

    // As words and products are: the n-th about 1/n as frequent as the first
    private static int Skewed(Random random, int count) => (int)Math.Pow(count + 1, random.NextDouble()) - 1;

    private static void Say(string line) =>
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{line}"));
}
