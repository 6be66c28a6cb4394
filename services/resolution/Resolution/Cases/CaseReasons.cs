namespace ComplaintPlatform.Resolution.Cases;

/// <summary>Why a case was closed, as in <see cref="Contracts.Resolution.CaseClosed.Reason"/>.</summary>
internal static class CloseReasons
{
    public const string Satisfied = "satisfied";
    public const string Unreachable = "unreachable";
    public const string Withdrawn = "withdrawn";
    public const string Duplicate = "duplicate";
    public const string ByStaff = "by_staff";
}

/// <summary>Who had a case reopened, as in <see cref="Contracts.Resolution.CaseReopened.By"/>.</summary>
internal static class ReopenedBy
{
    public const string Customer = "customer";
    public const string FollowUp = "follow_up";
    public const string Survey = "survey";
    public const string Staff = "staff";
}
