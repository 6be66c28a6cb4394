namespace ComplaintPlatform.Gateway.Routes;

/// <summary>A path below the API's base and the service that serves it. Nothing is stripped or rewritten on the way.</summary>
/// <param name="Path">As in the contract; <c>/**</c> at the end takes what lies below, and the path itself.</param>
internal sealed record ServiceRoute(string Service, string Path)
{
    /// <summary>The token in the path is the authority: no sign-in is needed.</summary>
    public bool Public { get; init; }

    /// <summary>Carries files: a larger body is let through.</summary>
    public bool Uploads { get; init; }

    /// <summary>An answer that goes on for as long as the caller listens.</summary>
    public bool Streams { get; init; }
}
