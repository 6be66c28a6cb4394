using ComplaintPlatform.Load.Platform;

namespace ComplaintPlatform.Load.Following;

/// <summary>Holds the ledger against everything that the system lists for the time of the run.</summary>
internal sealed class Reconciliation(PlatformApi api, Ledger ledger, string run)
{
    public async Task<ReconciliationFigures> CompareAsync(DateTimeOffset runStart, CancellationToken ct)
    {
        var rows = new List<ListedComplaint>();
        string? cursor = null;
        do
        {
            var page = await RetryAsync(() => api.ComplaintsAsync(runStart.AddSeconds(-1), cursor, ct), ct);
            if (page is null)
                return new ReconciliationFigures(false, null, null, null, null, null, []);
            rows.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        var balance = ledger.Hold(rows, run);
        var lost = await StillMissingAsync(balance.Lost, ct);
        var statuses = rows.Where(row => ledger.Contains(row.Id)).DistinctBy(row => row.Id).CountBy(row => row.Status)
            .OrderBy(pair => pair.Key);
        return new ReconciliationFigures(
            true, balance.Listed, lost, balance.Doubled, balance.Strangers, balance.ListedTwice, new(statuses));
    }

    /// <summary>A complaint that the list leaves out but that can be read by its id is a fault of the list, not a loss.</summary>
    private async Task<long> StillMissingAsync(IReadOnlyList<Guid> missing, CancellationToken ct)
    {
        long lost = 0;
        foreach (var id in missing)
        {
            if (await api.StatusOfAsync(id, ct) == 404)
                lost++;
            else
                NotListed++;
        }

        return lost;
    }

    public long NotListed { get; private set; }

    private static async Task<T?> RetryAsync<T>(Func<Task<T?>> read, CancellationToken ct) where T : class
    {
        for (var attempt = 0; attempt < 5; attempt++)
        {
            if (await read() is { } value)
                return value;
            await Task.Delay(TimeSpan.FromMilliseconds(200 << attempt), ct);
        }

        return null;
    }
}

/// <summary>Null where the list could not be read to its end.</summary>
internal sealed record ReconciliationFigures(
    bool Complete, long? Listed, long? Lost, long? Doubled, long? Strangers, long? ListedTwice, Dictionary<string, int> Statuses);
