using Microsoft.AspNetCore.Http.HttpResults;

namespace ComplaintPlatform.ServiceDefaults.Http;

/// <summary>
/// A use case that many callers ask for at the same time. Commands that wait share a scope, the reads and the commit
/// (<see cref="SharedUnitOfWork{TCommand, TAnswer}"/>); each has its own answer, and its own effect or none. Fit for it is who finds what an earlier
/// command of the batch did by what is in memory, not by a query, and refuses bad input before it asks for the unit of work.
/// </summary>
public interface ISharedHandler<TCommand, TAnswer>
{
    /// <summary>Reads at once what the commands will ask for one by one; called before the first of them.</summary>
    Task PrepareAsync(IReadOnlyList<TCommand> commands, CancellationToken ct);

    /// <summary>Changes entities and publishes events; never saves.</summary>
    Task<Created<TAnswer>> HandleAsync(TCommand command, CancellationToken ct);
}
