using ComplaintPlatform.Contracts.Survey;
using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Survey.Comments;

public enum CommentSource { Social, Review }

/// <summary>What somebody wrote in public. It counts beside the answers and is never mixed with them: nobody was asked.</summary>
internal sealed class Comment : IStorefrontOwned
{
    public const int LongestText = 5000;

    private Comment()
    {
    }

    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public CommentSource Source { get; private init; }

    /// <summary>Where it stands, such as <c>weibo</c>.</summary>
    public string Platform { get; private init; } = "";

    /// <summary>The platform's own id; no two of one platform are taken.</summary>
    public string? ExternalId { get; private init; }

    public string Text { get; private init; } = "";

    /// <summary>1 to 5, where the platform asks for it.</summary>
    public int? Rating { get; private init; }

    public string Category { get; private init; } = "";

    public string Product { get; private init; } = "";

    public DateTimeOffset WrittenAt { get; private init; }

    public DateTimeOffset CollectedAt { get; private init; }

    public static Comment Of(CollectCommentRequest request, string storefrontId, DateTimeOffset now) => new()
    {
        Id = SequentialId.Next(),
        StorefrontId = storefrontId,
        Source = request.Source,
        Platform = request.Platform ?? "",
        ExternalId = request.ExternalId,
        Text = request.Text.Trim(),
        Rating = request.Rating,
        Category = request.Category ?? "",
        Product = request.Product ?? "",
        WrittenAt = (request.WrittenAt ?? now).ToUniversalTime(),
        CollectedAt = now,
    };

    public CommentCollected Collected() => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = CollectedAt,
        StorefrontId = StorefrontId,
        Version = 1,
        CommentId = Id,
        Source = Kernel.EnumText.Of(Source),
        Rating = Rating,
        WrittenAt = WrittenAt,
    };

    public static void Map(EntityTypeBuilder<Comment> table)
    {
        table.ToTable("Comments");
        table.Property(row => row.Text).HasMaxLength(LongestText);
        table.HasIndex(row => new { row.StorefrontId, row.Platform, row.ExternalId }).IsUnique();
        table.HasIndex(row => new { row.StorefrontId, row.WrittenAt, row.Id });
        table.HasIndex(row => new { row.WrittenAt, row.Id });
    }
}
