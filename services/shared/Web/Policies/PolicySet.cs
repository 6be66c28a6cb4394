using ComplaintPlatform.Contracts;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ComplaintPlatform.Web.Policies;

/// <summary>
/// One thing wrong with a policy: where (JSON pointer into the document) and what, in both languages (<see cref="Texts"/>).
/// </summary>
public sealed record PolicyError(string Pointer, string Message);

/// <summary>A policy that is read and replaced as one document.</summary>
/// <param name="Kind">Under which it is stored; once released it stays.</param>
/// <param name="Name">The noun of its operations in the API document: <c>GetTaxonomy</c>, <c>ReplaceTaxonomy</c>.</param>
/// <param name="Default">What is in force until somebody writes another.</param>
public sealed record PolicySet<TPolicy>(string Kind, string Name, Func<TPolicy> Default)
    where TPolicy : class
{
    /// <summary>
    /// Whether a storefront may have its own. Otherwise it is the installation's, and only a caller of all storefronts may replace it.
    /// </summary>
    public bool PerStorefront { get; init; } = true;

    /// <summary>Who may read it.</summary>
    public IReadOnlyList<string> Readers { get; init; } = Roles.Staff;

    /// <summary>Who may replace it.</summary>
    public IReadOnlyList<string> Writers { get; init; } = Roles.Management;

    /// <summary>
    /// Whether there is the storefront that a caller of all storefronts names; not looked for where the service knows no storefronts.
    /// </summary>
    public Func<string, ServiceDbContext, CancellationToken, Task<bool>>? OwnerExists { get; init; }

    /// <summary>
    /// What attributes cannot say. The owner is a storefront's id, or <c>null</c> for the installation's document. An empty list is a sound
    /// policy.
    /// </summary>
    public Func<TPolicy, ServiceDbContext, string?, CancellationToken, Task<IReadOnlyList<PolicyError>>> Validate { get; init; } =
        static (_, _, _, _) => Task.FromResult<IReadOnlyList<PolicyError>>([]);

    /// <summary>
    /// What this caller may not change about the policy in force, though others may: four eyes for rules that bind their writer. An empty
    /// list permits the change.
    /// </summary>
    public Func<Caller, TPolicy, TPolicy, IReadOnlyList<PolicyError>> NotBy { get; init; } = static (_, _, _) => [];

    /// <summary>
    /// What else changes with the document, in the same commit, before it is written; with it come its owner (<see
    /// cref="EventScope.Installation"/> for the installation) and the moment from which it holds.
    /// </summary>
    public Func<TPolicy, string, DateTimeOffset, ServiceDbContext, CancellationToken, Task>? Replaced { get; init; }

    /// <summary>The policy in force for a storefront, or with <c>null</c> the installation's.</summary>
    public Task<PolicyInForce<TPolicy>> ReadAsync(ServiceDbContext db, string? storefrontId, CancellationToken ct) =>
        PolicyDocument.ReadAsync(db, Kind, PerStorefront ? storefrontId : null, Default, ct);

    internal async Task<string?> OwnerForAsync(Caller caller, string? storefrontId, bool writes, ServiceDbContext db, CancellationToken ct)
    {
        var owner = OwnerFor(caller, storefrontId, writes);
        return owner is null || !caller.AllStorefronts || OwnerExists is null || await OwnerExists(owner, db, ct)
            ? owner
            : throw new ProblemException(404, "storefront.not_found", "There is no such storefront. | 没有该店铺。");
    }

    private string? OwnerFor(Caller caller, string? storefrontId, bool writes)
    {
        if (PerStorefront)
            return PolicyDocument.OwnerFor(caller, storefrontId, writes);
        if (storefrontId is not null)
            throw new ValidationProblemException(
                ("/storefrontId", "This policy is the installation's; no storefront has its own. | 该策略属于整个平台,店铺不能单独设置。"));
        if (writes && !caller.AllStorefronts)
            throw Problems.Forbidden(
                "policy.installation_wide",
                "It holds for every storefront, so only who works for all may change it. | 该策略对所有店铺生效,仅负责全部店铺的人员可修改。");
        return null;
    }
}

public static class PolicyEndpoints
{
    /// <summary>
    /// Maps GET and PUT of a policy: with an entity tag, PUT with <c>If-Match</c>; <c>?storefrontId=</c> names a storefront's own. Give the
    /// policy's type <c>[ValidatableType]</c> where it has validation attributes: the framework does not find it through a type parameter.
    /// </summary>
    public static void MapPolicy<TPolicy, TContext>(this RouteGroupBuilder group, string path, PolicySet<TPolicy> set)
        where TPolicy : class
        where TContext : ServiceDbContext
    {
        group.MapGet(path, async (string? storefrontId, Caller caller, TContext db, CancellationToken ct) =>
        {
            var inForce = await set.ReadAsync(db, await set.OwnerForAsync(caller, storefrontId, writes: false, db, ct), ct);
            return ETags.Ok(inForce.Policy, inForce.Tag);
        }).WithName("Get" + set.Name).AllowRoles(set.Readers)
            .WithDescription("The document in force: the installation's, or with `storefrontId` that storefront's own where it has one.");

        group.MapPut(path, async (
            TPolicy policy, string? storefrontId, Caller caller, IfMatch ifMatch, TContext db, TimeProvider clock, CancellationToken ct) =>
        {
            var owner = await set.OwnerForAsync(caller, storefrontId, writes: true, db, ct);
            if (await set.Validate(policy, db, owner, ct) is { Count: > 0 } errors)
                throw new ValidationProblemException([.. errors.Select(error => (error.Pointer, error.Message))]);
            if (set.NotBy(caller, (await set.ReadAsync(db, owner, ct)).Policy, policy) is { Count: > 0 } forbidden)
                throw NeedsSomebodyElse(forbidden);
            var now = clock.GetUtcNow();
            if (set.Replaced is { } replaced)
                await replaced(policy, owner ?? EventScope.Installation, now, db, ct);
            var inForce = await PolicyDocument.ReplaceAsync(db, set.Kind, owner, policy, ifMatch, set.Default, now, ct);
            return ETags.Ok(inForce.Policy, inForce.Tag);
        }).WithName("Replace" + set.Name).RequireIfMatch().AllowRoles(set.Writers)
            .WithDescription(
                "Replaces the whole document: the installation's, which needs a caller of all storefronts, or with `storefrontId` that "
                + "storefront's own. `If-Match` takes the ETag of the document that was read.");
    }

    private static ProblemException NeedsSomebodyElse(IReadOnlyList<PolicyError> forbidden) => new(
        StatusCodes.Status403Forbidden, "policy.needs_somebody_else",
        "This binds you yourself: somebody above you has to change it. | 该规则约束您本人,须由上级修改。")
    {
        Errors = forbidden.GroupBy(error => error.Pointer)
            .ToDictionary(group => group.Key, group => group.Select(error => error.Message).ToArray()),
    };
}
