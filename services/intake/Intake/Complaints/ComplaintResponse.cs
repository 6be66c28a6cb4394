using ComplaintPlatform.Intake.Customers;
using ComplaintPlatform.Intake.Duplicates;
using ComplaintPlatform.Intake.Register;
using ComplaintPlatform.Kernel;

namespace ComplaintPlatform.Intake.Complaints;

/// <summary>A complaint with what every service has found and done so far.</summary>
/// <param name="Customer">As known when the complaint came.</param>
/// <param name="Missing">Key facts that are not given yet.</param>
/// <param name="NeedsInfo">Whether the customer is asked for them.</param>
/// <param name="DuplicateCandidates">Complaints that this one may repeat, or that may repeat it, until linked or dismissed.</param>
/// <param name="LastChangedAt">When something last happened to it.</param>
/// <param name="SignalId">What it was spotted in, where nobody had filed it.</param>
/// <param name="StaffMember">Whom it is about, where it is about a member of staff, as the customer says it.</param>
public sealed record ComplaintResponse(
    Guid Id, string Reference, string StorefrontId, ComplaintStatus Status, bool NeedsInfo, DateTimeOffset ReceivedAt,
    DateTimeOffset? OccurredAt,
    Channel Channel, ComplainantKind ComplainantKind, CustomerView? Customer, OrderRequest? Order, string? Subject, string Text,
    string? Expectation,
    Money? StatedLoss, string? ExternalId, IReadOnlyList<string> Missing, Guid? DuplicateOf,
    IReadOnlyList<DuplicateCandidate> DuplicateCandidates,
    string? EscalationLevel, DateTimeOffset LastChangedAt, ClassificationView Classification, CaseView? Case, FollowUpView? FollowUp,
    SurveyView? Survey, Guid? SignalId, string? StaffMember)
{
    internal static ComplaintResponse Of(
        Complaint complaint, RegisterEntry entry, Customer? customer, IReadOnlyList<DuplicateCandidate> candidates) => new(
        complaint.Id, complaint.Reference, complaint.StorefrontId, entry.Status, entry.NeedsInfo, complaint.ReceivedAt,
        complaint.HappenedAt,
        complaint.Channel, complaint.ComplainantKind, CustomerView.Of(customer, complaint.CustomerAtReceipt), complaint.Order?.Stated(),
        complaint.Subject, complaint.Text, complaint.Expectation,
        complaint.StatedLoss is { } loss ? new Money(loss, complaint.StatedLossCurrency!) : null, complaint.ExternalId,
        complaint.MissingNames(),
        complaint.DuplicateOf, candidates, entry.EscalationLevel, entry.LastChangedAt,
        ClassificationView.Of(entry), CaseView.Of(entry), FollowUpView.Of(entry), SurveyView.Of(entry),
        complaint.SignalId, complaint.StaffMember);
}

/// <summary>A complaint in a list.</summary>
public sealed record ComplaintSummary(
    Guid Id, string Reference, string StorefrontId, ComplaintStatus Status, bool NeedsInfo, DateTimeOffset ReceivedAt,
    DateTimeOffset LastChangedAt,
    Channel Channel, string? Subject, string Excerpt, Money? Amount, string? EscalationLevel, ClassificationView Classification,
    CaseView? Case);

public sealed record CustomerView(
    Guid Id, string? ExternalId, string? Name, string? Email, string? Phone, string? AppUserId, string? Language,
    DateTimeOffset? FirstOrderAt, int? OrderCount,
    Money? LifetimeValue, bool Vip, string? PreferredContactTimes)
{
    internal static CustomerView? Of(Customer? customer, CustomerAtReceipt? then)
    {
        if (customer is null)
            return null;
        return then is null
            ? new CustomerView(
                customer.Id, customer.ExternalId, customer.Name, customer.Email, customer.Phone, customer.AppUserId, customer.Language,
                customer.FirstOrderAt, customer.OrderCount, customer.LifetimeMoney(), customer.Vip, customer.PreferredContactTimes)
            : new CustomerView(
                customer.Id, then.ExternalId, then.Name, then.Email, then.Phone, then.AppUserId, then.Language, then.FirstOrderAt,
                then.OrderCount,
                then.LifetimeMoney(), then.Vip, then.PreferredContactTimes);
    }
}

/// <summary>The axes as plain values, <c>null</c> until known.</summary>
public sealed record ClassificationView(
    string? Category, string? ReasonCode, string? Urgency, string? Severity, string? CustomerType, string? Difficulty,
    IReadOnlyList<string>? Demands,
    double? Sentiment, double? EscalationRisk, bool? NeedsReview)
{
    internal static ClassificationView Of(RegisterEntry entry) => new(
        entry.Category, entry.ReasonCode, entry.Urgency, entry.Severity, entry.CustomerType, entry.Difficulty,
        entry.Demands?.Split(',', StringSplitOptions.RemoveEmptyEntries), entry.Sentiment, entry.EscalationRisk,
        entry.ClassificationVersion > 0 ? entry.NeedsReview : null);
}

public sealed record CaseView(string State, int Cycle, AgentView? Agent, string? Department, DeadlinesView Deadlines)
{
    internal static CaseView? Of(RegisterEntry entry) => entry.CaseState is null ? null : new CaseView(
        entry.CaseState, entry.Cycle, entry.AgentId is { } id ? new AgentView(id, entry.AgentName ?? "") : null, entry.Department,
        new DeadlinesView(entry.FirstResponseDueAt, entry.FirstRespondedAt, entry.ResolutionDueAt, entry.SlaState));
}

public sealed record AgentView(Guid Id, string Name);

/// <param name="SlaState">
/// <c>on_track</c>, <c>at_risk</c> or <c>breached</c>; the explained clock is at <c>/cases/{id}/deadlines</c>.
/// </param>
public sealed record DeadlinesView(
    DateTimeOffset? FirstResponseDueAt, DateTimeOffset? FirstRespondedAt, DateTimeOffset? ResolutionDueAt, string? SlaState);

/// <param name="State"><c>scheduled</c>, <c>unreachable</c>, <c>satisfied</c>, <c>unsatisfied</c> or <c>not_solved</c>.</param>
public sealed record FollowUpView(Guid Id, string State, DateTimeOffset? DueAt)
{
    internal static FollowUpView? Of(RegisterEntry entry) =>
        entry.FollowUpId is { } id ? new FollowUpView(id, entry.FollowUpState!, entry.FollowUpDueAt) : null;
}

/// <param name="State"><c>sent</c>, <c>answered</c> or <c>expired</c>.</param>
public sealed record SurveyView(Guid Id, string State, int? Score, bool? Solved)
{
    internal static SurveyView? Of(RegisterEntry entry) =>
        entry.SurveyId is { } id ? new SurveyView(id, entry.SurveyState!, entry.SurveyScore, entry.SurveySolved) : null;
}
