using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using ComplaintPlatform.Testing;
using ComplaintPlatform.Testing.Processes;

namespace ComplaintPlatform.Faults;

/// <summary>
/// The standalone platform on a folder of its own, which is started again and again, and the clients that do not give up meanwhile.
/// </summary>
internal sealed class MortalPlatform : IAsyncDisposable
{
    private static readonly string[] Services = ["gateway", "intake", "classification", "resolution", "follow-up", "survey"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("faults-");
    private readonly ConcurrentDictionary<string, Guid> _ledger = new();
    private readonly ConcurrentBag<string> _refused = [];
    private HostProcess? _process;
    private string _lastAnswer = "none";
    private int _posted;

    /// <summary>A temporary folder, which goes with the platform.</summary>
    public string Folder => _folder.FullName;

    public string DataFolder => Path.Combine(Folder, "data");

    /// <summary>Written after the answer was read: the request's own key, and the id of the complaint that the answer named.</summary>
    public IReadOnlyDictionary<string, Guid> Ledger => _ledger;

    /// <summary>Answers that are neither success nor absence.</summary>
    public IReadOnlyCollection<string> Refused => _refused;

    public HostProcess Process => _process ?? throw new InvalidOperationException("The platform is not started.");

    public DatabaseFile Database(string service) => new(Path.Combine(DataFolder, $"{service}.db"));

    /// <summary>At every start.</summary>
    public IReadOnlyList<(string Name, string Value)> Settings { get; init; } = [];

    /// <summary>Whether customers leave an address, so that they are written to.</summary>
    public bool LeavesAddress { get; init; }

    public void Launch(params (string Name, string Value)[] settings) => _process = HostProcess.StartStandalone(
        DataFolder, Settings.Concat(settings).Append(("Logging:LogLevel:Default", "Error"))
            .ToDictionary(setting => setting.Item1, setting => setting.Item2));

    public async Task StartAsync(params (string Name, string Value)[] settings)
    {
        Launch(settings);
        await Process.UntilReadyAsync();
    }

    public async Task KillAsync()
    {
        await Process.DisposeAsync();
        _process = null;
    }

    /// <summary>
    /// Posts complaints until told to stop; each until it is answered with success, always under the same idempotency key.
    /// </summary>
    public async Task PostAsync(CancellationToken stop)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
        while (!stop.IsCancellationRequested)
        {
            var key = $"post-{Interlocked.Increment(ref _posted)}";
            while (!await TryPostAsync(client, key))
                await Task.Delay(20, CancellationToken.None);
            await Task.Delay(15, CancellationToken.None);
        }
    }

    /// <summary>Waits until so many more are accepted; where they never will be it ends at once, and says what is in the way.</summary>
    public async Task UntilAcceptedAsync(int more)
    {
        var enough = Ledger.Count + more;
        try
        {
            await Patiently.UntilAsync(
                () =>
                {
                    Refused.ShouldBeEmpty();
                    Process.HasExited.ShouldBeFalse("the platform has ended by itself");
                    return Task.FromResult(Ledger.Count >= enough);
                },
                "complaints are accepted");
        }
        catch (ShouldAssertException failure)
        {
            throw new ShouldAssertException($"{failure.Message}\nLast answer: {_lastAnswer}\n{Process.Output}", failure);
        }
    }

    public async Task<JsonElement> TimelineVerificationAsync(Guid id)
    {
        using var client = new HttpClient { BaseAddress = new Uri(Process.BaseUrl) };
        client.DefaultRequestHeaders.Add("X-Api-Key", ApiKey());
        return await client.GetAsync($"/api/v1/complaints/{id}/timeline/verification").ShouldBeAsync(200);
    }

    public async Task PostSomeAsync(int count)
    {
        using var stop = new CancellationTokenSource();
        var client = PostAsync(stop.Token);
        await UntilAcceptedAsync(count);
        await stop.CancelAsync();
        await client;
    }

