using ComplaintPlatform.Resolution.Outcomes;
using ComplaintPlatform.Resolution.Policies;

namespace ComplaintPlatform.Resolution.Offers;

/// <param name="Score">0 to 100.</param>
/// <param name="Reasons">Codes: <c>category</c>, <c>demand</c>, <c>experience</c>.</param>
/// <param name="Why">The reasons in words, with their points.</param>
internal sealed record RankedRemedy(Remedy Remedy, int Score, IReadOnlyList<string> Reasons, IReadOnlyList<LocalizedText> Why);

/// <summary>
/// How a remedy fits: 30 points for the category, 20 for what the customer wants, and up to 50 for how often it satisfied in similar
/// closed cases
/// (satisfied + 1 of counted + 2, so that a few cases move it a little and none leaves it in the middle).
/// </summary>
internal static class RemedyRanking
{
    public static RankedRemedy Of(
        Remedy remedy, string category, IReadOnlyCollection<string> demands, RemedyRecord? record, RankingPoints points)
    {
        var (reasons, why) = (new List<string>(), new List<LocalizedText>());
        var score = 0;
        if (remedy.Categories.Any(branch => Axes.IsUnder(category, branch)))
            Add("category", points.Category, new("适用于该投诉类别", "serves complaints of this category"));
        if (remedy.Demands.Intersect(demands).Any())
            Add("demand", points.Demand, new("符合客户的诉求", "is what the customer wants"));
        var experience = (int)Math.Round(
            points.Experience * ((record?.Satisfied ?? 0) + 1m) / ((record?.Count ?? 0) + 2m), MidpointRounding.AwayFromZero);
        if (record is null)
        {
            score += experience;
            why.Add(new($"尚无类似案件的经验(+{experience})", $"no experience with similar cases yet (+{experience})"));
        }
        else
        {
            Add("experience", experience, new(
                $"{record.Count} 个类似已结案件中 {record.Satisfied} 个客户满意",
                $"satisfied {record.Satisfied} of {record.Count} similar closed cases"));
        }

        return new RankedRemedy(remedy, score, reasons, why);

        void Add(string code, int worth, LocalizedText text)
        {
            score += worth;
            reasons.Add(code);
            why.Add(new($"{text.Zh}(+{worth})", $"{text.En} (+{worth})"));
        }
    }
}
