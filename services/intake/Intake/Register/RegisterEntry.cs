using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Classification;
using ComplaintPlatform.Contracts.FollowUp;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Contracts.Survey;
using ComplaintPlatform.Intake.Complaints;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Intake.Register;

/// <summary>
/// What lists show and filter: a complaint's attributes from every service, in one row. Events arrive in any order; of each
/// aggregate the fact with the highest version stands here, and the status is a pure function of these facts.
/// </summary>
internal sealed class RegisterEntry : IStorefrontOwned
{
    private RegisterEntry()
    {
    }

    /// <summary>The complaint's id.</summary>
    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public ComplaintStatus Status { get; private set; }

    public DateTimeOffset ReceivedAt { get; private init; }

    public Channel Channel { get; private init; }

    public Guid? CustomerId { get; private set; }

    public string? OrderExternalId { get; private set; }

    public string? Product { get; private set; }

    public string? Sku { get; private set; }

    public string? Carrier { get; private set; }

    public string? Supplier { get; private set; }

    public string? Store { get; private set; }

    /// <summary>The order's amount in ten-thousandths, whatever the currency; SQLite keeps decimals as text, which does not sort.</summary>
    public long AmountSort { get; private set; }

    /// <summary>When a service last told something of it.</summary>
    public DateTimeOffset LastChangedAt { get; private set; }

    public bool NeedsInfo { get; private set; }

    /// <summary>
    /// How the merchant's order compares: <c>agrees</c>, <c>differs</c> or <c>unavailable</c>; <c>null</c> where it was not asked for.
    /// </summary>
    public string? OrderFacts { get; private set; }

    public bool Withdrawn { get; private set; }

    public Guid? DuplicateOf { get; private set; }

    /// <summary>Version of the complaint itself up to which its facts stand here.</summary>
    public int ComplaintVersion { get; private set; }

    public int ClassificationVersion { get; private set; }

    public string? Category { get; private set; }

    public string? ReasonCode { get; private set; }

    public string? Urgency { get; private set; }

    public string? Severity { get; private set; }

    /// <summary>0 while unknown, then 1 for minor to 3 for serious.</summary>
    public int SeverityRank { get; private set; }

    public string? CustomerType { get; private set; }

    public string? Difficulty { get; private set; }

    /// <summary>Separated by a comma.</summary>
    public string? Demands { get; private set; }

    public double? Sentiment { get; private set; }

    public double? EscalationRisk { get; private set; }

    public bool NeedsReview { get; private set; }

    public string? Language { get; private set; }

    public int CaseVersion { get; private set; }

    public string? CaseState { get; private set; }

    public int Cycle { get; private set; }

    public string? Department { get; private set; }

    /// <summary>Versions of the latest facts about assignment, deadlines and department, which not every case event carries.</summary>
    public int AssignmentVersion { get; private set; }

    public Guid? AgentId { get; private set; }

    [FreeText]
    public string? AgentName { get; private set; }

    public int DeadlinesVersion { get; private set; }

    public DateTimeOffset? FirstResponseDueAt { get; private set; }

    public DateTimeOffset? ResolutionDueAt { get; private set; }

    /// <summary><see cref="ResolutionDueAt"/>, or the end of time where there is none: a list sorted by it has those last.</summary>
    public DateTimeOffset DueSort { get; private set; } = DateTimeOffset.MaxValue;

    public int EscalationVersion { get; private set; }

    /// <summary>How far the case went up; <c>null</c> where it did not.</summary>
    public string? EscalationLevel { get; private set; }

    public DateTimeOffset? FirstRespondedAt { get; private set; }

    /// <summary><c>on_track</c>, <c>at_risk</c> or <c>breached</c>; a breach of the current cycle is never forgotten.</summary>
    public string? SlaState { get; private set; }

    public int FollowUpCycle { get; private set; }

    public int FollowUpVersion { get; private set; }

    public Guid? FollowUpId { get; private set; }

    /// <summary><c>scheduled</c>, or the outcome.</summary>
    public string? FollowUpState { get; private set; }

    public DateTimeOffset? FollowUpDueAt { get; private set; }

    public int SurveyCycle { get; private set; }

    public int SurveyVersion { get; private set; }

    public Guid? SurveyId { get; private set; }

    /// <summary><c>sent</c>, <c>answered</c> or <c>expired</c>.</summary>
    public string? SurveyState { get; private set; }

    public int? SurveyScore { get; private set; }

    public bool? SurveySolved { get; private set; }

    /// <summary>The customer was erased; set where the erasure does it.</summary>
    public bool Erased { get; private set; }

    public int Version { get; private set; }

