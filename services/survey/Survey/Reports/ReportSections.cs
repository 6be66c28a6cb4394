using System.Globalization;
using ComplaintPlatform.Survey.Satisfaction;
using static ComplaintPlatform.Survey.Reports.ReportMarkup;

namespace ComplaintPlatform.Survey.Reports;

/// <summary>What the decisions of a month stand on: its figures, from what customers complain about to what was done about it.</summary>
internal sealed class ReportSections(MonthlyReportResponse report, ReportMarkup page)
{
    private const int MostBars = 12, MostCategories = 20;

    public void Write()
    {
        Tiles();
        Categories();
        Trend();
        Peaks();
        Deadlines();
        Times();
        Satisfaction();
        Suggestions();
        HotSpots();
        CorrectiveActions();
    }

    private void Tiles()
    {
        var numbers = report.Numbers;
        page.Html.Append("<section><div class=\"tiles\">");
        page.Tile("Complaints | 投诉量", Whole(numbers.Received),
            $"{page.Text("month before | 上月")}: {numbers.Before}{Ratio(numbers.DailyRate.Value, numbers.DailyRate.PValue)}");
        if (numbers.PerThousandOrders.PerThousand is { } rate)
        {
            page.Tile("Per 1,000 orders | 每千单投诉", rate.ToString("0.00", CultureInfo.InvariantCulture),
                $"({numbers.PerThousandOrders.Low:0.00}–{numbers.PerThousandOrders.High:0.00}) n={numbers.PerThousandOrders.Exposure}");
        }

        page.Goal("First answer in time | 首响及时率", numbers.FirstResponseInTime, report.Goals.DeadlineGoalPercent, few: false);
        page.Goal("Resolved in time | 按时解决率", numbers.ResolvedInTime, report.Goals.DeadlineGoalPercent, few: false);
        Time("Wait for an answer | 首响等待", numbers.FirstResponseTime);
        Time("Time to resolution | 解决用时", numbers.ResolutionTime);
        page.Tile("Reopened | 重开率", ReportDecisions.Percent(numbers.Reopened.Value), Interval(numbers.Reopened));
        page.Tile("Still open | 仍未关闭", Whole(numbers.Open), page.Text("of this month's | 本月投诉中"));
        page.Goal("CSAT (4–5) | 满意率(4–5 分)", report.Satisfaction.Csat, report.Goals.CsatGoalPercent, report.Satisfaction.FewAnswers);
        page.Tile("Solved, say customers | 客户确认解决率", ReportDecisions.Percent(report.Satisfaction.SolvedRate.Value), Interval(report.Satisfaction.SolvedRate));
        foreach (var money in numbers.Granted)
            page.Tile("Granted | 补偿支出", $"{money.AmountText} {money.Currency}", page.Text("accepted offers | 已接受的方案"));
        page.Html.Append("</div></section>");
    }

    private void Time(string label, DurationFigure time)
    {
        if (time.Count > 0)
        {
            page.Tile(label, page.Duration(time.MedianSeconds),
                $"{page.Text("median; nine in ten within | 中位数;九成不超过")} {page.Duration(time.P90Seconds)}, n={time.Count}");
        }
    }

    private void Categories() => page.Section(
        "What they complain about | 投诉类别", "Share of all complaints, and the month before. | 占全部投诉的比例,与上月对比。", () =>
        {
            const string bars = "Complaints by category | 各类别投诉";
            page.Wide(bars, () => ReportCharts.Bars(
                page.Html,
                [.. report.Categories.Take(MostBars).Select(category => new ReportCharts.Bar(
                    category.Name, category.Share.Value ?? 0, category.ShareBefore.Value,
                    $"{category.Count} · {ReportDecisions.Percent(category.Share.Value)}{Arrow(category.Change)}",
                    category.Change is { Significant: true, Difference: > 0 }))],
                page.Text("This month | 本月"), page.Text("Month before | 上月"), page.Text(bars)));
            page.Table(
                "Categories in figures | 各类别数据",
                [new("Category | 类别", false), new("Complaints | 投诉"), new("Before | 上月"), new("Share | 占比"), new("CSAT | 满意率"), new("Score | 平均分")],
                report.Categories.Take(MostCategories).Select(category => new[]
                {
                    Encode(category.Name), Whole(category.Count), Whole(category.Before) + Arrow(category.Change),
                    $"{ReportDecisions.Percent(category.Share.Value)} {Interval(category.Share, withCount: false)}",
                    $"{ReportDecisions.Percent(category.Csat.Value)}{Mark(category.FewAnswers)} {Interval(category.Csat)}",
                    ReportDecisions.Score(category.AverageScore.Value),
                }));
        });

