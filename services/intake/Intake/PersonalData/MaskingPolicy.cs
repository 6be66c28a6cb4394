using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Policies;
using Microsoft.Extensions.Validation;

namespace ComplaintPlatform.Intake.PersonalData;

/// <summary>Which roles need to know who complains; all others get names and contact points masked. The auditor never sees them.</summary>
/// <param name="ClearRoles">Roles that see names and contact points as they are.</param>
[ValidatableType]
public sealed record MaskingPolicy(IReadOnlyList<string>? ClearRoles = null)
{
    [MaxLength(10)]
    public IReadOnlyList<string> ClearRoles { get; init; } = ClearRoles ?? Roles.KnowCustomers;

    internal IEnumerable<PolicyError> Errors()
    {
        string[] allowed = [.. Roles.KnowCustomers, Roles.Administrator];
        for (var at = 0; at < ClearRoles.Count; at++)
        {
            if (!allowed.Contains(ClearRoles[at]))
            {
                yield return new PolicyError(
                    $"/masking/clearRoles/{at}",
                    $"Must be one of: {string.Join(", ", allowed)}. | 必须是以下值之一:{string.Join(", ", allowed)}。");
            }
        }
    }
}
