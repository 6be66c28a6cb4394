using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Intake;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ComplaintPlatform.Intake.Tests;

/// <summary>Intake that may call receivers on this machine, without encryption.</summary>
public sealed class WebhookHost() : ServiceHost(
    "intake", builder => builder.AddIntake(), routes => routes.MapIntake(),
    settings: new() { ["Webhooks:AllowedNetworks:0"] = "127.0.0.0/8" }), IAsyncLifetime
{
    private int _storefronts;

    public async ValueTask InitializeAsync()
    {
        await StartAsync();
        await As(Roles.Administrator, "*").PutJsonAsync("intake-policies", """{"webhooks":{"allowHttp":true}}""", ("If-Match", "*"))
            .ShouldBeAsync(200);
    }

    /// <summary>A storefront's backend that no other test has.</summary>
    public HttpClient NewBackend() => As(Roles.Storefront, $"wh-{Interlocked.Increment(ref _storefronts)}");
}

public sealed class SendingWebhooksTests(WebhookHost intake) : IClassFixture<WebhookHost>
{
    [Fact]
    public async Task What_happens_arrives_signed_without_the_customers_words()
    {
        await using var receiver = await Receiver.StartAsync();
        var backend = intake.NewBackend();
        var webhook = await SubscribeAsync(backend, receiver);

        var complaint = await ReceiveAsync(backend, "水壶漏电,非常危险");

        var message = await receiver.NextAsync();
        message.Verify(webhook.GetProperty("secret").GetString()!).ShouldBeTrue();
        message.Body.GetProperty("type").GetString().ShouldBe("complaint_received");
        message.Body.GetProperty("data").GetProperty("complaintId").GetGuid().ShouldBe(complaint);
        message.Body.GetProperty("data").GetProperty("sequence").GetInt64().ShouldBe(1);
        message.Text.ShouldNotContain("漏电");
        var log = await DeliveryAsync(backend, webhook, delivery => delivery.GetProperty("state").GetString() == "delivered");
        log.GetProperty("messageId").GetString().ShouldBe(message.Id);
        log.GetProperty("log")[0].GetProperty("status").GetInt32().ShouldBe(200);
    }

    [Fact]
    public async Task Each_complaint_keeps_its_order_and_holds_up_no_other()
    {
        await using var receiver = await Receiver.StartAsync();
        var backend = intake.NewBackend();
        await SubscribeAsync(backend, receiver);
        var stuck = await ReceiveAsync(backend, "第一件");
        (await receiver.NextAsync()).ComplaintId.ShouldBe(stuck);
        receiver.Refuse = message => message.ComplaintId == stuck ? 503 : 200;

        for (var number = 1; number <= 3; number++)
            await backend.PostJsonAsync($"complaints/{stuck}/messages", $$"""{"text":"补充 {{number}}"}""").ShouldBeAsync(201);
        var free = await ReceiveAsync(backend, "第二件");

        await receiver.UntilAsync(message => message.ComplaintId == free && message.Status == 200);
        receiver.Refuse = _ => 200;
        intake.Clock.Advance(TimeSpan.FromSeconds(7));
        await receiver.UntilAsync(message => message.Sequence == 4 && message.Status == 200);
        receiver.Accepted.Where(message => message.ComplaintId == stuck).Select(message => message.Sequence).ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public async Task It_is_tried_by_the_ladder_given_up_and_the_webhook_is_disabled_with_notice()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Refuse = _ => 500;
        var backend = intake.NewBackend();
        var webhook = await SubscribeAsync(backend, receiver);
        var id = await ReceiveAsync(backend, "一直失败");
        double[] ladder = [5, 300, 1800, 7200, 18_000, 36_000, 36_000];

        for (var tries = 1; tries <= ladder.Length; tries++)
        {
            var delivery = await DeliveryAsync(backend, webhook, delivery => delivery.GetProperty("attempts").GetInt32() == tries);
            var last = delivery.GetProperty("log").EnumerateArray().Last().GetProperty("at").GetDateTimeOffset();
            var pause = (delivery.GetProperty("nextAttemptAt").GetDateTimeOffset() - last).TotalSeconds;
            pause.ShouldBeInRange(ladder[tries - 1] * 0.79, (ladder[tries - 1] * 1.21) + 30);
            intake.Clock.JumpTo(delivery.GetProperty("nextAttemptAt").GetDateTimeOffset());
        }

        var given = await DeliveryAsync(backend, webhook, delivery => delivery.GetProperty("state").GetString() == "failed");
        given.GetProperty("attempts").GetInt32().ShouldBe(8);
        await Eventually.BeTrueAsync(async () => (await GetAsync(backend, webhook)).GetProperty("state").GetString() == "disabled", "disabled");
        (await GetAsync(backend, webhook)).GetProperty("disabledReason").GetString().ShouldBe("unreachable");
        (await intake.PublishedAsync<WebhookDisabled>()).Single(notice => notice.WebhookId == IdOf(webhook)).Reason.ShouldBe("unreachable");

        // What happened while it was disabled is sent when it is active again
        await backend.PostJsonAsync($"complaints/{id}/messages", """{"text":"还在吗"}""").ShouldBeAsync(201);
        receiver.Refuse = _ => 200;
        await backend.SendJsonAsync(HttpMethod.Patch, $"webhooks/{IdOf(webhook)}", """{"state":"active"}""", ("If-Match", "*")).ShouldBeAsync(200);
        (await receiver.UntilAsync(message => message.Status == 200)).Sequence.ShouldBe(2);
    }

