using ComplaintPlatform.Intake.Complaints;
using ComplaintPlatform.Intake.Evidence;
using ComplaintPlatform.Intake.Pages;
using ComplaintPlatform.Intake.Register;
using ComplaintPlatform.Kernel;
using Microsoft.AspNetCore.Http;
using NodaTime;

namespace ComplaintPlatform.Intake.Tracking;

/// <summary>What the page shows beside the complaint itself.</summary>
/// <param name="Error">What was wrong with the form that was sent.</param>
/// <param name="Typed">What the customer had written in it.</param>
/// <param name="Notice">What was just done.</param>
/// <param name="Refused">A form was sent that is not taken.</param>
/// <param name="Answered">The offer that was just answered: it is not asked for again until the answer stands in the record.</param>
internal sealed record PageNews(string? Error = null, string? Typed = null, string? Notice = null, bool Refused = false, Guid? Answered = null);

/// <summary>The tracking link as a page: made for a phone, in the customer's words, every form of it works without a script.</summary>
internal static class TrackingPage
{
    internal const string Style = """
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%}
        body{margin:0;background:#f2f4f7;color:#1c2330;font:17px/1.55 system-ui,-apple-system,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
        main{max-width:40rem;margin:0 auto;padding:1rem 1rem 3rem}
        header{display:flex;align-items:baseline;justify-content:space-between;gap:1rem;padding:.25rem .25rem .75rem}
        h1{font-size:1.3rem;margin:0}
        h2{font-size:1.1rem;margin:0 0 .75rem}
        h3{font-size:1rem;margin:0}
        a{color:#0b4fb3}
        section,.offer{background:#fff;border:1px solid #dfe3e8;border-radius:.9rem;margin:0 0 1rem;padding:1.1rem}
        .now{background:#10366f;border-color:#10366f;color:#fff}
        .now .status{font-size:1.25rem;font-weight:700;margin:0 0 .5rem}
        .now p{margin:.15rem 0}
        .now time{color:#d7e3f7}
        .ask{border:2px solid #1657c4}
        .words{white-space:pre-wrap;overflow-wrap:anywhere;margin:.25rem 0}
        blockquote{margin:.5rem 0 0;padding:.1rem 0 .1rem .8rem;border-left:3px solid #8fb2e8}
        .offer{background:#f7faff;border-color:#bcd0ef;margin:0 0 .75rem}
        .offer:last-child{margin:0}
        .price{font-size:1.15rem;font-weight:700;color:#10366f;margin:.1rem 0}
        .tag{display:inline-block;font-size:.85rem;border-radius:1rem;padding:.05rem .6rem;background:#e7ebf1;color:#364152}
        ol{list-style:none;margin:0;padding:0}
        .story li{position:relative;padding:0 0 .9rem 1.4rem;border-left:2px solid #cfd8e6;margin-left:.4rem}
        .story li:last-child{border-left-color:transparent;padding-bottom:0}
        .story li::before{content:"";position:absolute;left:-.45rem;top:.45rem;width:.75rem;height:.75rem;border-radius:50%;background:#1657c4}
        .chat li{margin:0 0 .75rem;padding:.6rem .8rem;border-radius:.8rem;background:#eef3fb}
        .chat li.ours{background:#eaf6ec}
        .who{font-weight:600;font-size:.92rem;margin:0}
        time,.hint{color:#4d5868;font-size:.9rem}
        .hint{margin:.25rem 0 .5rem}
        label{display:block;font-weight:600;margin:.75rem 0 .25rem}
        input,textarea{width:100%;font:inherit;color:inherit;padding:.6rem .7rem;border:1px solid #77808e;border-radius:.6rem;background:#fff}
        input[type=file]{padding:.5rem;border-style:dashed}
        textarea{min-height:5.5rem}
        button{width:100%;min-height:3rem;margin-top:.75rem;padding:.4rem 1rem;font:inherit;font-weight:600;color:#fff;background:#1657c4;border:1px solid #1657c4;border-radius:.75rem;cursor:pointer}
        button.second{color:#1657c4;background:#fff}
        button.quiet{color:#8c1d18;background:#fff;border-color:#8c1d18}
        summary{min-height:2.75rem;padding:.55rem 0;font-weight:600;color:#0b4fb3;cursor:pointer}
        :focus-visible{outline:3px solid #f2a900;outline-offset:2px}
        .files{display:grid;grid-template-columns:repeat(auto-fill,minmax(8.5rem,1fr));gap:.75rem}
        .files img{display:block;width:100%;height:8rem;object-fit:cover;border-radius:.6rem;border:1px solid #dfe3e8;background:#eef0f3}
        .files a{display:block;overflow-wrap:anywhere;font-size:.9rem}
        .notice,.error{border-radius:.9rem;padding:.9rem 1.1rem;margin:0 0 1rem;font-weight:600}
        .notice{background:#e4f4e7;color:#14532d;border:1px solid #9bd0a6}
        .error{background:#fdecea;color:#8c1d18;border:1px solid #e6a7a2}
        footer{color:#4d5868;font-size:.9rem;padding:0 .25rem}
        @media (min-width:34rem){.pair{display:grid;grid-template-columns:1fr 1fr;gap:0 .75rem}}
        """;

