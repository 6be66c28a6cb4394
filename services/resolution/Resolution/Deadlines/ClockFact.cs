using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Resolution.Policies;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Resolution.Deadlines;

/// <summary>A <see cref="ClockEvent"/> as a row of its case. Rows are added, never changed.</summary>
internal sealed class ClockFact : IStorefrontOwned
{
    private ClockFact()
    {
    }

    public Guid Id { get; private init; }

    public Guid CaseId { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public DeadlineTargetKind Target { get; private init; }

    /// <summary>Facts of one moment keep the order in which they were recorded.</summary>
    public int Number { get; private init; }

    public DateTimeOffset At { get; private init; }

    public ClockEventKind Kind { get; private init; }

    public ClockTerms? Terms { get; private init; }

    public string? ReasonZh { get; private init; }

    public string? ReasonEn { get; private init; }

    public static ClockFact Of(Guid caseId, string storefrontId, DeadlineTargetKind target, int number, ClockEvent clockEvent) => new()
    {
        Id = SequentialId.Next(),
        CaseId = caseId,
        StorefrontId = storefrontId,
        Target = target,
        Number = number,
        At = clockEvent.At,
        Kind = clockEvent.Kind,
        Terms = clockEvent.Terms,
        ReasonZh = clockEvent.Reason?.Zh,
        ReasonEn = clockEvent.Reason?.En,
    };

    public ClockEvent ToEvent() => new()
    {
        At = At,
        Kind = Kind,
        Terms = Terms,
        Reason = ReasonZh is null ? null : new LocalizedText(ReasonZh, ReasonEn ?? ReasonZh),
    };

    public static void Map(EntityTypeBuilder<ClockFact> table)
    {
        table.ToTable("ClockFacts");
        table.Property(row => row.Terms).HasMaxLength(1000).HasConversion(
            terms => JsonSerializer.Serialize(terms, JsonDefaults.Options),
            text => JsonSerializer.Deserialize<ClockTerms>(text, JsonDefaults.Options));
        table.HasIndex(row => row.CaseId);
    }
}
