using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Rules;

namespace ComplaintPlatform.Classification.Facts;

/// <summary>What the text said, as the formulas over facts read it.</summary>
internal sealed record Findings
{
    public required string TopCategory { get; init; }

    public required bool HasSecondCategory { get; init; }

    public required string Urgency { get; init; }

    public required int Demands { get; init; }

    public required double Sentiment { get; init; }

    public required double Intensity { get; init; }

    public required string Emotion { get; init; }

    /// <summary>How severe the words alone are; null where nothing was learned of it.</summary>
    public Decision<string>? Impact { get; init; }

    public required int TextLength { get; init; }

    /// <summary>Rule hits on the axis <c>sign</c>, as evidence, by sign.</summary>
    public required ILookup<string, Evidence> Signs { get; init; }

    public required LossLevel Loss { get; init; }

    public IEnumerable<Evidence> Threats => Signs.Count == 0
        ? [] : Signs.Where(group => Engine.Signs.IsThreat(group.Key)).SelectMany(group => group);
}

internal enum LossLevel
{
    Unknown,
    Minor,
    General,
    Serious,
}

internal static class Losses
{
    /// <summary>The stated loss counts before the order's amount; the band is the currency's own.</summary>
    public static LossLevel Level(ClassificationInput input, AxisPolicy policy)
    {
        if ((input.StatedLoss ?? input.OrderAmount) is not { } loss)
            return LossLevel.Unknown;

        var (general, serious) =
            policy.LossBands.FirstOrDefault(band => string.Equals(band.General.Currency, input.Currency,
            StringComparison.OrdinalIgnoreCase)) is { } band
            ? (band.General.Amount, band.Serious.Amount)
            : (policy.OtherLosses.General, policy.OtherLosses.Serious);
        return loss >= serious ? LossLevel.Serious : loss >= general ? LossLevel.General : LossLevel.Minor;
    }

    public static bool Holds(FactCondition condition, ClassificationInput input, LossLevel loss) =>
        (condition.Vip is not { } vip || vip == input.Customer.Vip)
        && (condition.MinEarlierComplaints is not { } least || input.Customer.EarlierComplaints >= least)
        && (condition.MinLoss is not { } level || loss >= (level == AxisValues.Serious ? LossLevel.Serious : LossLevel.General));
}