    /// <param name="link">The address of the page without anything behind it.</param>
    public static IResult Show(
        HttpContext http, string link, TrackingResponse tracked, DateTimeZone zone, PageNews news)
    {
        var page = new HtmlPage(HtmlPage.LanguageOf(http), zone);
        var sheet = new Sheet(page, link, tracked, zone, news);
        var other = page.Language == Language.English ? ("zh-CN", "中文") : ("en", "English");
        page.Add($"<main><header><h1>{page.Say("Your complaint | 您的投诉")} {tracked.Reference}</h1>")
            .Add($"<a href=\"{link}?lang={other.Item1}\" lang=\"{other.Item1}\" hreflang=\"{other.Item1}\">{other.Item2}</a></header>");
        if (news.Error is { } error)
            page.Add($"<p class=\"error\" role=\"alert\">{page.Say(error)}</p>");
        else if (news.Notice is { } notice)
            page.Add($"<p class=\"notice\" role=\"status\">{page.Say(notice)}</p>");
        AddStatus(sheet);
        if (tracked.AsksWhetherSolved)
            AddConfirmation(sheet);
        AddOffers(sheet);
        if (tracked.Questions.Count > 0 && sheet.IsOpen)
            AddQuestions(sheet);
        AddMessages(sheet);
        AddFiles(sheet);
        AddStory(sheet);
        AddEnd(sheet);
        page.Add($"<footer><p>{page.Say("Times by the clock of | 时间所在时区:")} {zone.Id}</p>")
            .Add($"<p><a href=\"{link}/opt-out\">{page.Say("No more messages from us | 不再接收消息")}</a></p></footer></main>");
        return page.Answer(
            http, page.Say("Your complaint | 您的投诉"), Style,
            news.Refused ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK, pictures: true);
    }

    /// <summary>A link that leads nowhere (any more) says so, and what to do.</summary>
    public static IResult Message(HttpContext http, string both, int status)
    {
        var page = new HtmlPage(HtmlPage.LanguageOf(http), DateTimeZone.Utc);
        page.Add($"<main><section><h1>{page.Say("Your complaint | 您的投诉")}</h1><p>{page.Say(both)}</p></section></main>");
        return page.Answer(http, page.Say("Your complaint | 您的投诉"), Style, status);
    }

    public static IResult NotFound(HttpContext http) => Message(
        http, "This link does not lead to a complaint. Please check that it is complete. | 该链接无效,请确认链接是否完整。",
        StatusCodes.Status404NotFound);

    private static void AddStatus(Sheet sheet)
    {
        var (page, tracked) = (sheet.Page, sheet.Tracked);
        var status = sheet.OpenOffers.Count > 0 ? "We have made you an offer. Please answer it. | 我们已为您提出方案,请您答复。"
            : TrackingTexts.Status(tracked.Status);
        page.Add($"<section class=\"now\"><p class=\"status\">{page.Say(status)}</p>");
        if (tracked.Follows is { } original)
            page.Add($"<p>{original.Reference}: {page.Say(TrackingTexts.Status(original.Status))}</p>");
        page.Add($"<p>{page.Say("Received | 收到时间")} {page.Time(tracked.ReceivedAt)}</p></section>");
        page.Add($"<section><h2>{page.Say("What you told us | 您的投诉内容")}</h2><p class=\"words\">{tracked.Text}</p></section>");
    }

    // One tap answers; words are welcome and not needed
    private static void AddConfirmation(Sheet sheet)
    {
        var page = sheet.Page;
        page.Add($"<section class=\"ask\"><h2>{page.Say("Is it solved? | 问题解决了吗?")}</h2>").Add(sheet.Form("/page"))
            .Add($"<label for=\"word\">{page.Say("What you want to add (optional) | 您想补充的话(选填)")}</label>")
            .Add($"<textarea id=\"word\" name=\"text\" maxlength=\"4000\"></textarea>")
            .Add($"<button name=\"do\" value=\"solved\">{page.Say("Yes, it is solved, thank you | 已解决,谢谢")}</button><div class=\"pair\">")
            .Add($"<button class=\"second\" name=\"do\" value=\"not_solved\">{page.Say("No, it is not solved | 未解决")}</button>")
            .Add($"<button class=\"second\" name=\"do\" value=\"call_me\">{page.Say("Please call me | 请给我打电话")}</button></div></form></section>");
    }

