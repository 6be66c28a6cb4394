namespace ComplaintPlatform.Intake;

/// <summary>The installation's intake policy, configuration section <c>Intake</c>.</summary>
internal sealed class IntakeOptions
{
    /// <summary>How far back a complaint of the same customer and order counts as a possible duplicate.</summary>
    public TimeSpan DuplicateWindow { get; set; } = TimeSpan.FromDays(7);

    /// <summary>0 to 1: texts less alike than this are taken for different matters.</summary>
    public double DuplicateLeastScore { get; set; } = 0.3;
}
