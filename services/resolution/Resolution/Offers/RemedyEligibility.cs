using System.Globalization;
using ComplaintPlatform.Resolution.Complaints;
using ComplaintPlatform.Resolution.Policies;
using NodaTime;

namespace ComplaintPlatform.Resolution.Offers;

/// <param name="Rule">The rule that stands in the way; <c>null</c> where none does.</param>
/// <param name="Reason">The rule with the dates it was held against.</param>
/// <param name="Assumptions">What is not known and was taken for granted; asking the customer may change the answer.</param>
internal sealed record Eligibility(RemedyRule? Rule, LocalizedText? Reason, IReadOnlyList<LocalizedText> Assumptions);

/// <summary>Whether the rules of the catalogue let a remedy be offered. Days are counted by the storefront's calendar, from the day after
/// receipt.</summary>
internal static class RemedyEligibility
{
    public static Eligibility Of(string kind, ComplaintFacts facts, RemedyCatalogue catalogue, DateTimeZone zone)
    {
        var assumptions = new List<LocalizedText>();
        foreach (var rule in catalogue.Rules.Where(rule => rule.IsAbout(kind, facts.ReasonCode)))
        {
            if (rule.ExceptProductCategories.Count > 0)
            {
                if (facts.ProductCategory is not { } category)
                {
                    assumptions.Add(new("商品类别未知,按不属于例外商品处理。", "The kind of product is not known: taken for none of the exceptions."));
                }
                else if (rule.Excepts(category))
                {
                    return new Eligibility(rule, new(
                        $"{rule.Text.Zh}本案商品类别:{category}。", $"{rule.Text.En} This product: {category}."), []);
                }
            }

            if (WhyTooLate(rule.WithinDaysOfOrder, facts.OrderPlacedAt, facts, zone, ("下单", "order"), assumptions) is { } afterOrder)
                return new Eligibility(rule, Explained(rule, afterOrder), assumptions);
            var (received, assumed) = Receipt(rule, facts, catalogue.AssumedDeliveryDays, zone);
            if (assumed is not null)
                assumptions.Add(assumed);
            if (WhyTooLate(rule.WithinDaysOfReceipt, received, facts, zone, ("收货", "receipt"), null) is { } afterReceipt)
                return new Eligibility(rule, Explained(rule, afterReceipt), assumptions);
        }

        return new Eligibility(null, null, assumptions);
    }

    private static (DateTimeOffset? At, LocalizedText? Assumed) Receipt(
        RemedyRule rule, ComplaintFacts facts, int assumedDays, DateTimeZone zone)
    {
        if (rule.WithinDaysOfReceipt is null || facts.OrderDeliveredAt is not null)
            return (facts.OrderDeliveredAt, null);
        if (facts.OrderPlacedAt is not { } placed)
        {
            return (null, new(
                "收货日期未知,按期限之内处理;请先向客户核实。", "The day of receipt is not known: taken to be within the time. Ask the customer."));
        }

        var assumed = placed.AddDays(assumedDays) is var later && later < facts.ReceivedAt ? later : facts.ReceivedAt;
        return (assumed, new(
            $"收货日期未知,按下单后 {assumedDays} 天收货({Day(assumed, zone)})计算;请向客户核实。",
            $"The day of receipt is not known: taken to be {Day(assumed, zone)}, {assumedDays} days after the order. Ask the customer."));
    }

    private static LocalizedText? WhyTooLate(
        int? within, DateTimeOffset? from, ComplaintFacts facts, DateTimeZone zone, (string Zh, string En) what,
        List<LocalizedText>? assumptions)
    {
        if (within is not { } days)
            return null;
        if (from is not { } start)
        {
            assumptions?.Add(new($"{what.Zh}日期未知,按期限之内处理。", $"The day of the {what.En} is not known: taken to be within the time."));
            return null;
        }

        var passed = Period.DaysBetween(Date(start, zone), Date(facts.ReceivedAt, zone));
        return passed <= days ? null : new(
            $"{what.Zh}:{Day(start, zone)};投诉:{Day(facts.ReceivedAt, zone)},已 {passed} 天。",
            $"Day of {what.En}: {Day(start, zone)}; complaint: {Day(facts.ReceivedAt, zone)}, {passed} days later.");
    }

    private static LocalizedText Explained(RemedyRule rule, LocalizedText dates) =>
        new(rule.Text.Zh + dates.Zh, $"{rule.Text.En} {dates.En}");

    private static LocalDate Date(DateTimeOffset time, DateTimeZone zone) => Instant.FromDateTimeOffset(time).InZone(zone).Date;

    private static string Day(DateTimeOffset time, DateTimeZone zone) =>
        Date(time, zone).ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
}
