namespace ComplaintPlatform.Resolution.Policies;

public enum Urgency { Urgent, General, NonUrgent }

public enum Severity { Minor, General, Serious }

public enum CustomerType { New, Returning, Loyal, Vip }

/// <summary>Ordered by authority: a higher value may do all that a lower one may.</summary>
public enum StaffRole { Agent, Supervisor, Manager, Director }

/// <summary>The axes travel as strings; a value this service does not know yet is read as the middle one, so that no case stays without a deadline.</summary>
internal static class Axes
{
    public static Urgency ReadUrgency(string? value) => value switch
    {
        "urgent" => Urgency.Urgent,
        "non_urgent" => Urgency.NonUrgent,
        _ => Urgency.General,
    };

    public static Severity ReadSeverity(string? value) => value switch
    {
        "minor" => Severity.Minor,
        "serious" => Severity.Serious,
        _ => Severity.General,
    };

    public static CustomerType ReadCustomerType(string? value) => value switch
    {
        "returning" => CustomerType.Returning,
        "loyal" => CustomerType.Loyal,
        "vip" => CustomerType.Vip,
        _ => CustomerType.New,
    };

    /// <returns>Null for roles outside the ladder (administrator, auditor): they decide nothing about cases.</returns>
    public static StaffRole? ReadRole(string? value) => value switch
    {
        "agent" => StaffRole.Agent,
        "supervisor" => StaffRole.Supervisor,
        "manager" => StaffRole.Manager,
        "director" => StaffRole.Director,
        _ => null,
    };

    public static StaffRole? HighestRole(IEnumerable<string> roles) => roles.Select(ReadRole).Max();

    /// <summary>Whether <paramref name="category"/> is <paramref name="branch"/> or stands below it in the tree.</summary>
    public static bool IsUnder(string category, string branch) =>
        category.StartsWith(branch, StringComparison.Ordinal) && (category.Length == branch.Length || category[branch.Length] == '/');
}
