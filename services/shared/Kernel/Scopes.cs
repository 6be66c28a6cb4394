namespace ComplaintPlatform.Kernel;

/// <summary>What one service may ask of another.</summary>
public static class Scopes
{
    /// <summary>Address, language, consent and tracking link of a complaint's customer.</summary>
    public const string ContactPointsRead = "contact-points.read";

    public const string SurveyLinksRead = "survey-links.read";

    /// <summary>Everything that a service keeps of a customer.</summary>
    public const string PersonalDataRead = "personal-data.read";

    /// <summary>How a text that is not stored would be classified.</summary>
    public const string ClassificationsPreview = "classifications.preview";
}
