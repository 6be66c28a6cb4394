using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Intake.Complaints;

/// <summary>What was added to a complaint.</summary>
internal sealed class ComplaintMessage : IStorefrontOwned
{
    private ComplaintMessage()
    {
    }

    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public Guid ComplaintId { get; private init; }

    /// <summary><c>customer</c>, <c>storefront</c> or <c>staff</c>.</summary>
    public string By { get; private init; } = "";

    public string Text { get; private init; } = "";

    public DateTimeOffset At { get; private init; }

    public static ComplaintMessage To(Complaint complaint, string text, string by, DateTimeOffset now) => new()
    {
        Id = SequentialId.Next(),
        StorefrontId = complaint.StorefrontId,
        ComplaintId = complaint.Id,
        By = by,
        Text = text,
        At = now,
    };

    public static void Map(EntityTypeBuilder<ComplaintMessage> table)
    {
        table.ToTable("Messages");
        table.Property(row => row.Text).HasMaxLength(20_000);
        table.HasIndex(row => new { row.ComplaintId, row.At });
    }
}
