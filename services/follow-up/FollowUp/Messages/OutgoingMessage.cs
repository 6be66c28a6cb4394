using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.FollowUp;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Contracts.Survey;
using ComplaintPlatform.FollowUp.FollowUps;
using ComplaintPlatform.FollowUp.Templates;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.Scheduling;
using ComplaintPlatform.Web.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.FollowUp.Messages;

public enum MessageState { Queued, Sent, Failed, Cancelled }

public enum MessageChannel { Email, App, Sms }

/// <summary>
/// A message that is to leave, or left. It holds no address and no text: both are fetched and composed at the moment of sending, so that an
/// opt-out or an erasure in between is heeded.
/// </summary>
internal sealed class OutgoingMessage : IStorefrontOwned, IDueRow
{
    /// <summary>The pauses after failures of the way out; after the last one the message is given up until it is retried by hand.</summary>
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(4),
        TimeSpan.FromHours(12),
    ];

    public const int LongestNews = 2000;

    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(5), LongestWait = TimeSpan.FromMinutes(10);

    private OutgoingMessage()
    {
    }

    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public Guid ComplaintId { get; private init; }

    public Guid? FollowUpId { get; private init; }

    public Guid? SurveyId { get; private init; }

    /// <summary>One of <see cref="MessageTemplates.Known"/>.</summary>
    public string Template { get; private init; } = "";

    /// <summary>What the complaint is written in, for customers who said nothing of their own.</summary>
    public string? Language { get; private init; }

    /// <summary>
    /// What staff say in it: remedies, how far it is, what was improved. It is gone once the message has left or is given up.
    /// </summary>
    public string? News { get; private set; }

    /// <summary>What the address that it went to is known again by; the address itself is not kept.</summary>
    public string? AddressKey { get; private set; }

    /// <summary>What it is about, once: a second request for the same message finds it.</summary>
    public string Subject { get; private init; } = "";

    public MessageState State { get; private set; }

    /// <summary>Chosen when it is sent.</summary>
    public MessageChannel? Channel { get; private set; }

    public int Attempts { get; private set; }

    /// <summary>How often, since the last attempt, something that is asked before sending did not answer.</summary>
    public int Waits { get; private set; }

    /// <summary>A stable code.</summary>
    public string? Error { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>What it says is of no use later.</summary>
    public DateTimeOffset? ExpiresAt { get; private init; }

    public DateTimeOffset? SentAt { get; private set; }

    public DateTimeOffset? NextAt { get; private set; }

    public DateTimeOffset? LeasedUntil { get; private set; }

    public Guid? LeaseOwner { get; private set; }

    public int Version { get; private set; }

    public static OutgoingMessage ForFollowUp(CaseFollowUp followUp, DateTimeOffset now) => new()
    {
        Id = SequentialId.Next(),
        StorefrontId = followUp.StorefrontId,
        ComplaintId = followUp.ComplaintId,
        FollowUpId = followUp.Id,
        Template = MessageTemplates.FollowUp,
        Language = followUp.Language,
        Subject = $"follow-up:{followUp.Id:N}:{followUp.Attempts.Count + 1}",
        CreatedAt = now,
        NextAt = now,
        Version = 1,
    };

    public static OutgoingMessage ForSurvey(SurveyDue due, DateTimeOffset now) => new()
    {
        Id = SequentialId.Next(),
        StorefrontId = due.StorefrontId,
        ComplaintId = due.ComplaintId,
        SurveyId = due.SurveyId,
        Template = due.Reminder ? MessageTemplates.SurveyReminder : MessageTemplates.Survey,
        Language = due.Language,
        Subject = SubjectOf(due),
        ExpiresAt = due.ExpiresAt,
        CreatedAt = now,
        NextAt = now,
        Version = 1,
    };

    /// <summary>A message that an event of the case asks for.</summary>
    /// <param name="about">What tells it from other messages of the same template about the case.</param>
    /// <param name="at">Not before.</param>
    public static OutgoingMessage ForCase(
        IComplaintEvent cause, string template, string about, string? language, string? news, DateTimeOffset now, DateTimeOffset? at = null,
        DateTimeOffset? expiresAt = null) => new()
        {
            Id = SequentialId.Next(),
            StorefrontId = cause.StorefrontId,
            ComplaintId = cause.ComplaintId,
            Template = template,
            Language = language,
            News = news,
            Subject = CaseSubject(template, cause.ComplaintId, about),
            CreatedAt = now,
            ExpiresAt = expiresAt,
            NextAt = at ?? now,
            Version = 1,
        };

    /// <summary>What was changed after the complaint.</summary>
    public static OutgoingMessage ForImprovement(
        CorrectiveActionVerified verified, Guid complaintId, string? news, DateTimeOffset now) => new()
        {
            Id = SequentialId.Next(),
            StorefrontId = verified.StorefrontId,
            ComplaintId = complaintId,
            Template = MessageTemplates.ImprovementReport,
            News = news,
            Subject = CaseSubject(MessageTemplates.ImprovementReport, complaintId, $"{verified.ActionId:N}"),
            CreatedAt = now,
            NextAt = now,
            Version = 1,
        };

    public static string CaseSubject(string template, Guid complaintId, string about) => $"{template}:{complaintId:N}:{about}";

    public static string SubjectOf(SurveyDue due) => $"survey:{due.SurveyId:N}:{(due.Reminder ? 2 : 1)}";

    public MessageSent Sent(MessageChannel channel, string addressKey, DateTimeOffset now)
    {
        AddressKey = addressKey;
        News = null;
        State = MessageState.Sent;
        Channel = channel;
        SentAt = now;
        Attempts++;
        Error = null;
        Wait(null);
        Version++;
        return new MessageSent
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = StorefrontId,
            ComplaintId = ComplaintId,
            Version = Version,
            MessageId = Id,
            Template = Template,
            Channel = EnumText.Of(channel),
        };
    }

    public MessageFailed Fail(string error, MessageChannel? channel, DateTimeOffset now)
    {
        State = MessageState.Failed;
        Channel = channel ?? Channel;
        Error = error;
        Wait(null);
        Version++;
        return new MessageFailed
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = StorefrontId,
            ComplaintId = ComplaintId,
            Version = Version,
            MessageId = Id,
            Template = Template,
            Channel = channel is { } known ? EnumText.Of(known) : "none",
            Error = error,
        };
    }

    /// <summary>If the way out fails once more, the message is given up.</summary>
    public bool IsLastTry => Attempts >= Pauses.Length;

    /// <summary>The way out failed in a manner that may pass.</summary>
    public void Postpone(string error, MessageChannel channel, DateTimeOffset now)
    {
        Waits = 0;
        Attempts++;
        Channel = channel;
        Error = error;
        Wait(now + Pauses[Attempts - 1]);
        Version++;
    }

    /// <summary>Another service does not answer now: that is no fault of the message, which waits as long as it takes.</summary>
    public void Delay(string error, DateTimeOffset now)
    {
        Error = error;
        var wait = TimeSpan.FromSeconds(ShortestWait.TotalSeconds * Math.Pow(2, Math.Min(Waits, 10)));
        Waits++;
        Wait(now + (wait < LongestWait ? wait : LongestWait));
        Version++;
    }

    /// <summary>The customer is not to be disturbed now.</summary>
    public void HoldUntil(DateTimeOffset daytime)
    {
        Error = "quiet_hours";
        Wait(daytime);
        Version++;
    }

    /// <summary>The customer has had enough messages for now.</summary>
    public void HoldBack(DateTimeOffset until)
    {
        Error = "frequency_cap";
        Wait(until);
        Version++;
    }

    /// <summary>No way to it took a message, or it came back: it is remembered by which address.</summary>
    public void TriedAddress(string addressKey) => AddressKey = addressKey;

    /// <summary>What it asks is answered already, or there was never a way to send it.</summary>
    public void Cancel(string? error = null)
    {
        Error = error ?? Error;
        State = MessageState.Cancelled;
        News = null;
        Wait(null);
        Version++;
    }

    public void Retry(DateTimeOffset now)
    {
        if (State is not MessageState.Failed)
            throw new DomainRuleException("message.not_failed", "Only a failed message can be sent again. | 只有发送失败的消息才能重发。");

        State = MessageState.Queued;
        Attempts = 0;
        Waits = 0;
        Error = null;
        Wait(now);
        Version++;
    }

    public static void Map(EntityTypeBuilder<OutgoingMessage> table)
    {
        table.ToTable("Messages");
        table.Ignore(row => row.IsLastTry);
        table.HasIndex(row => row.Subject).IsUnique();
        table.HasIndex(row => row.NextAt).HasDatabaseName("IX_Messages_Due");
        table.HasIndex(row => row.LeaseOwner);
        table.HasIndex(row => new { row.StorefrontId, row.CreatedAt, row.Id });
        table.HasIndex(row => new { row.CreatedAt, row.Id });
        table.HasIndex(row => row.ComplaintId);
        table.Property(row => row.News).HasMaxLength(LongestNews);
        // How often an address was written to of late
        table.HasIndex(row => new { row.AddressKey, row.SentAt });
    }

    private void Wait(DateTimeOffset? until) => (NextAt, LeasedUntil, LeaseOwner) = (until, null, null);
}
