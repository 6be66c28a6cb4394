using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Resolution.Authority;
using ComplaintPlatform.Resolution.Calendars;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Compensation;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Deadlines;
using ComplaintPlatform.Resolution.Dispatch;
using ComplaintPlatform.Resolution.Escalations;
using ComplaintPlatform.Resolution.Offers;
using ComplaintPlatform.Resolution.Playbooks;
using ComplaintPlatform.Resolution.Replies;
using ComplaintPlatform.Web.Policies;
using Microsoft.AspNetCore.Routing;

namespace ComplaintPlatform.Resolution.Policies;

/// <summary>The policy documents of the service, each read and replaced as a whole.</summary>
internal static class PolicySets
{
    public static PolicySet<DispatchPolicies> Departments { get; } =
        Of("departments", "Departments", () => DispatchPolicies.Default, policy => policy.Validate(), PolicyUses.OfDepartmentsAsync);

    public static PolicySet<BusinessCalendars> Calendars { get; } =
        Of("calendars", "Calendars", () => BusinessCalendars.Default, policy => policy.Validate(), PolicyUses.OfCalendarsAsync) with
        {
            Replaced = static (policy, owner, now, db, ct) => PolicyVersion.KeepAsync("calendars", policy, owner, now, db, ct),
        };

    public static PolicySet<DeadlinePolicies> Deadlines { get; } =
        Of("deadline-policies", "DeadlinePolicies", () => DeadlinePolicies.Default, policy => policy.Validate()) with
        {
            Validate = static async (policy, db, storefrontId, ct) =>
            {
                var calendars = await Calendars.ReadAsync(db, storefrontId, ct);
                return policy.Validate(calendars.Policy.Calendars.Select(calendar => calendar.Id).ToHashSet());
            },
            Replaced = static (policy, owner, now, db, ct) => PolicyVersion.KeepAsync("deadline-policies", policy, owner, now, db, ct),
        };

    public static PolicySet<AuthorityLimits> Authority { get; } =
        Of("authority-limits", "AuthorityLimits", () => AuthorityLimits.Default, policy => policy.Validate()) with
        {
            Readers = Roles.Staff,
            NotBy = static (caller, before, after) =>
                EnumText.TryParse<StaffRole>(caller.Role, out var own) ? after.RaisedFor(own, before) : [],
        };

    public static PolicySet<CompensationPolicies> Compensation { get; } =
        Of("compensation-policies", "CompensationPolicies", () => CompensationPolicies.Default, policy => policy.Validate()) with
        {
            Readers = Roles.Staff,
        };

    public static PolicySet<RemedyCatalogue> Remedies { get; } =
        Of("remedy-catalogue", "RemedyCatalogue", () => RemedyCatalogue.Default, policy => policy.Validate(), PolicyUses.OfRemediesAsync);

    public static PolicySet<EscalationPolicies> Escalations { get; } =
        Of("escalation-policies", "EscalationPolicies", () => EscalationPolicies.Default, policy => policy.Validate()) with
        {
            Readers = Roles.Staff,
        };

    public static PolicySet<ClosingPolicies> Closing { get; } =
        Of("closing-policies", "ClosingPolicies", () => ClosingPolicies.Default, policy => policy.Validate());

    public static PolicySet<PlaybookPolicies> Playbooks { get; } =
        Of("playbooks", "Playbooks", () => PlaybookPolicies.Default, policy => policy.Validate()) with
        {
            Readers = Roles.Staff,
            Validate = static async (policy, db, storefrontId, ct) =>
            {
                var departments = await Departments.ReadAsync(db, storefrontId, ct);
                return policy.Validate(departments.Policy.Departments.Select(department => department.Id).ToHashSet());
            },
        };

    public static PolicySet<ReplyTemplates> Replies { get; } =
        Of("reply-templates", "ReplyTemplates", () => ReplyTemplates.Default, policy => policy.Validate()) with
        {
            Readers = Roles.Staff,
        };

    public static void Map(RouteGroupBuilder group)
    {
        Map(group, Closing);
        Map(group, Departments);
        Map(group, Calendars);
        Map(group, Deadlines);
        Map(group, Authority);
        Map(group, Compensation);
        Map(group, Remedies);
        Map(group, Escalations);
        Map(group, Playbooks);
        Map(group, Replies);
    }

    private static void Map<TPolicy>(RouteGroupBuilder group, PolicySet<TPolicy> set)
        where TPolicy : class => group.MapPolicy<TPolicy, ResolutionDbContext>("/" + set.Kind, set);

    private static PolicySet<TPolicy> Of<TPolicy>(
        string kind, string name, Func<TPolicy> fallback, Func<TPolicy, IReadOnlyList<PolicyError>> validate,
        Func<TPolicy, ServiceDbContext, string?, CancellationToken, Task<IReadOnlyList<PolicyError>>>? uses = null)
        where TPolicy : class => new(kind, name, fallback)
        {
            // What is published as service standards, or is a storefront's own; how the house decides is not
            Readers = [Roles.Storefront, .. Roles.Staff],
            // What is wrong in itself comes first
            Validate = async (policy, db, storefrontId, ct) =>
                validate(policy) is { Count: > 0 } errors || uses is null ? validate(policy) : await uses(policy, db, storefrontId, ct),
        };
}
