using System.Text.Json.Nodes;
using ComplaintPlatform.Intake.Complaints;
using ComplaintPlatform.Intake.Register;
using ComplaintPlatform.Kernel;

namespace ComplaintPlatform.Intake.Tracking;

/// <summary>The story as the customer reads it: "you" and "we", and nothing of how the house works inside.</summary>
internal static class TrackingTexts
{
    /// <summary>Kinds of entries that the customer may know of; assignment, approval and escalation are not among them.</summary>
    public static readonly string[] Kinds =
    [
        "complaint_received", "complaint_supplemented", "complaint_withdrawn", "customer_confirmed", "case_opened", "case_first_responded",
        "case_paused", "case_resumed", "offer_made", "offer_accepted", "offer_refused", "offer_countered", "offer_withdrawn",
        "customer_update_due", "task_completed", "case_resolved", "case_closed", "case_reopened",
    ];

    private static readonly Dictionary<string, string> Steps = new()
    {
        ["complaint_received"] = "We received your complaint. | 我们收到了您的投诉。",
        ["complaint_supplemented"] = "You added something. | 您补充了信息。",
        ["complaint_supplemented:storefront"] = "The shop added something. | 店铺补充了信息。",
        ["complaint_supplemented:staff"] = "We added something. | 我们补充了信息。",
        ["complaint_withdrawn"] = "You withdrew your complaint. | 您撤回了投诉。",
        ["complaint_withdrawn:staff"] = "We ended the complaint as you wished. | 我们已按您的意愿撤回投诉。",
        ["complaint_withdrawn:storefront"] = "The shop ended the complaint as you wished. | 店铺已按您的意愿撤回投诉。",
        ["customer_confirmed:solved"] = "You told us that it is solved. | 您告诉我们问题已解决。",
        ["customer_confirmed:not_solved"] = "You told us that it is not solved. | 您告诉我们问题未解决。",
        ["customer_confirmed:call_me"] = "You asked for a call. | 您希望我们致电。",
        ["case_opened"] = "We passed it to our team: {0}. | 已转交团队处理:{0}。",
        ["case_first_responded"] = "We contacted you. | 我们与您取得了联系。",
        ["case_paused"] = "We are waiting for your answer. | 我们在等待您的答复。",
        ["case_resumed"] = "We are working on it again. | 我们继续处理。",
        ["offer_made"] = "We made you an offer: {0}. | 我们提出了方案:{0}。",
        ["offer_accepted"] = "You accepted: {0}. | 您接受了方案:{0}。",
        ["offer_refused"] = "You declined an offer. | 您未接受方案。",
        ["offer_countered"] = "You asked for something else. | 您提出了其他要求。",
        ["offer_withdrawn"] = "We took an offer back. | 我们撤回了一个方案。",
        ["customer_update_due:gift"] = "A small gift from us: {0}. | 我们赠送您:{0}。",
        ["task_completed"] = "Done by our team: {0}. | 团队已完成处理:{0}。",
        ["case_resolved"] = "We have done what was agreed. | 我们已完成处理。",
        ["case_closed"] = "Your complaint was closed. | 您的投诉已结案。",
        ["case_reopened"] = "We took your complaint up again. | 我们重新处理您的投诉。",
    };

    private static readonly Dictionary<ComplaintStatus, string> Statuses = new()
    {
        [ComplaintStatus.Received] = "We have received your complaint. | 我们已收到您的投诉。",
        [ComplaintStatus.Classified] = "We have read your complaint. | 我们已了解您的投诉。",
        [ComplaintStatus.Assigned] = "A member of our team has your complaint. | 您的投诉已交由专人处理。",
        [ComplaintStatus.InProgress] = "We are working on it. | 我们正在处理。",
        [ComplaintStatus.AwaitingCustomer] = "We are waiting for your answer. | 我们正在等待您的回复。",
        [ComplaintStatus.AwaitingApproval] = "We are preparing a solution. | 我们正在准备解决方案。",
        [ComplaintStatus.Executing] = "We are carrying out what was agreed. | 我们正在落实已商定的方案。",
        [ComplaintStatus.Resolved] = "We believe it is solved. | 我们认为问题已经解决。",
        [ComplaintStatus.FollowingUp] = "We believe it is solved. Do you agree? | 我们认为问题已经解决,请您确认。",
        [ComplaintStatus.Closed] = "Your complaint is closed. | 您的投诉已结案。",
        [ComplaintStatus.Reopened] = "We have taken up your complaint again. | 我们已重新处理您的投诉。",
        [ComplaintStatus.Withdrawn] = "You have withdrawn your complaint. | 您已撤回投诉。",
        [ComplaintStatus.Duplicate] = "We handle this together with your other complaint. | 我们将与您的另一投诉合并处理。",
    };

    private static readonly Dictionary<string, string> OfferStates = new()
    {
        ["proposed"] = "waits for your answer | 等待您的答复",
        ["accepted"] = "accepted | 已接受",
        ["refused"] = "declined | 未接受",
        ["countered"] = "you asked for something else | 您提出了其他要求",
        ["replaced"] = "you took another one | 您选择了其他方案",
        ["withdrawn"] = "taken back | 已撤回",
        ["expired"] = "no longer open | 已失效",
    };

