namespace ComplaintPlatform.Load.Following;

/// <summary>How far a complaint has come, as far as the driver follows it.</summary>
internal enum Stage
{
    Received,
    Classified,
    Assigned,
}

internal static class Stages
{
    /// <summary>The life of a complaint only moves on from assigned: every later status counts as assigned.</summary>
    public static Stage OfStatus(string? status) => status switch
    {
        null or "" or "received" => Stage.Received,
        "classified" => Stage.Classified,
        _ => Stage.Assigned,
    };

    /// <summary>Null for events that do not move a complaint on. Wire names and plain kinds are taken alike.</summary>
    public static Stage? OfEvent(string kind)
    {
        var name = string.Concat(kind.Where(char.IsLetter)).ToLowerInvariant();
        return name.Contains("complaintreceived", StringComparison.Ordinal) ? Stage.Received
            : name.Contains("complaintclassified", StringComparison.Ordinal) ? Stage.Classified
            : name.Contains("caseassigned", StringComparison.Ordinal) ? Stage.Assigned
            : null;
    }
}
