using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.PersonalData;
using ComplaintPlatform.Web.Policies;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Validation;

namespace ComplaintPlatform.Intake.Policies;

/// <summary>How complaints are taken in and kept; a section that is left out has its defaults.</summary>
/// <param name="Retention">How long personal data is kept.</param>
/// <param name="Masking">Who sees names and contact points.</param>
[ValidatableType]
public sealed record IntakePolicy(RetentionPolicy? Retention = null, MaskingPolicy? Masking = null)
{
    public RetentionPolicy Retention { get; init; } = Retention ?? new();

    public MaskingPolicy Masking { get; init; } = Masking ?? new();

    internal static PolicySet<IntakePolicy> Set { get; } = new("intake", "IntakePolicies", () => new IntakePolicy())
    {
        Validate = (policy, _, _, _) => Task.FromResult<IReadOnlyList<PolicyError>>([.. policy.Masking.Errors()]),
    };

    internal static void Map(RouteGroupBuilder group) => group.MapPolicy<IntakePolicy, IntakeDbContext>("/", Set);
}