    private void Trend() => page.Section(
        "Course over a year | 一年走势", "Bars: complaints. Line: CSAT with its 95 % interval. | 柱:投诉量。线:满意率及其 95% 置信区间。", () =>
        {
            const string name = "Complaints and CSAT by month | 各月投诉量与满意率";
            page.Wide(name, () => ReportCharts.Course(page.Html, report.Trend, page.Text(name)));
        });

    private void Peaks() => page.Section(
        "When they come | 高峰时段", "Complaints by hour and weekday, in the storefront's time. | 按店铺当地时间的小时与星期分布。", () =>
        {
            const string name = "Complaints by weekday and hour | 按星期和小时的投诉量";
            page.Wide(name, () => ReportCharts.HeatMap(
                page.Html, report.Peaks.Cells, [.. Enumerable.Range(1, 7).Select(day => ReportTexts.Weekday(day, page.Language))], page.Text(name)));
            if (report.Peaks.BusiestWindow is { } window)
            {
                page.Html.Append(CultureInfo.InvariantCulture,
                    $"<p class=\"small\">{page.Text("Fullest four hours of the day | 一天中最集中的四小时")}: {window.FromHour:D2}:00–{window.ToHour:D2}:00, {ReportDecisions.Percent(window.Share.Value)} {Interval(window.Share)}</p>");
            }

            if (report.Days.Where(day => day.Count > 0).MaxBy(day => day.Count) is { } busiest)
            {
                page.Html.Append("<p class=\"small muted\">").Append(page.Text("Busiest day | 最繁忙的一天")).Append(": ").Append(busiest.Day)
                    .Append(" (").Append(busiest.Count).Append(")</p>");
            }
        });

    private void Deadlines()
    {
        if (report.Deadlines.Count == 0)
            return;

        page.Section("Deadlines kept | 时限达成", "The line through a bar is the 95 % interval. | 条形上的线为 95% 置信区间。", () =>
        {
            const string name = "Deadlines kept by urgency | 各紧急程度时限达成";
            page.Wide(name, () => ReportCharts.Shares(page.Html, [.. report.Deadlines.SelectMany(row => new[]
            {
                new ReportCharts.ShareBar($"{row.Name} · {page.Text("first answer | 首次响应")}", row.FirstResponseInTime),
                new ReportCharts.ShareBar($"{row.Name} · {page.Text("resolution | 解决")}", row.ResolvedInTime),
            })], page.Text(name)));
        });
    }

    private void Times()
    {
        var rows = report.Deadlines.Select(row => (row.Name, row.FirstResponseTime, row.ResolutionTime))
            .Concat(report.Categories.Take(MostBars).Select(row => (row.Name, row.FirstResponseTime, row.ResolutionTime)))
            .Where(row => row.FirstResponseTime.Count + row.ResolutionTime.Count > 0).ToList();
        if (rows.Count == 0)
            return;

        page.Section(
            "How long they wait | 等待与解决用时",
            "From the receipt of the complaint: half were faster than the median, nine in ten within the 90 %. | 自投诉受理起算:一半不超过中位数,九成不超过 90% 分位。",
            () => page.Table(
                "Waiting and repair times | 等待与解决用时",
                [
                    new("By urgency, then by category | 按紧急程度、类别", false), new("First answer, median | 首响中位数"), new("90 % | 90% 分位"), new("n"),
                    new("Resolution, median | 解决中位数"), new("90 % | 90% 分位"), new("n"),
                ],
                rows.Select(row => new[]
                {
                    Encode(row.Name), page.Duration(row.FirstResponseTime.MedianSeconds), page.Duration(row.FirstResponseTime.P90Seconds),
                    Whole(row.FirstResponseTime.Count), page.Duration(row.ResolutionTime.MedianSeconds),
                    page.Duration(row.ResolutionTime.P90Seconds), Whole(row.ResolutionTime.Count),
                })));
    }

