using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Intake.Complaints;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.Scheduling;
using ComplaintPlatform.Web.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Intake.Signals;

/// <summary>What a potential complaint was spotted in.</summary>
public enum SignalKind
{
    Message,
    FrequentReturns,
    LongConsultation,
    RepeatedConsultations,
    RepeatedStatusChecks,
}

/// <summary>
/// <c>unscreened</c> waits for the classifier; <c>unflagged</c> is no potential complaint; <c>open</c> waits for a decision;
/// <c>erased</c>: its customer was, before anybody had decided.
/// </summary>
public enum SignalState
{
    Unscreened,
    Unflagged,
    Open,
    Promoted,
    Dismissed,
    Erased,
}

/// <summary>Where a message was written.</summary>
public enum SignalChannel
{
    Chat,
    Review,
    Social,
    Web,
    App,
    Phone,
    Email,
    InPerson,
    Letter,
    Api,
}

/// <summary>
/// A potential complaint: a message that nobody meant as one, or something that a customer does too often. It is decided once: it becomes a
/// complaint, or is dismissed with a reason. Precision and recall of the screening are reckoned from these rows, which therefore stay when
/// their words go.
/// </summary>
internal sealed class Signal : IStorefrontOwned, IDueRow
{
    // A classifier that is away is asked again soon, and then every minute
    private static readonly int[] RetrySeconds = [2, 5, 10, 20, 40, 60];

    private Signal()
    {
    }

    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public SignalKind Kind { get; private init; }

    public SignalState State { get; private set; }

    /// <summary><c>null</c> for behaviours.</summary>
    public SignalChannel? Channel { get; private init; }

    /// <summary><c>null</c> for behaviours, and when it was forgotten.</summary>
    public string? Text { get; private set; }

    public Guid? CustomerId { get; private set; }

    public OrderDetails? Order { get; private set; }

    /// <summary>The storefront's own number for the message.</summary>
    public string? ExternalId { get; private set; }

    /// <summary>When it was written, as stated.</summary>
    public DateTimeOffset? HappenedAt { get; private init; }

    public DateTimeOffset ReceivedAt { get; private init; }

    public DateTimeOffset? ScreenedAt { get; private set; }

    /// <summary>Something speaks for a complaint; what does not, but was drawn for the sample, is open as well.</summary>
    public bool Flagged { get; private set; }

    /// <summary>Drawn from the unflagged ones for a decision.</summary>
    public bool Sampled { get; private set; }

    /// <summary>For how many unflagged messages a sampled one stands: the inverse of the rate at which it was drawn; else 0.</summary>
    public double SampleWeight { get; private set; }

    /// <summary>-1 to 1; <c>null</c> for behaviours.</summary>
    public double? Sentiment { get; private set; }

    public string? Category { get; private set; }

    /// <summary>What spoke for it, separated by a newline: <c>keyword:…</c>, <c>sentiment</c>, <c>urgent</c>.</summary>
    public string Reasons { get; private set; } = "";

    /// <summary>Of a behaviour: how often it was seen within the window.</summary>
    public int Occurrences { get; private set; }

    public int WindowDays { get; private set; }

    /// <summary>Of a behaviour: when it was seen last; else when it was received.</summary>
    public DateTimeOffset LastSeenAt { get; private set; }

    /// <summary>Customer and kind of a behaviour while it is open, of which there is one; else <c>null</c>.</summary>
    public string? OpenKey { get; private set; }

    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>Who decided, as timelines show it.</summary>
    [FreeText]
    public string? DecidedBy { get; private set; }

    public string? DismissalReason { get; private set; }

    /// <summary>What it became.</summary>
    public Guid? ComplaintId { get; private set; }

    public int Attempts { get; private set; }

    public DateTimeOffset? NextAt { get; private set; }

    public DateTimeOffset? LeasedUntil { get; private set; }

    public Guid? LeaseOwner { get; private set; }

    public int Version { get; private set; }

    public static Signal OfMessage(string storefrontId, ReportMessageRequest message, Guid? customerId, DateTimeOffset now) => new()
    {
        Id = SequentialId.Next(),
        StorefrontId = storefrontId,
        Kind = SignalKind.Message,
        State = SignalState.Unscreened,
        Channel = message.Channel,
        Text = message.Text,
        CustomerId = customerId,
        Order = OrderDetails.Of(message.Order),
        ExternalId = message.ExternalId,
        HappenedAt = message.OccurredAt?.ToUniversalTime(),
        ReceivedAt = now,
        LastSeenAt = now,
        NextAt = now,
        Version = 1,
    };

    public static Signal OfBehaviour(
        SignalKind kind, Guid customerId, BehaviourEvent last, (int Occurrences, int WindowDays) seen, DateTimeOffset now) => new()
        {
            Id = SequentialId.Next(),
            StorefrontId = last.StorefrontId,
            Kind = kind,
            State = SignalState.Open,
            CustomerId = customerId,
            Order = last.OrderExternalId is null ? null : OrderDetails.Of(new OrderRequest(last.OrderExternalId)),
            HappenedAt = last.At,
            ReceivedAt = now,
            ScreenedAt = now,
            Flagged = true,
            Occurrences = seen.Occurrences,
            WindowDays = seen.WindowDays,
            LastSeenAt = last.At,
            OpenKey = OpenKeyOf(customerId, kind),
            Version = 1,
        };

