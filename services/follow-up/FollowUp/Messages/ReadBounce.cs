using ComplaintPlatform.FollowUp.Data;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using MimeKit;

namespace ComplaintPlatform.FollowUp.Messages;

/// <param name="MessageId">The message that came back; <c>null</c> where it is none of this installation's, or not the caller's.</param>
/// <param name="Action">
/// What the mail server says: <c>failed</c>, <c>delayed</c>, <c>delivered</c>, <c>relayed</c> or <c>expanded</c>.
/// </param>
/// <param name="Status">By RFC 3463, such as <c>5.1.1</c>.</param>
/// <param name="Remembered">The address is not written to any more.</param>
public sealed record BounceResponse(Guid? MessageId, string Action, string? Status, bool Remembered);

/// <summary>
/// Takes a mail that came back, as the mailbox of the sender received it (RFC 3464). Only what names the Message-ID of a message that was
/// sent counts; an address in it is not believed.
/// </summary>
internal static class ReadBounce
{
    private const int LargestBounce = 1024 * 1024;

    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/bounces", HandleAsync).WithName(nameof(ReadBounce)).AllowRoles([Roles.Storefront, .. Roles.Management])
            .Accepts<string>("message/rfc822")
            .WithDescription("""
                The raw mail (`message/rfc822`) with the mail server's delivery status, at most 1 MiB. A message that failed for good is marked as failed, its
                follow-up goes on by phone, the case's agent is told, and the address is not written to for the time of the policy.
                """);

    internal static async Task<Ok<BounceResponse>> HandleAsync(
        HttpRequest request, FollowUpDbContext db, UndeliveredMessages undelivered, TimeProvider clock, CancellationToken ct)
    {
        if (request.ContentType?.StartsWith("message/rfc822", StringComparison.OrdinalIgnoreCase) is not true)
            throw new ProblemException(415, "media_type.unsupported", "Send the raw mail as message/rfc822. | 请以 message/rfc822 发送原始邮件。");

        var report = await ReadAsync(request, ct);
        var row = report.MessageId is { } id ? await db.Messages.FirstOrDefaultAsync(message => message.Id == id, ct) : null;
        if (row is null || report.Action != "failed" || row.State is not MessageState.Sent || row.Channel is not MessageChannel.Email)
            return TypedResults.Ok(new BounceResponse(row?.Id, report.Action, report.Status, false));

        var isForGood = report.Status?.StartsWith("5.", StringComparison.Ordinal) is not false;
        if (isForGood && row.AddressKey is { } key)
            await UndeliverableAddress.RememberAsync(db, row.StorefrontId, key, "bounced", clock.GetUtcNow(), ct);
        await undelivered.GiveUpAsync(row, "bounced", MessageChannel.Email, ct);
        return TypedResults.Ok(new BounceResponse(row.Id, report.Action, report.Status, isForGood && row.AddressKey is not null));
    }

    private static async Task<(Guid? MessageId, string Action, string? Status)> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        using var copy = new MemoryStream();
        await request.Body.CopyToAsync(copy, ct);
        if (copy.Length > LargestBounce)
            throw new ProblemException(413, "body.too_large", "The mail is larger than 1 MiB. | 邮件超过 1 MiB。");
        copy.Position = 0;
        MimeMessage mail;
        try
        {
            mail = await MimeMessage.LoadAsync(copy, ct);
        }
        catch (FormatException)
        {
            throw Unreadable();
        }

        using (mail)
        {
            var parts = new MimeIterator(mail);
            (Guid? Id, string? Action, string? Status) found = default;
            while (parts.MoveNext())
            {
                if (parts.Current is MessageDeliveryStatus status)
                {
                    // The first group is of the report, the others are of the recipients: there is one
                    var recipient = status.StatusGroups.Skip(1).FirstOrDefault();
                    found.Action = recipient?["Action"]?.Trim().ToLowerInvariant();
                    found.Status = recipient?["Status"]?.Trim().Split(' ')[0];
                }
                else if (parts.Current is MessagePart { Message: { } original })
                {
                    found.Id ??= IdOf(original.MessageId);
                }
            }

            return found.Action is { Length: > 0 } action ? (found.Id, action, found.Status) : throw Unreadable();
        }
    }

    private static Guid? IdOf(string? messageId) =>
        messageId?.Split('@') is [var local, _] && Guid.TryParseExact(local, "N", out var id) ? id : null;

    private static ProblemException Unreadable() => Problems.Unprocessable(
        "bounce.unreadable", "The mail holds no delivery status (RFC 3464). | 邮件中没有投递状态报告(RFC 3464)。");
}
