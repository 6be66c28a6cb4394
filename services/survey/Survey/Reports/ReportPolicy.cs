using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Web.Policies;
using Microsoft.Extensions.Validation;

namespace ComplaintPlatform.Survey.Reports;

/// <summary>What the month is held against, and when the report is ready for its subscribers.</summary>
/// <param name="DeadlineGoalPercent">The share of first answers, and of resolutions, that are to come in time.</param>
/// <param name="CsatGoalPercent">The share of scores of 4 and 5 that is wanted.</param>
/// <param name="LeastComplaints">A group with fewer is in the tables, but nothing is concluded from it.</param>
/// <param name="ReadyDay">The day of the next month on which subscribers are told; later answers still change the figures a little.</param>
/// <param name="ReadyHour">Its hour, where the storefront is.</param>
[ValidatableType]
public sealed record ReportPolicy(
    [property: Range(1, 100)] int DeadlineGoalPercent = 90,
    [property: Range(1, 100)] int CsatGoalPercent = 80,
    [property: Range(1, 10_000)] int LeastComplaints = 20,
    [property: Range(1, 28)] int ReadyDay = 1,
    [property: Range(0, 23)] int ReadyHour = 8)
{
    internal static PolicySet<ReportPolicy> Set { get; } = new("report", "ReportPolicies", () => new ReportPolicy());
}
