using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Policies;

namespace ComplaintPlatform.FollowUp.Goodwill;

/// <summary>What a follow-up ended with, or a survey's answer that is a low score.</summary>
public enum GoodwillOccasion { Satisfied, Unsatisfied, NotSolved, LowScore }

/// <summary>
/// What a customer is given of free will. It becomes a promise of the case, with an owner and a due time, within the limits that there are
/// for compensation.
/// </summary>
/// <param name="Rules">The first that fits a case holds; where none fits, nothing is given.</param>
/// <param name="CoolDownDays">A customer gets at most one gift in so many days; 0 is no limit. An apology is no gift.</param>
public sealed record GoodwillPolicy(
    [property: Required, MinLength(1), MaxLength(50)] IReadOnlyList<GoodwillRule> Rules,
    [property: Range(0, 3650)] int CoolDownDays = 90)
{
    internal GoodwillRule? RuleFor(GoodwillOccasion occasion, string urgency, string customerType) =>
        Rules.FirstOrDefault(rule => rule.Fits(occasion, urgency, customerType));

    internal IEnumerable<PolicyError> Errors()
    {
        for (var at = 0; at < Rules.Count; at++)
        {
            if (Rules[at].NeedsValue && Rules[at].Value is not { Amount: > 0 })
                yield return new($"/goodwill/rules/{at}/value", "Must be an amount above zero. | 必须是大于零的金额。");
            if (!Rules[at].NeedsValue && Rules[at].Value is not null)
                yield return new($"/goodwill/rules/{at}/value", "An apology has no value. | 致歉不能设置金额。");
        }
    }
}

/// <param name="On">What it is given for.</param>
/// <param name="Urgency">Of the case; left out, any.</param>
/// <param name="CustomerType">Of the customer; left out, any.</param>
/// <param name="Kind">A remedy of the catalogue.</param>
/// <param name="Value">What it is worth; an apology has none.</param>
public sealed record GoodwillRule(
    GoodwillOccasion On,
    [property: Required, RegularExpression("^(coupon|points|apology)$", ErrorMessage = "Must be one of: coupon, points, apology. | 必须是以下值之一:coupon、points、apology。")] string Kind,
    Money? Value = null,
    [property: StringLength(40)] string? Urgency = null,
    [property: StringLength(40)] string? CustomerType = null)
{
    internal bool NeedsValue => Kind != "apology";

    internal bool Fits(GoodwillOccasion occasion, string urgency, string customerType) =>
        On == occasion && (Urgency is null || Urgency == urgency) && (CustomerType is null || CustomerType == customerType);
}