    private static void AddOffers(Sheet sheet)
    {
        var (page, offers) = (sheet.Page, sheet.Tracked.Offers);
        if (offers.Count == 0)
            return;
        var open = sheet.OpenOffers;
        var heading = open.Count switch
        {
            0 => "Our offers | 我们的方案",
            1 => "Our offer to you | 我们为您提供的方案",
            _ => "Choose one of our offers | 请选择一个方案",
        };
        page.Add($"<section class=\"{(open.Count > 0 ? "ask" : "")}\" id=\"offers\"><h2>{page.Say(heading)}</h2>");
        foreach (var offer in open)
            AddOpenOffer(sheet, offer);
        foreach (var offer in offers.Except(open))
        {
            var state = offer.Id == sheet.News.Answered ? "answered | 已答复" : TrackingTexts.OfferState(offer.State);
            page.Add($"<div class=\"offer\"><h3>{TrackingTexts.Remedy(offer.Name, offer.Value, page.Language)} ")
                .Add($"<span class=\"tag\">{page.Say(state)}</span></h3></div>");
        }

        page.Add($"</section>");
    }

    private static void AddOpenOffer(Sheet sheet, TrackingOffer offer)
    {
        var page = sheet.Page;
        page.Add($"<div class=\"offer\"><h3>{offer.Name}</h3>");
        if (offer.Value is { } value)
            page.Add($"<p class=\"price\">{TrackingTexts.Amount(value, page.Language)}</p>");
        if (offer.Instalments is > 1 and var instalments)
            page.Add($"<p class=\"hint\">{page.Say("In instalments | 分期")}: {instalments}</p>");
        if (offer.Note is { Length: > 0 } note)
            page.Add($"<p class=\"words\">{note}</p>");
        if (offer.ExpiresAt is { } until)
            page.Add($"<p class=\"hint\">{page.Say("Open until | 有效期至")} {page.Time(until)}</p>");
        page.Add(sheet.Form("/offers/page")).Add($"<input type=\"hidden\" name=\"offerId\" value=\"{offer.Id}\">")
            .Add($"<button name=\"do\" value=\"accept\">{page.Say("Accept | 接受")}: {offer.Name}</button></form>");
        page.Add($"<details><summary>{page.Say("Decline, or ask for something else | 不接受,或提出其他要求")}</summary>")
            .Add(sheet.Form("/offers/page")).Add($"<input type=\"hidden\" name=\"offerId\" value=\"{offer.Id}\">");
        if (offer.Value is { } amount)
        {
            page.Add($"<input type=\"hidden\" name=\"currency\" value=\"{amount.Currency}\">")
                .Add($"<label for=\"amount-{offer.Id}\">{page.Say("Amount you ask for | 您希望的金额")} ({amount.Currency})</label>")
                .Add($"<input id=\"amount-{offer.Id}\" name=\"amount\" inputmode=\"decimal\" maxlength=\"20\" autocomplete=\"off\">");
        }

        page.Add($"<label for=\"wish-{offer.Id}\">{page.Say("What you wish instead | 您希望如何解决")}</label>")
            .Add($"<textarea id=\"wish-{offer.Id}\" name=\"text\" maxlength=\"2000\"></textarea><div class=\"pair\">")
            .Add($"<button class=\"second\" name=\"do\" value=\"counter\">{page.Say("Ask for this instead | 提出此要求")}</button>")
            .Add($"<button class=\"quiet\" name=\"do\" value=\"refuse\">{page.Say("Decline this offer | 不接受该方案")}</button>")
            .Add($"</div></form></details></div>");
    }

    private static void AddQuestions(Sheet sheet)
    {
        var page = sheet.Page;
        page.Add($"<section class=\"ask\"><h2>{page.Say("This would help us | 请补充以下信息,便于我们处理")}</h2>").Add(sheet.Form("/page"));
        foreach (var (fact, question) in sheet.Tracked.Questions)
            page.Add($"<label for=\"{fact}\">{question}</label><input id=\"{fact}\" name=\"{fact}\" maxlength=\"200\">");
        page.Add($"<button name=\"do\" value=\"facts\">{page.Say("Send | 提交")}</button></form></section>");
    }

