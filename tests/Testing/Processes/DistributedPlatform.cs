using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web;
using ComplaintPlatform.Web.Security;
using Shouldly;

namespace ComplaintPlatform.Testing.Processes;

/// <summary>
/// Services in processes of their own, over a virtual host of their own on a real broker, with their databases in one folder. What was
/// accepted is in a ledger outside of them, written after the answer was read.
/// </summary>
public sealed class DistributedPlatform(RabbitBroker broker) : IAsyncDisposable
{
    public const string Storefront = "demo";

    /// <summary>How many events of a service have not left.</summary>
    public const string Unsent = "SELECT count(*) FROM Outbox WHERE SentAt IS NULL";

    public const string TimelinesWithGaps =
        "SELECT count(*) FROM (SELECT 1 FROM Timeline GROUP BY ComplaintId HAVING max(Sequence) <> count(*) OR min(Sequence) <> 1)";

    /// <summary>Settings under which a host lets its protections be switched off.</summary>
    public static readonly IReadOnlyList<(string Name, string Value)> AllowingControls = [("ASPNETCORE_ENVIRONMENT", "Development")];

    private static readonly Dictionary<string, string> Hosts = new()
    {
        ["intake"] = "services/intake/Intake.Host",
        ["classification"] = "services/classification/Classification.Host",
        ["resolution"] = "services/resolution/Resolution.Host",
        ["reader"] = "tests/NaiveReader",
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-");
    private readonly ConcurrentBag<HostProcess> _started = [];
    private InternalTokens? _tokens;

    public string VirtualHost { get; } = broker.NextVirtualHost();

    public string Folder => _folder.FullName;

    /// <summary>Complaints that were answered with 201.</summary>
    public ConcurrentBag<Guid> Accepted { get; } = [];

    public DatabaseFile Intake => Database("intake");

    public DatabaseFile Classification => Database("classification");

    /// <summary>Of the reader, which takes the place of resolution.</summary>
    public DatabaseFile Reader => Database("resolution");

    private InternalTokens Tokens => _tokens ??= new InternalTokens(new KeyRing(Path.Combine(Folder, "keys")), TimeProvider.System);

    public DatabaseFile Database(string service) => new(Path.Combine(Folder, $"{service}.db"));

    /// <param name="service">A service, or <c>reader</c>: a reader of received complaints that has no business key to protect it.</param>
    public async Task<HostProcess> StartAsync(string service, params IReadOnlyList<(string Name, string Value)> settings)
    {
        var address = $"http://127.0.0.1:{Ports.Reserve()}";
        var all = new Dictionary<string, string>
        {
            ["Urls"] = address,
            ["ConnectionStrings:RabbitMq"] = broker.ConnectionString(VirtualHost),
            ["Database:Folder"] = Folder,
            ["Security:KeyFolder"] = Path.Combine(Folder, "keys"),
            ["Messages:Folder"] = Path.Combine(Folder, "messages"),
        };
        foreach (var (name, value) in settings)
            all[name] = value;
        var host = HostProcess.Start(Hosts[service], address, all);
        _started.Add(host);
        await host.UntilReadyAsync();
        return host;
    }

    public HttpClient ClientOf(HostProcess host, string role = Roles.Storefront)
    {
        var all = role == Roles.Administrator;
        var caller = new Caller(ServiceHost.UserIdOf(role).ToString(), role, role, all, all ? [] : [Storefront], []);
        var client = new HttpClient
        {
            BaseAddress = new Uri(new Uri(host.BaseUrl), ServiceHosting.ApiBase + "/"),
            Timeout = TimeSpan.FromSeconds(30)
        };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.Issue(InternalTokens.Gateway, caller));
        return client;
    }

