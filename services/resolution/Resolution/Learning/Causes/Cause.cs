using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Resolution.Learning.Causes;

/// <summary>The bones of the fishbone: where a cause lies.</summary>
public enum CauseDimension { People, Machine, Material, Method, Environment }

/// <summary>
/// A cause of complaints, as a storefront's catalogue names it. Two that turn out to be one are merged: the one that goes keeps its id,
/// and what is asked of it is answered by the one that stays.
/// </summary>
internal sealed class Cause : IStorefrontOwned
{
    public const int LongestName = 200;

    private Cause()
    {
    }

    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    [FreeText]
    public string Name { get; private init; } = "";

    /// <summary>The name as it is compared; <c>null</c> once merged, so that the name is free again.</summary>
    public string? NameKey { get; private set; }

    public string? Description { get; private init; }

    public CauseDimension Dimension { get; private init; }

    /// <summary>The cause that speaks for this one: itself, or the last of a row of merges. No chain has to be followed.</summary>
    public Guid TargetId { get; private set; }

    public Cause? Target { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset? MergedAt { get; private set; }

    public int Version { get; private set; }

    public bool IsMerged => TargetId != Id;

    public static Cause Of(string storefrontId, string name, string? description, CauseDimension dimension, DateTimeOffset now)
    {
        var id = SequentialId.Next();
        return new Cause
        {
            Id = id,
            StorefrontId = storefrontId,
            Name = name,
            NameKey = KeyOf(name),
            Description = description,
            Dimension = dimension,
            TargetId = id,
            CreatedAt = now,
            Version = 1,
        };
    }

    /// <summary>Letters of either width and case are the same name.</summary>
    public static string KeyOf(string name)
    {
        var half = string.Concat(name.Select(unit => unit is >= '\uFF01' and <= '\uFF5E' ? (char)(unit - 0xFEE0) : unit));
        var key = string.Join(' ', half.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return key.Length <= LongestName ? key : key[..LongestName];
    }

    /// <summary>
    /// Goes into another. Both change their version, so that of two merges of one cause at once the second reads again what the first left.
    /// </summary>
    /// <param name="followers">Those that went into this one before.</param>
    /// <exception cref="DomainRuleException"><c>cause.same</c>, <c>cause.already_merged</c>.</exception>
    public void MergeInto(Cause survivor, IEnumerable<Cause> followers, DateTimeOffset now)
    {
        if (IsMerged)
            throw new DomainRuleException(
                "cause.already_merged", "It was merged before; merge the cause that took it in. | 该原因已被合并,请对合并后的原因操作。",
                TargetId.ToString());
        if (survivor.Id == Id)
            throw new DomainRuleException("cause.same", "A cause cannot be merged into itself. | 原因不能与自身合并。");

        foreach (var follower in followers)
            (follower.TargetId, follower.Version) = (survivor.Id, follower.Version + 1);
        (TargetId, NameKey, MergedAt) = (survivor.Id, null, now);
        Version++;
        survivor.Version++;
    }

    public static void Map(EntityTypeBuilder<Cause> table)
    {
        table.ToTable("Causes");
        table.Property(row => row.Description).HasMaxLength(2000);
        table.HasIndex(row => new { row.StorefrontId, row.NameKey }).IsUnique();
        table.HasIndex(row => new { row.StorefrontId, row.CreatedAt, row.Id });
        table.HasOne(row => row.Target).WithMany().HasForeignKey(row => row.TargetId).OnDelete(DeleteBehavior.Restrict);
    }
}
