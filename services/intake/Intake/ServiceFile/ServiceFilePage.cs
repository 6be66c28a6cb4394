using System.Text.Json;
using System.Text.Json.Nodes;
using ComplaintPlatform.Intake.Pages;
using ComplaintPlatform.Intake.Register;
using ComplaintPlatform.Intake.Tracking;
using ComplaintPlatform.Kernel;
using Microsoft.AspNetCore.Http;

namespace ComplaintPlatform.Intake.ServiceFile;

/// <summary>The complaint handling form: what is recorded in boxes, then the timeline entry by entry, then room to sign.</summary>
internal static class ServiceFilePage
{
    private const string Style = """
        *{box-sizing:border-box}
        body{margin:0;background:#e9ecf0;color:#111;font:14px/1.5 system-ui,-apple-system,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
        main{max-width:52rem;margin:1.5rem auto;padding:2rem 2.25rem;background:#fff}
        header{display:flex;justify-content:space-between;align-items:flex-end;border-bottom:2px solid #111;padding-bottom:.5rem;margin-bottom:1rem}
        h1{font-size:1.5rem;margin:0}
        h2{font-size:1rem;margin:1.25rem 0 .4rem;padding:.15rem .5rem;background:#e8edf5;border-left:4px solid #10366f}
        .number{font-size:1.15rem;font-weight:700;text-align:right}
        .number small{display:block;font-weight:400;font-size:.8rem}
        table{width:100%;border-collapse:collapse}
        th,td{border:1px solid #8a94a3;padding:.3rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
        th{background:#f4f6f9;font-weight:600;white-space:nowrap}
        .facts th{width:8.5rem}
        .words{white-space:pre-wrap}
        .story th,.story td{font-size:.85rem}
        .story td:first-child{text-align:right;width:2.5rem}
        .story .when{white-space:nowrap;width:8.5rem}
        .story .who{width:7.5rem}
        .quote{margin:.2rem 0 0;padding-left:.6rem;border-left:2px solid #b9c4d4;color:#333}
        .hash{font:11px/1.4 ui-monospace,monospace;color:#444}
        .sign{display:grid;grid-template-columns:repeat(3,1fr);gap:1.5rem;margin-top:2rem}
        .sign div{border-top:1px solid #111;padding-top:.3rem;font-size:.85rem;min-height:2.5rem}
        @media print{
          @page{size:A4;margin:14mm 12mm}
          body{background:#fff;font-size:10.5pt}
          main{max-width:none;margin:0;padding:0}
          h2{break-after:avoid;print-color-adjust:exact;-webkit-print-color-adjust:exact}
          thead{display:table-header-group}
          tr,.sign{break-inside:avoid}
        }
        """;

    // Facts of an entry that its line says already, or that say nothing on paper
    private static readonly string[] Plain = ["summary", "text", "note", "reason", "result", "outcome", "subject", "expectation", "answers"];

    public static IResult Show(HttpContext http, Language language, FileContent file)
    {
        var page = new HtmlPage(language, file.Zone);
        var (complaint, entry) = (file.Complaint, file.Entry);
        page.Add($"<main><header><h1>{page.Say("Complaint handling form | 投诉处理单")}</h1>")
            .Add($"<div class=\"number\">{complaint.Reference}<small>{page.Say("Printed | 打印时间")} {page.Time(file.PrintedAt)}</small></div></header>");
        Heading(page, "The complaint | 投诉信息");
        Facts(page,
            ("Storefront | 店铺", complaint.StorefrontId), ("Status | 状态", page.Say(TrackingTexts.Status(entry.Status))),
            ("Received | 收到时间", LocalTimes.Of(complaint.ReceivedAt, file.Zone)),
            ("Happened | 发生时间", complaint.HappenedAt is { } happened ? LocalTimes.Of(happened, file.Zone) : null),
            ("Channel | 渠道", Code("channel", EnumText.Of(complaint.Channel), page)),
            ("Complainant | 投诉人类型", Code("complainantKind", EnumText.Of(complaint.ComplainantKind), page)),
            ("Their number | 外部编号", complaint.ExternalId),
            ("Stated loss | 声明损失", complaint.StatedLoss is { } loss
                ? TrackingTexts.Amount(new Money(loss, complaint.StatedLossCurrency!), language) : null));
        AddCustomer(page, file);
        AddOrder(page, file);
        Heading(page, "In the customer's words | 客户陈述");
        page.Add($"<table class=\"facts\"><tbody>");
        Row(page, "Subject | 主题", file.Words(complaint.Subject));
        Row(page, "Member of staff | 涉及员工", file.Words(complaint.StaffMember));
        Row(page, "What happened | 事情经过", file.Words(complaint.Text));
        Row(page, "What is expected | 客户期望", file.Words(complaint.Expectation));
        page.Add($"</tbody></table>");
        AddFindings(page, file);
        AddOffers(page, file);
        AddFiles(page, file);
        AddTimeline(page, file);
        page.Add($"<div class=\"sign\"><div>{page.Say("Handled by, date | 经办人、日期")}</div><div>{page.Say("Reviewed by, date | 审核人、日期")}</div>")
            .Add($"<div>{page.Say("Customer, date | 客户确认、日期")}</div></div></main>");
        return page.Answer(http, $"{page.Say("Complaint handling form | 投诉处理单")} {complaint.Reference}", Style);
    }

