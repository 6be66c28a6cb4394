using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Kernel.Statistics;
using ComplaintPlatform.Survey.Satisfaction;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ComplaintPlatform.Survey.Reports;

/// <summary>
/// The report as one page that a manager reads from the top: what to decide first, then what it stands on. No script, nothing fetched from
/// elsewhere, every text encoded; its charts are part of it (<see cref="ReportCharts"/>).
/// </summary>
internal sealed class MonthlyReportPage
{
    private const string Style = """
        :root{color-scheme:light}
        *{box-sizing:border-box}
        body{margin:0;background:#eef1f5;color:#1c2330;font:15px/1.55 system-ui,-apple-system,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
        main{max-width:60rem;margin:0 auto;padding:1.5rem;background:#fff}
        h1{font-size:1.6rem;margin:0}
        h2{font-size:1.15rem;margin:2rem 0 .25rem;padding-top:.5rem;border-top:2px solid #1657c4}
        p{margin:.25rem 0 .75rem}
        .muted{color:#566074}
        .small{font-size:.85rem}
        ol.decisions{margin:.5rem 0 0;padding:0;list-style:none;counter-reset:d}
        ol.decisions li{counter-increment:d;display:grid;grid-template-columns:2rem 1fr;padding:.6rem .75rem;margin:0 0 .5rem;background:#fff7e8;border-left:4px solid #b86200}
        ol.decisions li::before{content:counter(d);font-weight:700;color:#8a4a00}
        ol.decisions strong{display:block;font-weight:600}
        .tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(10.5rem,1fr));gap:.75rem;margin:1rem 0}
        .tile{border:1px solid #d5dbe3;border-radius:.5rem;padding:.6rem .75rem}
        .tile b{display:block;font-size:1.55rem;line-height:1.2}
        .bad b{color:#a8201a}.good b{color:#17653b}
        table{border-collapse:collapse;width:100%;margin:.5rem 0;font-variant-numeric:tabular-nums}
        th,td{text-align:left;padding:.3rem .5rem;border-bottom:1px solid #e3e7ed;vertical-align:top}
        th{font-weight:600;color:#3d4759}
        td:first-child{min-width:8rem}
        td.n,th.n{text-align:right;white-space:nowrap}
        .scroll{overflow-x:auto}
        svg{display:block;width:100%;height:auto;max-width:100%}
        svg text{font-size:12px;fill:#1c2330}
        svg .m{fill:#566074}svg .w{fill:#fff}
        footer{margin-top:2rem;border-top:1px solid #d5dbe3;padding-top:.5rem}
        @media (max-width:40rem){main{padding:1rem}h1{font-size:1.3rem}td,th{padding:.3rem .35rem}svg{min-width:34rem}}
        @media print{@page{size:A4;margin:14mm}body{background:#fff;font-size:10.5pt}main{max-width:none;padding:0}section,li,tr,.tile{break-inside:avoid}h2{break-after:avoid}
        *{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
        """;

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder _html = new();
    private readonly MonthlyReportResponse _report;
    private readonly Language _language;

    private MonthlyReportPage(MonthlyReportResponse report, Language language) => (_report, _language) = (report, language);

    public static IResult Of(MonthlyReportResponse report, Language language, HttpContext http)
    {
        var nonce = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = $"default-src 'none'; style-src 'nonce-{nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers.Append(HeaderNames.Vary, "Accept-Language");
        return TypedResults.Content(new MonthlyReportPage(report, language).Write(nonce), "text/html; charset=utf-8");
    }

    private string Write(string nonce)
    {
        var title = $"{Text("Complaints and satisfaction | 投诉与满意度月报")} {_report.Month}";
        _html.Append(CultureInfo.InvariantCulture,
            $"<!doctype html><html lang=\"{_language.Tag}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title><style nonce=\"{nonce}\">{Style}</style></head><body><main>");
        _html.Append(CultureInfo.InvariantCulture, $"<h1>{title}</h1><p class=\"muted\">{Encode(_report.StorefrontName)} · ");
        _html.Append(_report.Complete ? Text("whole month | 全月") : Text("month still running: figures so far | 本月尚未结束,数据截至目前")).Append(" · ")
            .Append(Text("as of | 生成于")).Append(' ').Append(_report.GeneratedAt.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)).Append(" UTC</p>");
        if (_report.Empty)
        {
            _html.Append("<p><strong>").Append(Text(
                "Nothing was recorded in this month: no complaint, no survey, no comment. There is nothing to conclude. | 本月没有任何记录:无投诉、无问卷、无评论,因此没有可得出的结论。"))
                .Append("</strong></p>");
        }
        else
        {
            Decisions();
            Tiles();
            Categories();
            Trend();
            Peaks();
            Deadlines();
            Satisfaction();
            Suggestions();
            HotSpots();
            CorrectiveActions();
        }

