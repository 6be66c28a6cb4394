using System.Globalization;
using ComplaintPlatform.Load.Following;
using ComplaintPlatform.Load.Sending;

namespace ComplaintPlatform.Load.Platform;

/// <summary>The calls with which the driver looks at the platform; none of them is measured.</summary>
internal sealed class PlatformApi(LoadClient client, FirstRun firstRun)
{
    public const int PageSize = 100;

    private Caller? _reader;
    private Caller? _feedReader;

    public string ReaderName => _reader?.Name ?? "nobody";

    /// <summary>Finds out who may read: people first, so that the key's rate limit is left to the posts.</summary>
    public async Task FindReadersAsync(CancellationToken ct)
    {
        string[] order = ["supervisor", "manager", "administrator", "director"];
        Caller[] candidates =
        [
            .. order.SelectMany(role => firstRun.Users.Where(user => user.Role == role)).Select(user => Caller.SignedIn(client, user)),
            Caller.WithKey(client, firstRun.ApiKey),
        ];
        _reader = await FirstThatReadsAsync(candidates, ComplaintsPath(DateTimeOffset.UtcNow, null, 1), ct);
        _feedReader = await FirstThatReadsAsync(candidates, "/api/v1/events?after=0&limit=1", ct);
        if (_reader is null)
            throw new LoadException("Nobody in the first-run file may list complaints.");
    }

    public bool HasFeed => _feedReader is not null;

    public async Task<ListPage?> ComplaintsAsync(DateTimeOffset receivedFrom, string? cursor, CancellationToken ct) =>
        await GetAsync(_reader!, ComplaintsPath(receivedFrom, cursor, PageSize), PageReader.Complaints, ct);

    public async Task<EventPage?> EventsAsync(string after, int limit, CancellationToken ct) =>
        _feedReader is null ? null
            : await GetAsync(_feedReader, $"/api/v1/events?after={Uri.EscapeDataString(after)}&limit={limit}", PageReader.Events, ct);

    /// <summary>How many complaints of the run have the status; null where the platform does not count.</summary>
    public async Task<long?> CountAsync(DateTimeOffset receivedFrom, string status, CancellationToken ct)
    {
        var path = $"{ComplaintsPath(receivedFrom, null, 1)}&count=true&status={status}";
        return (await GetAsync(_reader!, path, PageReader.Complaints, ct))?.Total;
    }

    public async Task<int> StatusOfAsync(Guid id, CancellationToken ct)
    {
        using var request = await RequestAsync(_reader!, $"/api/v1/complaints/{id}", ct);
        return (await client.SendAsync(request, static (_, _) => 0, ct)).Status;
    }

    private string ComplaintsPath(DateTimeOffset receivedFrom, string? cursor, int limit)
    {
        var from = receivedFrom.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var path = $"/api/v1/complaints?storefrontId={Uri.EscapeDataString(firstRun.StorefrontId)}&receivedFrom={Uri.EscapeDataString(from)}&limit={limit}";
        return cursor is null ? path : $"{path}&cursor={Uri.EscapeDataString(cursor)}";
    }

    private async Task<Caller?> FirstThatReadsAsync(IEnumerable<Caller> callers, string path, CancellationToken ct)
    {
        foreach (var caller in callers)
        {
            using var request = await RequestAsync(caller, path, ct);
            if ((await client.SendAsync(request, static (_, _) => 0, ct)).Status == 200)
                return caller;
        }

        return null;
    }

    private async Task<T?> GetAsync<T>(Caller caller, string path, Func<ReadOnlyMemory<byte>, T> read, CancellationToken ct) where T : class
    {
        using var request = await RequestAsync(caller, path, ct);
        var answer = await client.SendAsync(request, (response, body) => (int)response.StatusCode == 200 ? read(body) : null, ct);
        return answer.Value;
    }

    private async Task<HttpRequestMessage> RequestAsync(Caller caller, string path, CancellationToken ct)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(client.BaseAddress, path));
        await caller.AuthoriseAsync(request, ct);
        return request;
    }
}
