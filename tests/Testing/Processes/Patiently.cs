namespace ComplaintPlatform.Testing.Processes;

/// <summary>Waits for processes: a busy machine starts them slowly, and a fault does not mend by waiting.</summary>
public static class Patiently
{
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public static Task UntilAsync(Func<Task<bool>> condition, string because) => Eventually.BeTrueAsync(condition, because, Limit);

    public static Task<T> FindAsync<T>(Func<Task<T?>> value, string because)
        where T : class => Eventually.BecomeAsync(value, because, Limit);
}
