using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Intake.Webhooks;

public enum WebhookDeliveryState { Pending, Delivered, Failed }

/// <summary>
/// One entry of the change feed on its way to one webhook. It holds no copy of what is sent: that is composed when it is sent, so that an
/// erasure in between is heeded. Deliveries of one complaint leave in the order of their places, each only when the one before it has
/// arrived or was given up.
/// </summary>
internal sealed class WebhookDelivery : IStorefrontOwned
{
    public const string TestKind = "webhook_test";

    private const int LongestLog = 20;

    private WebhookDelivery()
    {
    }

    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public Guid WebhookId { get; private init; }

    public long Place { get; private init; }

    /// <summary>The timeline entry; <c>null</c> for a test.</summary>
    public Guid? EntryId { get; private init; }

    public Guid? ComplaintId { get; private init; }

    /// <summary>In the change feed.</summary>
    public long? Sequence { get; private init; }

    public string Kind { get; private init; } = "";

    public WebhookDeliveryState State { get; private set; }

    public bool IsReplay { get; private init; }

    public int Attempts { get; private set; }

    /// <summary>Time, answer and duration of each attempt, as JSON.</summary>
    public string Log { get; private set; } = "[]";

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary><c>null</c>: it has ended, or waits for those before it.</summary>
    public DateTimeOffset? NextAt { get; private set; }

    public DateTimeOffset? LeasedUntil { get; private set; }

    public Guid? LeaseOwner { get; private set; }

    /// <param name="isBehind">Another delivery of the complaint has not ended yet.</param>
    public static WebhookDelivery Of(Webhook webhook, FeedEntry entry, bool isBehind, bool isReplay, DateTimeOffset now) => new()
    {
        Id = SequentialId.Next(),
        StorefrontId = webhook.StorefrontId,
        WebhookId = webhook.Id,
        Place = webhook.NextPlace(),
        EntryId = entry.Id,
        ComplaintId = entry.ComplaintId,
        Sequence = entry.FeedNumber,
        Kind = entry.Kind,
        IsReplay = isReplay,
        CreatedAt = now,
        NextAt = isBehind ? null : now,
    };

    public static WebhookDelivery Test(Webhook webhook, DateTimeOffset now) => new()
    {
        Id = SequentialId.Next(),
        StorefrontId = webhook.StorefrontId,
        WebhookId = webhook.Id,
        Place = webhook.NextPlace(),
        Kind = TestKind,
        CreatedAt = now,
    };

    /// <summary>The same for every attempt and every replay: a receiver that has seen it need do nothing.</summary>
    public string MessageId => $"msg_{EntryId ?? Id:N}";

    /// <summary>Notes an attempt, and what comes after it.</summary>
    /// <param name="next">When it is tried again; <c>null</c>: never.</param>
    public void Tried(WebhookAttempt attempt, DateTimeOffset? next)
    {
        Attempts++;
        List<WebhookAttempt> log = [.. AttemptLog(), attempt];
        Log = JsonSerializer.Serialize(log.TakeLast(LongestLog), JsonDefaults.Options);
        State = attempt.Arrived ? WebhookDeliveryState.Delivered : next is null ? WebhookDeliveryState.Failed : State;
        EndedAt = next is null ? attempt.At : null;
        (NextAt, LeasedUntil, LeaseOwner) = (next, null, null);
    }

    public List<WebhookAttempt> AttemptLog() => JsonSerializer.Deserialize<List<WebhookAttempt>>(Log, JsonDefaults.Options) ?? [];

    public static void Map(EntityTypeBuilder<WebhookDelivery> table)
    {
        table.ToTable("WebhookDeliveries");
        table.Property(row => row.Kind).HasMaxLength(60);
        table.Property(row => row.Log).HasMaxLength(-1);
        table.Ignore(row => row.MessageId);
        table.HasOne<Webhook>().WithMany().HasForeignKey(row => row.WebhookId).OnDelete(DeleteBehavior.Cascade);
        table.HasIndex(row => new { row.WebhookId, row.Place }).IsUnique();
        table.HasIndex(row => new { row.WebhookId, row.NextAt, row.Place }).HasDatabaseName("IX_WebhookDeliveries_Due");
        table.HasIndex(row => new { row.WebhookId, row.ComplaintId, row.Place }).HasDatabaseName("IX_WebhookDeliveries_Lane");
        table.HasIndex(row => new { row.State, row.NextAt });
        table.HasIndex(row => row.LeaseOwner);
        table.HasIndex(row => row.EndedAt);
    }
}

/// <summary>What is read of a timeline entry to queue it.</summary>
internal sealed record FeedEntry(Guid Id, Guid ComplaintId, long FeedNumber, string Kind);

/// <param name="Status">HTTP status of the answer; <c>null</c> where there was none.</param>
/// <param name="Error"><c>null</c> where it arrived, else a stable code: <c>status</c>, <c>redirect</c>, <c>timeout</c>,
/// <c>address_closed</c>, <c>unreachable</c> or <c>gone</c>.</param>
/// <param name="Milliseconds">How long the answer took.</param>
public sealed record WebhookAttempt(DateTimeOffset At, int? Status, string? Error, int Milliseconds)
{
    internal bool Arrived => Error is null;
}
