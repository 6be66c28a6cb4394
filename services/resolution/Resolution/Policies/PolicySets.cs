using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Authority;
using ComplaintPlatform.Resolution.Calendars;
using ComplaintPlatform.Resolution.Compensation;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Deadlines;
using ComplaintPlatform.Resolution.Dispatch;
using ComplaintPlatform.Resolution.Offers;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Policies;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace ComplaintPlatform.Resolution.Policies;

/// <summary>The policy documents of the service, each read and replaced as a whole.</summary>
internal static class PolicySets
{
    public const string Departments = "departments";
    public const string Calendars = "calendars";
    public const string DeadlinePolicies = "deadline-policies";
    public const string AuthorityLimits = "authority-limits";
    public const string CompensationPolicies = "compensation-policies";
    public const string RemedyCatalogue = "remedy-catalogue";

    public static void Map(RouteGroupBuilder group)
    {
        Map(group, Departments, "Departments", () => DispatchPolicies.Default, static (_, _, _, policy, _) => Now(policy.Validate()));
        Map(group, Calendars, "Calendars", () => BusinessCalendars.Default, static (_, _, _, policy, _) => Now(policy.Validate()));
        Map(group, DeadlinePolicies, "DeadlinePolicies", () => Deadlines.DeadlinePolicies.Default, ValidateDeadlinesAsync);
        Map(group, AuthorityLimits, "AuthorityLimits", () => Authority.AuthorityLimits.Default, static (_, _, _, policy, _) => Now(policy.Validate()));
        Map(group, CompensationPolicies, "CompensationPolicies", () => Compensation.CompensationPolicies.Default, static (_, _, _, policy, _) => Now(policy.Validate()));
        Map(group, RemedyCatalogue, "RemedyCatalogue", () => Offers.RemedyCatalogue.Default, static (_, _, _, policy, _) => Now(policy.Validate()));
    }

    private delegate Task<IReadOnlyList<PolicyError>> Validation<T>(ResolutionDbContext db, string kind, string? storefrontId, T policy, CancellationToken ct);

    private static void Map<T>(RouteGroupBuilder group, string kind, string name, Func<T> fallback, Validation<T> validate)
        where T : class
    {
        group.MapGet("/" + kind, async (string? storefrontId, Caller caller, ResolutionDbContext db, CancellationToken ct) =>
        {
            var found = await PolicyDocument.ReadAsync(db, kind, PolicyDocument.OwnerFor(caller, storefrontId, writes: false), fallback, ct);
            return ETags.Ok(found.Policy, found.Tag);
        }).WithName("Get" + name).AllowRoles([Roles.Storefront, .. Roles.Staff]);

        group.MapPut("/" + kind, async (
            T policy, string? storefrontId, Caller caller, IfMatch ifMatch, ResolutionDbContext db, TimeProvider clock, CancellationToken ct) =>
        {
            var owner = PolicyDocument.OwnerFor(caller, storefrontId, writes: true);
            if (await validate(db, kind, owner, policy, ct) is { Count: > 0 } errors)
                throw new ValidationProblemException([.. errors.Select(error => (error.Pointer, error.Message))]);
            var replaced = await PolicyDocument.ReplaceAsync(db, kind, owner, policy, ifMatch, fallback, clock.GetUtcNow(), ct);
            return ETags.Ok(replaced.Policy, replaced.Tag);
        }).WithName("Replace" + name).RequireIfMatch().AllowRoles(Roles.Management);
    }

    private static async Task<IReadOnlyList<PolicyError>> ValidateDeadlinesAsync(
        ResolutionDbContext db, string kind, string? storefrontId, DeadlinePolicies policy, CancellationToken ct)
    {
        var calendars = await PolicyDocument.ReadAsync(db, Calendars, storefrontId, () => BusinessCalendars.Default, ct);
        return policy.Validate(calendars.Policy.Calendars.Select(calendar => calendar.Id).ToHashSet());
    }

    private static Task<IReadOnlyList<PolicyError>> Now(IReadOnlyList<PolicyError> errors) => Task.FromResult(errors);
}
