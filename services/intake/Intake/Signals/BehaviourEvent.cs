using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Intake.Signals;

/// <summary>Something that a customer did, as the storefront tells it.</summary>
public enum BehaviourKind
{
    Return,
    Consultation,
    OrderStatusCheck,
}

/// <summary>One thing that a customer did. It counts within the windows of the policy and is swept when it can no longer count.</summary>
internal sealed class BehaviourEvent : IStorefrontOwned
{
    private BehaviourEvent()
    {
    }

    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public Guid CustomerId { get; private init; }

    public BehaviourKind Kind { get; private init; }

    public DateTimeOffset At { get; private init; }

    /// <summary>How long a consultation took.</summary>
    public int? Seconds { get; private init; }

    public string? OrderExternalId { get; private init; }

    /// <summary>The storefront's own number for it.</summary>
    public string? ExternalId { get; private init; }

    public static BehaviourEvent Of(string storefrontId, Guid customerId, ReportBehaviourRequest request, DateTimeOffset at) => new()
    {
        Id = SequentialId.Next(),
        StorefrontId = storefrontId,
        CustomerId = customerId,
        Kind = request.Kind,
        At = at,
        Seconds = request.Seconds,
        OrderExternalId = request.OrderId,
        ExternalId = request.ExternalId,
    };

    public static void Map(EntityTypeBuilder<BehaviourEvent> table)
    {
        table.ToTable("BehaviourEvents");
        table.HasIndex(row => new { row.StorefrontId, row.ExternalId }).IsUnique();
        table.HasIndex(row => new { row.CustomerId, row.Kind, row.At });
        table.HasIndex(row => new { row.StorefrontId, row.At });
    }
}

/// <summary>
/// From when on a customer's behaviours of one kind count: what was decided once does not count again. Every event moves its version on, so
/// that of two which come at the same moment on two replicas each knows of the other.
/// </summary>
internal sealed class BehaviourTally : IStorefrontOwned
{
    private BehaviourTally()
    {
    }

    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public Guid CustomerId { get; private init; }

    public BehaviourKind Kind { get; private init; }

    /// <summary>What happened up to then has been decided on.</summary>
    public DateTimeOffset CountedFrom { get; private set; } = DateTimeOffset.MinValue;

    public DateTimeOffset LastAt { get; private set; }

    public int Version { get; private set; }

    public static BehaviourTally Of(string storefrontId, Guid customerId, BehaviourKind kind) => new()
    {
        Id = SequentialId.Next(),
        StorefrontId = storefrontId,
        CustomerId = customerId,
        Kind = kind,
    };

    public void Seen(DateTimeOffset at)
    {
        LastAt = at > LastAt ? at : LastAt;
        Version++;
    }

    public void Decided()
    {
        CountedFrom = LastAt;
        Version++;
    }

    public static BehaviourKind? KindOf(SignalKind kind) => kind switch
    {
        SignalKind.FrequentReturns => BehaviourKind.Return,
        SignalKind.RepeatedConsultations => BehaviourKind.Consultation,
        SignalKind.RepeatedStatusChecks => BehaviourKind.OrderStatusCheck,
        _ => null,
    };

    public static void Map(EntityTypeBuilder<BehaviourTally> table)
    {
        table.ToTable("BehaviourTallies");
        table.HasIndex(row => new { row.CustomerId, row.Kind }).IsUnique();
    }
}
