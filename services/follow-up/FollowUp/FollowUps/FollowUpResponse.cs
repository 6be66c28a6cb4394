using ComplaintPlatform.FollowUp.Policies;
using ComplaintPlatform.Kernel;

namespace ComplaintPlatform.FollowUp.FollowUps;

public sealed record FollowUpResponse(
    Guid Id, Guid ComplaintId, string StorefrontId, int Cycle, FollowUpState State, FollowUpChannel Channel, DateTimeOffset Due, bool AwaitsAnswer,
    string Urgency, string CustomerType, string Category, string Language, FollowUpOutcome? Outcome, FollowUpClaim? Claim,
    IReadOnlyList<FollowUpAttemptResponse> Attempts, int AttemptsLeft, IReadOnlyList<string> Script)
{
    internal static FollowUpResponse From(CaseFollowUp row, FollowUpPolicy policy, Language language, DateTimeOffset now) => new(
        row.Id, row.ComplaintId, row.StorefrontId, row.Cycle, row.State, row.Channel, row.DueAt, row.AwaitsAnswer,
        row.Urgency, row.CustomerType, row.Category, row.Language, row.Outcome,
        row.ClaimedBy is { } by && row.ClaimedUntil is { } until && until > now ? new FollowUpClaim(by, row.ClaimedByName ?? "", until) : null,
        [.. row.Attempts.OrderBy(attempt => attempt.Number).Select(FollowUpAttemptResponse.From)],
        row.IsOpen ? Math.Max(0, policy.Attempts - row.AttemptCount) : 0,
        policy.Script.In(language.Tag));
}

public sealed record FollowUpClaim(Guid UserId, string Name, DateTimeOffset Until);

public sealed record FollowUpAttemptResponse(int Number, DateTimeOffset At, FollowUpChannel Channel, FollowUpOutcome Outcome, string By, string? Notes)
{
    internal static FollowUpAttemptResponse From(FollowUpAttempt row) => new(row.Number, row.At, row.Channel, row.Outcome, row.By, row.Notes);
}
