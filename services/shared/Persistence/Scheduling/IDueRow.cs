namespace ComplaintPlatform.Persistence.Scheduling;

/// <summary>A row that something is to happen to at a time. Time is in the database: nothing that matters waits in memory.</summary>
public interface IDueRow
{
    Guid Id { get; }

    string StorefrontId { get; }

    /// <summary><c>null</c>: nothing more is to happen.</summary>
    DateTimeOffset? NextAt { get; }

    /// <summary>Until then one replica has the row to itself.</summary>
    DateTimeOffset? LeasedUntil { get; }

    /// <summary>The claim that holds the lease.</summary>
    Guid? LeaseOwner { get; }
}
