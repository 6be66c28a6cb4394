namespace ComplaintPlatform.Kernel;

/// <summary>The roles of callers, as they stand in tokens and in the API.</summary>
public static class Roles
{
    /// <summary>A storefront's backend, by API key.</summary>
    public const string Storefront = "storefront";

    public const string Agent = "agent";
    public const string Supervisor = "supervisor";
    public const string Manager = "manager";
    public const string Director = "director";
    public const string Administrator = "administrator";

    /// <summary>Reads everything of its storefronts, changes nothing.</summary>
    public const string Auditor = "auditor";

    /// <summary>Holders of a public link.</summary>
    public const string Anonymous = "anonymous";

    /// <summary>Another service of the platform.</summary>
    public const string Service = "service";

    /// <summary>Those who work on cases, least authority first.</summary>
    public static IReadOnlyList<string> CaseWorkers { get; } = [Agent, Supervisor, Manager, Director];

    /// <summary>Those who answer for policy and people.</summary>
    public static IReadOnlyList<string> Management { get; } = [Manager, Director, Administrator];

    /// <summary>Who calls, writes to and decides on customers, and so knows how to reach them; who keeps users and settings does not.</summary>
    public static IReadOnlyList<string> KnowCustomers { get; } = [Storefront, .. CaseWorkers];

    /// <summary>All people with an account.</summary>
    public static IReadOnlyList<string> Staff { get; } = [.. CaseWorkers, Administrator, Auditor];
}
