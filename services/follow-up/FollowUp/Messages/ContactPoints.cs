namespace ComplaintPlatform.FollowUp.Messages;

/// <summary>
/// Where a complaint's customer can be reached; held by intake alone, asked for when a message leaves, never stored here.
/// </summary>
internal sealed record ContactPoint(
    string? Name, string? Email, string? Phone, string? AppUserId, string? Language, bool OptedOut, string? TrackingUrl,
    string? Reference = null, string? ReplyTo = null);

internal sealed class ContactPoints(Dependency intake)
{
    /// <returns><c>null</c> where the customer is unknown or erased.</returns>
    public Task<ContactPoint?> FindAsync(string storefrontId, Guid complaintId, CancellationToken ct) =>
        intake.FindAsync<ContactPoint>(storefrontId, $"internal/contact-points/{complaintId}", ct);
}

internal sealed record SurveyLink(string Url, DateTimeOffset ExpiresAt);

internal sealed class SurveyLinks(Dependency survey)
{
    /// <returns><c>null</c> where the survey is unknown, answered, revoked or over.</returns>
    public Task<SurveyLink?> FindAsync(string storefrontId, Guid surveyId, CancellationToken ct) =>
        survey.FindAsync<SurveyLink>(storefrontId, $"internal/survey-links/{surveyId}", ct);
}
