using ComplaintPlatform.Resolution.Data;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Outcomes;

/// <param name="Category">Of the closed cases that were counted: the case's own, or the branch above where there are few.</param>
/// <param name="Demand">Among those who wanted this; <c>null</c>: whatever they wanted.</param>
public sealed record RemedyRecord(string Category, string? Demand, int Satisfied, int Count);

/// <summary>What is known of the remedies from similar closed cases of the storefront.</summary>
internal sealed class RemedyExperience(IReadOnlyList<RemedyOutcome> rows)
{
    public static async Task<RemedyExperience> ReadAsync(ResolutionDbContext db, string storefrontId, string category, CancellationToken ct)
    {
        var top = TopOf(category);
        var below = top + "/";
        return new RemedyExperience(await db.RemedyOutcomes.AsNoTracking()
            .Where(row => row.StorefrontId == storefrontId && (row.Category == top || row.Category.StartsWith(below))).ToListAsync(ct));
    }

    /// <summary>The nearest cases of which there are enough: same category and demand, same category, same branch; else the branch,
    /// however few.</summary>
    /// <returns><c>null</c> where nothing was counted.</returns>
    public RemedyRecord? Of(string kind, string category, IReadOnlyCollection<string> demands, int enough)
    {
        var top = TopOf(category);
        foreach (var (branch, demand) in demands.Select(demand => (category, demand)).Append((category, "")))
        {
            if (Counted(kind, branch, demand) is { } near && near.Count >= enough)
                return near;
        }

        return Counted(kind, top, "");

        RemedyRecord? Counted(string what, string branch, string demand)
        {
            var counted = rows.Where(row => row.Kind == what && row.Demand == demand
                && (row.Category == branch || (branch == top && row.Category.StartsWith(top + "/", StringComparison.Ordinal)))).ToList();
            var (satisfied, all) = (counted.Sum(row => row.Satisfied), counted.Sum(row => row.Satisfied + row.Unsatisfied));
            return all == 0 ? null : new RemedyRecord(branch, demand.Length == 0 ? null : demand, satisfied, all);
        }
    }

    private static string TopOf(string category) => category.Split('/')[0];
}
