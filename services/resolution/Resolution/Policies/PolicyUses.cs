using ComplaintPlatform.Contracts;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Resolution.Calendars;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Dispatch;
using ComplaintPlatform.Resolution.Offers;
using ComplaintPlatform.Resolution.Tasks;
using ComplaintPlatform.Web.Policies;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Policies;

/// <summary>Who still uses what a new version of a document leaves out: it is refused, and names them.</summary>
internal static class PolicyUses
{
    public static async Task<IReadOnlyList<PolicyError>> OfDepartmentsAsync(
        DispatchPolicies policy, ServiceDbContext db, string? storefrontId, CancellationToken ct)
    {
        var before = (await PolicySets.Departments.ReadAsync(db, storefrontId, ct)).Policy;
        var gone = before.Departments.Select(department => department.Id).Except(policy.Departments.Select(department => department.Id)).ToList();
        if (gone.Count == 0)
            return [];

        var users = new List<(string Gone, string User)>();
        foreach (var owner in await OwnersAsync(db, storefrontId, PolicySets.Departments.Kind, ct))
        {
            var remedies = (await PolicySets.Remedies.ReadAsync(db, owner, ct)).Policy;
            users.AddRange(remedies.Remedies.SelectMany(remedy => remedy.Tasks.Select(task => (task.Department, $"/remedy-catalogue {remedy.Kind}"))));
            var playbooks = (await PolicySets.Playbooks.ReadAsync(db, owner, ct)).Policy;
            users.AddRange(playbooks.Playbooks.SelectMany(book => book.Stages.Select(
                stage => (stage.Department, $"/playbooks {book.Category ?? "*"}.{stage.Id}"))));
            users.AddRange(playbooks.Emergency.Steps.Select(step => (step.Department, $"/playbooks emergency.{step.Id}")));
        }

        users.AddRange((await Of<Case>(db, storefrontId).Where(row => row.EndedAt == null && gone.Contains(row.Department))
            .GroupBy(row => row.Department).Select(group => new { group.Key, Count = group.Count() }).ToListAsync(ct))
            .Select(found => (found.Key, $"/cases {found.Count}")));
        users.AddRange((await Of<CaseTask>(db, storefrontId)
            .Where(row => (row.State == TaskState.Open || row.State == TaskState.InProgress) && gone.Contains(row.Department))
            .GroupBy(row => row.Department).Select(group => new { group.Key, Count = group.Count() }).ToListAsync(ct))
            .Select(found => (found.Key, $"/tasks {found.Count}")));
        return Refused(gone, users, "/departments");
    }

    public static async Task<IReadOnlyList<PolicyError>> OfCalendarsAsync(
        BusinessCalendars policy, ServiceDbContext db, string? storefrontId, CancellationToken ct)
    {
        var before = (await PolicySets.Calendars.ReadAsync(db, storefrontId, ct)).Policy;
        var gone = before.Calendars.Select(calendar => calendar.Id).Except(policy.Calendars.Select(calendar => calendar.Id)).ToList();
        var users = new List<(string Gone, string User)>();
        foreach (var owner in gone.Count == 0 ? [] : await OwnersAsync(db, storefrontId, PolicySets.Calendars.Kind, ct))
        {
            users.AddRange((await PolicySets.Deadlines.ReadAsync(db, owner, ct)).Policy.Rules
                .Where(rule => rule.CalendarId is not null).Select(rule => (rule.CalendarId!, $"/deadline-policies {rule.Id}")));
        }

        return Refused(gone, users, "/calendars");
    }

    public static async Task<IReadOnlyList<PolicyError>> OfRemediesAsync(
        RemedyCatalogue policy, ServiceDbContext db, string? storefrontId, CancellationToken ct)
    {
        var departments = (await PolicySets.Departments.ReadAsync(db, storefrontId, ct)).Policy.Departments.Select(department => department.Id).ToHashSet();
        var errors = new PolicyErrors();
        foreach (var (i, remedy) in policy.Remedies.Index())
        {
            foreach (var (j, task) in remedy.Tasks.Index())
                errors.Require(departments.Contains(task.Department), $"/remedies/{i}/tasks/{j}/department", "There is no such department. | 没有该部门。");
        }

        var before = (await PolicySets.Remedies.ReadAsync(db, storefrontId, ct)).Policy;
        var gone = before.Remedies.Select(remedy => remedy.Kind).Except(policy.Remedies.Select(remedy => remedy.Kind)).ToList();
        var offered = gone.Count == 0 ? [] : await Of<Offer>(db, storefrontId)
            .Where(row => (row.State == OfferState.Proposed || row.State == OfferState.AwaitingApproval) && gone.Contains(row.Kind))
            .GroupBy(row => row.Kind).Select(group => new { group.Key, Count = group.Count() }).ToListAsync(ct);
        return [.. errors.All, .. Refused(gone, offered.Select(found => (found.Key, $"/cases offers {found.Count}")), "/remedies")];
    }

    private static IReadOnlyList<PolicyError> Refused(
        IReadOnlyList<string> gone, IEnumerable<(string Gone, string User)> users, string pointer) =>
    [
        .. users.Where(use => gone.Contains(use.Gone)).GroupBy(use => use.Gone).Select(group => new PolicyError(
            pointer, $"“{group.Key}” is in use: {string.Join(", ", group.Select(use => use.User).Distinct())}. | "
                + $"“{group.Key}” 正在使用:{string.Join(",", group.Select(use => use.User).Distinct())}。")),
    ];

    /// <summary>For whom the document holds: the storefront, or everybody who has none of this kind.</summary>
    private static async Task<IReadOnlyList<string?>> OwnersAsync(ServiceDbContext db, string? storefrontId, string kind, CancellationToken ct)
    {
        if (storefrontId is not null)
            return [storefrontId];
        var documents = db.Set<PolicyDocument>().AsNoTracking();
        var others = await documents.Where(row => row.Owner != EventScope.Installation
            && !documents.Any(own => own.Kind == kind && own.Owner == row.Owner)).Select(row => row.Owner).Distinct().ToListAsync(ct);
        return [null, .. others];
    }

    private static IQueryable<T> Of<T>(ServiceDbContext db, string? storefrontId)
        where T : class, IStorefrontOwned => db.Set<T>().AsNoTracking().Where(row => storefrontId == null || row.StorefrontId == storefrontId);
}
