using MassTransit;

namespace ComplaintPlatform.Contracts.Survey;

/// <summary>The customer filled in the survey.</summary>
[MessageUrn("survey.survey-answered.v1"), EntityName("survey.survey-answered.v1")]
public sealed record SurveyAnswered : IComplaintEvent
{
    public required Guid EventId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string StorefrontId { get; init; }

    public required Guid ComplaintId { get; init; }

    public required int Version { get; init; }

    public string? Actor { get; init; }

    public required int Cycle { get; init; }

    public required Guid SurveyId { get; init; }

    /// <summary>1-5.</summary>
    public int? Score { get; init; }

    public bool? Solved { get; init; }
}
