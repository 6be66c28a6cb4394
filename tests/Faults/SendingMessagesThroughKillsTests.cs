using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using ComplaintPlatform.Testing;
using ComplaintPlatform.Testing.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ComplaintPlatform.Faults;

/// <summary>
/// Each accepted complaint is acknowledged once, though the platform is killed while it sends. A gateway can tell copies by the
/// message's id; SMTP knows no such thing: what the server had taken when the process died leaves again, with the same Message-ID.
/// </summary>
public sealed partial class SendingMessagesThroughKillsTests(ITestOutputHelper output)
{
    private static readonly int Backlog = int.Parse(
        Environment.GetEnvironmentVariable("FAULTS_BACKLOG") ?? "100", CultureInfo.InvariantCulture);

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);

    [Fact]
    public async Task By_mail_none_is_lost_and_a_copy_bears_the_same_message_id()
    {
        await using var sink = new SmtpSink();

        var (accepted, kills) = await SendThroughKillsAsync(
            [("Mail:Host", "127.0.0.1"), ("Mail:Port", sink.Port.ToString(CultureInfo.InvariantCulture)), ("Mail:Tls", "false")],
            () => sink.Mails.Select(mail => MessageId().Match(mail.Raw).Groups[1].Value));

        var copies = sink.Mails.Count - accepted;
        output.WriteLine($"{accepted} messages by SMTP over {kills} kills: 0 lost, {copies} sent again with the same Message-ID");
        // At most what was on its way in that moment, eight at a time
        copies.ShouldBeLessThanOrEqualTo(8 * kills);
        sink.Mails.GroupBy(mail => mail.Recipients.Single()).Count().ShouldBe(accepted);
    }

    [Fact]
    public async Task A_backlog_leaves_by_mail_as_soon_as_it_can()
    {
        await using var sink = new SmtpSink();

        await MeasureAsync(
            "SMTP", [("Mail:Host", "127.0.0.1"), ("Mail:Port", sink.Port.ToString(CultureInfo.InvariantCulture)), ("Mail:Tls", "false")],
            () => sink.Mails.Count);
    }

    [Fact]
    public async Task A_backlog_leaves_by_a_gateway_as_soon_as_it_can()
    {
        var calls = 0;
        await using var gateway = await StubServer.StartAsync(app => app.MapPost("/messages", () =>
        {
            Interlocked.Increment(ref calls);
            return Results.NoContent();
        }));

        await MeasureAsync(
            "gateway",
            [("MessageGateway:Address", $"{gateway.Address}/messages"), ("MessageGateway:Secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")],
            () => calls);
    }

    [Fact]
    public async Task By_a_gateway_that_heeds_the_key_each_arrives_once()
    {
        var (calls, taken) = (0, new ConcurrentDictionary<string, byte>());
        await using var gateway = await StubServer.StartAsync(app => app.MapPost("/messages", (HttpRequest request) =>
        {
            Interlocked.Increment(ref calls);
            taken.TryAdd(request.Headers["Idempotency-Key"].ToString(), 0);
            return Results.NoContent();
        }));

        var (accepted, kills) = await SendThroughKillsAsync(
            [("MessageGateway:Address", $"{gateway.Address}/messages"), ("MessageGateway:Secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")],
            () => taken.Keys);

        output.WriteLine($"{accepted} messages by the gateway over {kills} kills: 0 lost, 0 doubled, {calls - accepted} repeated under their key");
        taken.Count.ShouldBe(accepted);
    }

    /// <returns>How many complaints were accepted, each with one message.</returns>
    private async Task<(int Accepted, int Kills)> SendThroughKillsAsync((string, string)[] settings, Func<IEnumerable<string>> arrived)
    {
        var plan = FaultPlan.FromEnvironment(kills: 4);
        output.WriteLine($"FAULTS_SEED={plan.Seed} FAULTS_KILLS={plan.Kills}");
        await using var platform = new MortalPlatform { LeavesAddress = true, Settings = settings };
        await platform.StartAsync();
        using var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 6).Select(_ => platform.PostAsync(stop.Token)).ToList();
        for (var kill = 0; kill < plan.Kills; kill++)
        {
            // Counted, not timed: so that there are messages on their way to be killed in
            await platform.UntilAcceptedAsync(plan.NextCount(20));
            await Task.Delay(plan.Next(400));
            await platform.KillAsync();
            platform.Launch();
            await platform.Process.UntilReadyAsync();
        }

        await stop.CancelAsync();
        await Task.WhenAll(clients);
        platform.Refused.ShouldBeEmpty();
        var accepted = platform.Ledger.Values.ToHashSet();
        var messages = platform.Database("follow-up");
        await EndLeasesAsync(platform, messages);
        await Eventually.BeTrueAsync(
            async () => await messages.CountAsync("SELECT count(*) FROM Messages WHERE Template = 'acknowledgement' AND SentAt IS NOT NULL") >= accepted.Count,
            "every message has left", Limit);

        (await messages.IdsAsync("SELECT ComplaintId FROM Messages WHERE Template = 'acknowledgement'")).ShouldBe(accepted, ignoreOrder: true);
        var ids = (await messages.IdsAsync("SELECT Id FROM Messages WHERE Template = 'acknowledgement'")).Select(id => id.ToString("N"));
        arrived().Select(id => id.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant()).Distinct().ShouldBe(ids, ignoreOrder: true);
        return (accepted.Count, plan.Kills);
    }

    /// <summary>What was claimed, or waited for a service that was killed, is due now: else the test would wait for the ends of pauses.</summary>
    private static async Task EndLeasesAsync(MortalPlatform platform, DatabaseFile messages)
    {
        await platform.KillAsync();
        await messages.ExecuteAsync("UPDATE Messages SET LeasedUntil = NULL, LeaseOwner = NULL, NextAt = CreatedAt WHERE SentAt IS NULL");
        await platform.StartAsync();
    }

    /// <summary>What was sent already waits again, all of it at once, and the platform has nothing else to do.</summary>
    private async Task MeasureAsync(string way, (string, string)[] settings, Func<int> arrived)
    {
        await using var platform = new MortalPlatform { LeavesAddress = true, Settings = settings };
        await platform.StartAsync();
        using var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 12).Select(_ => platform.PostAsync(stop.Token)).ToList();
        await platform.UntilAcceptedAsync(Backlog);
        await stop.CancelAsync();
        await Task.WhenAll(clients);
        var all = platform.Ledger.Count;
        await Eventually.BeTrueAsync(() => Task.FromResult(arrived() >= all), "every message has arrived", Limit);
        await platform.KillAsync();
        await platform.Database("follow-up").ExecuteAsync("UPDATE Messages SET State = 'Queued', SentAt = NULL, NextAt = CreatedAt, ExpiresAt = NULL");
        var before = arrived();
        platform.Launch();

        await Eventually.BeTrueAsync(() => Task.FromResult(arrived() > before), "the first one has arrived", Limit);
        var (first, started) = (arrived(), Stopwatch.GetTimestamp());
        await Eventually.BeTrueAsync(() => Task.FromResult(arrived() >= before + all), "every message has arrived", Limit);
        var took = Stopwatch.GetElapsedTime(started).TotalSeconds;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{way}: {before + all - first} waiting messages left in {took:0.0} s, {(before + all - first) / took:0} a second"));
    }

    [GeneratedRegex("^Message-Id: <([0-9a-f]{32})@", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex MessageId();
}
