using System.Globalization;
using ComplaintPlatform.Kernel;

namespace ComplaintPlatform.Survey.Reports;

/// <summary>
/// What a manager has to decide from the month, and nothing else: what misses a goal, or stands out from the month before, by more than
/// chance explains. A figure over few complaints is left to the tables.
/// </summary>
internal static class ReportDecisions
{
    private const double Level = 0.05, WorthPlanning = 0.25, FewAnswer = 0.15;
    private const int LeastAsked = 50, MostOfAKind = 3;

    public static IEnumerable<ReportDecision> Of(
        ReportPolicy goals, ReportNumbers numbers, IReadOnlyList<ReportCategory> categories, IReadOnlyList<ReportDeadlines> deadlines,
        ReportPeaks peaks, ReportSatisfaction satisfaction, IReadOnlyList<ReportHotSpot> hotSpots,
        IReadOnlyList<ReportCorrectiveAction> actions, Language language)
    {
        return Hazards().Concat(Deadlines()).Concat(Rising()).Concat(HotSpots()).Concat(Volume()).Concat(Satisfaction())
            .Concat(Actions()).Concat(Staffing()).Concat(Response());

        IEnumerable<ReportDecision> Hazards()
        {
            var hazards = categories.Where(category => category.Code.StartsWith("safety_health", StringComparison.Ordinal)).Sum(category => category.Count);
            if (hazards > 0)
            {
                yield return Decision("safety",
                    $"{hazards} complaints tell of danger to people (injury, illness, fire, shock). | 有 {hazards} 起投诉涉及人身安全(受伤、疾病、起火、触电)。",
                    "Have each checked for a sales stop or a recall. | 逐一核查,决定是否停售或召回。");
            }
        }

        IEnumerable<ReportDecision> Deadlines()
        {
            var goal = goals.DeadlineGoalPercent / 100.0;
            foreach (var row in deadlines)
            {
                if (row.FirstResponseInTime is { High: { } firstHigh, Count: var firstCount } && firstHigh < goal && firstCount >= goals.LeastComplaints)
                {
                    yield return Decision("first_response_late",
                        $"{Percent(row.FirstResponseInTime.Value)} of first answers to {Lower(row.Name)} complaints came in time; the goal is {goals.DeadlineGoalPercent} %. | "
                        + $"{row.Name}投诉首次响应及时率为 {Percent(row.FirstResponseInTime.Value)},低于目标 {goals.DeadlineGoalPercent}%。",
                        "Add staff at the busiest hours below, or widen the target. | 在下方高峰时段增加人手,或调整时限。");
                }

                if (row.ResolvedInTime is { High: { } high, Count: var count } && high < goal && count >= goals.LeastComplaints)
                {
                    yield return Decision("resolution_late",
                        $"{Percent(row.ResolvedInTime.Value)} of {Lower(row.Name)} complaints were resolved in time; the goal is {goals.DeadlineGoalPercent} %. | "
                        + $"{row.Name}投诉按时解决率为 {Percent(row.ResolvedInTime.Value)},低于目标 {goals.DeadlineGoalPercent}%。",
                        "Find the department whose tasks are overdue and agree on times with it. | 找出任务逾期的部门,与其商定处理时限。");
                }
            }
        }

        IEnumerable<ReportDecision> Rising() => categories
            .Where(category => category is { Change: { Significant: true, Difference: > 0 } } && category.Count >= goals.LeastComplaints)
            .OrderByDescending(category => category.Change.Difference).Take(MostOfAKind)
            .Select(category => Decision("category_rising",
                $"“{category.Name}” rose from {Percent(category.ShareBefore.Value)} to {Percent(category.Share.Value)} of all complaints ({category.Before} → {category.Count}, p {P(category.Change.PValue)}). | "
                + $"“{category.Name}”占比由 {Percent(category.ShareBefore.Value)} 升至 {Percent(category.Share.Value)}({category.Before} → {category.Count} 起,p {P(category.Change.PValue)})。",
                "Name an owner for the root cause and a date for the corrective action. | 指定根因分析负责人和纠正措施完成日期。"));

        IEnumerable<ReportDecision> HotSpots() => hotSpots.Take(MostOfAKind).Select(spot => Decision("hot_spot",
            $"{Percent(spot.Share)} of complaints on {Where(spot, "this storefront")} in {spot.Week} name “{spot.Term}” ({spot.Count}; {spot.Expected.ToString("0.#", CultureInfo.InvariantCulture)} expected). | "
            + $"{spot.Week} 关于{Where(spot, "本店铺")}的投诉中有 {Percent(spot.Share)} 提到“{spot.Term}”({spot.Count} 起,预期 {spot.Expected.ToString("0.#", CultureInfo.InvariantCulture)} 起)。",
            "Ask the product owner or supplier for a statement this week. | 本周要求产品负责人或供应商说明情况。"));

        IEnumerable<ReportDecision> Volume()
        {
            if (numbers.DailyRate is { PValue: < Level, Value: { } ratio } && numbers.Received >= goals.LeastComplaints)
            {
                var rises = ratio > 1;
                yield return Decision(rises ? "volume_up" : "volume_down",
                    $"Complaints a day are {Percent(Math.Abs(ratio - 1))} {(rises ? "more" : "fewer")} than in the month before ({numbers.Before} → {numbers.Received}). | "
                    + $"日均投诉量较上月{(rises ? "上升" : "下降")} {Percent(Math.Abs(ratio - 1))}({numbers.Before} → {numbers.Received} 起)。",
                    rises ? "Decide on staff for the next month. | 确定下月人员安排。" : "Keep what was changed; see below what it was. | 保持已有改进,具体见下方。");
            }
        }

        IEnumerable<ReportDecision> Satisfaction()
        {
            var goal = goals.CsatGoalPercent / 100.0;
            if (satisfaction.Change is { Significant: true, Difference: < 0 } && !satisfaction.FewAnswers)
            {
                yield return Decision("satisfaction_down",
                    $"The average score fell from {Score(satisfaction.AverageScoreBefore.Value)} to {Score(satisfaction.AverageScore.Value)} (p {P(satisfaction.Change.PValue)}). | "
                    + $"平均满意度由 {Score(satisfaction.AverageScoreBefore.Value)} 降至 {Score(satisfaction.AverageScore.Value)}(p {P(satisfaction.Change.PValue)})。",
                    "Read the low answers of the weakest category below first. | 先查看下方得分最低类别的低分反馈。");
            }

            foreach (var category in categories.Where(category => category.Csat.High < goal && !category.FewAnswers)
                .OrderBy(category => category.Csat.Value).Take(MostOfAKind))
            {
                yield return Decision("csat_below_goal",
                    $"{Percent(category.Csat.Value)} of customers with “{category.Name}” are satisfied (n = {category.Csat.Count}); the goal is {goals.CsatGoalPercent} %. | "
                    + $"“{category.Name}”客户满意率为 {Percent(category.Csat.Value)}(n = {category.Csat.Count}),低于目标 {goals.CsatGoalPercent}%。",
                    "Change the remedy offered first for it, or who handles it. | 调整该类投诉的首选方案或处理人员。");
            }
        }

        IEnumerable<ReportDecision> Actions() => actions.Where(action => action is { Effect: not null, PValue: >= Level }).Take(MostOfAKind)
            .Select(action => Decision("action_without_effect",
                $"The corrective action “{action.Title}” shows no effect so far (p {P(action.PValue)}). | 纠正措施“{action.Title}”尚无明显效果(p {P(action.PValue)})。",
                "Stop it, or look for the cause again. | 停止该措施,或重新分析原因。"));

        IEnumerable<ReportDecision> Staffing()
        {
            if (peaks.BusiestWindow is { Share: { Low: > WorthPlanning } share } window && numbers.Received >= goals.LeastComplaints)
            {
                var hours = string.Create(CultureInfo.InvariantCulture, $"{window.FromHour:D2}:00–{window.ToHour:D2}:00");
                yield return Decision("peak_hours",
                    $"{Percent(share.Value)} of all complaints come at {hours}; spread evenly it would be 17 %. | {Percent(share.Value)} 的投诉集中在 {hours},若均匀分布仅为 17 %。",
                    "Plan shifts by the heat map. | 按热力图安排班次。");
            }
        }

        IEnumerable<ReportDecision> Response()
        {
            if (satisfaction.ResponseRate is { Value: < FewAnswer, Count: >= LeastAsked })
            {
                yield return Decision("few_answers",
                    $"Only {Percent(satisfaction.ResponseRate.Value)} of those asked answered: the scores may not speak for the others. | "
                    + $"问卷回收率仅 {Percent(satisfaction.ResponseRate.Value)},评分未必代表全部客户。",
                    "Shorten the questionnaire or change when it is sent. | 缩短问卷或调整发送时间。");
            }
        }

        ReportDecision Decision(string kind, string text, string action) =>
            new(kind, Texts.Pick(text, language), Texts.Pick(action, language));

        string Lower(string name) => language == Language.English ? name.ToLowerInvariant() : name;

        string Where(ReportHotSpot spot, string all) => spot.Value.Length == 0 ? all : spot.Value;
    }

    internal static string Percent(double? share) =>
        share is { } known ? (100 * known).ToString(known is > 0 and < 0.1 ? "0.#" : "0", CultureInfo.InvariantCulture) + " %" : "–";

    internal static string Score(double? score) => score?.ToString("0.00", CultureInfo.InvariantCulture) ?? "–";

    private static string P(double? p) => p < 0.001 ? "< 0.001" : "= " + (p?.ToString("0.000", CultureInfo.InvariantCulture) ?? "–");
}
