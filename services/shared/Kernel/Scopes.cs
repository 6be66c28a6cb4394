namespace ComplaintPlatform.Kernel;

/// <summary>What one service may ask of another.</summary>
public static class Scopes
{
    /// <summary>Address, language, consent and tracking link of a complaint's customer.</summary>
    public const string ContactPointsRead = "contact-points.read";

    public const string SurveyLinksRead = "survey-links.read";
}
