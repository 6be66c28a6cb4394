using System.Globalization;
using System.Security.Cryptography;
using ComplaintPlatform.Kernel;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ComplaintPlatform.Survey.Reports;

/// <summary>
/// The report as one page that a manager reads from the top: what to decide first, then what it stands on. No script, nothing fetched from
/// elsewhere, every text encoded; its charts are part of it (<see cref="ReportCharts"/>).
/// </summary>
internal static class MonthlyReportPage
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
        th[scope=row]{min-width:8rem;font-weight:400;color:inherit}
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

    public static IResult Of(MonthlyReportResponse report, Language language, HttpContext http)
    {
        var nonce = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = $"default-src 'none'; style-src 'nonce-{nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers.Append(HeaderNames.Vary, "Accept-Language");
        return TypedResults.Content(Write(report, new ReportMarkup(language), nonce), "text/html; charset=utf-8");
    }

    private static string Write(MonthlyReportResponse report, ReportMarkup page, string nonce)
    {
        var title = $"{page.Text("Complaints and satisfaction | 投诉与满意度月报")} {report.Month}";
        page.Html.Append(CultureInfo.InvariantCulture,
            $"<!doctype html><html lang=\"{page.Language.Tag}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title><style nonce=\"{nonce}\">{Style}</style></head><body><main>");
        page.Html.Append(CultureInfo.InvariantCulture, $"<h1>{title}</h1><p class=\"muted\">{ReportMarkup.Encode(report.StorefrontName)} · ");
        page.Html.Append(page.Text(report.Complete ? "whole month | 全月" : "month still running: figures so far | 本月尚未结束,数据截至目前")).Append(" · ")
            .Append(page.Text("as of | 生成于")).Append(' ').Append(report.GeneratedAt.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)).Append(" UTC</p>");
        if (report.Empty)
        {
            page.Html.Append("<p><strong>").Append(page.Text(
                "Nothing was recorded in this month: no complaint, no survey, no comment. There is nothing to conclude. | 本月没有任何记录:无投诉、无问卷、无评论,因此没有可得出的结论。"))
                .Append("</strong></p>");
        }
        else
        {
            Decisions(report, page);
            new ReportSections(report, page).Write();
        }

        page.Html.Append("<footer class=\"small muted\"><p>").Append(page.Text("""
            Figures in brackets are 95 % intervals: of shares by Wilson, of means by Student, of rates exact. “n” is the number they stand on. A figure marked ○ stands
            on too few answers to decide by. Changes are named only where a test says that chance explains them in less than one case in twenty; with many
            comparisons some are chance all the same. Public comments are in no score: nobody was asked. | 括号内为 95% 置信区间:比例用 Wilson 法,均值用 t 分布,发生率用精确法。“n” 为样本量。标记 ○ 的数字样本过少,不宜据此决策。只有检验显示偶然性低于二十分之一时才列为变化;比较次数多时,仍会有个别属于偶然。公开评论不计入评分,因为并非受邀作答。
            """)).Append("</p></footer></main></body></html>");
        return page.Html.ToString();
    }

    private static void Decisions(MonthlyReportResponse report, ReportMarkup page) => page.Section("What needs a decision | 需要决定的事", null, () =>
    {
        if (report.Decisions.Count == 0)
        {
            page.Html.Append("<p>").Append(page.Text(
                "Nothing stands out: goals are met as far as can be told, and no change is larger than chance explains. | 没有异常:可判断的目标均已达到,也没有超出偶然范围的变化。"))
                .Append("</p>");
            return;
        }

        page.Html.Append("<ol class=\"decisions\">");
        foreach (var decision in report.Decisions)
        {
            page.Html.Append(CultureInfo.InvariantCulture,
                $"<li><div><strong>{ReportMarkup.Encode(decision.Text)}</strong>→ {ReportMarkup.Encode(decision.Action)}</div></li>");
        }

        page.Html.Append("</ol>");
    });
}
