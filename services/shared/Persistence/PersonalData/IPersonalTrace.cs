using System.Text.Json.Nodes;
using ComplaintPlatform.Persistence.Data;

namespace ComplaintPlatform.Persistence.PersonalData;

/// <summary>One place where a service keeps words of, or about, the customers of complaints.</summary>
public interface IPersonalTrace
{
    /// <summary>As exports and erasures name it, in snake case.</summary>
    string Kind { get; }

    /// <summary>How many rows hold something.</summary>
    Task<int> CountAsync(ServiceDbContext db, PersonalScope scope, CancellationToken ct);

    /// <summary>What they hold, for the customer to read.</summary>
    Task<IReadOnlyList<JsonObject>> ReadAsync(ServiceDbContext db, PersonalScope scope, CancellationToken ct);

    /// <summary>Runs in a transaction of the gate, and may run more than once.</summary>
    Task EraseAsync(ServiceDbContext writer, PersonalScope scope, CancellationToken ct);
}

/// <summary>Whose traces are meant.</summary>
/// <param name="ComplaintIds">All complaints of the customer.</param>
/// <param name="CustomerId">Where the service knows customers.</param>
public sealed record PersonalScope(IReadOnlyList<Guid> ComplaintIds, Guid? CustomerId = null)
{
    /// <summary>Ids of rows that stand for the complaints in stored answers, found before anything is erased.</summary>
    public IReadOnlyList<Guid> RowIds { get; init; } = [];
}

/// <param name="Kind">Such as <c>messages</c>.</param>
/// <param name="Before">How many rows held something.</param>
/// <param name="After">How many still do, counted after the deletion was durable.</param>
public sealed record ErasedCount(string Kind, int Before, int After);
