using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace ComplaintPlatform.Persistence.Data;

/// <summary>
/// Repeats a read that met a deadlock, a lost connection or a time limit. Inside a transaction it repeats nothing, for there the whole of
/// it is lost: that is the gate's, which begins it again.
/// </summary>
internal sealed class ReadRetries(ExecutionStrategyDependencies dependencies)
    : ExecutionStrategy(dependencies, Retries, LongestPause)
{
    private const int Retries = 3;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    public override bool RetriesOnFailure => base.RetriesOnFailure && !IsInGate;

    private bool IsInGate => Dependencies.CurrentContext.Context is ServiceDbContext { IsInGate: true };

    protected override bool ShouldRetryOn(Exception exception) => !IsInGate && DatabaseErrors.IsPassing(exception);
}
