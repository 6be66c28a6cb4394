using ComplaintPlatform.Load.Platform;

namespace ComplaintPlatform.Load.Following;

/// <summary>Reads the change feed: each event once, a hundred to a call.</summary>
internal sealed class FeedFollower(PlatformApi api, Journeys journeys, string after, TimeSpan interval) : Follower(interval)
{
    private string _after = after;

    public override string Name => "change feed";

    public static async Task<FeedFollower?> TryStartAsync(PlatformApi api, Journeys journeys, TimeSpan interval, CancellationToken ct) =>
        await EndOfFeedAsync(api, ct) is { } end ? new FeedFollower(api, journeys, end, interval) : null;

    protected override async Task LookAsync(CancellationToken ct)
    {
        while (true)
        {
            var page = await api.EventsAsync(_after, PlatformApi.PageSize, ct);
            if (!Count(page is not null))
                return;

            foreach (var item in page!.Items)
            {
                if (Stages.OfEvent(item.Kind) is { } stage)
                    journeys.Saw(item.ComplaintId, stage, item.At);
            }

            if (page.Last is { } last)
                _after = last;
            if (page.Items.Count < PlatformApi.PageSize)
                return;
        }
    }

    /// <summary>
    /// The feed has no "from now on", and reading all of an old one would take long: its numbers grow, so the end is found by halving.
    /// </summary>
    private static async Task<string?> EndOfFeedAsync(PlatformApi api, CancellationToken ct)
    {
        long low = 0, high = 1;
        while (true)
        {
            var page = await api.EventsAsync(Text(high), 1, ct);
            if (page is null)
                return null;
            if (page.Items.Count == 0)
                break;
            if (!long.TryParse(page.Last, out low))
                return null;
            high = low * 2;
        }

        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            var page = await api.EventsAsync(Text(middle), 1, ct);
            if (page is null)
                return null;
            if (page.Items.Count == 0)
                high = middle;
            else if (!long.TryParse(page.Last, out low))
                return null;
        }

        return Text(low);

        static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
