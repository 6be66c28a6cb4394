using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Intake.Webhooks;

public enum WebhookState { Active, Disabled }

/// <summary>A storefront's wish to be told what happens to its complaints, at an address of its own.</summary>
internal sealed class Webhook : IStorefrontOwned
{
    private Webhook()
    {
    }

    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public string Url { get; private set; } = "";

    [FreeText]
    public string? Description { get; private set; }

    /// <summary>Kinds of timeline entries, separated by a comma; empty: all.</summary>
    public string Kinds { get; private set; } = "";

    public WebhookState State { get; private set; }

    /// <summary>A stable code; <c>null</c> while it is active.</summary>
    public string? DisabledReason { get; private set; }

    public DateTimeOffset? DisabledAt { get; private set; }

    /// <summary>Protected by <see cref="WebhookSecrets"/>.</summary>
    public string Secret { get; private set; } = "";

    /// <summary>The one before, which signs as well until <see cref="FormerSecretUntil"/>.</summary>
    public string? FormerSecret { get; private set; }

    public DateTimeOffset? FormerSecretUntil { get; private set; }

    /// <summary>Everything up to this number of the storefront's change feed is queued.</summary>
    public long Queued { get; private set; }

    /// <summary>The place of the delivery that was queued last.</summary>
    public long LastPlace { get; private set; }

    /// <summary>Since when nothing has arrived there; <c>null</c> while the last delivery did.</summary>
    public DateTimeOffset? FailingSince { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>Of what people set.</summary>
    public int EditVersion { get; private set; }

    public int Version { get; private set; }

    /// <param name="queued">What happened before is not sent.</param>
    public static Webhook Create(Guid id, string storefrontId, string secret, long queued, DateTimeOffset now) => new()
    {
        Id = id,
        StorefrontId = storefrontId,
        Secret = secret,
        Queued = queued,
        CreatedAt = now,
    };

    public void Describe(string url, IReadOnlyList<string> kinds, string? description)
    {
        (Url, Kinds, Description) = (url, string.Join(',', kinds.Distinct()), description);
        Edited();
    }

    public IReadOnlyList<string> KindNames() => Kinds.Split(',', StringSplitOptions.RemoveEmptyEntries);

    public bool Wants(string kind) => Kinds.Length == 0 || KindNames().Contains(kind);

    public void Activate()
    {
        (State, DisabledReason, DisabledAt, FailingSince) = (WebhookState.Active, null, null, null);
        Edited();
    }

    /// <returns>What others are told; <c>null</c> where it was disabled before.</returns>
    public WebhookDisabled? Disable(string reason, DateTimeOffset now)
    {
        if (State is WebhookState.Disabled)
            return null;
        (State, DisabledReason, DisabledAt) = (WebhookState.Disabled, reason, now);
        Edited();
        return new WebhookDisabled
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = StorefrontId,
            Version = Version,
            WebhookId = Id,
            Host = new Uri(Url).Host,
            Reason = reason,
        };
    }

    public void RotateSecret(string secret, DateTimeOffset formerUntil)
    {
        (FormerSecret, FormerSecretUntil, Secret) = (Secret, formerUntil, secret);
        Edited();
    }

    /// <summary>Everything of the feed up to a number has its deliveries now.</summary>
    public void QueuedUpTo(long number)
    {
        Queued = number;
        Version++;
    }

    public long NextPlace() => ++LastPlace;

    /// <summary>Places were taken: another that takes some at the same time has to look again.</summary>
    public void PlacesTaken() => Version++;

    private void Edited()
    {
        EditVersion++;
        Version++;
    }

    public static void Map(EntityTypeBuilder<Webhook> table)
    {
        table.ToTable("Webhooks");
        table.Property(row => row.Url).HasMaxLength(2000);
        table.Property(row => row.Description).HasMaxLength(500);
        table.Property(row => row.Kinds).HasMaxLength(4000);
        table.Property(row => row.Secret).HasMaxLength(400);
        table.Property(row => row.FormerSecret).HasMaxLength(400);
        table.HasIndex(row => new { row.StorefrontId, row.CreatedAt });
    }
}
