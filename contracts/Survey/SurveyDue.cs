using MassTransit;

namespace ComplaintPlatform.Contracts.Survey;

/// <summary>A survey is to be sent to the customer now.</summary>
[MessageUrn("survey.survey-due.v1"), EntityName("survey.survey-due.v1")]
public sealed record SurveyDue : IComplaintEvent
{
    public required Guid EventId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string StorefrontId { get; init; }

    public required Guid ComplaintId { get; init; }

    public required int Version { get; init; }

    public string? Actor { get; init; }

    public required int Cycle { get; init; }

    public required Guid SurveyId { get; init; }

    public required string Language { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required bool Reminder { get; init; }
}
