using System.Text.RegularExpressions;
using ComplaintPlatform.Intake.Complaints;
using ComplaintPlatform.Intake.Customers;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Evidence;
using ComplaintPlatform.Intake.Storefronts;
using ComplaintPlatform.Intake.Tracking;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MimeKit;

namespace ComplaintPlatform.Intake.Emails;

/// <param name="Outcome"><c>complaint</c>, <c>message</c> (on a complaint that was there) or <c>ignored</c>.</param>
/// <param name="Reason">Why it was ignored: <c>auto_reply</c>, <c>bounce</c>, <c>list</c> or <c>own</c>.</param>
/// <param name="Attachments">Files that were kept as evidence.</param>
/// <param name="Skipped">Files that were not, and why.</param>
public sealed record ReceivedEmailResponse(
    string Outcome, string? Reason, Guid? ComplaintId, string? Reference, string? TrackingUrl, IReadOnlyList<AttachmentResponse> Attachments,
    IReadOnlyList<SkippedFile> Skipped);

public sealed record SkippedFile(string FileName, string Code);

/// <summary>What taking a mail in needs.</summary>
internal sealed record EmailWork(
    IntakeDbContext Db, ComplaintReception Reception, EvidenceUpload Upload, TrackingLinks Tracking, Links Links,
    IOptions<IntakeOptions> Options, Caller Caller, TimeProvider Clock)
{
    public DateTimeOffset Now { get; } = Clock.GetUtcNow();
}

/// <summary>
/// A mail as the mail server has it becomes a complaint, or a message on the one that it answers: by the signed reply address, or by the
/// reference where it comes from the complaint's own customer.
/// </summary>
internal static partial class ReceiveEmail
{
    private const string Mail = "message/rfc822";

    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/emails", HandleAsync).WithName(nameof(ReceiveEmail)).AllowRoles([Roles.Storefront, .. Roles.CaseWorkers])
            .WithSummary("Take in a mail")
            .WithDescription(
                "The body is the mail as it arrived (RFC 5322). 201 where it became a complaint or a message on one, 200 where it was ignored: automatic "
                + "answers, bounces, lists and our own mails never become either, so that no loop can begin. The same mail again gets the first answer.")
            .WithBodyLimit(LargestMail(group)).WithMetadata(new AcceptsMetadata([Mail], typeof(string)))
            .Produces<ReceivedEmailResponse>(201);

    internal static async Task<Results<Created<ReceivedEmailResponse>, Ok<ReceivedEmailResponse>>> HandleAsync(
        HttpContext http, string? storefrontId, [AsParameters] EmailWork work, CancellationToken ct)
    {
        var storefront = await KnownStorefronts.ForWritingAsync(storefrontId, work.Caller, work.Db, ct);
        var content = await ReadAsync(http, ct);
        var message = Parse(content, work.Options.Value);
        if (EmailKind.Ignored(message, work.Options.Value.ReplyAddress) is { } reason)
            return TypedResults.Ok(new ReceivedEmailResponse("ignored", reason, null, null, null, [], []));

        var id = ReceivedEmail.IdOf(message, content, storefront);
        if (await work.Db.ReceivedEmails.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct) is { } before)
        {
            http.Response.Headers["Idempotency-Replayed"] = "true";
            return await AgainAsync(before, work, ct);
        }

