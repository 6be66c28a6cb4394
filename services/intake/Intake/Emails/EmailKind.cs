using MimeKit;

namespace ComplaintPlatform.Intake.Emails;

/// <summary>Mails that no person wrote to us: to take them for complaints, or to answer them, is how loops begin.</summary>
internal static class EmailKind
{
    private static readonly string[] Machines = ["mailer-daemon", "postmaster", "no-reply", "noreply", "donotreply", "do-not-reply"];

    // Subjects of programs that say it nowhere else
    private static readonly string[] Absent =
        ["out of office", "automatic reply", "auto-reply", "autoreply", "自动回复", "自动答复", "不在办公室", "外出自动回复"];

    /// <returns><c>bounce</c>, <c>auto_reply</c>, <c>list</c> or <c>own</c>; <c>null</c> for a person's.</returns>
    public static string? Ignored(MimeMessage message, string? replyAddress)
    {
        var from = message.From.Mailboxes.FirstOrDefault()?.Address ?? "";
        var local = from.Split('@')[0].ToLowerInvariant();
        if (message.Body is MultipartReport report && report.ReportType?.Equals("delivery-status", StringComparison.OrdinalIgnoreCase) is true)
            return "bounce";
        if (Header(message, "Return-Path") is "<>" || local is "mailer-daemon" or "postmaster" || Has(message, "X-Failed-Recipients"))
            return "bounce";
        if (replyAddress is not null && ReplyAddress.IsOwn(from, replyAddress))
            return "own";
        if (Header(message, "Auto-Submitted") is { } auto && !auto.StartsWith("no", StringComparison.OrdinalIgnoreCase))
            return "auto_reply";
        if (Header(message, "Precedence")?.ToLowerInvariant() is "auto_reply" || Has(message, "X-Autoreply") || Has(message, "X-Autorespond")
            || Machines.Contains(local) || Absent.Any(word => (message.Subject ?? "").StartsWith(word, StringComparison.OrdinalIgnoreCase)))
            return "auto_reply";
        return Header(message, "Precedence")?.ToLowerInvariant() is "bulk" or "list" or "junk" || Has(message, "List-Id")
            || Has(message, "List-Unsubscribe") ? "list" : null;
    }

    private static string? Header(MimeMessage message, string name) => message.Headers[name]?.Trim();

    private static bool Has(MimeMessage message, string name) => message.Headers[name] is not null;
}
