namespace ComplaintPlatform.Testing.Processes;

/// <summary>Where a broker of the tests' own runs, and what can happen to it from outside. It keeps what it had on disk.</summary>
internal interface IBrokerNode : IAsyncDisposable
{
    /// <summary>Returns when it was told to start; it answers some seconds later.</summary>
    Task StartAsync();

    /// <summary>In good order: what is confirmed is on disk.</summary>
    Task StopAsync();

    /// <summary>As a power switch does.</summary>
    Task KillAsync();

    /// <summary>It keeps its connections and answers nothing.</summary>
    Task FreezeAsync();

    Task ThawAsync();

    /// <summary>Asks <c>rabbitmqctl</c>.</summary>
    Task<string> ControlAsync(params IReadOnlyList<string> arguments);

    Task<IReadOnlyList<string>> LogAsync();
}
