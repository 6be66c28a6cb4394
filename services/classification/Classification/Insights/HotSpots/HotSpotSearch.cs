using ComplaintPlatform.Classification.Data;
using ComplaintPlatform.Classification.Insights.Counting;
using ComplaintPlatform.Classification.Insights.Statistics;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Classification.Insights.HotSpots;

/// <summary>Reads counts and keeps what stands out in them; changes the context and saves nothing.</summary>
internal sealed class HotSpotSearch(ClassificationDbContext db, InsightPolicy policy, DateTimeOffset now)
{
    private const int MostCandidates = 400;

    public async Task<Background> BackgroundAsync(string storefrontId, IsoWeek week, CancellationToken ct) =>
        new(await CellsAsync(storefrontId, InsightDimension.Storefront, "", week, includeWeek: true, ct));

    /// <summary>Looks at one row of counts.</summary>
    public async Task LookAsync(Guid countsId, Background background, CancellationToken ct)
    {
        if (await db.TermCounts.FirstOrDefaultAsync(row => row.Id == countsId, ct) is not { } counts)
            return;

        var look = counts.LookNumber(policy);
        var cell = counts.Cell();
        var past = await CellsAsync(counts.StorefrontId, counts.Dimension, counts.Value, new IsoWeek(counts.Week), includeWeek: false, ct);
        var reading = CellReading.Of(cell, past, background, policy, look);
        counts.Looked(look, reading.Tested, policy);

        var stored = await db.HotSpots.Where(row => row.StorefrontId == counts.StorefrontId && row.Week == counts.Week
            && row.Dimension == counts.Dimension && row.Value == counts.Value).ToDictionaryAsync(row => row.Words, ct);
        var listed = Listing.Of(await WithWordsAsync(counts.StorefrontId, Candidates(reading), ct), background, policy);
        var worthy = listed.Where(term => term.Score.ZScore >= policy.MinimumZScore).Take(policy.ListedPerValue)
            .UnionBy(listed.Where(term => term.Score.PValue <= policy.FalseAlarmRate), term => term.Words).ToList();
        foreach (var term in worthy)
        {
            if (!stored.Remove(term.Words, out var row))
                db.HotSpots.Add(row = HotSpot.Of(counts, term.Words));
            row.Update(term.Score, cell, term.Phrases);
        }

        // What was flagged stays for the week; the rest is no longer worth telling
        var scores = reading.Scores.ToDictionary(score => score.Term);
        foreach (var row in stored.Values)
        {
            if (row.FlaggedAt is null)
                db.HotSpots.Remove(row);
            else if (scores.TryGetValue(Terms.Term.HashOf(row.Words), out var score))
                row.Update(score, cell, row.PhraseList);
        }
    }

    /// <summary>Flags the rises among all that was tested in a storefront's week.</summary>
    public async Task FlagRisesAsync(string storefrontId, IsoWeek week, CancellationToken ct)
    {
        var candidates = await db.HotSpots.Where(row => row.StorefrontId == storefrontId && row.Week == week.Number
            && row.PValue <= policy.FalseAlarmRate).ToListAsync(ct);
        if (candidates.TrueForAll(row => row.FlaggedAt is not null))
            return;

        // Early in a week little has been tested yet: last week says how much it is going to be
        var tests = Math.Max(await TestsAsync(storefrontId, week, ct), await TestsAsync(storefrontId, week.Add(-1), ct));
        var threshold = FalseDiscovery.Threshold(candidates.Select(row => row.PValue), tests, policy.FalseAlarmRate);
        foreach (var row in candidates.Where(row => row.FlaggedAt is null && row.PValue <= threshold
            && row.Count >= policy.MinimumLift * row.Expected))
            db.Publish(row.Flag(policy.FalseAlarmRate, now));
    }

    private async Task<List<TermCell>> CellsAsync(
        string storefrontId, InsightDimension dimension, string value, IsoWeek week, bool includeWeek, CancellationToken ct)
    {
        var (from, to) = (week.Add(-policy.PastWeeks).Number, week.Number);
        var counts = await db.TermCounts.AsNoTracking()
            .Where(row => row.StorefrontId == storefrontId && row.Dimension == dimension && row.Value == value
                && row.Week >= from && (row.Week < to || (includeWeek && row.Week == to)))
            .Select(row => row.Counts).ToListAsync(ct);
        return counts.ConvertAll(TermCell.Read);
    }

    private IEnumerable<TermScore> Candidates(CellReading reading) =>
        reading.Scores.OrderByDescending(score => score.ZScore).Take(MostCandidates)
            .Union(reading.Scores.Where(score => score.PValue <= policy.FalseAlarmRate).OrderBy(score => score.PValue)
                .Take(MostCandidates));

    // Terms without stored words are single characters, or not yet shared by enough complaints
    private async Task<List<(TermScore Score, string Words)>> WithWordsAsync(string storefrontId, IEnumerable<TermScore> scores,
        CancellationToken ct)
    {
        var all = scores.ToList();
        var hashes = all.ConvertAll(score => score.Term);
        var words = await db.KnownTerms.AsNoTracking().Where(row => row.StorefrontId == storefrontId && hashes.Contains(row.Hash))
            .ToDictionaryAsync(row => row.Hash, row => row.Words, ct);
        return [.. all.Where(score => words.ContainsKey(score.Term)).Select(score => (score, words[score.Term]))];
    }

    private Task<int> TestsAsync(string storefrontId, IsoWeek week, CancellationToken ct) =>
        db.TermCounts.Where(row => row.StorefrontId == storefrontId && row.Week == week.Number).SumAsync(row => row.Tested, ct);
}