    public static string OpenKeyOf(Guid customerId, SignalKind kind) => $"{customerId:N}/{kind}";

    public IReadOnlyList<string> ReasonList() => Reasons.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Seen once more while it waits.</summary>
    public void SeenAgain(int occurrences, DateTimeOffset at)
    {
        Occurrences = Math.Max(Occurrences, occurrences);
        LastSeenAt = at > LastSeenAt ? at : LastSeenAt;
        Version++;
    }

    /// <summary>Takes over what the screening found.</summary>
    /// <param name="reasons">What speaks for a complaint; none: it is not flagged.</param>
    /// <param name="draw">By chance, from 0 up to but not 1: below the rate it is put up for decision all the same.</param>
    public void Screen(ScreenedText found, IReadOnlyList<string> reasons, double sampleRate, double draw, DateTimeOffset now)
    {
        (Sentiment, Category) = (found.Sentiment, found.Category);
        Reasons = string.Join('\n', reasons);
        Flagged = reasons.Count > 0;
        Sampled = !Flagged && draw < sampleRate;
        SampleWeight = Sampled ? 1 / sampleRate : 0;
        State = Flagged || Sampled ? SignalState.Open : SignalState.Unflagged;
        ScreenedAt = now;
        (NextAt, LeasedUntil, LeaseOwner) = (null, null, null);
        Version++;
    }

    /// <summary>The classifier did not answer.</summary>
    public void ScreenLater(DateTimeOffset now)
    {
        NextAt = now.AddSeconds(RetrySeconds[Math.Min(Attempts, RetrySeconds.Length - 1)]);
        Attempts++;
        (LeasedUntil, LeaseOwner) = (null, null);
        Version++;
    }

    /// <exception cref="DomainRuleException"><c>signal.decided</c>, <c>signal.not_open</c> or <c>signal.erased</c>.</exception>
    public void EnsureOpen()
    {
        switch (State)
        {
            case SignalState.Open:
                return;
            case SignalState.Promoted:
                throw new DomainRuleException(
                    "signal.decided", $"It became complaint {ComplaintId} before. | 该线索此前已转为投诉 {ComplaintId}。");
            case SignalState.Dismissed:
                throw new DomainRuleException("signal.decided", "It was dismissed before. | 该线索此前已被排除。");
            case SignalState.Erased:
                throw new DomainRuleException("signal.erased", "Its customer was erased. | 客户数据已删除。");
            case SignalState.Unscreened:
                throw new DomainRuleException(
                    "signal.not_open", "It is not screened yet; it can be decided a moment later. | 尚未完成筛查,请稍后再处理。");
            default:
                throw new DomainRuleException(
                    "signal.not_open", "The screening did not put it up for decision. | 筛查未将其列为潜在投诉,无需处理。");
        }
    }

    public SignalPromoted Promote(Complaint complaint, string by, DateTimeOffset now)
    {
        EnsureOpen();
        State = SignalState.Promoted;
        ComplaintId = complaint.Id;
        Decide(by, now);
        return new SignalPromoted
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = StorefrontId,
            ComplaintId = complaint.Id,
            Version = complaint.Version,
            SignalId = Id,
            SignalKind = EnumText.Of(Kind),
            SignalledAt = ReceivedAt,
        };
    }

    public void Dismiss(string reason, string by, DateTimeOffset now)
    {
        EnsureOpen();
        State = SignalState.Dismissed;
        DismissalReason = reason;
        Decide(by, now);
    }

    /// <summary>Who wrote what goes; that there was something, and what came of it, stays for the figures.</summary>
    public void Forget()
    {
        (Text, ExternalId, DismissalReason, CustomerId, OpenKey) = (null, null, null, null, null);
        Order?.ForgetId();
        if (State is SignalState.Open or SignalState.Unscreened)
            State = SignalState.Erased;
        NextAt = null;
        Version++;
    }

    private void Decide(string by, DateTimeOffset now)
    {
        (DecidedAt, DecidedBy, OpenKey) = (now, by, null);
        Version++;
    }

    public static void Map(EntityTypeBuilder<Signal> table)
    {
        table.ToTable("Signals");
        table.Property(row => row.Text).HasMaxLength(20_000);
        table.Property(row => row.Reasons).HasMaxLength(4000);
        table.Property(row => row.DismissalReason).HasMaxLength(500);
        table.OwnsOne(row => row.Order, OrderDetails.Map);
        table.HasIndex(row => new { row.StorefrontId, row.ExternalId }).IsUnique();
        table.HasIndex(row => row.OpenKey).IsUnique();
        table.HasIndex(row => new { row.StorefrontId, row.State, row.ReceivedAt, row.Id });
        table.HasIndex(row => new { row.StorefrontId, row.ReceivedAt, row.Id });
        table.HasIndex(row => new { row.ReceivedAt, row.Id });
        table.HasIndex(row => row.CustomerId);
        table.HasIndex(row => row.ComplaintId);
        table.HasIndex(row => row.NextAt).HasDatabaseName("IX_Signals_Due");
        table.HasIndex(row => row.LeaseOwner);
    }
}
