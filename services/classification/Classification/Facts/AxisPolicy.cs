using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Kernel;

namespace ComplaintPlatform.Classification.Facts;

/// <summary>
/// The formulas behind the axes that are computed from facts, as data; one document for the installation. Points and weights add up; each
/// formula is stated where it is applied (<see cref="CustomerTypes"/>, <see cref="Severities"/>, <see cref="Difficulties"/>, <see
/// cref="EscalationRisks"/>).
/// </summary>
public sealed record AxisPolicy
{
    /// <summary>Below this confidence of category or urgency an agent is asked.</summary>
    [Range(0.0, 1.0)]
    public double ReviewBelow { get; init; } = 0.5;

    public IReadOnlyList<LossBand> LossBands { get; init; } =
    [
        LossBand.Of("CNY", 200m, 2_000m), LossBand.Of("USD", 30m, 300m), LossBand.Of("EUR", 30m, 300m), LossBand.Of("GBP", 25m, 250m),
        LossBand.Of("HKD", 200m, 2_000m), LossBand.Of("TWD", 900m, 9_000m), LossBand.Of("JPY", 4_000m, 40_000m),
    ];

    public OtherLosses OtherLosses { get; init; } = new();

    public UrgencyPolicy Urgency { get; init; } = new();

    public CustomerTypePolicy CustomerType { get; init; } = new();

    public SeverityPolicy Severity { get; init; } = new();

    public DifficultyPolicy Difficulty { get; init; } = new();

    public EscalationPolicy Escalation { get; init; } = new();

    /// <summary>What no single field can say: pointer and message of each contradiction.</summary>
    internal IEnumerable<(string Pointer, string Message)> Contradictions()
    {
        foreach (var (at, band) in LossBands.Index())
        {
            if (band.General.Currency != band.Serious.Currency)
                yield return ($"/lossBands/{at}/serious/currency", "Both amounts of a band have one currency. | 同一档的两个金额须为同一币种。");
            else if (band.General.Amount > band.Serious.Amount)
                yield return ($"/lossBands/{at}/serious/amount", "Must not be less than the general loss. | 不得小于一般损失。");
            if (LossBands.Take(at).Any(earlier => earlier.General.Currency == band.General.Currency))
                yield return ($"/lossBands/{at}", $"There is a band for {band.General.Currency} already. | 币种 {band.General.Currency} 重复。");
        }

        if (OtherLosses.General > OtherLosses.Serious)
            yield return ("/otherLosses/serious", "Must not be less than the general loss. | 不得小于一般损失。");
        if (Severity.GeneralFrom > Severity.SeriousFrom)
            yield return ("/severity/seriousFrom", "Must not be less than generalFrom. | 不得小于 generalFrom。");
        if (Difficulty.MediumFrom > Difficulty.ComplexFrom)
            yield return ("/difficulty/complexFrom", "Must not be less than mediumFrom. | 不得小于 mediumFrom。");
    }
}

/// <summary>A loss from <paramref name="General"/> on is a general one, from <paramref name="Serious"/> on a serious one.</summary>
public sealed record LossBand([property: NotNegative] Money General, [property: NotNegative] Money Serious)
{
    internal static LossBand Of(string currency, decimal general, decimal serious) =>
        new(new Money(general, currency), new Money(serious, currency));
}

/// <summary>The band of a currency that has none of its own: bare numbers, whatever they are worth in it.</summary>
public sealed record OtherLosses
{
    [Range(typeof(decimal), "0", "1000000000000")]
    public decimal General { get; init; } = 100m;

    [Range(typeof(decimal), "0", "1000000000000")]
    public decimal Serious { get; init; } = 1_000m;
}

public sealed record UrgencyPolicy
{
    /// <summary>
    /// How many false alarms one missed urgent complaint is worth: recall first. Chosen by cross-validation on the project's own examples,
    /// which the trainer's <c>evaluate</c> prints.
    /// </summary>
    [Range(0.1, 100.0)]
    public double MissedCost { get; init; } = 1.2;
}

public sealed record CustomerTypePolicy
{
    [Range(typeof(decimal), "0", "1000000000")]
    public decimal VipLifetimeValue { get; init; } = 50_000m;