    private static void AddCustomer(HtmlPage page, FileContent file)
    {
        if (file.Complaint.CustomerId is null)
            return;
        Heading(page, "The customer | 客户");
        if (file.Customer is not { } customer)
        {
            page.Add($"<p>{page.Say("Not shown to this role. | 当前角色无权查看。")}</p>");
            return;
        }

        Facts(page,
            ("Name | 姓名", customer.Name), ("Customer number | 客户编号", customer.ExternalId), ("Phone | 电话", customer.Phone),
            ("Email | 邮箱", customer.Email), ("VIP", customer.Vip ? page.Say("yes | 是") : null),
            ("Orders so far | 历史订单数", customer.OrderCount is { } orders ? $"{orders}" : null),
            ("First order | 首单时间", customer.FirstOrderAt is { } first ? LocalTimes.Of(first, file.Zone) : null),
            ("Bought so far | 累计消费", customer.LifetimeValue is { } value ? TrackingTexts.Amount(value, page.Language) : null),
            ("Earlier complaints | 历史投诉数", file.Complaint.CustomerAtReceipt is { } then ? $"{then.EarlierComplaints}" : null),
            ("Best time to call | 方便联系时间", customer.PreferredContactTimes));
    }

    private static void AddOrder(HtmlPage page, FileContent file)
    {
        if (file.Complaint.Order is not { } order)
            return;
        Heading(page, "The order | 订单");
        Facts(page,
            ("Order number | 订单号", order.ExternalId), ("Placed | 下单时间", order.PlacedAt is { } at ? LocalTimes.Of(at, file.Zone) : null),
            ("Product | 商品", order.Product), ("SKU", order.Sku), ("Kind of product | 商品类目", order.ProductCategory),
            ("Amount | 金额", order.Price() is { } price ? TrackingTexts.Amount(price, page.Language) : null),
            ("Carrier | 承运商", order.Carrier), ("Supplier | 供应商", order.Supplier), ("Store | 门店", order.Store));
    }

    private static void AddFindings(HtmlPage page, FileContent file)
    {
        var entry = file.Entry;
        Heading(page, "Classification and handling | 分类与处理");
        Facts(page,
            ("Category | 类别", Code("category", entry.Category, page)), ("Reason code | 原因代码", entry.ReasonCode),
            ("Urgency | 紧急程度", Code("urgency", entry.Urgency, page)), ("Severity | 严重程度", Code("severity", entry.Severity, page)),
            ("Department | 部门", Code("department", entry.Department, page)), ("Agent | 经办客服", entry.AgentName),
            ("Times taken up | 处理轮次", entry.Cycle > 0 ? $"{entry.Cycle}" : null),
            ("Escalated to | 升级至", Code("level", entry.EscalationLevel, page)),
            ("First response due | 首次响应截止", At(entry.FirstResponseDueAt, file)), ("First response | 首次响应", At(entry.FirstRespondedAt, file)),
            ("Resolution due | 解决截止", At(entry.ResolutionDueAt, file)),
            ("Follow-up | 回访结果", Code("outcome", entry.FollowUpState, page)),
            ("Survey | 满意度", entry.SurveyScore is { } score ? $"{score}" : null));
    }

    private static void AddOffers(HtmlPage page, FileContent file)
    {
        if (file.Offers.Count == 0)
            return;
        Heading(page, "Remedies offered | 补救方案");
        page.Add($"<table><thead><tr><th>{page.Say("Remedy | 方案")}</th><th>{page.Say("Note | 说明")}</th><th>{page.Say("State | 状态")}</th></tr></thead><tbody>");
        foreach (var offer in file.Offers)
        {
            page.Add($"<tr><td>{TrackingTexts.Remedy(offer.Name, offer.Value, page.Language)}</td><td>{file.Words(offer.Note)}</td>")
                .Add($"<td>{page.Say(TrackingTexts.OfferState(offer.State))}</td></tr>");
        }

        page.Add($"</tbody></table>");
    }

