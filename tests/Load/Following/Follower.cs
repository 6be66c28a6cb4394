namespace ComplaintPlatform.Load.Following;

/// <summary>Looks again and again how far the complaints have come, at a cost that does not grow with their number.</summary>
internal abstract class Follower(TimeSpan interval)
{
    public abstract string Name { get; }

    /// <summary>Looks that were not answered with 200.</summary>
    public long FailedLooks { get; private set; }

    public long Looks { get; private set; }

    public async Task FollowAsync(CancellationToken ct)
    {
        try
        {
            while (true)
            {
                await LookAsync(ct);
                await Task.Delay(interval, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // the run is over
        }
    }

    protected abstract Task LookAsync(CancellationToken ct);

    protected bool Count(bool answered)
    {
        Looks++;
        if (!answered)
            FailedLooks++;
        return answered;
    }
}
