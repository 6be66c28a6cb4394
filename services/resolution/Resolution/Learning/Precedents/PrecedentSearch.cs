using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.Resolution.Learning.Precedents;

/// <summary>A precedent and how much it is alike, 0 to 1.</summary>
internal sealed record FoundPrecedent(Precedent Row, string Excerpt, double Similarity);

/// <summary>
/// Finds the closed cases that are most alike. The rarest tokens of the question lead to candidates, because they tell cases apart and
/// their lists are short; those with the most in common are then compared word by word: cosine of the sets of tokens, each weighted by
/// its rarity. Of a token that is common the latest precedents are looked at. Work is bounded, however many precedents there are.
/// </summary>
internal sealed class PrecedentSearch(ResolutionDbContext db, IOptions<ResolutionOptions> options)
{
    public const string Method =
        "cosine of token sets weighted by inverse document frequency (Salton and Buckley 1988); candidates by the rarest tokens, the "
        + "latest first";

    private const int ExcerptLength = 160;
    private const int TextPerComplaint = 4_000;

    private readonly PrecedentOptions _bounds = options.Value.Precedents;

    /// <param name="filter">What else must hold of them.</param>
    public async Task<IReadOnlyList<FoundPrecedent>> FindAsync(
        string storefrontId, IEnumerable<string?> question, Func<IQueryable<Precedent>, IQueryable<Precedent>> filter, int take,
        CancellationToken ct)
    {
        var tokens = PrecedentTokens.Of(storefrontId, question);
        if (tokens.Count == 0)
            return [];

        var index = PrecedentIndexing.For(db);
        var frequencies = await index.FrequenciesAsync(db, tokens, ct);
        // A token that the sample does not know is rare, or nobody ever used it
        var leading = tokens.Where(token => !frequencies.ContainsKey(token)).Take(_bounds.RareTokens)
            .Concat(tokens.Where(frequencies.ContainsKey).OrderBy(token => frequencies[token]).Take(_bounds.KnownTokens)).ToList();
        var hits = await index.FindAsync(db, leading, _bounds.EntriesPerToken, ct);
        var weights = tokens.ToDictionary(token => token, token => WeightOf(frequencies.GetValueOrDefault(token)));
        var best = Best(hits, leading.ConvertAll(token => weights[token]));
        var ids = (await index.IdsAsync(db, best, ct)).Values.ToList();
        return await CompareAsync(storefrontId, weights, filter(db.Precedents.AsNoTracking().Where(row => ids.Contains(row.Id))), take, ct);
    }

    /// <summary>Precedents of a case's own storefront, for its complaint.</summary>
    public async Task<IReadOnlyList<FoundPrecedent>> FindForAsync(Case theCase, int take, CancellationToken ct)
    {
        var complaint = await db.Complaints.AsNoTracking().FirstOrDefaultAsync(row => row.Id == theCase.Id, ct);
        return complaint is null
            ? []
            : await FindAsync(
                theCase.StorefrontId, [complaint.Subject, complaint.Text, complaint.Product], rows => rows
                    .Where(row => row.Id != theCase.Id),
                take, ct);
    }

    private List<long> Best(IReadOnlyList<PrecedentHit> hits, List<double> weights)
    {
        var scores = new Dictionary<long, double>();
        foreach (var hit in hits)
            scores[hit.Key] = scores.GetValueOrDefault(hit.Key) + weights[hit.Token];
        return [.. scores.OrderByDescending(pair => pair.Value).ThenByDescending(pair => pair.Key).Take(_bounds.Compared).Select(pair => pair.Key)];
    }

    private async Task<IReadOnlyList<FoundPrecedent>> CompareAsync(
        string storefrontId, Dictionary<string, double> weights, IQueryable<Precedent> candidates, int take, CancellationToken ct)
    {
        var rows = await Comparable(candidates, db).ToListAsync(ct);
        var whole = Math.Sqrt(weights.Values.Sum(weight => weight * weight));
        // Tokens that only the precedent has are unknown here; they weigh as much as those of the question do in the middle
        var other = weights.Values.Average();
        return
        [
            .. rows.Where(row => row.Row.StorefrontId == storefrontId).Select(row =>
                {
                    var tokens = PrecedentTokens.Of(storefrontId, row.Subject, row.Text, row.Product);
                    var shared = tokens.Where(weights.ContainsKey).Sum(token => weights[token] * weights[token]);
                    var length = Math.Sqrt(shared + (tokens.Count(token => !weights.ContainsKey(token)) * other * other));
                    return new FoundPrecedent(
                        row.Row, ExcerptOf(row.Subject, row.Text), length == 0 ? 0 : Math.Round(shared / (whole * length), 4));
                })
                .Where(found => found.Similarity > 0)
                .OrderByDescending(found => found.Similarity).ThenByDescending(found => found.Row.ClosedAt).ThenBy(found => found.Row.Id)
                .Take(take),
        ];
    }

    /// <summary>
    /// Candidates with their words. They are read by their ids alone: a condition on the storefront would lead SQLite to an index that
    /// knows nothing but storefronts.
    /// </summary>
    internal static IQueryable<Comparand> Comparable(IQueryable<Precedent> candidates, ResolutionDbContext db) =>
        candidates.Join(db.Complaints, row => row.Id, complaint => complaint.Id, (row, complaint) => new Comparand
        {
            Row = row,
            Subject = complaint.Subject,
            Product = complaint.Product,
            Text = complaint.Text == null ? null : complaint.Text.Substring(0, TextPerComplaint),
        });

    internal sealed class Comparand
    {
        public required Precedent Row { get; init; }

        public string? Subject { get; init; }

        public string? Product { get; init; }

        public string? Text { get; init; }
    }

    private static string ExcerptOf(string? subject, string? text)
    {
        var whole = string.IsNullOrEmpty(subject) ? text ?? "" : $"{subject}: {text}";
        if (whole.Length <= ExcerptLength)
            return whole;
        var end = char.IsHighSurrogate(whole[ExcerptLength - 1]) ? ExcerptLength - 1 : ExcerptLength;
        return whole[..end] + "…";
    }

    // A hundred thousand weigh a third of one: nothing is worth nothing
    private static double WeightOf(long frequency) => Math.Max(0.5, Math.Log(2_000_000.0 / (frequency + 32)));
}
