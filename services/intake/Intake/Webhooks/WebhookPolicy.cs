using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Web.Policies;
using Microsoft.Extensions.Validation;

namespace ComplaintPlatform.Intake.Webhooks;

/// <summary>How what happens is sent to the storefronts' own systems.</summary>
/// <param name="JitterPercent">
/// By how much a pause is shorter or longer by chance, so that what failed together is not tried together.
/// </param>
/// <param name="TimeoutSeconds">How long a receiver may take to answer.</param>
/// <param name="Parallel">How many deliveries to one address are under way at once; those of one complaint go one by one.</param>
/// <param name="DisableAfterHours">
/// A webhook at which nothing arrived for so long is disabled once a delivery has used up its tries.
/// </param>
/// <param name="SecretOverlapHours">How long the former secret goes on signing after a rotation.</param>
/// <param name="KeepDeliveriesDays">How long the log keeps deliveries that have ended.</param>
/// <param name="MostWebhooks">Of one storefront.</param>
/// <param name="AllowHttp">Whether addresses without encryption are taken.</param>
[ValidatableType]
public sealed record WebhookPolicy(
    IReadOnlyList<int>? RetrySeconds = null,
    [property: Range(0, 50)] int JitterPercent = 20,
    [property: Range(1, 30)] int TimeoutSeconds = 15,
    [property: Range(1, 32)] int Parallel = 8,
    [property: Range(1, 720)] int DisableAfterHours = 24,
    [property: Range(1, 720)] int SecretOverlapHours = 24,
    [property: Range(1, 365)] int KeepDeliveriesDays = 30,
    [property: Range(1, 1000)] int MostWebhooks = 20,
    bool AllowHttp = false)
{
    private const int LongestPause = 7 * 24 * 3600;

    // 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h
    private static readonly int[] Ladder = [5, 300, 1800, 7200, 18_000, 36_000, 36_000];

    /// <summary>The pauses after failures, in seconds; after the last one the delivery is given up, and can be replayed.</summary>
    [MinLength(1), MaxLength(20)]
    public IReadOnlyList<int> RetrySeconds { get; init; } = RetrySeconds ?? Ladder;

    /// <param name="attempts">How often it was tried.</param>
    /// <param name="chance">From 0 to 1.</param>
    /// <returns><c>null</c>: no more tries.</returns>
    internal TimeSpan? PauseAfter(int attempts, double chance) => attempts > RetrySeconds.Count ? null
        : TimeSpan.FromSeconds(RetrySeconds[attempts - 1] * (1 + (((2 * chance) - 1) * JitterPercent / 100)));

    internal IEnumerable<PolicyError> Errors()
    {
        for (var at = 0; at < RetrySeconds.Count; at++)
        {
            if (RetrySeconds[at] is < 1 or > LongestPause)
                yield return new PolicyError($"/webhooks/retrySeconds/{at}", "Must be from 1 to 604800. | 必须为 1 到 604800。");
        }
    }
}
