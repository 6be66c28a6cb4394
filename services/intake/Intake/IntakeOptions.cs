namespace ComplaintPlatform.Intake;

/// <summary>The installation's intake policy, configuration section <c>Intake</c>.</summary>
internal sealed class IntakeOptions
{
    /// <summary>How far back a complaint of the same customer or order counts as a possible duplicate.</summary>
    public TimeSpan DuplicateWindow { get; set; } = TimeSpan.FromDays(7);

    /// <summary>0 to 1: texts less alike than this are taken for different matters.</summary>
    public double DuplicateLeastScore { get; set; } = 0.3;

    /// <summary>The same for two complaints about one order, where other words often mean the same matter.</summary>
    public double DuplicateLeastScoreOnSameOrder { get; set; } = 0.1;
}
