using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Resolution.Learning.Scorecards;

/// <summary>That agents were trained on a day: what their figures before and after are compared by.</summary>
internal sealed class Training : IStorefrontOwned
{
    public const int MostAgents = 100;

    private Training()
    {
    }

    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    [FreeText]
    public string Name { get; private init; } = "";

    public string? Description { get; private init; }

    /// <summary>In the storefront's time zone; it belongs to neither side.</summary>
    public DateOnly Day { get; private init; }

    /// <summary>Users' ids, separated by a comma.</summary>
    public string Agents { get; private init; } = "";

    public DateTimeOffset CreatedAt { get; private init; }

    public int Version { get; private set; }

    public IReadOnlyList<Guid> ReadAgents() => [.. Agents.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Guid.Parse)];

    public static Training Of(
        string storefrontId, string name, string? description, DateOnly day, IEnumerable<Guid> agents, DateTimeOffset now) => new()
        {
            Id = SequentialId.Next(),
            StorefrontId = storefrontId,
            Name = name,
            Description = description,
            Day = day,
            Agents = string.Join(',', agents),
            CreatedAt = now,
            Version = 1,
        };

    public static void Map(EntityTypeBuilder<Training> table)
    {
        table.ToTable("Trainings");
        table.Property(row => row.Description).HasMaxLength(2000);
        table.Property(row => row.Agents).HasMaxLength(4000);
        table.HasIndex(row => new { row.StorefrontId, row.CreatedAt, row.Id });
    }
}
