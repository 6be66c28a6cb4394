using ComplaintPlatform.Contracts.FollowUp;
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

    public static string SubjectOf(SurveyDue due) => $"survey:{due.SurveyId:N}:{(due.Reminder ? 2 : 1)}";

    public MessageSent Sent(MessageChannel channel, DateTimeOffset now)
    {
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
        Channel = channel;
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

    /// <summary>What it asks is answered already.</summary>
    public void Cancel()
    {
        State = MessageState.Cancelled;
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
        table.HasIndex(row => new { row.StorefrontId, row.CreatedAt });
        table.HasIndex(row => row.ComplaintId);
    }

    private void Wait(DateTimeOffset? until) => (NextAt, LeasedUntil, LeaseOwner) = (until, null, null);
}
