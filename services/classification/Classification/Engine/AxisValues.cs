namespace ComplaintPlatform.Classification.Engine;

/// <summary>The values of the axes as they stand in the public contract.</summary>
internal static class AxisValues
{
    public const string Urgent = "urgent";
    public const string General = "general";
    public const string NonUrgent = "non_urgent";

    public const string Minor = "minor";
    public const string Serious = "serious";

    public const string New = "new";
    public const string Returning = "returning";
    public const string Loyal = "loyal";
    public const string Vip = "vip";

    public const string Simple = "simple";
    public const string Medium = "medium";
    public const string Complex = "complex";

    public const string SafetyHealth = "safety_health";
    public const string Other = "other";
    public const string Uncategorised = "other/uncategorised";

    public const string Anger = "anger";
    public const string Neutral = "neutral";

    public static IReadOnlyList<string> Categories { get; } =
    [
        "product_quality", "logistics", "after_sales_refund", "service_attitude", "price_promotion", "authenticity_misdescription",
        SafetyHealth, Other,
    ];

    public static IReadOnlyList<string> Urgencies { get; } = [Urgent, General, NonUrgent];

    public static IReadOnlyList<string> Severities { get; } = [Minor, General, Serious];

    public static IReadOnlyList<string> Difficulties { get; } = [Simple, Medium, Complex];

    public static IReadOnlyList<string> Sentiments { get; } = ["neg", "pos"];

    public static IReadOnlyList<string> Emotions { get; } =
        [Anger, "disappointment", "disgust", "sadness", "anxiety", "surprise", "joy", Neutral];

    public static IReadOnlyList<string> Demands { get; } = ["compensation", "repair", "prevention", "emotional"];
}

/// <summary>Signs of escalation that rules may find (axis <c>sign</c>).</summary>
internal static class Signs
{
    public const string Regulator = "threat_regulator";
    public const string Legal = "threat_legal";
    public const string Media = "threat_media";
    public const string Violence = "threat_violence";
    public const string Refused = "refused";
    public const string RepeatedContact = "repeated_contact";
    public const string Churn = "churn";
    public const string Instruction = "instruction";

    public static bool IsThreat(string sign) => sign.StartsWith("threat_", StringComparison.Ordinal);
}