        _html.Append("<footer class=\"small muted\"><p>").Append(Text("""
            Figures in brackets are 95 % intervals: of shares by Wilson, of means by Student, of rates exact. “n” is the number they stand on. A figure marked ○ stands
            on too few answers to decide by. Changes are named only where a test says that chance explains them in less than one case in twenty; with many
            comparisons some are chance all the same. Public comments are in no score: nobody was asked. | 括号内为 95% 置信区间:比例用 Wilson 法,均值用 t 分布,发生率用精确法。“n” 为样本量。标记 ○ 的数字样本过少,不宜据此决策。只有检验显示偶然性低于二十分之一时才列为变化;比较次数多时,仍会有个别属于偶然。公开评论不计入评分,因为并非受邀作答。
            """)).Append("</p></footer></main></body></html>");
        return _html.ToString();
    }

    private void Decisions()
    {
        Open("What needs a decision | 需要决定的事", null);
        if (_report.Decisions.Count == 0)
        {
            _html.Append("<p>").Append(Text(
                "Nothing stands out: goals are met as far as can be told, and no change is larger than chance explains. | 没有异常:可判断的目标均已达到,也没有超出偶然范围的变化。"))
                .Append("</p>");
        }
        else
        {
            _html.Append("<ol class=\"decisions\">");
            foreach (var decision in _report.Decisions)
                _html.Append(CultureInfo.InvariantCulture, $"<li><div><strong>{Encode(decision.Text)}</strong>→ {Encode(decision.Action)}</div></li>");
            _html.Append("</ol>");
        }

        Close();
    }

    private void Tiles()
    {
        var numbers = _report.Numbers;
        _html.Append("<section><div class=\"tiles\">");
        Tile("Complaints | 投诉量", numbers.Received.ToString(CultureInfo.InvariantCulture),
            $"{Text("month before | 上月")}: {numbers.Before}{Ratio(numbers.DailyRate.Value, numbers.DailyRate.PValue)}");
        if (numbers.PerThousandOrders.PerThousand is { } rate)
        {
            Tile("Per 1,000 orders | 每千单投诉", rate.ToString("0.00", CultureInfo.InvariantCulture),
                $"({numbers.PerThousandOrders.Low:0.00}–{numbers.PerThousandOrders.High:0.00}) n={numbers.PerThousandOrders.Exposure}");
        }

        Goal("First answer in time | 首响及时率", numbers.FirstResponseInTime, _report.Goals.DeadlineGoalPercent, few: false);
        Goal("Resolved in time | 按时解决率", numbers.ResolvedInTime, _report.Goals.DeadlineGoalPercent, few: false);
        Tile("Reopened | 重开率", ReportDecisions.Percent(numbers.Reopened.Value), Interval(numbers.Reopened));
        Tile("Still open | 仍未关闭", numbers.Open.ToString(CultureInfo.InvariantCulture), Text("of this month's | 本月投诉中"));
        Goal("CSAT (4–5) | 满意率(4–5 分)", _report.Satisfaction.Csat, _report.Goals.CsatGoalPercent, _report.Satisfaction.FewAnswers);
        Tile("Solved, say customers | 客户确认解决率", ReportDecisions.Percent(_report.Satisfaction.SolvedRate.Value), Interval(_report.Satisfaction.SolvedRate));
        foreach (var money in numbers.Granted)
            Tile("Granted | 补偿支出", $"{money.AmountText} {money.Currency}", Text("accepted offers | 已接受的方案"));
        _html.Append("</div></section>");
    }

    private void Categories()
    {
        Open("What they complain about | 投诉类别", "Share of all complaints, and the month before. | 占全部投诉的比例,与上月对比。");
        _html.Append("<div class=\"scroll\">");
        ReportCharts.Bars(_html, [.. _report.Categories.Take(12).Select(category => new ReportCharts.Bar(
            category.Name, category.Share.Value ?? 0, category.ShareBefore.Value, $"{category.Count} · {ReportDecisions.Percent(category.Share.Value)}{Arrow(category.Change)}",
            category.Change is { Significant: true, Difference: > 0 }))],
            Text("This month | 本月"), Text("Month before | 上月"), Text("Complaints by category | 各类别投诉"));
        _html.Append("</div><div class=\"scroll\"><table><thead><tr><th>").Append(Text("Category | 类别")).Append("</th>");
        Heads("Complaints | 投诉", "Before | 上月", "Share | 占比", "CSAT | 满意率", "Score | 平均分");
        foreach (var category in _report.Categories.Take(20))
        {
            _html.Append("<tr><td>").Append(Encode(category.Name)).Append("</td>");
            Cells(category.Count.ToString(CultureInfo.InvariantCulture), category.Before.ToString(CultureInfo.InvariantCulture) + Arrow(category.Change),
                $"{ReportDecisions.Percent(category.Share.Value)} {Interval(category.Share, withCount: false)}",
                $"{ReportDecisions.Percent(category.Csat.Value)}{Mark(category.FewAnswers)} {Interval(category.Csat)}", ReportDecisions.Score(category.AverageScore.Value));
            _html.Append("</tr>");
        }

        _html.Append("</tbody></table></div>");
        Close();
    }

    private void Trend()
    {
        Open("Course over a year | 一年走势", "Bars: complaints. Line: CSAT with its 95 % interval. | 柱:投诉量。线:满意率及其 95% 置信区间。");
        _html.Append("<div class=\"scroll\">");
        ReportCharts.Course(_html, _report.Trend, Text("Complaints and CSAT by month | 各月投诉量与满意率"));
        _html.Append("</div>");
        Close();
    }

    private void Peaks()
    {
        Open("When they come | 高峰时段", "Complaints by hour and weekday, in the storefront's time. | 按店铺当地时间的小时与星期分布。");
        _html.Append("<div class=\"scroll\">");
        ReportCharts.HeatMap(_html, _report.Peaks.Cells, [.. Enumerable.Range(1, 7).Select(day => ReportTexts.Weekday(day, _language))],
            Text("Complaints by weekday and hour | 按星期和小时的投诉量"));
        _html.Append("</div>");
        if (_report.Peaks.BusiestWindow is { } window)
        {
            _html.Append(CultureInfo.InvariantCulture,
                $"<p class=\"small\">{Text("Fullest four hours of the day | 一天中最集中的四小时")}: {window.FromHour:D2}:00–{window.ToHour:D2}:00, {ReportDecisions.Percent(window.Share.Value)} {Interval(window.Share)}</p>");
        }

        if (_report.Days.Where(day => day.Count > 0).MaxBy(day => day.Count) is { } busiest)
        {
            _html.Append("<p class=\"small muted\">").Append(Text("Busiest day | 最繁忙的一天")).Append(": ").Append(busiest.Day).Append(" (")
                .Append(busiest.Count).Append(")</p>");
        }

        Close();
    }

    private void Deadlines()
    {
        if (_report.Deadlines.Count == 0)
            return;

        Open("Deadlines kept | 时限达成", "The line through a bar is the 95 % interval. | 条形上的线为 95% 置信区间。");
        _html.Append("<div class=\"scroll\">");
        ReportCharts.Shares(_html, [.. _report.Deadlines.SelectMany(row => new[]
        {
            new ReportCharts.ShareBar($"{row.Name} · {Text("first answer | 首次响应")}", row.FirstResponseInTime),
            new ReportCharts.ShareBar($"{row.Name} · {Text("resolution | 解决")}", row.ResolvedInTime),
        })], Text("Deadlines kept by urgency | 各紧急程度时限达成"));
        _html.Append("</div>");
        Close();
    }

    private void Satisfaction()
    {
        var satisfaction = _report.Satisfaction;
        Open("Satisfaction | 满意度", null);
        _html.Append("<p>").Append(Text("Average score | 平均分")).Append(" <strong>").Append(ReportDecisions.Score(satisfaction.AverageScore.Value))
            .Append("</strong>").Append(Mark(satisfaction.FewAnswers)).Append(' ').Append(Interval(satisfaction.AverageScore, score: true)).Append(", ")
            .Append(Text("month before | 上月")).Append(' ').Append(ReportDecisions.Score(satisfaction.AverageScoreBefore.Value))
            .Append(" · ").Append(Text("answered | 回收率")).Append(' ').Append(ReportDecisions.Percent(satisfaction.ResponseRate.Value)).Append(' ')
            .Append(Interval(satisfaction.ResponseRate));
        if (satisfaction.Nps.Value is { } nps)
        {
            _html.Append(" · NPS ").Append(nps.ToString("0", CultureInfo.InvariantCulture)).Append(' ')
                .Append(CultureInfo.InvariantCulture, $"<span class=\"muted small\">({satisfaction.Nps.Low:0}–{satisfaction.Nps.High:0}) n={satisfaction.Nps.Count}</span>");
        }

        if (satisfaction.Comments.Count > 0)
        {
            _html.Append(" · ").Append(Text("public comments (not in the scores) | 公开评论(不计入评分)")).Append(' ').Append(satisfaction.Comments.Count);
            if (satisfaction.Comments.AverageRating.Value is { } rating)
                _html.Append(", ").Append(Text("rated | 评分")).Append(' ').Append(rating.ToString("0.0", CultureInfo.InvariantCulture));
        }

        _html.Append("</p>");
        if (_report.Agents.Count > 0)
        {
            _html.Append("<div class=\"scroll\"><table><thead><tr><th>").Append(Text("Agent | 客服")).Append("</th>");
            Heads("Asked | 已邀请", "Score | 平均分", "CSAT | 满意率", "Solved | 解决率");
            foreach (var agent in _report.Agents)
            {
                _html.Append("<tr><td>").Append(Encode(agent.Name)).Append("</td>");
                Cells(agent.Asked.ToString(CultureInfo.InvariantCulture), $"{ReportDecisions.Score(agent.AverageScore.Value)}{Mark(agent.FewAnswers)} {Interval(agent.AverageScore, score: true)}",
                    ReportDecisions.Percent(agent.Csat.Value), ReportDecisions.Percent(agent.SolvedRate.Value));
                _html.Append("</tr>");
            }

            _html.Append("</tbody></table></div>");
        }

        Close();
    }

    private void Suggestions()
    {
        if (_report.Suggestions.Count == 0)
            return;

        Open("What customers suggest | 客户建议", "Themes of open answers and public comments. | 开放回答和公开评论的主题。");
        _html.Append("<div class=\"scroll\"><table><thead><tr><th>").Append(Text("Theme | 主题")).Append("</th>");
        Heads("Texts | 条数", "Share | 占比");
        _html.Length -= "</tr></thead><tbody>".Length;
        _html.Append("<th>").Append(Text("In their words | 原话")).Append("</th></tr></thead><tbody>");
        foreach (var theme in _report.Suggestions)
        {
            _html.Append("<tr><td>").Append(Encode(theme.Name)).Append("</td>");
            Cells(theme.Count.ToString(CultureInfo.InvariantCulture), ReportDecisions.Percent(theme.Share.Value));
            _html.Append("<td>“").Append(Encode(theme.Example)).Append("”</td></tr>");
        }

        _html.Append("</tbody></table></div>");
        Close();
    }

    private void HotSpots()
    {
        if (_report.HotSpots.Count == 0)
            return;

        Open("Hot spots | 热点", "Words that came up more than the past explains. | 出现频率超出历史水平的词语。");
        _html.Append("<div class=\"scroll\"><table><thead><tr><th>").Append(Text("Where | 范围")).Append("</th><th>").Append(Text("Word | 词语")).Append("</th>");
        Heads("Week | 周", "Complaints | 投诉", "Share | 占比", "Expected | 预期");
        foreach (var spot in _report.HotSpots)
        {
            _html.Append("<tr><td>").Append(Encode(spot.Value.Length == 0 ? _report.StorefrontName : spot.Value)).Append("</td><td>").Append(Encode(spot.Term)).Append("</td>");
            Cells(spot.Week, spot.Count.ToString(CultureInfo.InvariantCulture), ReportDecisions.Percent(spot.Share), spot.Expected.ToString("0.#", CultureInfo.InvariantCulture));
            _html.Append("</tr>");
        }

        _html.Append("</tbody></table></div>");
        Close();
    }

    private void CorrectiveActions()
    {
        if (_report.CorrectiveActions.Count == 0)
            return;

        Open("Corrective actions | 纠正措施", "The ratio is complaints for the cause after by before: below 1 it helped. | 比值为该原因投诉率的措施后/措施前:小于 1 表示有效。");
        _html.Append("<div class=\"scroll\"><table><thead><tr><th>").Append(Text("Action | 措施")).Append("</th><th>").Append(Text("State | 状态")).Append("</th>");
        Heads("Before | 之前", "After | 之后", "Ratio | 比值", "p");
        foreach (var action in _report.CorrectiveActions)
        {
            _html.Append("<tr><td>").Append(Encode(action.Title)).Append("</td><td>").Append(Encode(action.State)).Append("</td>");
            Cells(Number(action.Before), Number(action.After), action.Effect is null ? "–" : $"{Number(action.Effect)} ({Number(action.Low)}–{Number(action.High)})", Number(action.PValue));
            _html.Append("</tr>");
        }

        _html.Append("</tbody></table></div>");
        Close();
    }

    private void Open(string title, string? hint)
    {
        _html.Append("<section><h2>").Append(Text(title)).Append("</h2>");
        if (hint is not null)
            _html.Append("<p class=\"small muted\">").Append(Text(hint)).Append("</p>");
    }

    private void Close() => _html.Append("</section>");

    // Above or below the goal only where the whole interval is
    private void Goal(string label, Estimate share, int goalPercent, bool few)
    {
        var (goal, mood) = (goalPercent / 100.0, "");
        if (!few && share.High < goal)
            mood = " bad";
        else if (!few && share.Low >= goal)
            mood = " good";
        var sign = mood switch { " bad" => " ✗", " good" => " ✓", _ => "" };
        Tile(label, ReportDecisions.Percent(share.Value) + Mark(few) + sign, $"{Interval(share)} · {Text("goal | 目标")} {goalPercent} %", mood);
    }

    private void Tile(string label, string value, string more, string mood = "") => _html.Append(CultureInfo.InvariantCulture,
        $"<div class=\"tile{mood}\"><span class=\"muted small\">{Text(label)}</span><b>{value}</b><span class=\"muted small\">{more}</span></div>");

    private void Heads(params string[] heads)
    {
        foreach (var head in heads)
            _html.Append("<th class=\"n\">").Append(Text(head)).Append("</th>");
        _html.Append("</tr></thead><tbody>");
    }

    private void Cells(params string[] cells)
    {
        foreach (var cell in cells)
            _html.Append("<td class=\"n\">").Append(cell).Append("</td>");
    }

    private string Ratio(double? ratio, double? p) => ratio is not { } known || p is not < 0.05 ? ""
        : $" ({(known > 1 ? "▲" : "▼")} {ReportDecisions.Percent(Math.Abs(known - 1))} {Text("a day | 日均")})";

    private static string Arrow(Comparison change) => change is { Significant: true, Difference: { } difference } ? difference > 0 ? " ▲" : " ▼" : "";

    private static string Mark(bool few) => few ? " ○" : "";

    private static string Number(double? value) => value?.ToString("0.###", CultureInfo.InvariantCulture) ?? "–";

    private static string Interval(Estimate estimate, bool withCount = true, bool score = false)
    {
        if (estimate.Count == 0)
            return "<span class=\"muted small\">n=0</span>";
        var format = score ? "0.00" : "0";
        var factor = score ? 1 : 100;
        var interval = string.Create(CultureInfo.InvariantCulture,
            $"({(factor * estimate.Low!.Value).ToString(format, CultureInfo.InvariantCulture)}–{(factor * estimate.High!.Value).ToString(format, CultureInfo.InvariantCulture)})");
        return $"<span class=\"muted small\">{interval}{(withCount ? $" n={estimate.Count}" : "")}</span>";
    }

    private string Text(string both) => Encoder.Encode(Texts.Pick(both.ReplaceLineEndings(" "), _language).Trim());

    private static string Encode(string text) => Encoder.Encode(text);
}
