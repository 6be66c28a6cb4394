namespace ComplaintPlatform.Classification.Facts;

/// <summary>
/// The formulas behind the axes that are computed from facts, as data. Points and weights add up; each formula is stated where it is applied
/// (<see cref="CustomerTypes"/>, <see cref="Severities"/>, <see cref="Difficulties"/>, <see cref="EscalationRisks"/>).
/// </summary>
internal sealed record AxisPolicy
{
    /// <summary>Below this confidence of category or urgency an agent is asked.</summary>
    public double ReviewBelow { get; init; } = 0.5;

    public IReadOnlyList<LossBand> LossBands { get; init; } =
    [
        new("CNY", 200m, 2_000m), new("USD", 30m, 300m), new("EUR", 30m, 300m), new("GBP", 25m, 250m), new("HKD", 200m, 2_000m), new("TWD", 900m, 9_000m),
        new("JPY", 4_000m, 40_000m),
    ];

    /// <summary>For a currency without its own band.</summary>
    public LossBand OtherLossBand { get; init; } = new("*", 100m, 1_000m);

    public UrgencyPolicy Urgency { get; init; } = new();

    public CustomerTypePolicy CustomerType { get; init; } = new();

    public SeverityPolicy Severity { get; init; } = new();

    public DifficultyPolicy Difficulty { get; init; } = new();

    public EscalationPolicy Escalation { get; init; } = new();
}

/// <summary>A loss from <paramref name="General"/> on is a general one, from <paramref name="Serious"/> on a serious one.</summary>
internal sealed record LossBand(string Currency, decimal General, decimal Serious);

internal sealed record UrgencyPolicy
{
    /// <summary>
    /// How many false alarms one missed urgent complaint is worth: recall first. Chosen by cross-validation on the project's own examples, which
    /// the trainer's <c>evaluate</c> prints.
    /// </summary>
    public double MissedCost { get; init; } = 2.5;
}

internal sealed record CustomerTypePolicy
{
    public decimal VipLifetimeValue { get; init; } = 50_000m;

    public int LoyalOrders { get; init; } = 10;

    /// <summary>Fewer orders are loyal too if they go back this far.</summary>
    public int LongTermOrders { get; init; } = 5;

    public int LongTermDays { get; init; } = 365;

    public int NewOrders { get; init; } = 1;
}

internal sealed record SeverityPolicy
{
    public double SeriousLoss { get; init; } = 2;

    public double GeneralLoss { get; init; } = 1;

    /// <summary>When neither amount nor loss is known.</summary>
    public double UnknownLoss { get; init; } = 0.5;

    public double SafetyCategory { get; init; } = 3;

    public double Urgent { get; init; } = 2;

    public double General { get; init; } = 0.75;

    public double Threat { get; init; } = 0.5;

    public double SeriousFrom { get; init; } = 3;

    public double GeneralFrom { get; init; } = 1;
}

internal sealed record DifficultyPolicy
{
    public double SafetyCategory { get; init; } = 2;

    public double Threat { get; init; } = 1.5;

    public double Refused { get; init; } = 1;

    public double RepeatedContact { get; init; } = 1;

    public double EarlierComplaints { get; init; } = 0.75;

    public double SecondIssue { get; init; } = 0.75;

    public double SeveralDemands { get; init; } = 0.5;

    public double SeriousLoss { get; init; } = 1;

    public double LongText { get; init; } = 0.75;

    public int LongTextCharacters { get; init; } = 400;

    public double MediumFrom { get; init; } = 1;

    public double ComplexFrom { get; init; } = 2.5;
}

internal sealed record EscalationPolicy
{
    /// <summary>The log-odds of a complaint of which nothing special is known.</summary>
    public double Base { get; init; } = -2.6;

    public double Urgent { get; init; } = 0.9;

    public double SafetyCategory { get; init; } = 0.7;

    public double Anger { get; init; } = 1.0;

    /// <summary>Times how negative the sentiment is (0..1).</summary>
    public double Negative { get; init; } = 0.5;

    public double Threat { get; init; } = 1.8;

    public double Refused { get; init; } = 0.6;

    public double RepeatedContact { get; init; } = 0.8;

    public double EarlierComplaint { get; init; } = 0.4;

    public int MostEarlierComplaints { get; init; } = 4;

    public double Vip { get; init; } = 0.6;

    public double SeriousLoss { get; init; } = 0.7;
}
