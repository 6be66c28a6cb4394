using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using ComplaintPlatform.Load.Measuring;
using ComplaintPlatform.Load.Platform;
using ComplaintPlatform.Load.Sending;

namespace ComplaintPlatform.Load.Commands;

/// <summary>Many watch the board while cases are taken up: how long after a change was answered does each of them see it.</summary>
internal static class BoardCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static Command Create()
    {
        var address = Options.Base();
        var firstRunFile = Options.FirstRun();
        var streams = new Option<int>("--streams") { Description = "Open streams at once", DefaultValueFactory = _ => 1000 };
        var changes = new Option<int>("--changes") { Description = "Cases taken up one after the other", DefaultValueFactory = _ => 30 };
        var pause = new Option<int>("--every") { Description = "Milliseconds between two changes", DefaultValueFactory = _ => 1000 };
        var command = new Command("board", "Opens streams of the board, takes cases up, and measures when each stream shows it")
        {
            address, firstRunFile, streams, changes, pause,
        };
        command.SetAction((parsed, ct) => Options.GuardAsync(async () =>
        {
            var firstRun = FirstRun.Read(parsed.GetValue(firstRunFile)!);
            var supervisor = firstRun.Users.First(user => user.Role == "supervisor");
            using var client = new LoadClient(LoopbackAddress.Require(parsed.GetValue(address)!), TimeSpan.FromSeconds(30), 64);
            return await WatchAsync(
                client, Caller.SignedIn(client, supervisor), Caller.WithKey(client, firstRun.ApiKey), parsed.GetValue(streams),
                parsed.GetValue(changes), TimeSpan.FromMilliseconds(parsed.GetValue(pause)), ct);
        }));
        return command;
    }

    private static async Task<int> WatchAsync(
        LoadClient client, Caller watcher, Caller shop, int streams, int changes, TimeSpan every, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = streams + 1 }) { Timeout = Timeout.InfiniteTimeSpan };
        var seen = new long[streams][];
        for (var i = 0; i < streams; i++)
            seen[i] = new long[changes + 1];
        var ready = new CountdownEvent(streams);
        var total = new int[1];
        var cases = new List<Guid>();
        for (var change = 1; change <= changes; change++)
            cases.Add(await PostAsync(client, shop, ct));
        foreach (var id in cases)
            await UntilOpenedAsync(client, watcher, id, ct);
        var before = await InProgressAsync(client, watcher, ct);
        var followers = Enumerable.Range(0, streams)
            .Select(i => Task.Run(() => FollowAsync(i), CancellationToken.None)).ToList();
        if (!await Task.Run(() => ready.Wait(TimeSpan.FromSeconds(60), ct), ct))
            throw new LoadException($"Only {streams - ready.CurrentCount} of {streams} streams have begun.");

        var answered = new long[changes + 1];
        for (var change = 1; change <= changes; change++)
        {
            await Task.Delay(every, ct);
            await TakeUpAsync(client, watcher, cases[change - 1], ct);
            answered[change] = Stopwatch.GetTimestamp();
        }

        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < Patience && seen.Any(row => row[changes] == 0))
            await Task.Delay(50, ct);
        await stop.CancelAsync();
        await Task.WhenAll(followers);

        var delays = new LatencyHistogram();
        var missing = 0;
        for (var change = 1; change <= changes; change++)
        {
            foreach (var row in seen)
            {
                // A later board shows an earlier change as well
                var at = row.Skip(change).FirstOrDefault(moment => moment > 0);
                if (at == 0)
                    missing++;
                else
                    delays.Record(TimeSpan.FromTicks(Math.Max(0, Stopwatch.GetElapsedTime(answered[change], at).Ticks)));
            }
        }

        Console.WriteLine($"streams {streams}, changes {changes}, boards received {total[0]}, never shown {missing}");
        Console.WriteLine(
            $"change answered -> shown: p50 {Ms(50)} ms, p99 {Ms(99)} ms, p99.9 {Ms(99.9)} ms, longest {delays.Maximum.TotalMilliseconds:0} ms");
        return missing == 0 ? 0 : 1;

        string Ms(double percent) => (delays.Percentile(percent) ?? TimeSpan.Zero).TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);

        async Task FollowAsync(int index)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(client.BaseAddress, "/api/v1/board/stream"));
                await watcher.AuthoriseAsync(request, stop.Token);
                using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token);
                answer.EnsureSuccessStatusCode();
                using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(stop.Token));
                var isFirst = true;
                while (await reader.ReadLineAsync(stop.Token) is { } line)
                {
                    if (!line.StartsWith("data: {", StringComparison.Ordinal))
                        continue;
                    var now = Stopwatch.GetTimestamp();
                    Interlocked.Increment(ref total[0]);
                    using var board = JsonDocument.Parse(line.AsMemory(6));
                    var change = InProgress(board) - before;
                    if (change > 0 && change <= changes && seen[index][change] == 0)
                        seen[index][change] = now;
                    if (isFirst)
                        ready.Signal();
                    isFirst = false;
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // The measurement is over
            }
        }
    }

    private static int InProgress(JsonDocument board) => board.RootElement.GetProperty("columns").EnumerateArray()
        .Single(column => column.GetProperty("state").GetString() == "in_progress").GetProperty("cases").GetProperty("count").GetInt32();

    private static async Task<int> InProgressAsync(LoadClient client, Caller watcher, CancellationToken ct)
    {
        using var board = JsonDocument.Parse(await SendAsync(client, watcher, HttpMethod.Get, "board", null, ct));
        return InProgress(board);
    }

    private static async Task<Guid> PostAsync(LoadClient client, Caller shop, CancellationToken ct)
    {
        var answer = await SendAsync(
            client, shop, HttpMethod.Post, "complaints", new { channel = "web", text = "包裹晚到了三天,一直没有人联系我。" }, ct);
        using var complaint = JsonDocument.Parse(answer);
        return complaint.RootElement.GetProperty("id").GetGuid();
    }

    private static async Task UntilOpenedAsync(LoadClient client, Caller watcher, Guid id, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(client.BaseAddress, $"/api/v1/cases/{id}"));
            await watcher.AuthoriseAsync(request, limit.Token);
            if ((await client.SendAsync(request, static (_, _) => 0, limit.Token)).IsSuccess)
                return;
            await Task.Delay(50, limit.Token);
        }
    }

    private static Task TakeUpAsync(LoadClient client, Caller watcher, Guid id, CancellationToken ct) => SendAsync(
        client, watcher, HttpMethod.Post, $"cases/{id}/contacts", new { direction = "outgoing", channel = "phone", text = "已致电客户" }, ct);

    private static async Task<byte[]> SendAsync(
        LoadClient client, Caller caller, HttpMethod method, string path, object? body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, new Uri(client.BaseAddress, "/api/v1/" + path))
        {
            Content = body is null ? null : JsonContent.Create(body),
        };
        await caller.AuthoriseAsync(request, ct);
        var answer = await client.SendAsync(request, static (_, bytes) => bytes.ToArray(), ct);
        return answer is { IsSuccess: true, Value: { } content } ? content : throw new LoadException($"{method} {path} was answered with {answer.Status}.");
    }
}