    private static void AddFiles(HtmlPage page, FileContent file)
    {
        if (file.Files.Count == 0)
            return;
        Heading(page, "Evidence | 证据材料");
        page.Add($"<table><thead><tr><th>{page.Say("File | 文件")}</th><th>{page.Say("From | 提供者")}</th><th>{page.Say("Added | 时间")}</th>")
            .Add($"<th>{page.Say("Bytes | 字节")}</th><th>SHA-256</th></tr></thead><tbody>");
        foreach (var attachment in file.Files)
        {
            page.Add($"<tr><td>{file.Words(attachment.FileName)}</td><td>{Code("by", attachment.By, page)}</td><td>{page.Time(attachment.At)}</td>")
                .Add($"<td>{attachment.Length}</td><td class=\"hash\">{attachment.Sha256}</td></tr>");
        }

        page.Add($"</tbody></table>");
    }

    private static void AddTimeline(HtmlPage page, FileContent file)
    {
        Heading(page, "Timeline | 处理过程");
        page.Add($"<table class=\"story\"><thead><tr><th>#</th><th>{page.Say("Time | 时间")}</th><th>{page.Say("By | 人员")}</th>")
            .Add($"<th>{page.Say("What happened | 事项")}</th></tr></thead><tbody>");
        foreach (var entry in file.Timeline)
        {
            var item = GetTimeline.ToItem(entry, page.Language, file.Zone);
            page.Add($"<tr><td>{item.Sequence}</td><td class=\"when\">{page.Time(item.At)}</td><td class=\"who\">{ActorOf(item.Actor, page)}</td><td>{file.Words(item.Summary)}");
            foreach (var words in WordsOf(entry, item.Summary))
                page.Add($"<p class=\"quote words\">{file.Words(words)}</p>");
            page.Add($"</td></tr>");
        }

        page.Add($"</tbody></table>");
        if (file.Timeline.Count > 0)
        {
            page.Add($"<p class=\"hash\">{page.Say("Entries | 条目")}: {file.Timeline.Count} · {page.Say("Chain | 链尾")}: ")
                .Add($"{file.Timeline[^1].Hash}</p>");
        }
    }

    // What people said in it, unless the line says it already
    private static IEnumerable<string> WordsOf(TimelineEntry entry, string summary)
    {
        if (entry.Words is null || entry.Kind == "complaint_received" || JsonNode.Parse(entry.Words) is not JsonObject words)
            yield break;
        foreach (var (name, value) in words)
        {
            if (Plain.Contains(name) && value is JsonValue text && text.GetValueKind() is JsonValueKind.String
                && text.ToString() is { Length: > 0 } said && !summary.Contains(said, StringComparison.Ordinal))
                yield return said;
        }
    }

    private static string ActorOf(string actor, HtmlPage page) => Code("by", actor, page) ?? actor;

    private static string? Code(string name, string? code, HtmlPage page) => code is null ? null : CodeTexts.Of(name, code, page.Language);

    private static string? At(DateTimeOffset? time, FileContent file) => time is { } known ? LocalTimes.Of(known, file.Zone) : null;

    private static void Heading(HtmlPage page, string text) => page.Add($"<h2>{page.Say(text)}</h2>");

    // Two facts in a row, as on a form; what is not known takes no room
    private static void Facts(HtmlPage page, params ReadOnlySpan<(string Name, string? Value)> facts)
    {
        page.Add($"<table class=\"facts\"><tbody>");
        var open = false;
        foreach (var (name, value) in facts)
        {
            if (value is null)
                continue;
            page.Add($"{new HtmlPage.Markup(open ? "" : "<tr>")}<th>{page.Say(name)}</th><td>{value}</td>{new HtmlPage.Markup(open ? "</tr>" : "")}");
            open = !open;
        }

        page.Add($"{new HtmlPage.Markup(open ? "<td colspan=\"2\"></td></tr>" : "")}</tbody></table>");
    }

    private static void Row(HtmlPage page, string name, string? value)
    {
        if (value is not null)
            page.Add($"<tr><th>{page.Say(name)}</th><td class=\"words\">{value}</td></tr>");
    }
}
