namespace ComplaintPlatform.Intake.Register;

/// <summary>How far a complaint has come, over all services.</summary>
public enum ComplaintStatus
{
    Received,
    Classified,
    Assigned,
    InProgress,
    AwaitingCustomer,
    AwaitingApproval,
    Executing,
    Resolved,
    FollowingUp,
    Closed,
    Reopened,
    Withdrawn,
    Duplicate,
}
