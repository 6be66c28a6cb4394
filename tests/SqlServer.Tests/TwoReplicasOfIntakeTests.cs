using System.Net;
using System.Text.Json;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.SqlServer.Tests;

public sealed class TwoReplicasOfIntakeTests(DatabaseServer server)
{
    private const string TimelinesWithGaps =
        "SELECT count(*) FROM (SELECT ComplaintId FROM Timeline GROUP BY ComplaintId HAVING max(Sequence) <> count(*) OR min(Sequence) <> 1) AS Gaps";

    [Fact]
    public async Task The_change_feed_has_no_gaps_while_four_write_at_once()
    {
        await using var databases = server.NewDatabases();
        await using var intakes = await TwoIntakes.StartAsync(databases);
        var replicas = intakes.Replicas;
        using var written = new CancellationTokenSource();
        var followers = TwoIntakes.Storefronts.Select((storefront, number) => FollowAsync(replicas[number], storefront, written.Token))
            .ToList();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => WriteAsync(replicas[writer % 2], writer)));
        await written.CancelAsync();

        foreach (var (storefront, follower) in TwoIntakes.Storefronts.Zip(followers))
        {
            var (read, gap) = await follower;
            gap.ShouldBeNull();
            read.ShouldBe(await databases.CountAsync("intake", $"SELECT count(*) FROM Timeline WHERE StorefrontId = '{storefront}'"));
            read.ShouldBe(await databases.CountAsync(
                "intake", $"SELECT max(FeedNumber) FROM Timeline WHERE StorefrontId = '{storefront}'"));
        }

        (await databases.CountAsync("intake", TimelinesWithGaps)).ShouldBe(0);
    }

    [Fact]
    public async Task A_hundred_identical_posts_are_one_complaint()
    {
        await using var databases = server.NewDatabases();
        await using var intakes = await TwoIntakes.StartAsync(databases);
        var replicas = intakes.Replicas;

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(async number =>
        {
            // A client whose request is still worked on comes again, as it is told
            HttpResponseMessage answer;
            do
                answer = await replicas[number % 2]
                    .PostJsonAsync("complaints", Body("demo", "u-1", "只能有一条"), ("Idempotency-Key", "the-same"));
            while (answer.StatusCode is HttpStatusCode.Conflict);
            return await answer.ShouldBeAsync(201);
        }));

        answers.Select(answer => answer.GetProperty("id").GetGuid()).Distinct().Count().ShouldBe(1);
        (await databases.CountAsync("intake", "SELECT count(*) FROM Complaints")).ShouldBe(1);
        (await databases.CountAsync("intake", "SELECT count(*) FROM Outbox")).ShouldBe(1);
    }

    [Fact]
    public async Task A_customer_is_known_by_the_letters_of_the_id_and_not_by_spaces_around_it()
    {
        await using var databases = server.NewDatabases();
        await using var intakes = await TwoIntakes.StartAsync(databases);
        var intake = intakes.Replicas[0];

        foreach (var id in (string[])["padx", "padx ", " padx", "PADX", "padx", "padé", "ｐａｄｘ", "PADX "])
            await intake.PostJsonAsync("complaints", Body("demo", id, $"编号 {id}")).ShouldBeAsync(201);

        (await databases.CountAsync("intake", "SELECT count(*) FROM Customers")).ShouldBe(4, "padx, PADX, padé and the wide one");
        (await databases.CountAsync("intake", "SELECT count(*) FROM Complaints")).ShouldBe(8);
    }

    private static async Task WriteAsync(HttpClient replica, int writer)
    {
        for (var number = 0; number < 40; number++)
        {
            var storefront = TwoIntakes.Storefronts[(writer + number) % 2];
            var received = await replica.PostJsonAsync("complaints", Body(storefront, $"u-{writer}-{number}", $"第 {number} 条"))
                .ShouldBeAsync(201);
            var id = received.GetProperty("id").GetGuid();
            if (number % 3 == 0)
                await replica.PostJsonAsync($"complaints/{id}/messages", """{"text":"补充一句"}""").ShouldBeAsync(201);
            if (number % 5 == 0)
                (await replica.PostJsonAsync($"complaints/{id}/withdrawal", "{}")).IsSuccessStatusCode.ShouldBeTrue();
        }
    }

    /// <summary>Reads on until nothing more is written and nothing more comes.</summary>
    private static async Task<(long Read, string? Gap)> FollowAsync(HttpClient replica, string storefront, CancellationToken written)
    {
        var last = 0L;
        while (true)
        {
            var isLast = written.IsCancellationRequested;
            var page = await replica.GetAsync($"events?storefrontId={storefront}&after={last}&limit=50").ShouldBeAsync(200);
            foreach (var item in page.GetProperty("items").EnumerateArray())
            {
                var sequence = item.GetProperty("sequence").GetInt64();
                if (sequence != last + 1)
                    return (last, $"{sequence} came after {last}");
                last = sequence;
            }

            if (page.GetProperty("items").GetArrayLength() == 0 && isLast)
                return (last, null);
        }
    }

    private static string Body(string storefront, string customer, string text) =>
        JsonSerializer.Serialize(new { storefrontId = storefront, channel = "web", text, customer = new { externalId = customer } });
}
