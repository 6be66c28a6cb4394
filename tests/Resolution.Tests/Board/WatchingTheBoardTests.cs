using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Resolution.Tests.Board;

public sealed class WatchingTheBoardTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    [Fact]
    public async Task It_counts_by_state_department_and_agent_with_the_colours_of_the_deadlines()
    {
        var (storefront, agent) = await ShopAsync();
        var client = resolution.As(Roles.Supervisor, storefront);
        await resolution.OpenCaseAsync(storefront: storefront);
        var answered = await resolution.OpenCaseAsync("product_quality/defect", storefront: storefront);
        await resolution.ContactAsync(answered, client);
        var late = await resolution.OpenCaseAsync(urgency: "urgent", storefront: storefront);
        resolution.Clock.Advance(TimeSpan.FromMinutes(16));
        await Eventually.BecomeAsync(
            async () => (await resolution.CaseAsync(late, client)).GetProperty("level").GetString() == "supervisor" ? "" : null, "late");
        var done = await resolution.OpenCaseAsync(storefront: storefront);
        await resolution.ResolveAsync(done, client);

        var board = await client.GetAsync("board").ShouldBeAsync(200);

        Count(board.GetProperty("open")).ShouldBe((3, 2, 0, 1));
        Column(board, "open").ShouldBe((2, 1, 0, 1));
        Column(board, "in_progress").ShouldBe((1, 1, 0, 0));
        Column(board, "resolved").ShouldBe((1, 1, 0, 0));
        var departments = board.GetProperty("departments").EnumerateArray().ToDictionary(row => row.GetProperty("id").GetString()!);
        departments.Keys.ShouldBe(["logistics", "quality"], ignoreOrder: true);
        departments["quality"].GetProperty("name").GetString().ShouldBe("质量部");
        Count(departments["logistics"].GetProperty("cases")).ShouldBe((2, 1, 0, 1));
        var shown = board.GetProperty("agents").EnumerateArray().Single(row => row.GetProperty("id").GetGuid() == agent);
        shown.GetProperty("presence").GetString().ShouldBe("present");
        Count(shown.GetProperty("cases")).ShouldBe((3, 2, 0, 1));
        Count((await client.GetAsync("board?department=quality").ShouldBeAsync(200)).GetProperty("open")).ShouldBe((1, 1, 0, 0));
    }

    [Fact]
    public async Task It_shows_the_own_storefronts_only()
    {
        var (mine, _) = await ShopAsync();
        var (other, _) = await ShopAsync();
        await resolution.OpenCaseAsync(storefront: other);
        var client = resolution.As(Roles.Agent, mine);

        var board = await client.GetAsync("board").ShouldBeAsync(200);

        Count(board.GetProperty("open")).ShouldBe((0, 0, 0, 0));
        await client.GetAsync($"board?storefrontId={other}").ShouldBeProblemAsync(404, "storefront.not_found");
        await client.GetAsync($"board/stream?storefrontId={other}").ShouldBeProblemAsync(404, "storefront.not_found");
        await resolution.As(Roles.Storefront, mine).GetAsync("board").ShouldBeProblemAsync(403, "permission.denied");
    }

    [Fact]
    public async Task An_unchanged_board_is_not_sent_again()
    {
        var (storefront, _) = await ShopAsync();
        var client = resolution.As(Roles.Agent, storefront);
        var tag = (await client.GetAsync("board")).Headers.ETag!.Tag;

        (await StatusAsync()).ShouldBe(304);
        await resolution.OpenCaseAsync(storefront: storefront);
        (await StatusAsync()).ShouldBe(200);

        async Task<int> StatusAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "board");
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
            using var answer = await client.SendAsync(request);
            return (int)answer.StatusCode;
        }
    }

    [Fact]
    public async Task A_stream_sends_the_board_and_then_each_change_and_goes_on_from_what_was_seen()
    {
        var (storefront, _) = await ShopAsync();
        var client = resolution.As(Roles.Agent, storefront);
        await resolution.OpenCaseAsync(storefront: storefront);

        string seen;
        using (var first = await OpenAsync(client, "board/stream", null))
        {
            Count((await first.BoardAsync()).Board.GetProperty("open")).Item1.ShouldBe(1);
            await resolution.OpenCaseAsync(storefront: storefront);
            var next = await first.BoardAsync();
            Count(next.Board.GetProperty("open")).Item1.ShouldBe(2);
            seen = next.Id;
        }

        using var again = await OpenAsync(client, "board/stream", seen);
        await resolution.OpenCaseAsync(storefront: storefront);
        Count((await again.BoardAsync()).Board.GetProperty("open")).Item1.ShouldBe(3, "what was seen is not sent again");
        using var stale = await OpenAsync(client, "board/stream", seen);
        Count((await stale.BoardAsync()).Board.GetProperty("open")).Item1.ShouldBe(3, "what was missed is sent at once");
    }

    [Fact]
    public async Task A_stream_of_a_department_is_silent_about_the_others()
    {
        var (storefront, _) = await ShopAsync();
        var client = resolution.As(Roles.Agent, storefront);
        using var quality = await OpenAsync(client, "board/stream?department=quality", null);
        Count((await quality.BoardAsync()).Board.GetProperty("open")).Item1.ShouldBe(0);

        await resolution.OpenCaseAsync("logistics/delay", storefront: storefront);
        await resolution.OpenCaseAsync("product_quality/defect", storefront: storefront);

        var board = (await quality.BoardAsync()).Board;
        Count(board.GetProperty("open")).Item1.ShouldBe(1);
        board.GetProperty("departments").EnumerateArray().Single().GetProperty("id").GetString().ShouldBe("quality");
    }

    [Fact]
    public async Task Many_who_watch_see_the_same_end()
    {
        var (storefront, _) = await ShopAsync();
        var client = resolution.As(Roles.Agent, storefront);
        var watchers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => OpenAsync(client, "board/stream", null)));

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => resolution.OpenCaseAsync(storefront: storefront)));

        var ends = await Task.WhenAll(watchers.Select(async watcher =>
        {
            while (true)
            {
                if (Count((await watcher.BoardAsync()).Board.GetProperty("open")).Item1 is var count && count == 20)
                    return count;
            }
        }));
        ends.ShouldAllBe(count => count == 20);
        foreach (var watcher in watchers)
            watcher.Dispose();
    }

    private async Task<(string Storefront, Guid Agent)> ShopAsync()
    {
        var (storefront, agent) = ("s" + Guid.NewGuid().ToString("N"), Guid.NewGuid());
        await resolution.PublishAsync(resolution.StaffChanged(agent, Roles.Agent, present: true, storefront: storefront));
        return (storefront, agent);
    }

    private static (int, int, int, int) Column(JsonElement board, string state) => Count(board.GetProperty("columns").EnumerateArray()
        .Single(column => column.GetProperty("state").GetString() == state).GetProperty("cases"));

    private static (int, int, int, int) Count(JsonElement cases) =>
        (cases.GetProperty("count").GetInt32(), cases.GetProperty("onTrack").GetInt32(), cases.GetProperty("atRisk").GetInt32(),
            cases.GetProperty("breached").GetInt32());

    private static async Task<Watcher> OpenAsync(HttpClient client, string path, string? lastEventId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        return new Watcher(answer, new StreamReader(await answer.Content.ReadAsStreamAsync()));
    }

    private sealed class Watcher(HttpResponseMessage answer, StreamReader reader) : IDisposable
    {
        /// <summary>The next board; heartbeats are passed over.</summary>
        public async Task<(JsonElement Board, string Id)> BoardAsync()
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            var fields = new Dictionary<string, string>();
            while (await reader.ReadLineAsync(patience.Token) is { } line)
            {
                if (line.Length > 0)
                {
                    var colon = line.IndexOf(':', StringComparison.Ordinal);
                    fields[line[..colon]] = line[(colon + 1)..].Trim();
                    continue;
                }

                if (fields.GetValueOrDefault("event") == "board")
                    return (JsonDocument.Parse(fields["data"]).RootElement, fields["id"]);
                fields.Clear();
            }

            throw new InvalidOperationException("The stream has ended.");
        }

        public void Dispose()
        {
            reader.Dispose();
            answer.Dispose();
        }
    }
}
