using MassTransit;

namespace ComplaintPlatform.Contracts;

/// <summary>What every published event carries. An event is an immutable fact in the past tense.</summary>
[ExcludeFromTopology]
public interface IDomainEvent
{
    /// <summary>Unique for ever; a consumer that has seen it does nothing the second time.</summary>
    Guid EventId { get; }

    /// <summary>When it happened, in UTC. Not the order of recording.</summary>
    DateTimeOffset OccurredAt { get; }

    /// <summary>The storefront whose data it is about, or <see cref="EventScope.Installation"/>.</summary>
    string StorefrontId { get; }

    /// <summary>The aggregate's version after the event; of two facts about one aggregate the higher version is the later.</summary>
    int Version { get; }

    /// <summary>
    /// Who caused it, as timelines show it: a member of staff's user name, <c>customer</c>, <c>storefront</c> or <c>system</c>. Set when
    /// the event is published.
    /// </summary>
    string? Actor { get; }
}

/// <summary>An event about one complaint: it stands on the complaint's timeline.</summary>
[ExcludeFromTopology]
public interface IComplaintEvent : IDomainEvent
{
    Guid ComplaintId { get; }
}

public static class EventScope
{
    /// <summary>Stands for a storefront id where an event concerns the whole installation.</summary>
    public const string Installation = "*";
}