    public static RegisterEntry Of(Complaint complaint)
    {
        var entry = new RegisterEntry
        {
            Id = complaint.Id,
            StorefrontId = complaint.StorefrontId,
            ReceivedAt = complaint.ReceivedAt,
            LastChangedAt = complaint.ReceivedAt,
            Channel = complaint.Channel,
        };
        entry.TakeFacts(complaint);
        return entry;
    }

    /// <summary>Takes over what the complaint itself says, when it comes and when facts are supplied.</summary>
    public void TakeFacts(Complaint complaint)
    {
        CustomerId = complaint.CustomerId;
        OrderExternalId = complaint.Order?.ExternalId;
        Product = complaint.Order?.Product;
        Sku = complaint.Order?.Sku;
        Carrier = complaint.Order?.Carrier;
        Supplier = complaint.Order?.Supplier;
        Store = complaint.Order?.Store;
        AmountSort = (long)decimal.Clamp((complaint.Order?.Amount ?? 0) * 10_000, long.MinValue, long.MaxValue);
        NeedsInfo = complaint.Missing.Length > 0;
        ComplaintVersion = complaint.Version;
    }

    public void TakeOrderFacts(string compared)
    {
        OrderFacts = compared;
        Version++;
    }

    public void Apply(IComplaintEvent complaintEvent)
    {
        switch (complaintEvent)
        {
            case ComplaintSupplemented or TrackingRevoked or OrderFactsDiffered:
                break;
            case ComplaintWithdrawn:
                Withdrawn = true;
                break;
            case ComplaintLinkedAsDuplicate linked:
                DuplicateOf = linked.OriginalId;
                break;
            case ComplaintUnlinked:
                DuplicateOf = null;
                break;
            case ComplaintClassified classified when classified.Version > ClassificationVersion:
                ApplyAxes(classified.Axes, classified.Version, classified.Language, classified.NeedsReview);
                break;
            case ComplaintReclassified corrected when corrected.Version > ClassificationVersion:
                ApplyAxes(corrected.Axes, corrected.Version, corrected.Language, needsReview: false);
                break;
            default:
                ApplyCase(complaintEvent);
                ApplyFollowUp(complaintEvent);
                ApplySurvey(complaintEvent);
                break;
        }

        Status = CurrentStatus();
        DueSort = ResolutionDueAt ?? DateTimeOffset.MaxValue;
        if (complaintEvent.OccurredAt > LastChangedAt)
            LastChangedAt = complaintEvent.OccurredAt;
        Version++;
    }

    private void ApplyAxes(ComplaintAxes axes, int version, string language, bool needsReview)
    {
        ClassificationVersion = version;
        Category = axes.Category;
        ReasonCode = axes.ReasonCode;
        Urgency = axes.Urgency;
        Severity = axes.Severity;
        SeverityRank = axes.Severity switch { "minor" => 1, "general" => 2, "serious" => 3, _ => 0 };
        CustomerType = axes.CustomerType;
        Difficulty = axes.Difficulty;
        Demands = string.Join(',', axes.Demands);
        Sentiment = axes.Sentiment;
        EscalationRisk = axes.EscalationRisk;
        NeedsReview = needsReview;
        Language = language;
    }

    // Reminders for the agent; they colour no list
    private const string Acknowledgement = "acknowledgement";
    private const string ProgressUpdate = "progress_update";

    private void ApplyCase(IComplaintEvent complaintEvent)
    {
        if (CaseFact.Of(complaintEvent) is not { } fact)
            return;

        if (fact.Cycle > Cycle)
        {
            // A new cycle starts with a clean sheet; what the old one did stands on the timeline
            Cycle = fact.Cycle;
            SlaState = "on_track";
            FirstRespondedAt = null;
        }

        if (complaintEvent.Version > CaseVersion)
        {
            CaseVersion = complaintEvent.Version;
            CaseState = fact.State;
        }

        if (fact.Assignment is { } assignment && complaintEvent.Version > AssignmentVersion)
        {
            AssignmentVersion = complaintEvent.Version;
            (AgentId, AgentName) = (assignment.AgentId, assignment.AgentName);
            Department = assignment.Department ?? Department;
        }

        if (fact.Deadlines is { } deadlines && complaintEvent.Version > DeadlinesVersion)
        {
            DeadlinesVersion = complaintEvent.Version;
            FirstResponseDueAt = deadlines.FirstResponse ?? FirstResponseDueAt;
            ResolutionDueAt = deadlines.Resolution;
        }

        if (complaintEvent is CaseEscalated escalated && escalated.Version > EscalationVersion)
            (EscalationVersion, EscalationLevel) = (escalated.Version, escalated.Level);

        if (fact.Cycle != Cycle)
            return;
        switch (complaintEvent)
        {
            case CaseFirstResponded responded:
                FirstRespondedAt = responded.OccurredAt;
                if (!responded.WithinTarget)
                    SlaState = "breached";
                break;
            case DeadlineBreached { Target: not (Acknowledgement or ProgressUpdate) }:
                SlaState = "breached";
                break;
            case DeadlineAtRisk { Target: not (Acknowledgement or ProgressUpdate) } when SlaState != "breached":
                SlaState = "at_risk";
                break;
        }
    }

