using MassTransit;

namespace ComplaintPlatform.Contracts.Survey;

/// <summary>The survey is not wanted any more: its case started again.</summary>
[MessageUrn("survey.survey-revoked.v1"), EntityName("survey.survey-revoked.v1")]
public sealed record SurveyRevoked : IComplaintEvent
{
    public required Guid EventId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string StorefrontId { get; init; }

    public required Guid ComplaintId { get; init; }

    public required int Version { get; init; }

    public string? Actor { get; init; }

    public required int Cycle { get; init; }

    public required Guid SurveyId { get; init; }
}
