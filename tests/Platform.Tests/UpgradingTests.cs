using System.IO.Compression;
using System.Text.Json;
using ComplaintPlatform.Testing;
using ComplaintPlatform.Testing.Processes;

namespace ComplaintPlatform.Platform.Tests;

/// <summary>Today's platform on what an earlier version left behind when it was killed: its tables, its events on their way, its keys.</summary>
public sealed class UpgradingTests : IAsyncLifetime
{
    private static readonly Guid Executing = new("08df4e3f-8edd-e27e-daa0-eaea30250000");

    /// <summary>What does not change by time alone.</summary>
    private static readonly Dictionary<Guid, string> States = new()
    {
        [new("08df4e3f-8ecb-77ff-daa0-eaea30250000")] = "closed",
        [Executing] = "executing",
        [new("08df4e3f-8ee8-550a-daa0-eaea30250000")] = "in_progress",
        [new("08df4e3f-8ef1-673b-daa0-eaea30250000")] = "reopened",
        [new("08df4e3f-8ef6-ed81-daa0-eaea30250000")] = "awaiting_customer",
        [new("08df4e3f-8ef7-d4e6-daa0-eaea30250000")] = "withdrawn",
        [new("08df4e3f-8ef8-6bd8-daa0-eaea30250000")] = "assigned",
        [new("08df4e3f-8efc-14ef-daa0-eaea30250000")] = "assigned",
        [new("08df4e3f-9563-d4df-daa0-eaea30250000")] = "duplicate",
    };

    private static readonly Guid[] AcceptedLast =
    [
        new("08df4e3f-97db-6020-daa0-eaea30250000"), new("08df4e3f-97dd-5925-daa0-eaea30250000"),
        new("08df4e3f-97de-3231-daa0-eaea30250000"), new("08df4e3f-97de-7dad-daa0-eaea30250000"),
        new("08df4e3f-97de-c675-daa0-eaea30250000"), new("08df4e3f-97df-0d2e-daa0-eaea30250000"),
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("upgrading-");
    private HostProcess _process = null!;
    private PlatformClient _client = null!;

    [Fact]
    public async Task Every_complaint_is_where_it_was_and_goes_on_from_there()
    {
        foreach (var (id, state) in States)
            (await _client.ComplaintAsync(id)).GetProperty("status").GetString().ShouldBe(state, id.ToString());
        // Events that had not left are read by consumers of today
        foreach (var id in AcceptedLast)
        {
            await _client.ComplaintWhenAsync(
                id, read => read.GetProperty("case") is { ValueKind: JsonValueKind.Object } opened
                    && opened.GetProperty("agent").ValueKind is JsonValueKind.Object, "an agent is assigned");
        }

        foreach (var id in States.Keys.Concat(AcceptedLast))
        {
            (await _client.Backend.GetAsync($"complaints/{id}/timeline/verification").ShouldBeAsync(200)).GetProperty("valid").GetBoolean()
                .ShouldBeTrue(id.ToString());
        }

        (await Database("intake").CountAsync("SELECT max(FeedNumber) - count(*) FROM Timeline")).ShouldBe(0, "gaps in the feed");
        foreach (var service in (string[])["intake", "classification", "resolution", "follow-up", "survey"])
            (await Database(service).CountAsync("SELECT count(*) FROM DeadLetters")).ShouldBe(0, service);
    }

    [Fact]
    public async Task A_key_made_then_repeats_its_request_and_finds_its_complaints_by_words()
    {
        var found = await _client.Backend.GetAsync("complaints?q=漏电&count=true").ShouldBeAsync(200);

        found.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid()).ShouldContain(States.Keys.First());
        (await _client.PostComplaintAsync(
            """{"channel":"web","text":"水壶漏水了,请换新。","customer":{"externalId":"u-0","email":"C0@example.com"}}"""))
            .GetProperty("id").GetGuid().ShouldNotBe(Guid.Empty);
    }

    [Fact]
    public async Task A_promise_made_then_is_kept_now()
    {
        var agent = await _client.AsAsync("agent");
        var read = await agent.GetAsync($"cases/{Executing}").ShouldBeAsync(200);
        foreach (var task in read.GetProperty("tasks").EnumerateArray())
        {
            var current = await agent.GetAsync($"cases/{Executing}");
            await agent.SendJsonAsync(
                HttpMethod.Patch, $"cases/{Executing}/tasks/{task.GetProperty("id").GetString()}", """{"state":"done","result":"退款已到账"}""",
                ("If-Match", current.Headers.ETag!.Tag)).ShouldBeAsync(200);
        }

        (await agent.PostJsonAsync($"cases/{Executing}/resolution", """{"summary":"已退款50元并致歉"}""").ShouldBeAsync(200))
            .GetProperty("state").GetString().ShouldBe("resolved");
    }

    public async ValueTask InitializeAsync()
    {
        var data = Path.Combine(_folder.FullName, "data");
        await ZipFile.ExtractToDirectoryAsync(
            Path.Combine(HostProcess.RepositoryRoot(), "tests/Platform.Tests/Recorded/2026-11-22.zip"), data, TestContext.Current.CancellationToken);
        _process = HostProcess.StartStandalone(data);
        await _process.UntilReadyAsync();
        _client = new PlatformClient(_process.BaseUrl, Path.Combine(data, "first-run.json"));
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private DatabaseFile Database(string service) => new(Path.Combine(_folder.FullName, "data", $"{service}.db"));
}