    private void Satisfaction() => page.Section("Satisfaction | 满意度", null, () =>
    {
        var satisfaction = report.Satisfaction;
        page.Html.Append("<p>").Append(page.Text("Average score | 平均分")).Append(" <strong>")
            .Append(ReportDecisions.Score(satisfaction.AverageScore.Value)).Append("</strong>").Append(Mark(satisfaction.FewAnswers)).Append(' ')
            .Append(Interval(satisfaction.AverageScore, score: true)).Append(", ").Append(page.Text("month before | 上月")).Append(' ')
            .Append(ReportDecisions.Score(satisfaction.AverageScoreBefore.Value)).Append(" · ").Append(page.Text("answered | 回收率")).Append(' ')
            .Append(ReportDecisions.Percent(satisfaction.ResponseRate.Value)).Append(' ').Append(Interval(satisfaction.ResponseRate));
        if (satisfaction.Nps.Value is { } nps)
        {
            page.Html.Append(" · NPS ").Append(nps.ToString("0", CultureInfo.InvariantCulture)).Append(' ')
                .Append(CultureInfo.InvariantCulture, $"<span class=\"muted small\">({satisfaction.Nps.Low:0}–{satisfaction.Nps.High:0}) n={satisfaction.Nps.Count}</span>");
        }

        if (satisfaction.Comments.Count > 0)
        {
            page.Html.Append(" · ").Append(page.Text("public comments (not in the scores) | 公开评论(不计入评分)")).Append(' ')
                .Append(satisfaction.Comments.Count);
            if (satisfaction.Comments.AverageRating.Value is { } rating)
                page.Html.Append(", ").Append(page.Text("rated | 评分")).Append(' ').Append(rating.ToString("0.0", CultureInfo.InvariantCulture));
        }

        page.Html.Append("</p>");
        if (report.Agents.Count == 0)
            return;
        page.Table(
            "Satisfaction by agent | 各客服满意度",
            [new("Agent | 客服", false), new("Asked | 已邀请"), new("Score | 平均分"), new("CSAT | 满意率"), new("Solved | 解决率")],
            report.Agents.Select(agent => new[]
            {
                Encode(agent.Name), Whole(agent.Asked),
                $"{ReportDecisions.Score(agent.AverageScore.Value)}{Mark(agent.FewAnswers)} {Interval(agent.AverageScore, score: true)}",
                ReportDecisions.Percent(agent.Csat.Value), ReportDecisions.Percent(agent.SolvedRate.Value),
            }));
    });

    private void Suggestions()
    {
        if (report.Suggestions.Count == 0)
            return;

        page.Section("What customers suggest | 客户建议", "Themes of open answers and public comments. | 开放回答和公开评论的主题。", () => page.Table(
            "Suggestions | 客户建议",
            [new("Theme | 主题", false), new("Texts | 条数"), new("Share | 占比"), new("In their words | 原话", false)],
            report.Suggestions.Select(theme => new[]
            {
                Encode(theme.Name), Whole(theme.Count), ReportDecisions.Percent(theme.Share.Value), $"“{Encode(theme.Example)}”",
            })));
    }

    private void HotSpots()
    {
        if (report.HotSpots.Count == 0)
            return;

        page.Section("Hot spots | 热点", "Words that came up more than the past explains. | 出现频率超出历史水平的词语。", () => page.Table(
            "Hot spots | 热点",
            [
                new("Where | 范围", false), new("Word | 词语", false), new("Week | 周"), new("Complaints | 投诉"), new("Share | 占比"),
                new("Expected | 预期"),
            ],
            report.HotSpots.Select(spot => new[]
            {
                Encode(spot.Value.Length == 0 ? report.StorefrontName : spot.Value), Encode(spot.Term), spot.Week, Whole(spot.Count),
                ReportDecisions.Percent(spot.Share), spot.Expected.ToString("0.#", CultureInfo.InvariantCulture),
            })));
    }

    private void CorrectiveActions()
    {
        if (report.CorrectiveActions.Count == 0)
            return;

        page.Section(
            "Corrective actions | 纠正措施",
            "The ratio is complaints for the cause after by before: below 1 it helped. | 比值为该原因投诉率的措施后/措施前:小于 1 表示有效。",
            () => page.Table(
                "Corrective actions | 纠正措施",
                [new("Action | 措施", false), new("State | 状态", false), new("Before | 之前"), new("After | 之后"), new("Ratio | 比值"), new("p")],
                report.CorrectiveActions.Select(action => new[]
                {
                    Encode(action.Title), Encode(action.State), Number(action.Before), Number(action.After),
                    action.Effect is null ? "–" : $"{Number(action.Effect)} ({Number(action.Low)}–{Number(action.High)})", Number(action.PValue),
                })));
    }

    private string Ratio(double? ratio, double? p) => ratio is not { } known || p is not < 0.05 ? ""
        : $" ({(known > 1 ? "▲" : "▼")} {ReportDecisions.Percent(Math.Abs(known - 1))} {page.Text("a day | 日均")})";
}