    /// <summary>One complaint, one classification, one case, one assignment for each request that was accepted, and not one more.</summary>
    public async Task ShouldBeWholeAsync()
    {
        var accepted = Ledger.Values.ToHashSet();
        accepted.Count.ShouldBe(Ledger.Count, "two requests got one complaint");
        await ShouldHoldAsync(accepted);
    }

    /// <summary>These complaints and no others, each whole in every service.</summary>
    public async Task ShouldHoldAsync(IReadOnlyCollection<Guid> complaints)
    {
        var (intake, classification, resolution) = (Database("intake"), Database("classification"), Database("resolution"));
        await Patiently.UntilAsync(async () => await WaitingAsync() == 0, "every outbox is empty");

        (await intake.IdsAsync("SELECT Id FROM Complaints")).ShouldBe(complaints, ignoreOrder: true);
        (await classification.IdsAsync("SELECT Id FROM Classifications")).ShouldBe(complaints, ignoreOrder: true);
        (await resolution.IdsAsync("SELECT Id FROM Cases")).ShouldBe(complaints, ignoreOrder: true);
        foreach (var kind in (string[])["complaint_received", "complaint_classified", "case_opened", "case_assigned"])
            (await intake.IdsAsync($"SELECT ComplaintId FROM Timeline WHERE Kind = '{kind}'")).ShouldBe(complaints, ignoreOrder: true, kind);
        (await resolution.IdsAsync("SELECT ComplaintId FROM Outbox WHERE WireName = 'resolution.case-assigned.v1'"))
            .ShouldBe(complaints, ignoreOrder: true);
        (await intake.CountAsync(DistributedPlatform.TimelinesWithGaps)).ShouldBe(0, "timelines with gaps");
        (await intake.CountAsync("SELECT max(FeedNumber) - count(*) FROM Timeline")).ShouldBe(0, "gaps in the feed");
        (await DeadLettersAsync()).ShouldBe(0, "dead letters");
        foreach (var id in complaints.Take(20))
            (await TimelineVerificationAsync(id)).GetProperty("valid").GetBoolean().ShouldBeTrue();
    }

    public Task<long> DeadLettersAsync() =>
        SumAsync("SELECT (SELECT count(*) FROM DeadLetters) + (SELECT count(*) FROM Outbox WHERE GivenUpAt IS NOT NULL)");

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await KillAsync();
        _folder.Delete(recursive: true);
    }

    private async Task<bool> TryPostAsync(HttpClient client, string key)
    {
        if (_process is not { } process)
            return false;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{process.BaseUrl}/api/v1/complaints")
            {
                Content = JsonContent.Create(new { channel = "web", text = $"快递晚到了五天,客服一直不回复。{key}", customer = new { externalId = key, email = LeavesAddress ? $"{key}@example.com" : null } }),
            };
            request.Headers.Add("X-Api-Key", ApiKey());
            request.Headers.Add("Idempotency-Key", key);
            using var answer = await client.SendAsync(request);
            _lastAnswer = $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
            if ((int)answer.StatusCode == 201)
                return _ledger.TryAdd(key,
                    JsonDocument.Parse(await answer.Content.ReadAsStreamAsync()).RootElement.GetProperty("id").GetGuid());
            // The gateway is up and what is behind it not yet, or the first try of the same key is still running
            if ((int)answer.StatusCode is not (409 or 429 or 502 or 503 or 504))
                _refused.Add(_lastAnswer);
            return false;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or TaskCanceledException)
        {
            _lastAnswer = exception.Message;
            return false;
        }
    }

    private Task<long> WaitingAsync() => SumAsync("SELECT count(*) FROM Outbox WHERE SentAt IS NULL");

    private async Task<long> SumAsync(string sql)
    {
        var sum = 0L;
        foreach (var service in Services)
        {
            if (Database(service) is { Exists: true } database)
                sum += await database.CountAsync(sql);
        }

        return sum;
    }

    private string ApiKey() =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(DataFolder, "first-run.json"))).RootElement.GetProperty("apiKey").GetString()!;
}