        var answered = await AnsweredAsync(message, storefront, work, ct);
        // Kept for a unit of work that lost a race and runs again
        if (!http.Items.TryGetValue(typeof(StoredEvidence), out var kept))
            http.Items[typeof(StoredEvidence)] = kept = await FilesAsync(message, work, answered, ct);
        var (stored, skipped) = ((List<StoredEvidence>, List<SkippedFile>))kept!;
        try
        {
            var complaint = answered is null ? await NewAsync(message, storefront, work, ct)
                : await AddAsync(answered, message, work, ct);
            var by = TenantScope.CustomerActor;
            if (stored.Count > 0)
                await AddMessage.RecordAsync(complaint, text: null, stored.Count, by, work.Db, work.Now, ct);
            var rows = stored.Select(file => Attachment.Of(file, storefront, complaint.Id, by, work.Now)).ToList();
            work.Db.Attachments.AddRange(rows);
            var outcome = answered is null ? "complaint" : "message";
            work.Db.ReceivedEmails.Add(ReceivedEmail.Of(id, storefront, complaint.Id, outcome, work.Now));
            return TypedResults.Created(
                $"/api/v1/complaints/{complaint.Id}",
                await AnswerAsync(outcome, complaint, rows.ConvertAll(AttachmentResponse.Of), skipped, work, ct));
        }
        catch (ProblemException)
        {
            await work.Upload.DiscardAsync(stored);
            throw;
        }
    }

    private static async Task<Results<Created<ReceivedEmailResponse>, Ok<ReceivedEmailResponse>>> AgainAsync(
        ReceivedEmail before, EmailWork work, CancellationToken ct)
    {
        var complaint = await work.Db.Complaints.AsNoTracking().FirstAsync(row => row.Id == before.ComplaintId, ct);
        return TypedResults.Created(
            $"/api/v1/complaints/{complaint.Id}", await AnswerAsync(before.Outcome, complaint, [], [], work, ct));
    }

    private static async Task<ReceivedEmailResponse> AnswerAsync(
        string outcome, Complaint complaint, IReadOnlyList<AttachmentResponse> files, IReadOnlyList<SkippedFile> skipped, EmailWork work,
        CancellationToken ct) => new(
            outcome, null, complaint.Id, complaint.Reference,
            await work.Tracking.UrlAsync(
                work.Tracking.Token(complaint.Id, complaint.TrackingGeneration), complaint.StorefrontId, work.Db, ct),
            files, skipped);

    private static async Task<Complaint> NewAsync(MimeMessage message, string storefrontId, EmailWork work, CancellationToken ct)
    {
        var subject = Shortened(TypedText.Line(message.Subject), 200);
        var text = EmailText.Of(message, isAnswer: false);
        if (text.Length == 0)
            text = subject ?? throw Problems.Unprocessable("email.empty", "The mail has neither text nor subject. | 邮件没有正文和主题。");
        var request = new ReceiveComplaintRequest(Channel.Email, text, storefrontId, Customer: SenderOf(message), Subject: subject);
        var received = await work.Reception.ReceiveAsync(request, storefrontId, ct);
        await EnsureNoFloodAsync(received.Id, work, ct);
        return work.Db.Complaints.Local.First(row => row.Id == received.Id);
    }

    private static async Task<Complaint> AddAsync(Complaint complaint, MimeMessage message, EmailWork work, CancellationToken ct)
    {
        var text = EmailText.Of(message, isAnswer: true);
        if (text.Length > 0)
            await AddMessage.AddAsync(complaint, text, TenantScope.CustomerActor, work.Db, work.Now, ct);
        else if (!message.BodyParts.OfType<MimePart>().Any(IsFile))
            throw Problems.Unprocessable("email.empty", "The mail has neither text nor files. | 邮件没有正文和附件。");
        return complaint;
    }

    // A program that answers each of our mails with a new one, and hides that it is one, is stopped by number
    private static async Task EnsureNoFloodAsync(Guid complaintId, EmailWork work, CancellationToken ct)
    {
        var customerId = work.Db.Complaints.Local.First(row => row.Id == complaintId).CustomerId;
        var since = work.Now.AddHours(-1);
        var most = work.Options.Value.MostEmailsAnHour;
        if (customerId is not null && await work.Db.Register.CountAsync(
            row => row.CustomerId == customerId && row.ReceivedAt >= since && row.Channel == Channel.Email, ct) >= most)
        {
            throw new ProblemException(
                429, "email.too_many", $"This sender made {most} complaints within an hour. | 该发件人一小时内已提交 {most} 个投诉。")
            {
                RetryAfter = TimeSpan.FromHours(1),
            };
        }
    }

    private static async Task<Complaint?> AnsweredAsync(MimeMessage message, string storefrontId, EmailWork work, CancellationToken ct)
    {
        var ofStorefront = work.Db.Complaints.Where(row => row.StorefrontId == storefrontId && row.WithdrawnAt == null);
        if (work.Options.Value.ReplyAddress is { } address && ReplyAddress.Find(message, address, work.Links) is { } id)
            return await ofStorefront.FirstOrDefaultAsync(row => row.Id == id, ct);

        // A reference is no secret: only the complaint's own customer writes on it
        var sender = ContactPoint.EmailKey(ContactPoint.Email(message.From.Mailboxes.FirstOrDefault()?.Address));
        var references = ReferenceLike().Matches($"{message.Subject}\n{message.TextBody}").Take(20)
            .Select(match => Reference.Parse(match.Value)).OfType<string>().Distinct().ToList();
        if (sender is null || references.Count == 0)
            return null;
        return await ofStorefront.FirstOrDefaultAsync(
            row => references.Contains(row.Reference)
                && work.Db.Customers.Any(customer => customer.Id == row.CustomerId && customer.EmailKey == sender), ct);
    }

    private static CustomerDetails? SenderOf(MimeMessage message)
    {
        if (message.From.Mailboxes.FirstOrDefault() is not { } from || ContactPoint.Email(from.Address) is not { } email
            || !ContactPoint.IsMailbox(email) || email.Length > 200)
            return null;
        var name = TypedText.Line(from.Name);
        return new CustomerDetails(
            Name: name is { Length: <= 200 } && new PlainTextAttribute { OneLine = true }.IsValid(name) ? name : null, Email: email);
    }

    private static async Task<(List<StoredEvidence> Stored, List<SkippedFile> Skipped)> FilesAsync(
        MimeMessage message, EmailWork work, Complaint? complaint, CancellationToken ct)
    {
        var (stored, skipped) = (new List<StoredEvidence>(), new List<SkippedFile>());
        var room = work.Options.Value.MostAttachments
            - (complaint is null ? 0 : await work.Db.Attachments.CountAsync(row => row.ComplaintId == complaint.Id, ct));
        try
        {
            foreach (var part in message.BodyParts)
            {
                if (part is MimePart file && !IsFile(file))
                    continue;
                var name = Shortened(TypedText.Line((part as MimePart)?.FileName), 100) ?? "mail.eml";
                if (part is not MimePart { Content: { } content })
                {
                    skipped.Add(new SkippedFile(name, "attachment.type_not_allowed"));
                    continue;
                }

                if (stored.Count >= room)
                {
                    skipped.Add(new SkippedFile(name, "attachment.too_many"));
                    continue;
                }

                try
                {
                    using var decoded = content.Open();
                    stored.Add(await work.Upload.StoreAsync(decoded, name, ct));
                }
                catch (ProblemException refused) when (refused.Status < 500)
                {
                    skipped.Add(new SkippedFile(name, refused.Code));
                }
            }
        }
        catch
        {
            await work.Upload.DiscardAsync(stored);
            throw;
        }

        return (stored, skipped);
    }

    // Pictures within the text are evidence as well; text and HTML are the mail itself
    private static bool IsFile(MimePart part) =>
        part.IsAttachment || part.FileName is not null || part.ContentType.MediaType.Equals("image", StringComparison.OrdinalIgnoreCase);

    private static async Task<byte[]> ReadAsync(HttpContext http, CancellationToken ct)
    {
        if (http.Request.ContentType?.Split(';')[0].Trim().Equals(Mail, StringComparison.OrdinalIgnoreCase) is not true)
            throw new ProblemException(415, "media_type.unsupported", "Send the mail as message/rfc822. | 请以 message/rfc822 发送邮件。");
        // A unit of work that lost a race runs again, and the request can be read only once
        if (http.Items.TryGetValue(typeof(ReceiveEmail), out var read))
            return (byte[])read!;
        if (http.Request.Body.CanSeek)
            http.Request.Body.Position = 0;
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, ct);
        var content = buffer.ToArray();
        http.Items[typeof(ReceiveEmail)] = content;
        return content;
    }

    private static MimeMessage Parse(byte[] content, IntakeOptions options)
    {
        var parsing = ParserOptions.Default.Clone();
        parsing.MaxMimeDepth = options.DeepestEmail;
        // What names no charset, and is no UTF-8, comes from Chinese programs
        parsing.CharsetEncoding = System.Text.Encoding.GetEncoding("GB18030");
        MimeMessage message;
        try
        {
            message = MimeMessage.Load(parsing, new MemoryStream(content));
        }
        catch (FormatException)
        {
            throw new ValidationProblemException("email.malformed", ("/", "This is no mail. | 内容不是有效的邮件。"));
        }

        if (message.Headers.Count == 0 || message.From.Count == 0)
            throw new ValidationProblemException("email.malformed", ("/", "The mail names no sender. | 邮件没有发件人。"));
        return message.BodyParts.Take(options.MostEmailParts + 1).Count() <= options.MostEmailParts ? message
            : throw new ProblemException(
                413, "email.too_many_parts",
                $"A mail may have at most {options.MostEmailParts} parts. | 一封邮件最多 {options.MostEmailParts} 个部分。");
    }

    private static string? Shortened(string? text, int longest) => text is null || text.Length <= longest ? text
        : text[..(longest - (char.IsHighSurrogate(text[longest - 1]) ? 1 : 0))];

    private static long LargestMail(IEndpointRouteBuilder routes) =>
        routes.ServiceProvider.GetRequiredService<IOptions<IntakeOptions>>().Value.LargestEmail;

    static ReceiveEmail() => System.Text.Encoding.RegisterProvider(System.Text.CodePagesEncodingProvider.Instance);

    [GeneratedRegex(@"\b[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]\b", RegexOptions.NonBacktracking)]
    private static partial Regex ReferenceLike();
}
