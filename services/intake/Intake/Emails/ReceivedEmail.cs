using System.Security.Cryptography;
using System.Text;
using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MimeKit;

namespace ComplaintPlatform.Intake.Emails;

/// <summary>A mail that was taken in: mail servers deliver twice, and the second time it is known.</summary>
internal sealed class ReceivedEmail : IStorefrontOwned
{
    private ReceivedEmail()
    {
    }

    /// <summary>SHA-256 over storefront and the mail's own id.</summary>
    public string Id { get; private init; } = "";

    public string StorefrontId { get; private init; } = "";

    public Guid ComplaintId { get; private init; }

    /// <summary><c>complaint</c> or <c>message</c>.</summary>
    public string Outcome { get; private init; } = "";

    public DateTimeOffset At { get; private init; }

    public static ReceivedEmail Of(string id, string storefrontId, Guid complaintId, string outcome, DateTimeOffset now) => new()
    {
        Id = id,
        StorefrontId = storefrontId,
        ComplaintId = complaintId,
        Outcome = outcome,
        At = now,
    };

    /// <param name="content">The whole mail, for those without an id.</param>
    public static string IdOf(MimeMessage message, byte[] content, string storefrontId)
    {
        var own = message.Headers[HeaderId.MessageId] is { Length: > 0 } id ? Encoding.UTF8.GetBytes(id.Trim()) : SHA256.HashData(content);
        return Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes(storefrontId + "\n"), .. own]));
    }

    public static void Map(EntityTypeBuilder<ReceivedEmail> table)
    {
        table.ToTable("ReceivedEmails");
        table.Property(row => row.Id).HasMaxLength(64);
        table.Property(row => row.Outcome).HasMaxLength(20);
        table.HasIndex(row => row.ComplaintId);
    }
}