    [Fact]
    public async Task Gone_is_taken_at_its_word_and_a_redirect_is_not_followed()
    {
        await using var receiver = await Receiver.StartAsync();
        var backend = intake.NewBackend();
        var webhook = await SubscribeAsync(backend, receiver);
        receiver.Refuse = _ => 302;
        var id = await ReceiveAsync(backend, "转到别处");
        var log = await DeliveryAsync(backend, webhook, delivery => delivery.GetProperty("attempts").GetInt32() == 1);
        log.GetProperty("log")[0].GetProperty("error").GetString().ShouldBe("redirect");
        receiver.All.Count.ShouldBe(1);

        receiver.Refuse = _ => 410;
        intake.Clock.Advance(TimeSpan.FromSeconds(7));

        await Eventually.BeTrueAsync(
            async () => (await GetAsync(backend, webhook)).GetProperty("disabledReason").GetString() == "gone", "it is disabled");
        id.ShouldNotBe(Guid.Empty);
    }

    [Fact]
    public async Task For_a_while_after_a_rotation_both_secrets_sign()
    {
        await using var receiver = await Receiver.StartAsync();
        var backend = intake.NewBackend();
        var webhook = await SubscribeAsync(backend, receiver);
        var former = webhook.GetProperty("secret").GetString()!;
        var rotated = await backend.PostJsonAsync($"webhooks/{IdOf(webhook)}/secret-rotation", "{}").ShouldBeAsync(200);
        var current = rotated.GetProperty("secret").GetString()!;
        current.ShouldNotBe(former);

        await ReceiveAsync(backend, "轮换期间");
        var both = await receiver.NextAsync();
        both.Verify(former).ShouldBeTrue();
        both.Verify(current).ShouldBeTrue();

        intake.Clock.Advance(TimeSpan.FromHours(25));
        await ReceiveAsync(backend, "轮换之后");
        var one = await receiver.UntilAsync(message => message.Sequence == 2);
        one.Verify(current).ShouldBeTrue();
        one.Verify(former).ShouldBeFalse();
    }

    [Fact]
    public async Task The_secret_is_shown_once_and_stands_nowhere_in_clear()
    {
        var backend = intake.NewBackend();
        const string body = """{"url":"https://example.com/hook"}""";
        var first = await backend.PostJsonAsync("webhooks", body, ("Idempotency-Key", "once")).ShouldBeAsync(201);
        var again = await backend.PostJsonAsync("webhooks", body, ("Idempotency-Key", "once")).ShouldBeAsync(201);

        again.GetProperty("id").GetGuid().ShouldBe(first.GetProperty("id").GetGuid());
        again.GetProperty("secret").ValueKind.ShouldBe(JsonValueKind.Null);
        (await GetAsync(backend, first)).TryGetProperty("secret", out _).ShouldBeFalse();
        var secret = first.GetProperty("secret").GetString()!;
        secret.ShouldStartWith("whsec_");
        foreach (var file in Directory.GetFiles(intake.Folder, "intake.db*"))
        {
            var content = await ReadSharedAsync(file);
            content.ShouldNotContain(secret["whsec_".Length..]);
            content.ShouldNotContain(Encoding.Latin1.GetString(Convert.FromBase64String(secret["whsec_".Length..])));
        }
    }

