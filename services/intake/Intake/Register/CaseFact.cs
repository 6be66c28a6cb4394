using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Resolution;

namespace ComplaintPlatform.Intake.Register;

/// <summary>
/// What an event says of the complaint's case: state and cycle always, assignment and deadlines where the event is about them.
/// </summary>
internal sealed record CaseFact(int Cycle, string State)
{
    public (Guid? AgentId, string? AgentName, string? Department)? Assignment { get; private init; }

    public (DateTimeOffset? FirstResponse, DateTimeOffset Resolution)? Deadlines { get; private init; }

    /// <returns><c>null</c> for events of other aggregates.</returns>
    public static CaseFact? Of(IComplaintEvent complaintEvent) => complaintEvent switch
    {
        CaseOpened e => new(e.Cycle, e.State)
        {
            Assignment = (null, null, e.Department),
            Deadlines = (e.FirstResponseDueAt, e.ResolutionDueAt)
        },
        CaseAssigned e => new(e.Cycle, e.State) { Assignment = (e.AgentId, e.AgentName, e.Department) },
        CaseAccepted e => new(e.Cycle, e.State),
        ContactLogged e => new(e.Cycle, e.State),
        CaseFirstResponded e => new(e.Cycle, e.State),
        CasePaused e => new(e.Cycle, e.State),
        CaseResumed e => new(e.Cycle, e.State) { Deadlines = (null, e.ResolutionDueAt) },
        CaseEscalated { AgentId: not null } e => new(e.Cycle, e.State) { Assignment = (e.AgentId, e.AgentName, null) },
        CaseEscalated e => new(e.Cycle, e.State),
        DeadlinesChanged e => new(e.Cycle, e.State) { Deadlines = (e.FirstResponseDueAt, e.ResolutionDueAt) },
        DeadlineAtRisk e => new(e.Cycle, e.State),
        DeadlineBreached e => new(e.Cycle, e.State),
        OfferMade e => new(e.Cycle, e.State),
        OfferAccepted e => new(e.Cycle, e.State),
        OfferRefused e => new(e.Cycle, e.State),
        OfferCountered e => new(e.Cycle, e.State),
        OfferWithdrawn e => new(e.Cycle, e.State),
        ApprovalRequested e => new(e.Cycle, e.State),
        ApprovalDelegated e => new(e.Cycle, e.State),
        PromiseReleased e => new(e.Cycle, e.State),
        CustomerUpdateDue e => new(e.Cycle, e.State),
        ApprovalDecided e => new(e.Cycle, e.State),
        TaskAdded e => new(e.Cycle, e.State),
        TaskCompleted e => new(e.Cycle, e.State),
        TaskOverdue e => new(e.Cycle, e.State),
        EmergencyOpened e => new(e.Cycle, e.State),
        EmergencyClosed e => new(e.Cycle, e.State),
        ChecklistItemMarked e => new(e.Cycle, e.State),
        CaseResolved e => new(e.Cycle, e.State),
        CaseClosed e => new(e.Cycle, e.State),
        CaseReopened e => new(e.Cycle, e.State) { Deadlines = (e.FirstResponseDueAt, e.ResolutionDueAt) },
        _ => null,
    };
}
