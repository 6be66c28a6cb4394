using ComplaintPlatform.Load.Platform;

namespace ComplaintPlatform.Load.Following;

/// <summary>Where there is no change feed to read: lists the complaints received since the oldest one that is still open.</summary>
internal sealed class ListFollower(PlatformApi api, Journeys journeys, TimeSpan interval) : Follower(interval)
{
    public override string Name => "list";

    protected override async Task LookAsync(CancellationToken ct)
    {
        if (journeys.OldestOpen() is not { } oldest)
            return;

        string? cursor = null;
        do
        {
            var page = await api.ComplaintsAsync(oldest.AddSeconds(-1), cursor, ct);
            if (!Count(page is not null))
                return;

            foreach (var row in page!.Items)
                journeys.Saw(row.Id, row.Stage);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }
}
