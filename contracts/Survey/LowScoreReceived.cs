using MassTransit;

namespace ComplaintPlatform.Contracts.Survey;

/// <summary>The answer asks for another look: a low score, or not solved.</summary>
[MessageUrn("survey.low-score-received.v1"), EntityName("survey.low-score-received.v1")]
public sealed record LowScoreReceived : IComplaintEvent
{
    public required Guid EventId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string StorefrontId { get; init; }

    public required Guid ComplaintId { get; init; }

    public required int Version { get; init; }

    public string? Actor { get; init; }

    public required int Cycle { get; init; }

    public required Guid SurveyId { get; init; }

    public int? Score { get; init; }

    public bool? Solved { get; init; }
}
