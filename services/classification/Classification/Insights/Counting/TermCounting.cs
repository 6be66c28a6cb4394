using ComplaintPlatform.Classification.Data;
using ComplaintPlatform.Classification.Insights.Terms;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Classification.Insights.Counting;

/// <summary>
/// Adds the words of what waits to the counts of their week. Reads each complaint once, when it is counted, and never again. Two replicas
/// may take the same batch: the version of the counts lets one of them through.
/// </summary>
internal sealed class TermCounting(ClassificationDbContext db, InsightPolicy policy, DateTimeOffset now, TimeSpan refreshAfter)
{
    // SQL Server takes 2,100 parameters a statement
    public const int Batch = 250;

    private readonly Dictionary<CellKey, (TermCounts Row, TermCell Cell)> _cells = [];
    private readonly List<(Term Term, IsoWeek Week)> _shared = [];

    /// <summary>Changes the context and saves nothing.</summary>
    /// <returns>How many were taken.</returns>
    public async Task<int> CountAsync(string storefrontId, CancellationToken ct)
    {
        var waiting = await db.UncountedComplaints.Where(row => row.StorefrontId == storefrontId).OrderBy(row => row.Id).Take(Batch)
            .ToListAsync(ct);
        var ids = waiting.Select(row => row.ComplaintId).Distinct().ToList();
        var complaints = await db.Classifications.AsNoTracking().Where(row => ids.Contains(row.Id))
            .Select(row => new Complaint(row.Id, row.Text, row.Product, row.Store, row.ReceivedAt)).ToDictionaryAsync(row => row.Id, ct);
        db.UncountedComplaints.RemoveRange(waiting);

        var changes = waiting.Where(row => complaints.GetValueOrDefault(row.ComplaintId) is { Text.Length: > 0 })
            .Select(row => (Task: row, Complaint: complaints[row.ComplaintId])).ToList();
        await LoadAsync(storefrontId, changes.SelectMany(change => KeysOf(change.Task, change.Complaint)).ToHashSet(), ct);
        foreach (var (task, complaint) in changes)
            Count(task, complaint);
        foreach (var (row, cell) in _cells.Values)
            row.Replace(cell, policy, now, refreshAfter);
        await KeepWordsAsync(storefrontId, ct);
        return waiting.Count;
    }

    private void Count(UncountedComplaint task, Complaint complaint)
    {
        var terms = TermExtractor.Extract(complaint.Text, policy.TermsPerComplaint);
        var shared = new List<Term>();
        foreach (var key in KeysOf(task, complaint))
        {
            var cell = _cells[key].Cell;
            if (task.Removes)
                cell.Remove(complaint.Id, terms);
            else
                cell.Add(complaint.Id, terms, policy.TermsPerWeek, policy.MinimumShared, shared);
        }

        _shared.AddRange(shared.Where(term => term.IsShown).Select(term => (term, IsoWeek.Of(complaint.ReceivedAt))));
    }

    private static IEnumerable<CellKey> KeysOf(UncountedComplaint task, Complaint complaint)
    {
        var week = IsoWeek.Of(complaint.ReceivedAt);
        yield return new CellKey(InsightDimension.Category, task.Category, week);
        if (task.Category.IndexOf('/', StringComparison.Ordinal) is > 0 and var end)
            yield return new CellKey(InsightDimension.Category, task.Category[..end], week);
        if (task.CategoryOnly)
            yield break;

        yield return new CellKey(InsightDimension.Storefront, "", week);
        if (Name(complaint.Product) is { } product)
            yield return new CellKey(InsightDimension.Product, product, week);
        if (Name(complaint.Store) is { } store)
            yield return new CellKey(InsightDimension.Store, store, week);
    }

    private static string? Name(string? name) =>
        name?.Trim() is not { Length: > 0 } trimmed ? null
        : trimmed.Length <= TermCounts.LongestValue ? trimmed
        : trimmed[..TermCounts.LongestValue].TrimEnd();

    private async Task LoadAsync(string storefrontId, HashSet<CellKey> keys, CancellationToken ct)
    {
        foreach (var group in keys.GroupBy(key => (key.Dimension, key.Week)))
        {
            var (dimension, week) = (group.Key.Dimension, group.Key.Week.Number);
            var values = group.Select(key => key.Value).ToList();
            foreach (var row in await db.TermCounts
                .Where(row => row.StorefrontId == storefrontId && row.Dimension == dimension && row.Week == week
                    && values.Contains(row.Value)).ToListAsync(ct))
                _cells.Add(new CellKey(dimension, row.Value, group.Key.Week), (row, row.Cell()));
        }

        foreach (var key in keys.Where(key => !_cells.ContainsKey(key)))
        {
            var row = TermCounts.Of(storefrontId, key.Dimension, key.Value, key.Week);
            db.TermCounts.Add(row);
            _cells.Add(key, (row, new TermCell()));
        }
    }

    private async Task KeepWordsAsync(string storefrontId, CancellationToken ct)
    {
        foreach (var chunk in _shared.DistinctBy(shared => shared.Term.Hash).Chunk(1_000))
        {
            var hashes = chunk.Select(shared => shared.Term.Hash).ToList();
            var known = await db.KnownTerms.Where(row => row.StorefrontId == storefrontId && hashes.Contains(row.Hash))
                .ToDictionaryAsync(row => row.Hash, ct);
            foreach (var (term, week) in chunk)
            {
                if (known.TryGetValue(term.Hash, out var row))
                    row.SharedIn(week);
                else
                    db.KnownTerms.Add(new KnownTerm(storefrontId, term.Hash, term.Words, week));
            }
        }
    }

    private readonly record struct CellKey(InsightDimension Dimension, string Value, IsoWeek Week);

    private sealed record Complaint(Guid Id, string Text, string? Product, string? Store, DateTimeOffset ReceivedAt);
}