    [Fact]
    public async Task One_and_a_range_are_replayed_under_their_old_ids()
    {
        await using var receiver = await Receiver.StartAsync();
        var backend = intake.NewBackend();
        var webhook = await SubscribeAsync(backend, receiver, ""","kinds":["complaint_received","complaint_withdrawn"]""");
        var first = await ReceiveAsync(backend, "一");
        await backend.PostJsonAsync($"complaints/{first}/messages", """{"text":"不在订阅之列"}""").ShouldBeAsync(201);
        await ReceiveAsync(backend, "二");
        await receiver.UntilAsync(message => message.Sequence == 3);
        var sent = receiver.Accepted.Select(message => message.Id).ToList();
        sent.Count.ShouldBe(2);
        var delivery = await DeliveryAsync(backend, webhook, delivery => delivery.GetProperty("sequence").GetInt64() == 1);

        var path = $"webhooks/{IdOf(webhook)}/replay";
        (await backend.PostJsonAsync(path, $$"""{"deliveryId":"{{delivery.GetProperty("id").GetGuid()}}"}""").ShouldBeAsync(202))
            .GetProperty("queued").GetInt32().ShouldBe(1);
        await Eventually.BeTrueAsync(() => Task.FromResult(receiver.Accepted.Count == 3), "one came again");
        (await backend.PostJsonAsync(path, """{"from":1,"to":100}""").ShouldBeAsync(202)).GetProperty("queued").GetInt32().ShouldBe(2);
        await Eventually.BeTrueAsync(() => Task.FromResult(receiver.Accepted.Count == 5), "the range came again");

        receiver.Accepted.Select(message => message.Id).Distinct().ShouldBe(sent, ignoreOrder: true);
        await backend.PostJsonAsync(path, "{}").ShouldBeProblemAsync(400, "request.invalid", "/deliveryId");
        await backend.PostJsonAsync(path, """{"from":1}""").ShouldBeProblemAsync(400, "request.invalid", "/deliveryId");
        await backend.PostJsonAsync(path, """{"from":5,"to":4}""").ShouldBeProblemAsync(400, "request.invalid", "/to");
        await backend.PostJsonAsync(path, """{"from":1,"to":10001}""").ShouldBeProblemAsync(400, "request.invalid", "/to");
        await backend.PostJsonAsync(path, $$"""{"deliveryId":"{{Guid.NewGuid()}}"}""")
            .ShouldBeProblemAsync(400, "request.invalid", "/deliveryId");
    }

    [Fact]
    public async Task A_test_says_at_once_what_came_of_it()
    {
        await using var receiver = await Receiver.StartAsync();
        var backend = intake.NewBackend();
        var webhook = await SubscribeAsync(backend, receiver);

        var good = await backend.PostJsonAsync($"webhooks/{IdOf(webhook)}/test", "{}").ShouldBeAsync(200);
        receiver.Refuse = _ => 401;
        var bad = await backend.PostJsonAsync($"webhooks/{IdOf(webhook)}/test", "{}").ShouldBeAsync(200);

        good.GetProperty("state").GetString().ShouldBe("delivered");
        bad.GetProperty("state").GetString().ShouldBe("failed");
        bad.GetProperty("log")[0].GetProperty("status").GetInt32().ShouldBe(401);
        receiver.All.First().Verify(webhook.GetProperty("secret").GetString()!).ShouldBeTrue();
        receiver.All.First().Body.GetProperty("type").GetString().ShouldBe("webhook_test");
    }

    [Fact]
    public async Task A_receiver_that_hangs_or_is_away_is_a_failed_attempt()
    {
        await using var receiver = await Receiver.StartAsync();
        var backend = intake.NewBackend();
        var webhook = await SubscribeAsync(backend, receiver);
        await receiver.DisposeAsync();

        var away = await backend.PostJsonAsync($"webhooks/{IdOf(webhook)}/test", "{}").ShouldBeAsync(200);

        away.GetProperty("log")[0].GetProperty("error").GetString().ShouldBe("unreachable");
    }

