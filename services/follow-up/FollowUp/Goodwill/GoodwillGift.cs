using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.FollowUp;
using ComplaintPlatform.FollowUp.FollowUps;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.FollowUp.Goodwill;

/// <summary>
/// What a customer was given beside the case's own remedies: once for each occasion of a complaint, and not again too soon.
/// </summary>
internal sealed class GoodwillGift : IStorefrontOwned
{
    private GoodwillGift()
    {
    }

    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public Guid ComplaintId { get; private init; }

    public GoodwillOccasion Occasion { get; private init; }

    /// <summary>Whose gift it is, as intake knows the customer; <c>null</c> where nobody is known.</summary>
    public Guid? CustomerId { get; private init; }

    public string Kind { get; private init; } = "";

    public decimal? Amount { get; private init; }

    public string? Currency { get; private init; }

    public DateTimeOffset GivenAt { get; private init; }

    public static GoodwillGift Of(CaseFollowUp followUp, GoodwillOccasion occasion, GoodwillRule rule, DateTimeOffset now) => new()
    {
        Id = SequentialId.Next(),
        StorefrontId = followUp.StorefrontId,
        ComplaintId = followUp.ComplaintId,
        Occasion = occasion,
        CustomerId = followUp.CustomerId,
        Kind = rule.Kind,
        Amount = rule.Value?.Amount,
        Currency = rule.Value?.Currency,
        GivenAt = now,
    };

    public GoodwillGranted Granted(CaseFollowUp followUp) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = GivenAt,
        StorefrontId = StorefrontId,
        ComplaintId = ComplaintId,
        Version = followUp.Version,
        Cycle = followUp.Cycle,
        GiftId = Id,
        Outcome = EnumText.Of(Occasion),
        Kind = Kind,
        Value = Amount is { } amount ? new EventMoney { Amount = amount, Currency = Currency! } : null,
    };

    public static void Map(EntityTypeBuilder<GoodwillGift> table)
    {
        table.ToTable("Gifts");
        table.Property(row => row.Currency).HasMaxLength(3);
        table.HasIndex(row => new { row.ComplaintId, row.Occasion }).IsUnique();
        table.HasIndex(row => new { row.CustomerId, row.GivenAt });
    }
}
