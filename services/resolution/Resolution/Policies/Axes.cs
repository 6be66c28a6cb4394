using ComplaintPlatform.Kernel;

namespace ComplaintPlatform.Resolution.Policies;

public enum Urgency { Urgent, General, NonUrgent }

public enum Severity { Minor, General, Serious }

public enum CustomerType { New, Returning, Loyal, Vip }

/// <summary>Ordered by authority: a higher value may do all that a lower one may.</summary>
public enum StaffRole { Agent, Supervisor, Manager, Director }

/// <summary>
/// The axes travel as strings; a value this service does not know yet is read as the plain one, so that no case stays without a deadline.
/// </summary>
internal static class Axes
{
    public static Urgency ReadUrgency(string? value) => EnumText.TryParse<Urgency>(value, out var urgency) ? urgency : Urgency.General;

    public static Severity ReadSeverity(string? value) =>
        EnumText.TryParse<Severity>(value, out var severity) ? severity : Severity.General;

    public static CustomerType ReadCustomerType(string? value) =>
        EnumText.TryParse<CustomerType>(value, out var type) ? type : CustomerType.New;

    /// <returns>Null for roles outside the ladder (administrator, auditor): they decide nothing about cases.</returns>
    public static StaffRole? ReadRole(string? value) => EnumText.TryParse<StaffRole>(value, out var role) ? role : null;

    public static StaffRole? HighestRole(IEnumerable<string> roles) => roles.Select(ReadRole).Max();

    /// <summary>Whether <paramref name="category"/> is <paramref name="branch"/> or stands below it in the tree.</summary>
    public static bool IsUnder(string category, string branch) =>
        category.StartsWith(branch, StringComparison.Ordinal) && (category.Length == branch.Length || category[branch.Length] == '/');
}