    [Fact]
    public async Task A_deleted_one_gets_nothing_and_others_do_not_see_it()
    {
        await using var receiver = await Receiver.StartAsync();
        var (backend, stranger) = (intake.NewBackend(), intake.NewBackend());
        var webhook = await SubscribeAsync(backend, receiver);
        var path = $"webhooks/{IdOf(webhook)}";
        foreach (var ask in new[] { path, path + "/deliveries" })
            await stranger.GetAsync(ask, TestContext.Current.CancellationToken).ShouldBeProblemAsync(404, "resource.not_found");
        foreach (var act in new[] { "/test", "/replay", "/secret-rotation" })
            await stranger.PostJsonAsync(path + act, "{}").ShouldBeProblemAsync(404, "resource.not_found");
        (await stranger.GetAsync("webhooks").ShouldBeAsync(200)).GetProperty("items").GetArrayLength().ShouldBe(0);
        await intake.As(Roles.Agent).GetAsync("webhooks").ShouldBeAsync(403);
        await intake.As(Roles.Auditor).GetAsync("webhooks").ShouldBeAsync(403);

        (await backend.DeleteAsync(path, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await ReceiveAsync(backend, "无人接收");
        await backend.GetAsync(path, TestContext.Current.CancellationToken).ShouldBeProblemAsync(404, "resource.not_found");
        receiver.All.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"url":"ftp://example.com/"}""", "/url")]
    [InlineData("""{"url":"/relative"}""", "/url")]
    [InlineData("""{"url":"https://user:word@example.com/"}""", "/url")]
    [InlineData("""{"url":"https://example.com/#part"}""", "/url")]
    [InlineData("""{"url":"https://10.0.0.1/"}""", "/url")]
    [InlineData("""{"url":"https://2852039166/latest/meta-data"}""", "/url")]
    [InlineData("""{"url":"https://[::ffff:169.254.169.254]/"}""", "/url")]
    [InlineData("""{"url":"https://example.com/","kinds":["complaint_received","nonsense"]}""", "/kinds/1")]
    public async Task What_cannot_be_a_webhook_is_refused(string body, string pointer) =>
        await intake.NewBackend().PostJsonAsync("webhooks", body).ShouldBeProblemAsync(400, "request.invalid", pointer);

    private static Guid IdOf(JsonElement webhook) => webhook.GetProperty("id").GetGuid();

    private static async Task<JsonElement> SubscribeAsync(HttpClient backend, Receiver receiver, string more = "") =>
        await backend.PostJsonAsync("webhooks", $$"""{"url":"{{receiver.Address}}/hook"{{more}}}""").ShouldBeAsync(201);

    private static async Task<JsonElement> GetAsync(HttpClient backend, JsonElement webhook) =>
        await backend.GetAsync($"webhooks/{IdOf(webhook)}").ShouldBeAsync(200);

    private static async Task<Guid> ReceiveAsync(HttpClient backend, string text) =>
        (await backend.PostJsonAsync("complaints", $$"""{"channel":"web","text":"{{text}}"}""").ShouldBeAsync(201)).GetProperty("id").GetGuid();

    private static async Task<JsonElement> DeliveryAsync(HttpClient backend, JsonElement webhook, Func<JsonElement, bool> fits)
    {
        JsonElement found = default;
        await Eventually.BeTrueAsync(
            async () =>
            {
                var page = await backend.GetAsync($"webhooks/{IdOf(webhook)}/deliveries").ShouldBeAsync(200);
                found = page.GetProperty("items").EnumerateArray().FirstOrDefault(fits);
                return found.ValueKind is JsonValueKind.Object;
            },
            "the delivery is in the log");
        return found;
    }

    private static async Task<string> ReadSharedAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}

/// <summary>A storefront's system that takes webhooks.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<ReceivedMessage> _all = new();
    private StubServer? _server;

    public string Address => _server!.Address;

    /// <summary>The answer's status for a message.</summary>
    public Func<ReceivedMessage, int> Refuse { get; set; } = _ => 200;

    public IReadOnlyCollection<ReceivedMessage> All => _all;

    public IReadOnlyList<ReceivedMessage> Accepted => [.. _all.Where(message => message.Status == 200)];

    public static async Task<Receiver> StartAsync()
    {
        var receiver = new Receiver();
        receiver._server = await StubServer.StartAsync(app => app.MapPost("/{**any}", receiver.TakeAsync));
        return receiver;
    }

    public async Task<ReceivedMessage> NextAsync() => await UntilAsync(_ => true);

    public async Task<ReceivedMessage> UntilAsync(Func<ReceivedMessage, bool> fits) =>
        await Eventually.BecomeAsync(() => Task.FromResult(_all.FirstOrDefault(fits)), "the message arrives");

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var message = new ReceivedMessage(
            request.Headers["webhook-id"].ToString(), request.Headers["webhook-timestamp"].ToString(),
            request.Headers["webhook-signature"].ToString(), await reader.ReadToEndAsync());
        message = message with { Status = Refuse(message) };
        _all.Enqueue(message);
        return message.Status is 302 ? Results.Redirect("/elsewhere") : Results.StatusCode(message.Status);
    }
}

internal sealed record ReceivedMessage(string Id, string Timestamp, string Signatures, string Text, int Status = 0)
{
    public JsonElement Body => JsonDocument.Parse(Text).RootElement;

    public Guid ComplaintId => Body.GetProperty("data").GetProperty("complaintId").GetGuid();

    public long Sequence => Body.GetProperty("data").GetProperty("sequence").GetInt64();

    /// <summary>As the specification of Standard Webhooks says.</summary>
    public bool Verify(string secret)
    {
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        var expected = "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{Id}.{Timestamp}.{Text}")));
        _ = long.Parse(Timestamp, CultureInfo.InvariantCulture);
        return Signatures.Split(' ').Contains(expected);
    }
}
