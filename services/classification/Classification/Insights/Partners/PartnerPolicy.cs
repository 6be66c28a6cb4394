using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Policies;
using Microsoft.Extensions.Validation;

namespace ComplaintPlatform.Classification.Insights.Partners;

/// <summary>When a carrier, supplier or store is pointed out.</summary>
[ValidatableType]
public sealed record PartnerPolicy
{
    /// <summary>Partners with fewer orders in the period are listed and never pointed out.</summary>
    [Range(1, 100_000_000)]
    public int MinimumOrders { get; init; } = 200;

    /// <summary>Complaints per 1,000 orders that are put up with: pointed out is whose interval lies above it wholly.</summary>
    [Range(0.001, 1_000.0)]
    public double LimitPerThousand { get; init; } = 10;

    /// <summary>A rise against the period before must be at least so many times.</summary>
    [Range(1.0, 100.0)]
    public double MinimumRise { get; init; } = 1.5;

    /// <summary>A rate must be at least so many times that of all others together.</summary>
    [Range(1.0, 100.0)]
    public double MinimumAgainstOthers { get; init; } = 1.5;

    /// <summary>The share of false ones that is put up with among the rises, and among those that are worse than others.</summary>
    [Range(0.0001, 0.2)]
    public double FalseAlarmRate { get; init; } = 0.05;

    internal static PolicySet<PartnerPolicy> Set { get; } = new("partners", "PartnerPolicies", () => new PartnerPolicy())
    {
        Readers = [Roles.Supervisor, .. Roles.Management, Roles.Auditor],
    };
}
