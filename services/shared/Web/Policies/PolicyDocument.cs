using System.Text.Json;
using ComplaintPlatform.Contracts;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Web.Policies;

/// <summary>
/// A policy set as it is stored: one JSON document for the installation, and one for each storefront that has its own. Services map it by
/// <see cref="Map"/>; until somebody writes one, the service's default stands.
/// </summary>
public sealed class PolicyDocument : IConcernsStorefront
{
    private PolicyDocument()
    {
    }

    public string Kind { get; private init; } = "";

    /// <summary>A storefront's id, or <see cref="EventScope.Installation"/>.</summary>
    public string Owner { get; private init; } = "";

    string? IConcernsStorefront.ConcernedStorefront => Owner;

    public string Body { get; private set; } = "";

    public DateTimeOffset ChangedAt { get; private set; }

    public int Version { get; private set; }

    public static void Map(ModelBuilder model)
    {
        var table = model.Entity<PolicyDocument>();
        table.ToTable("Policies");
        table.HasKey(row => new { row.Kind, row.Owner });
        table.Property(row => row.Kind).HasMaxLength(60);
        table.Property(row => row.Body).HasMaxLength(-1);
    }

    /// <summary>The policy in force for a storefront, or with <c>null</c> the installation's.</summary>
    public static async Task<PolicyInForce<T>> ReadAsync<T>(
        ServiceDbContext db, string kind, string? storefrontId, Func<T> fallback, CancellationToken ct)
        where T : class
    {
        var owner = storefrontId ?? EventScope.Installation;
        var rows = await db.Set<PolicyDocument>().AsNoTracking()
            .Where(row => row.Kind == kind && (row.Owner == owner || row.Owner == EventScope.Installation)).ToListAsync(ct);
        if (rows.Find(row => row.Owner == owner && owner != EventScope.Installation) is { } own)
            return new PolicyInForce<T>(own.As<T>(), $"\"s{own.Version}\"");
        return rows.Find(row => row.Owner == EventScope.Installation) is { } installation
            ? new PolicyInForce<T>(installation.As<T>(), $"\"i{installation.Version}\"")
            : new PolicyInForce<T>(fallback(), "\"i0\"");
    }

    /// <summary>
    /// Replaces the document of a storefront, or with <c>null</c> the installation's, if the caller has read what is in force now.
    /// </summary>
    public static async Task<PolicyInForce<T>> ReplaceAsync<T>(
        ServiceDbContext db, string kind, string? storefrontId, T policy, IfMatch ifMatch, Func<T> fallback, DateTimeOffset now,
        CancellationToken ct)
        where T : class
    {
        ifMatch.EnsureMatches((await ReadAsync(db, kind, storefrontId, fallback, ct)).Tag);
        var owner = storefrontId ?? EventScope.Installation;
        var row = await db.Set<PolicyDocument>().FirstOrDefaultAsync(row => row.Kind == kind && row.Owner == owner, ct);
        if (row is null)
            db.Add(row = new PolicyDocument { Kind = kind, Owner = owner });
        row.Body = JsonSerializer.Serialize(policy, JsonDefaults.Options);
        row.ChangedAt = now;
        row.Version++;
        return new PolicyInForce<T>(policy, $"\"{(storefrontId is null ? 'i' : 's')}{row.Version}\"");
    }

    /// <summary>
    /// Whose policy a request is about: the named storefront's, or the installation's. A caller of one storefront means that one; a caller
    /// of several has to name it, and may not change what holds for others.
    /// </summary>
    /// <exception cref="ProblemException">404 for a storefront of others, 403 for the installation's policy.</exception>
    public static string? OwnerFor(Caller caller, string? storefrontId, bool writes)
    {
        if (storefrontId is not null)
        {
            return caller.AllStorefronts || caller.Storefronts.Contains(storefrontId)
                ? storefrontId
                : throw new ProblemException(404, "storefront.not_found", "There is no such storefront. | 没有该店铺。");
        }

        if (caller.AllStorefronts)
            return null;
        if (caller.Storefronts is [var only])
            return only;
        return writes
            ? throw Problems.Forbidden(
                "policy.storefront_required", "Name one of your storefronts: storefrontId. | 请用 storefrontId 指明您的店铺。")
            : null;
    }

    private T As<T>() => JsonSerializer.Deserialize<T>(Body, JsonDefaults.Options)!;
}

/// <param name="Tag">The quoted entity tag; it changes whenever another document comes into force.</param>
public sealed record PolicyInForce<T>(T Policy, string Tag);