    [Range(0, 100_000)]
    public int LoyalOrders { get; init; } = 10;

    /// <summary>Fewer orders are loyal too if they go back this far.</summary>
    [Range(0, 100_000)]
    public int LongTermOrders { get; init; } = 5;

    [Range(0, 100_000)]
    public int LongTermDays { get; init; } = 365;

    [Range(0, 100_000)]
    public int NewOrders { get; init; } = 1;
}

public sealed record SeverityPolicy
{
    [Range(-10.0, 10.0)]
    public double SeriousLoss { get; init; } = 2;

    [Range(-10.0, 10.0)]
    public double GeneralLoss { get; init; } = 1;

    /// <summary>When neither amount nor loss is known.</summary>
    [Range(-10.0, 10.0)]
    public double UnknownLoss { get; init; } = 0.5;

    [Range(-10.0, 10.0)]
    public double SafetyCategory { get; init; } = 3;

    [Range(-10.0, 10.0)]
    public double Urgent { get; init; } = 2;

    [Range(-10.0, 10.0)]
    public double General { get; init; } = 0.75;

    [Range(-10.0, 10.0)]
    public double Threat { get; init; } = 0.5;

    /// <summary>Where the words are those of a serious complaint, as people labelled such.</summary>
    [Range(-10.0, 10.0)]
    public double SeriousText { get; init; } = 1;

    /// <summary>Where the words are those of a small thing.</summary>
    [Range(-10.0, 10.0)]
    public double MinorText { get; init; } = -0.5;

    [Range(-10.0, 10.0)]
    public double SeriousFrom { get; init; } = 3;

    [Range(-10.0, 10.0)]
    public double GeneralFrom { get; init; } = 1;
}

public sealed record DifficultyPolicy
{
    [Range(-10.0, 10.0)]
    public double SafetyCategory { get; init; } = 2;

    [Range(-10.0, 10.0)]
    public double Threat { get; init; } = 1.5;

    [Range(-10.0, 10.0)]
    public double Refused { get; init; } = 1;

    [Range(-10.0, 10.0)]
    public double RepeatedContact { get; init; } = 1;

    [Range(-10.0, 10.0)]
    public double EarlierComplaints { get; init; } = 0.75;

    [Range(-10.0, 10.0)]
    public double SecondIssue { get; init; } = 0.75;

    [Range(-10.0, 10.0)]
    public double SeveralDemands { get; init; } = 0.5;

    [Range(-10.0, 10.0)]
    public double SeriousLoss { get; init; } = 1;

    [Range(-10.0, 10.0)]
    public double LongText { get; init; } = 0.75;

    [Range(0, 100_000)]
    public int LongTextCharacters { get; init; } = 400;

    [Range(-10.0, 10.0)]
    public double MediumFrom { get; init; } = 1;

    [Range(-10.0, 10.0)]
    public double ComplexFrom { get; init; } = 2.5;
}

public sealed record EscalationPolicy
{
    /// <summary>The log-odds of a complaint of which nothing special is known.</summary>
    [Range(-10.0, 10.0)]
    public double Base { get; init; } = -2.6;

    [Range(-10.0, 10.0)]
    public double Urgent { get; init; } = 0.9;

    [Range(-10.0, 10.0)]
    public double SafetyCategory { get; init; } = 0.7;

    [Range(-10.0, 10.0)]
    public double Anger { get; init; } = 1.0;

    /// <summary>Times how negative the sentiment is (0..1).</summary>
    [Range(-10.0, 10.0)]
    public double Negative { get; init; } = 0.5;

    [Range(-10.0, 10.0)]
    public double Threat { get; init; } = 1.8;

    [Range(-10.0, 10.0)]
    public double Refused { get; init; } = 0.6;

    [Range(-10.0, 10.0)]
    public double RepeatedContact { get; init; } = 0.8;

    [Range(-10.0, 10.0)]
    public double EarlierComplaint { get; init; } = 0.4;

    [Range(0, 100_000)]
    public int MostEarlierComplaints { get; init; } = 4;

    [Range(-10.0, 10.0)]
    public double Vip { get; init; } = 0.6;

    [Range(-10.0, 10.0)]
    public double SeriousLoss { get; init; } = 0.7;
}
