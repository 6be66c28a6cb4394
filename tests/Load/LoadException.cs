namespace ComplaintPlatform.Load;

/// <summary>The run cannot go on, for a reason that the person who started it can change.</summary>
internal sealed class LoadException(string message) : Exception(message);
