using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Policies;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Resolution.Notices;

public enum NoticeKind
{
    Assigned, Escalated, Joined, AtRisk, Breached, TaskOverdue, ApprovalAsked, ApprovalDecided, ApprovalDelegated, OfferAccepted,
    OfferRefused, OfferCountered,
    Reopened, LateMessage, CustomerMessage, LowScore, NobodyThere, Emergency, MessageFailed,
    AcceptanceHeld,
}

/// <summary>What one member of staff has to know about a case; it stays until it is read, and after.</summary>
internal sealed class Notice : IStorefrontOwned
{
    private Notice()
    {
    }

    public Guid Id { get; private init; }

    public Guid UserId { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public Guid ComplaintId { get; private init; }

    public string Reference { get; private init; } = "";

    public NoticeKind Kind { get; private init; }

    public string TextZh { get; private init; } = "";

    public string TextEn { get; private init; } = "";

    public DateTimeOffset At { get; private init; }

    public DateTimeOffset? ReadAt { get; private set; }

    public LocalizedText Text => new(TextZh, TextEn);

    public static Notice Of(Guid userId, Case theCase, NoticeKind kind, LocalizedText text, DateTimeOffset now) => new()
    {
        Id = SequentialId.Next(),
        UserId = userId,
        StorefrontId = theCase.StorefrontId,
        ComplaintId = theCase.Id,
        Reference = theCase.Reference,
        Kind = kind,
        TextZh = text.Zh,
        TextEn = text.En,
        At = now,
    };

    public void Read(DateTimeOffset now) => ReadAt ??= now;

    public static void Map(EntityTypeBuilder<Notice> table)
    {
        table.ToTable("Notices");
        table.Property(row => row.Reference).HasMaxLength(12);
        table.Property(row => row.TextZh).HasMaxLength(500);
        table.Property(row => row.TextEn).HasMaxLength(500);
        table.HasIndex(row => new { row.UserId, row.At, row.Id });
        table.HasIndex(row => new { row.UserId, row.ReadAt });
    }
}