    // What resolution refuses an answer with, as it sends the customer back here
    private static readonly Dictionary<string, string> Refusals = new()
    {
        ["offer.accepted"] = "This offer was accepted before. | 该方案此前已接受。",
        ["offer.refused"] = "This offer was answered before. | 该方案此前已答复。",
        ["offer.countered"] = "This offer was answered before. | 该方案此前已答复。",
        ["offer.replaced"] = "You have accepted another offer already. | 您已接受其他方案。",
        ["offer.withdrawn"] = "We took this offer back. | 该方案已撤回。",
        ["offer.authority_exceeded"] =
            "We have to look at this offer once more before you can accept it. We will get back to you. | 该方案需再次核准,我们会尽快答复您。",
        ["offer.expired"] = "This offer is no longer open. | 该方案已失效。",
        ["case.not_ended"] = "We are working on your complaint; just write to us. | 您的投诉正在处理中,可直接留言。",
        ["case.too_late"] = "The time to reopen is over; please make a new complaint. | 重新处理的期限已过,请重新投诉。",
        ["case.not_reopenable"] = "This complaint cannot be taken up again; please make a new one. | 该投诉无法重新处理,请重新投诉。",
        ["request.invalid"] = "Please check what you wrote: it is empty, too long, or no amount. | 请检查填写内容:为空、过长,或金额无效。",
    };

    private static readonly Dictionary<string, string> Thanks = new()
    {
        ["accept"] = "Thank you. You accepted our offer; we now carry it out. | 谢谢!您已接受方案,我们将尽快落实。",
        ["refuse"] = "We have noted that you decline this offer. | 已记录:您未接受该方案。",
        ["counter"] = "We have your wish and will answer it. | 已收到您的要求,我们会尽快答复。",
        ["reopen"] = "We take your complaint up again. | 我们将重新处理您的投诉。",
        ["message"] = "We have your message. | 已收到您的留言。",
        ["facts"] = "Thank you, this helps us. | 谢谢,信息已收到。",
        ["files"] = "We have your files. | 已收到您上传的文件。",
        ["solved"] = "Thank you for telling us. | 感谢您的确认。",
        ["not_solved"] = "We are sorry. We take it up again. | 很抱歉,我们将继续处理。",
        ["call_me"] = "We will call you. | 我们会给您致电。",
        ["withdraw"] = "Your complaint is withdrawn. | 您的投诉已撤回。",
    };

    public static string Status(ComplaintStatus status) => Statuses[status];

    public static string OfferState(string state) => OfferStates.GetValueOrDefault(state, state);

    /// <param name="code">Anything: it stands in an address.</param>
    public static string Refusal(string code) => Refusals.GetValueOrDefault(
        code, "This could not be done. Please look at what is open now. | 未能完成操作,请查看当前可办理的事项。");

    /// <returns><c>null</c> for what the page never did.</returns>
    public static string? Thank(string done) => Thanks.GetValueOrDefault(done);

    /// <returns><c>null</c> where the entry is none of the customer's.</returns>
    public static string? Step(TimelineEntry entry, JsonObject data, Language language)
    {
        // What waits inside the house for approval is not offered yet
        if (entry.Kind == "offer_made" && TrackedOffers.Text(data, "offerState") != "proposed")
            return null;
        var variant = entry.Kind switch
        {
            "customer_confirmed" => TrackedOffers.Text(data, "outcome"),
            "complaint_supplemented" or "complaint_withdrawn" => TrackedOffers.Text(data, "by"),
            "customer_update_due" => TrackedOffers.Text(data, "kind"),
            _ => null,
        };
        var gift = variant == "gift" ? (data["remedies"] as JsonArray)?.FirstOrDefault() as JsonObject : null;
        // What is no present is told of when it is done
        if (variant == "gift" && gift?["value"] is null)
            return null;
        if (!Steps.TryGetValue($"{entry.Kind}:{variant}", out var text) && !Steps.TryGetValue(entry.Kind, out text))
            return null;
        var detail = entry.Kind switch
        {
            "offer_made" or "offer_accepted" => Remedy(TrackedOffers.NameOf(data, language), TrackedOffers.MoneyOf(data), language),
            "customer_update_due" when gift is not null => Remedy(TrackedOffers.NameOf(gift, language), TrackedOffers.MoneyOf(gift), language),
            _ => CodeTexts.Of("department", TrackedOffers.Text(data, "department") ?? "", language),
        };
        return string.Format(System.Globalization.CultureInfo.InvariantCulture, Texts.Pick(text, language), detail);
    }

    public static string Remedy(string name, Money? value, Language language) =>
        value is null ? name : $"{name} {Amount(value, language)}";

    public static string Amount(Money value, Language language) =>
        value.Currency == "CNY" && language != Language.English ? $"{value.AmountText} 元" : $"{value.Currency} {value.AmountText}";
}
