using System.Globalization;
using ComplaintPlatform.Kernel;

namespace ComplaintPlatform.Resolution.Learning.Actions;

/// <summary>An effect as one sentence.</summary>
internal static class EffectTexts
{
    private static readonly Dictionary<string, (string English, string Chinese)> Unknowns = new()
    {
        ["not_done"] = ("the action is not done yet", "措施尚未完成"),
        ["no_day_after_yet"] = ("no whole day has passed since", "生效后尚无完整的一天"),
        ["no_orders_before"] = ("no order volumes are known of the days before", "生效前的订单量未知"),
        ["no_orders_after"] = ("no order volumes are known of the days after", "生效后的订单量未知"),
        ["no_complaints"] = ("there were no complaints of this cause on either side", "前后均无该原因的投诉"),
        ["causes_recorded_unevenly"] = (
            "root causes were recorded for a different share of complaints before and after", "前后记录根本原因的投诉比例差异较大"),
    };

    public static string Of(EffectResponse effect, Language language)
    {
        var english = language == Language.English;
        var reasons = string.Join(english ? ", and " : ";", effect.Reasons.Select(reason =>
            english ? Unknowns[reason].English : Unknowns[reason].Chinese));
        if (effect.Conclusion is EffectConclusion.Unknown)
            return english ? $"The effect is unknown: {reasons}." : $"效果未知:{reasons}。";

        var (before, after) = (Number(effect.Before!.Rate.PerThousand), Number(effect.After!.Rate.PerThousand));
        var interval = $"{Number(effect.Ratio.Low)}–{(effect.Ratio.High is null ? "∞" : Number(effect.Ratio.High))}";
        var verdict = effect.Conclusion switch
        {
            EffectConclusion.Reduced => english ? "fewer than before" : "较之前下降",
            EffectConclusion.Increased => english ? "more than before" : "较之前上升",
            _ => english ? "no difference is shown" : "差异不显著",
        };
        var text = english
            ? $"{after} instead of {before} complaints per 1,000 orders: {verdict} (ratio 95 % interval {interval})."
            : $"每千单投诉由 {before} 变为 {after}:{verdict}(比值 95% 区间 {interval})。";
        return reasons.Length == 0 ? text : text + (english ? $" With care: {reasons}." : $"注意:{reasons}。");
    }

    private static string Number(double? value) => value?.ToString("0.##", CultureInfo.InvariantCulture) ?? "-";
}