    private void ApplyFollowUp(IComplaintEvent complaintEvent)
    {
        var (cycle, id, state, due) = complaintEvent switch
        {
            FollowUpScheduled scheduled => (scheduled.Cycle, scheduled.FollowUpId, "scheduled", scheduled.DueAt),
            FollowUpAttempted attempted => (attempted.Cycle, attempted.FollowUpId, attempted.Outcome, (DateTimeOffset?)null),
            FollowUpCompleted completed => (completed.Cycle, completed.FollowUpId, completed.Outcome, null),
            FollowUpFailed failed => (failed.Cycle, failed.FollowUpId, "unreachable", null),
            _ => default,
        };
        if (state is null || (cycle, complaintEvent.Version).CompareTo((FollowUpCycle, FollowUpVersion)) <= 0)
            return;

        (FollowUpCycle, FollowUpVersion, FollowUpId, FollowUpState) = (cycle, complaintEvent.Version, id, state);
        FollowUpDueAt = due ?? FollowUpDueAt;
    }

    private void ApplySurvey(IComplaintEvent complaintEvent)
    {
        var (cycle, id, state) = complaintEvent switch
        {
            SurveyDue due => (due.Cycle, due.SurveyId, "sent"),
            SurveyAnswered answered => (answered.Cycle, answered.SurveyId, "answered"),
            SurveyExpired expired => (expired.Cycle, expired.SurveyId, "expired"),
            SurveyRevoked revoked => (revoked.Cycle, revoked.SurveyId, "revoked"),
            _ => default,
        };
        if (state is null || (cycle, complaintEvent.Version).CompareTo((SurveyCycle, SurveyVersion)) <= 0)
            return;

        (SurveyCycle, SurveyVersion, SurveyId, SurveyState) = (cycle, complaintEvent.Version, id, state);
        if (complaintEvent is SurveyAnswered answer)
            (SurveyScore, SurveySolved) = (answer.Score, answer.Solved);
    }

    private ComplaintStatus CurrentStatus() => this switch
    {
        { DuplicateOf: not null } => ComplaintStatus.Duplicate,
        { Withdrawn: true } => ComplaintStatus.Withdrawn,
        { CaseState: "closed" } => ComplaintStatus.Closed,
        { CaseState: "resolved" } => FollowUpCycle == Cycle ? ComplaintStatus.FollowingUp : ComplaintStatus.Resolved,
        { CaseState: "in_progress" } => ComplaintStatus.InProgress,
        { CaseState: "awaiting_customer" } => ComplaintStatus.AwaitingCustomer,
        { CaseState: "awaiting_approval" } => ComplaintStatus.AwaitingApproval,
        { CaseState: "executing" } => ComplaintStatus.Executing,
        { CaseState: "open", Cycle: > 1 } => ComplaintStatus.Reopened,
        { CaseState: "open", AgentId: not null } => ComplaintStatus.Assigned,
        { ClassificationVersion: > 0 } => ComplaintStatus.Classified,
        _ => ComplaintStatus.Received,
    };

    public static void Map(EntityTypeBuilder<RegisterEntry> table)
    {
        table.ToTable("Register");
        foreach (var code in new[]
        {
            nameof(Urgency), nameof(Severity), nameof(CustomerType), nameof(Difficulty), nameof(CaseState), nameof(SlaState),
            nameof(FollowUpState), nameof(SurveyState), nameof(Language), nameof(EscalationLevel), nameof(OrderFacts),
        })
            table.Property<string?>(code).HasMaxLength(20);
        table.HasIndex(row => new { row.StorefrontId, row.ReceivedAt, row.Id });
        table.HasIndex(row => new { row.ReceivedAt, row.Id });
        table.HasIndex(row => new { row.StorefrontId, row.Status, row.ReceivedAt });
        // The rare value first: SQLite, without statistics, may prefer any index that begins with the storefront, and read all of it
        table.HasIndex(row => new { row.CustomerId, row.StorefrontId, row.ReceivedAt });
        table.HasIndex(row => row.AgentId);
        table.HasIndex(row => new { row.OrderExternalId, row.StorefrontId, row.ReceivedAt });
        table.HasIndex(row => new { row.StorefrontId, row.DueSort, row.Id });
        table.HasIndex(row => new { row.StorefrontId, row.LastChangedAt, row.Id });
        table.Property(row => row.Product).HasMaxLength(500);
    }
}
