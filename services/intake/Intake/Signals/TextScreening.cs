using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Policies;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Scheduling;
using ComplaintPlatform.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace ComplaintPlatform.Intake.Signals;

/// <summary>What the classifier says of a text; nothing, where it will not take the text.</summary>
internal sealed record ScreenedText(double? Sentiment = null, string? Category = null, bool IsUrgent = false);

/// <summary>
/// Asks the classification service how it would classify a text, which it does not store. That happens beside every request: the row waits
/// in the database till there is an answer, so a classifier that is away loses nothing and delays nobody but the screening.
/// </summary>
internal sealed class TextClassifier(IHttpClientFactory clients, IConfiguration configuration, InternalTokens tokens)
{
    public const string ClientName = "intake-screening";

    private static readonly string[] OwnScopes = [Scopes.ClassificationsPreview];

    /// <returns><c>null</c> where it does not answer now.</returns>
    public async Task<ScreenedText?> ReadAsync(string text, string storefrontId, CancellationToken ct)
    {
        if (configuration["Services:classification:Address"] is not { } address)
            return null;

        var caller = new Caller(IntakeService.Name, IntakeService.Name, Roles.Service, false, [storefrontId], OwnScopes);
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri($"{address.TrimEnd('/')}/internal/classifications/preview"));
        request.Content = JsonContent.Create(new JsonObject { ["text"] = text });
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Issue(IntakeService.Name, caller));
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var response = await client.SendAsync(request, ct);
            // What it will never take must not wait for ever: the keywords decide alone
            if ((int)response.StatusCode is 400 or 413 or 422)
                return new ScreenedText();
            return response.IsSuccessStatusCode && await response.Content.ReadFromJsonAsync<JsonObject>(ct) is { } answer ? Of(answer) : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or BrokenCircuitException or TimeoutRejectedException or JsonException
            or IOException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static ScreenedText Of(JsonObject answer) => new(
        answer["sentiment"]?["value"]?.GetValue<double>(), answer["category"]?["value"]?.GetValue<string>(),
        answer["urgency"]?["value"]?.GetValue<string>() == "urgent");
}

/// <summary>Screens the messages that wait for it.</summary>
internal sealed partial class SignalScreening(
    IServiceProvider services, TextClassifier classifier, TimeProvider clock, ILogger<SignalScreening> logger)
    : DueRowWorker<IntakeDbContext, Signal>(services)
{
    protected override TimeSpan Interval => TimeSpan.FromMilliseconds(500);

    protected override async Task HandleAsync(IServiceProvider scope, IntakeDbContext db, Guid rowId, CancellationToken ct)
    {
        var signal = await db.Signals.FirstAsync(row => row.Id == rowId, ct);
        if (signal.State is not SignalState.Unscreened || signal.Text is not { } text)
            return;

        var policy = (await IntakePolicy.Set.ReadAsync(db, signal.StorefrontId, ct)).Policy.Signals;
        if (await classifier.ReadAsync(text, signal.StorefrontId, ct) is not { } found)
        {
            if (signal.Attempts == 0)
                LogWaits(logger, rowId);
            signal.ScreenLater(clock.GetUtcNow());
            return;
        }

#pragma warning disable CA5394 // A sample, not a secret
        signal.Screen(found, ReasonsOf(text, found, policy), policy.SampleRate, Random.Shared.NextDouble(), clock.GetUtcNow());
#pragma warning restore CA5394
    }

    private static List<string> ReasonsOf(string text, ScreenedText found, SignalPolicy policy)
    {
        const int MostKeywords = 20;
        var reasons = KeywordMatch.In(text, policy.Keywords.Zh.Concat(policy.Keywords.En)).Take(MostKeywords)
            .Select(word => "keyword:" + word).ToList();
        if (found.Sentiment <= policy.SentimentThreshold)
            reasons.Add("sentiment");
        if (policy.FlagUrgent && found.IsUrgent)
            reasons.Add("urgent");
        return reasons;
    }

    [LoggerMessage(LogLevel.Warning, "Signal {SignalId} waits to be screened: the classifier does not answer")]
    private static partial void LogWaits(ILogger logger, Guid signalId);
}
