using System.Text.Json;
using ComplaintPlatform.Contracts;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.Scheduling;
using ComplaintPlatform.Web.Policies;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Resolution.Policies;

/// <summary>
/// A document as it was put, kept for ever: clocks count each moment by what was in force then. It is due until the open cases that it
/// concerns were told to look at it.
/// </summary>
internal sealed class PolicyVersion : IDueRow
{
    private PolicyVersion()
    {
    }

    public Guid Id { get; private init; }

    public string Kind { get; private init; } = "";

    /// <summary>A storefront's id, or <see cref="EventScope.Installation"/>.</summary>
    public string StorefrontId { get; private init; } = "";

    /// <summary>Nothing: in force as long as anybody can tell.</summary>
    public DateTimeOffset? Since { get; private init; }

    public string Body { get; private init; } = "";

    /// <summary>How far the open cases were told.</summary>
    public Guid? ToldUpTo { get; private set; }

    public DateTimeOffset? NextAt { get; private set; }

    public DateTimeOffset? LeasedUntil { get; private set; }

    public Guid? LeaseOwner { get; private set; }

    public T As<T>() => JsonSerializer.Deserialize<T>(Body, JsonDefaults.Options)!;

    /// <param name="upTo">The last case that was told; nothing where all were.</param>
    public void Told(Guid? upTo, DateTimeOffset now) => (ToldUpTo, NextAt, LeasedUntil) = (upTo, upTo is null ? null : now, null);

    /// <summary>Keeps a document that is put, and what stood before where nobody kept that.</summary>
    public static async Task KeepAsync<T>(string kind, T policy, string owner, DateTimeOffset now, ServiceDbContext db, CancellationToken ct)
        where T : class
    {
        if (!await db.Set<PolicyVersion>().AnyAsync(row => row.Kind == kind && row.StorefrontId == owner, ct)
            && await db.Set<PolicyDocument>().AsNoTracking().FirstOrDefaultAsync(row => row.Kind == kind && row.Owner == owner, ct) is { } before)
            db.Add(new PolicyVersion { Id = SequentialId.Next(), Kind = kind, StorefrontId = owner, Body = before.Body });
        db.Add(new PolicyVersion
        {
            Id = SequentialId.Next(),
            Kind = kind,
            StorefrontId = owner,
            Since = now,
            Body = JsonSerializer.Serialize(policy, JsonDefaults.Options),
            NextAt = now,
        });
    }

    /// <summary>What was in force for a storefront, from the beginning on: its own document, before that the installation's.</summary>
    public static async Task<IReadOnlyList<(DateTimeOffset Since, T Policy)>> HistoryAsync<T>(
        PolicySet<T> set, ServiceDbContext db, string storefrontId, CancellationToken ct)
        where T : class
    {
        var kept = await db.Set<PolicyVersion>().AsNoTracking()
            .Where(row => row.Kind == set.Kind && (row.StorefrontId == storefrontId || row.StorefrontId == EventScope.Installation)).ToListAsync(ct);
        var shared = kept.Where(row => row.StorefrontId == EventScope.Installation).OrderBy(row => row.Since ?? DateTimeOffset.MinValue).ToList();
        var own = kept.Where(row => row.StorefrontId == storefrontId && storefrontId != EventScope.Installation)
            .OrderBy(row => row.Since ?? DateTimeOffset.MinValue).ToList();
        var history = shared.TakeWhile(row => own.Count == 0 || (row.Since ?? DateTimeOffset.MinValue) < (own[0].Since ?? DateTimeOffset.MinValue))
            .Concat(own).Select(row => (Since: row.Since ?? DateTimeOffset.MinValue, Policy: row.As<T>())).ToList();
        // Before the first version that was kept the default held; without any, what stands there now
        if (history.Count == 0)
            return [(DateTimeOffset.MinValue, (await set.ReadAsync(db, storefrontId, ct)).Policy)];
        return history[0].Since == DateTimeOffset.MinValue ? history : [(DateTimeOffset.MinValue, set.Default()), .. history];
    }

    public static void Map(EntityTypeBuilder<PolicyVersion> table)
    {
        table.ToTable("PolicyVersions");
        table.Property(row => row.Kind).HasMaxLength(60);
        table.Property(row => row.StorefrontId).HasMaxLength(100);
        table.Property(row => row.Body).HasMaxLength(-1);
        table.HasIndex(row => new { row.Kind, row.StorefrontId });
        table.HasIndex(row => row.NextAt);
    }
}
