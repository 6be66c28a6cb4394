namespace ComplaintPlatform.Resolution;

/// <summary>Settings of the service, section <c>Resolution</c>.</summary>
public sealed class ResolutionOptions
{
    /// <summary>How long after its end a customer may reopen a case over the tracking link.</summary>
    public TimeSpan CustomerReopensWithin { get; set; } = TimeSpan.FromDays(30);
}
