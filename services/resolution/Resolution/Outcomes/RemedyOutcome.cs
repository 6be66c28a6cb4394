using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Resolution.Outcomes;

/// <summary>How often a remedy satisfied, of complaints of one category and one demand; an empty demand counts all of them.</summary>
internal sealed class RemedyOutcome : IStorefrontOwned
{
    private RemedyOutcome()
    {
    }

    public string StorefrontId { get; private init; } = "";

    public string Category { get; private init; } = "";

    public string Demand { get; private init; } = "";

    public string Kind { get; private init; } = "";

    public int Satisfied { get; private set; }

    public int Unsatisfied { get; private set; }

    public int Version { get; private set; }

    public static RemedyOutcome Of(string storefrontId, string category, string demand, string kind) =>
        new() { StorefrontId = storefrontId, Category = category, Demand = demand, Kind = kind };

    public void Count(bool satisfied, int by)
    {
        if (satisfied)
            Satisfied = Math.Max(0, Satisfied + by);
        else
            Unsatisfied = Math.Max(0, Unsatisfied + by);
        Version++;
    }

    public static void Map(EntityTypeBuilder<RemedyOutcome> table)
    {
        table.ToTable("RemedyOutcomes");
        table.HasKey(row => new { row.StorefrontId, row.Category, row.Demand, row.Kind });
        table.Property(row => row.Category).HasMaxLength(100);
        table.Property(row => row.Demand).HasMaxLength(40);
        table.Property(row => row.Kind).HasMaxLength(64);
    }
}

/// <summary>What the customer said last about one cycle of a case, and under what it was counted, so that a later word can be counted
/// instead.</summary>
internal sealed class CaseVerdict : IStorefrontOwned
{
    private CaseVerdict()
    {
    }

    public Guid CaseId { get; private init; }

    public int Cycle { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public string Category { get; private init; } = "";

    /// <summary>Separated by a comma, as the kinds are.</summary>
    public string Demands { get; private init; } = "";

    public string Kinds { get; private init; } = "";

    public bool Satisfied { get; private set; }

    public DateTimeOffset SaidAt { get; private set; }

    public int Version { get; private set; }

    public static CaseVerdict Of(
        Cases.Case theCase, int cycle, IEnumerable<string> demands, IEnumerable<string> kinds, bool satisfied, DateTimeOffset at) => new()
        {
            CaseId = theCase.Id,
            Cycle = cycle,
            StorefrontId = theCase.StorefrontId,
            Category = theCase.Category,
            Demands = string.Join(',', demands),
            Kinds = string.Join(',', kinds),
            Satisfied = satisfied,
            SaidAt = at,
        };

    public void SayAnew(bool satisfied, DateTimeOffset at)
    {
        (Satisfied, SaidAt) = (satisfied, at);
        Version++;
    }

    public static void Map(EntityTypeBuilder<CaseVerdict> table)
    {
        table.ToTable("CaseVerdicts");
        table.HasKey(row => new { row.CaseId, row.Cycle });
        table.Property(row => row.Category).HasMaxLength(100);
        table.Property(row => row.Demands).HasMaxLength(200);
        table.Property(row => row.Kinds).HasMaxLength(1000);
    }
}