    private static void AddMessages(Sheet sheet)
    {
        var (page, tracked) = (sheet.Page, sheet.Tracked);
        page.Add($"<section id=\"messages\"><h2>{page.Say("Messages | 留言")}</h2><ol class=\"chat\">");
        foreach (var message in tracked.Messages)
        {
            var ours = message.By is "staff" or "storefront";
            page.Add($"<li class=\"{(ours ? "ours" : "")}\"><p class=\"who\">{page.Say(ours ? "We | 我们" : "You | 您")} {page.Time(message.At)}</p>")
                .Add($"<p class=\"words\">{message.Text}</p></li>");
        }

        page.Add($"</ol>");
        if (tracked.Status is not ComplaintStatus.Withdrawn)
        {
            page.Add(sheet.Form("/page"))
                .Add($"<label for=\"text\">{page.Say("Write to us | 给我们留言")}</label>")
                .Add($"<textarea id=\"text\" name=\"text\" maxlength=\"20000\" required>{sheet.News.Typed}</textarea>")
                .Add($"<button name=\"do\" value=\"message\">{page.Say("Send | 发送")}</button></form>");
        }

        page.Add($"</section>");
    }

    private static void AddFiles(Sheet sheet)
    {
        var (page, tracked) = (sheet.Page, sheet.Tracked);
        page.Add($"<section id=\"files\"><h2>{page.Say("Photos and files | 照片与文件")}</h2>");
        if (tracked.Attachments.Count > 0)
        {
            page.Add($"<div class=\"files\">");
            foreach (var file in tracked.Attachments)
            {
                page.Add($"<a href=\"{sheet.Link}/attachments/{file.Id}\">");
                if (Picture.IsShown(file.ContentType))
                    page.Add($"<img src=\"{sheet.Link}/attachments/{file.Id}/picture\" alt=\"\" loading=\"lazy\">");
                page.Add($"{file.FileName}</a>");
            }

            page.Add($"</div>");
        }

        if (tracked.Status is not ComplaintStatus.Withdrawn)
        {
            page.Add(sheet.Form("/attachments/page", " enctype=\"multipart/form-data\""))
                .Add($"<label for=\"photos\">{page.Say("Add photos, videos or documents | 添加照片、视频或文件")}</label>")
                .Add($"<input id=\"photos\" type=\"file\" name=\"files\" multiple required>")
                .Add($"<button class=\"second\">{page.Say("Upload | 上传")}</button></form>");
        }

        page.Add($"</section>");
    }

    // The newest first: that is what somebody who looks again wants to know
    private static void AddStory(Sheet sheet)
    {
        var page = sheet.Page;
        page.Add($"<section><h2>{page.Say("What has happened | 处理进展")}</h2><ol class=\"story\">");
        foreach (var step in sheet.Tracked.Progress.Reverse())
            page.Add($"<li>{step.Summary}<br>{page.Time(step.At)}</li>");
        page.Add($"</ol></section>");
    }

    private static void AddEnd(Sheet sheet)
    {
        var (page, tracked) = (sheet.Page, sheet.Tracked);
        if (tracked.CanReopen)
        {
            page.Add($"<section id=\"reopen\"><details><summary>{page.Say("It is not solved after all | 问题其实没有解决")}</summary>")
                .Add(sheet.Form("/reopening/page"))
                .Add($"<label for=\"why\">{page.Say("What is not solved? | 还有什么没有解决?")}</label>")
                .Add($"<textarea id=\"why\" name=\"text\" maxlength=\"1000\"></textarea>")
                .Add($"<button class=\"second\" name=\"do\" value=\"reopen\">{page.Say("Please take it up again | 请重新处理")}</button>")
                .Add($"</form></details></section>");
        }

        if (sheet.IsOpen && tracked.Status is not ComplaintStatus.Duplicate)
        {
            page.Add($"<section><details><summary>{page.Say("Withdraw my complaint | 撤回投诉")}</summary>").Add(sheet.Form("/page"))
                .Add($"<p>{page.Say("We then stop working on it. | 撤回后我们将不再处理。")}</p>")
                .Add($"<button class=\"quiet\" name=\"do\" value=\"withdraw\">{page.Say("Yes, withdraw it | 确认撤回")}</button>")
                .Add($"</form></details></section>");
        }
    }

    private sealed record Sheet(HtmlPage Page, string Link, TrackingResponse Tracked, DateTimeZone Zone, PageNews News)
    {
        public IReadOnlyList<TrackingOffer> OpenOffers { get; } =
            [.. Tracked.Offers.Where(offer => offer.State == "proposed" && offer.Id != News.Answered)];

        public bool IsOpen => Tracked.Status is not (ComplaintStatus.Withdrawn or ComplaintStatus.Closed);

        // The language that was chosen stays chosen
        public FormattableString Form(string action, string kind = "") =>
            $"<form method=\"post\" action=\"{Link}{action}?lang={Page.Language.Tag}\"{new HtmlPage.Markup(kind)}>";
    }
}