    /// <summary>Posts complaints, eight at a time; each must be accepted.</summary>
    public async Task<IReadOnlyList<Guid>> PostAsync(HostProcess intake, int count, string text = "快递晚到了五天,客服一直不回复,要求退款。")
    {
        using var client = ClientOf(intake);
        var ids = new ConcurrentBag<Guid>();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (number, _) =>
        {
            var answer = await client.PostJsonAsync("complaints", Body(number, text)).ShouldBeAsync((int)HttpStatusCode.Created);
            ids.Add(answer.GetProperty("id").GetGuid());
        });
        foreach (var id in ids)
            Accepted.Add(id);
        return [.. ids];
    }

    /// <summary>Posts until the host is gone; what was answered with 201 is in the ledger.</summary>
    public async Task PostUntilItDiesAsync(HostProcess intake)
    {
        using var client = ClientOf(intake);
        try
        {
            for (var number = 0; ; number++)
            {
                using var answer = await client.PostJsonAsync("complaints", Body(number, "客服电话一直打不通。"));
                if (answer.StatusCode is HttpStatusCode.Created)
                    Accepted.Add((await answer.ShouldBeAsync((int)HttpStatusCode.Created)).GetProperty("id").GetGuid());
            }
        }
        catch (HttpRequestException)
        {
            // The end of the host is what is waited for
        }
    }

    public async Task<bool> QueueExistsAsync(string queue)
    {
        await using var connection = await broker.ConnectAsync(VirtualHost);
        await using var channel = await connection.CreateChannelAsync();
        try
        {
            await channel.QueueDeclarePassiveAsync(queue);
            return true;
        }
        catch (RabbitMQ.Client.Exceptions.OperationInterruptedException)
        {
            return false;
        }
    }

    /// <summary>Whether the service behind the queue is connected to it.</summary>
    public async Task<bool> QueueIsReadAsync(string queue)
    {
        await using var connection = await broker.ConnectAsync(VirtualHost);
        await using var channel = await connection.CreateChannelAsync();
        try
        {
            return await channel.ConsumerCountAsync(queue) > 0;
        }
        catch (RabbitMQ.Client.Exceptions.OperationInterruptedException)
        {
            return false;
        }
    }

    public static string Body(int number, string text) =>
        JsonSerializer.Serialize(new { channel = "web", text = $"{text} {number}", customer = new { externalId = $"u-{number}" } });

    /// <summary>Waits until every accepted complaint is classified and the register shows it, and nothing waits in an outbox.</summary>
    public async Task UntilProcessedAsync(TimeSpan? limit = null)
    {
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        while (true)
        {
            var state = await StateAsync();
            if (state.IsProcessed)
                return;
            if (System.Diagnostics.Stopwatch.GetElapsedTime(started) > (limit ?? Patiently.Limit))
                throw new ShouldAssertException(
                    $"Not processed in time: {state}\n{string.Join("\n---\n", _started.Select(host => Tail(host.Output)))}\n--- broker\n{await broker.LogTailAsync()}");
            await Task.Delay(100);
        }
    }

    private static string Tail(string output) => output[^Math.Min(output.Length, 2_000)..];

    public async Task<PlatformState> StateAsync()
    {
        var complaints = await Intake.CountAsync("SELECT count(*) FROM Complaints");
        var waiting = await Intake.CountAsync("SELECT count(*) FROM Outbox WHERE SentAt IS NULL");
        var classified = 0L;
        if (Classification.Exists)
        {
            waiting += await Classification.CountAsync("SELECT count(*) FROM Outbox WHERE SentAt IS NULL");
            classified = await Classification.CountAsync("SELECT count(*) FROM Classifications");
        }

        return new PlatformState(
            complaints, classified, await Intake.CountAsync("SELECT count(*) FROM Register WHERE Category IS NOT NULL"), waiting);
    }

    /// <summary>Nothing accepted is lost, nothing has its effect twice, nothing was made up, and each timeline is a whole chain.</summary>
    public async Task ShouldBeWholeAsync()
    {
        var complaints = (await Intake.IdsAsync("SELECT Id FROM Complaints")).ToHashSet();
        Accepted.Except(complaints).ShouldBeEmpty("accepted and lost");

        var classified = await Classification.IdsAsync("SELECT Id FROM Classifications");
        classified.Count.ShouldBe(classified.Distinct().Count(), "classified twice");
        classified.ToHashSet().SetEquals(complaints).ShouldBeTrue("classified is what was received");
        (await Classification.CountAsync("SELECT count(*) FROM Outbox WHERE WireName = 'classification.complaint-classified.v1'"))
            .ShouldBe(complaints.Count);

        foreach (var kind in (string[])["complaint_received", "complaint_classified"])
        {
            var entries = await Intake.IdsAsync($"SELECT ComplaintId FROM Timeline WHERE Kind = '{kind}'");
            entries.Count.ShouldBe(complaints.Count, kind);
            entries.Distinct().Count().ShouldBe(complaints.Count, kind);
        }

        (await Intake.CountAsync(TimelinesWithGaps)).ShouldBe(0, "timelines with gaps");
        (await Intake.CountAsync("SELECT max(FeedNumber) - count(*) FROM Timeline")).ShouldBe(0, "gaps in the feed");
        (await DeadLettersAsync()).ShouldBe(0, "dead letters");
    }

    /// <summary>Each accepted complaint had one effect on the reader, which nothing but the inbox protects.</summary>
    public async Task ReaderShouldHaveReadOnceAsync()
    {
        await Patiently.UntilAsync(
            async () => Accepted.Except(await Reader.IdsAsync("SELECT ComplaintId FROM Effects")).Any() is false,
            "the reader has read all");
        (await Reader.CountAsync("SELECT count(*) - count(DISTINCT EventId) FROM Effects")).ShouldBe(0, "effects that came twice");
    }

    /// <summary>What a dead process held is free at once, as it is by itself after its lease.</summary>
    public Task LetLeasesRunOutAsync() => Intake.ExecuteAsync("UPDATE Outbox SET LeasedUntil = 0 WHERE SentAt IS NULL");

    public Task UntilSentAsync() =>
        Patiently.UntilAsync(async () => await Intake.CountAsync("SELECT count(*) FROM Outbox WHERE SentAt IS NULL") == 0,
            "intake has sent all");

    /// <summary>Parked events and given-up rows of all services.</summary>
    public async Task<long> DeadLettersAsync()
    {
        long count = 0;
        foreach (var database in new[] { Intake, Classification, Reader }.Where(database => database.Exists))
            count += await database.CountAsync(
                "SELECT (SELECT count(*) FROM DeadLetters) + (SELECT count(*) FROM Outbox WHERE GivenUpAt IS NOT NULL)");
        return count;
    }

    /// <summary>The chain of each of these complaints proves itself over the API.</summary>
    public async Task TimelinesShouldBeIntactAsync(HostProcess intake, IEnumerable<Guid> complaints)
    {
        using var client = ClientOf(intake);
        foreach (var id in complaints)
        {
            var verification = await client.GetAsync($"complaints/{id}/timeline/verification").ShouldBeAsync((int)HttpStatusCode.OK);
            verification.GetProperty("valid").GetBoolean().ShouldBeTrue(verification.ToString());
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _started)
            await host.DisposeAsync();
        await broker.DeleteQueuesAsync(VirtualHost);
        _folder.Delete(recursive: true);
    }
}

/// <param name="Shown">How many complaints the register shows as classified.</param>
/// <param name="Waiting">How many events stand unsent in outboxes.</param>
public sealed record PlatformState(long Complaints, long Classified, long Shown, long Waiting)
{
    public bool IsProcessed => Waiting == 0 && Classified == Complaints && Shown == Complaints;
}
