using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ComplaintPlatform.Kernel;
using NodaTime;

namespace ComplaintPlatform.Intake.Register;

/// <summary>One line for each kind of timeline entry, in both languages; <c>{name}</c> stands for a fact of the event.</summary>
internal static partial class TimelineTexts
{
    private static readonly FrozenDictionary<string, (string English, string Chinese)> Texts = new Dictionary<string, (string, string)>
    {
        ["complaint_received"] = ("Complaint {reference} received ({channel})", "收到投诉 {reference},渠道:{channel}"),
        ["complaint_supplemented"] = ("More information added by {by}", "{by} 补充了信息"),
        ["complaint_withdrawn"] = ("Withdrawn by {by}", "{by} 撤回了投诉"),
        ["complaint_linked_as_duplicate"] = ("Linked to the earlier complaint it repeats", "已关联到先前的相同投诉"),
        ["signal_promoted"] = (
            "Nobody had filed it: spotted in {signalKind} on {signalledAt} and confirmed by our staff",
            "客户未主动投诉:由 {signalKind}({signalledAt})发现,经工作人员确认"),
        ["order_facts_differed"] = ("The merchant's order does not fit the complaint: {differences}", "商家订单信息与投诉不符:{differences}"),
        ["tracking_revoked"] = ("The tracking link was replaced by a new one", "已停用原跟踪链接并更换新链接"),
        ["complaint_unlinked"] = ("No longer taken for a duplicate", "已解除重复关联"),
        ["root_cause_recorded"] = ("Root cause found: {causeName}", "已找到根本原因:{causeName}"),
        ["complaint_classified"] = (
            "Classified: {axes.category}, {axes.urgency}, {axes.severity}",
            "已分类:{axes.category},{axes.urgency},{axes.severity}"),
        ["complaint_reclassified"] = (
            "Classification corrected: {axes.category}, {axes.urgency}, {axes.severity} ({reason})",
            "分类已更正:{axes.category},{axes.urgency},{axes.severity}({reason})"),
        ["case_opened"] = (
            "Case opened in {department}; first response due {firstResponseDueAt}",
            "{department} 已立案,首次响应截止 {firstResponseDueAt}"),
        ["case_assigned"] = ("Assigned to {agentName} ({department})", "已分派给 {agentName}({department})"),
        ["case_accepted"] = ("Taken up by the agent", "客服已受理"),
        ["contact_logged"] = ("Contact by {channel}, {direction}", "联系记录:{channel},{direction}"),
        ["case_first_responded"] = ("First response given", "已首次响应"),
        ["case_paused"] = ("Waiting for the customer; the time does not count meanwhile", "等待客户答复,期间不计时"),
        ["case_resumed"] = ("The clock runs again", "计时恢复"),
        ["case_escalated"] = ("Escalated to {level}: {reason}", "已升级至 {level}:{reason}"),
        ["deadlines_changed"] = ("Deadlines changed; resolution due {resolutionDueAt}", "时限已变更,解决截止 {resolutionDueAt}"),
        ["deadline_at_risk"] = ("Deadline at risk: {target} due {dueAt}", "时限预警:{target},截止 {dueAt}"),
        ["deadline_breached"] = ("Deadline breached: {target} was due {dueAt}", "已超时:{target},截止 {dueAt}"),
        ["offer_made"] = (
            "Remedy offered: {kind} {value.amount} {value.currency} ({offerState})",
            "提出方案:{kind} {value.amount} {value.currency}({offerState})"),
        ["offer_accepted"] = ("Remedy accepted: {kind} {value.amount} {value.currency}", "方案已接受:{kind} {value.amount} {value.currency}"),
        ["offer_refused"] = ("Remedy refused", "方案被拒绝"),
        ["offer_withdrawn"] = ("Remedy taken back", "方案已撤回"),
        ["offer_countered"] = ("The customer asks for something else", "客户提出了其他要求"),
        ["approval_requested"] = ("Approval by a {requiredRole} asked for", "已申请 {requiredRole} 审批"),
        ["approval_delegated"] = ("Approval passed on, until {until}", "审批已转交,有效期至 {until}"),
        ["approval_decided"] = ("Approval: {decision}", "审批结果:{decision}"),
        ["promise_released"] = ("Released from a promise by {by}", "承诺已由 {by} 解除"),
        ["task_added"] = ("Task for {department}: {title}, due {dueAt}", "{department} 任务:{title},截止 {dueAt}"),
        ["task_completed"] = ("Task of {department} done", "{department} 任务已完成"),
        ["task_overdue"] = ("Task of {department} overdue: {title}, was due {dueAt}", "{department} 任务逾期:{title},截止 {dueAt}"),
        ["emergency_opened"] = ("Emergency playbook begun: {trigger}", "应急预案启动:{trigger}"),
        ["emergency_closed"] = ("Emergency over: {reason}", "应急预案结束:{reason}"),
        ["checklist_item_marked"] = ("Guidance, {mark}: {title}", "处理指引,{mark}:{title}"),
        ["customer_update_due"] = ("The customer is told: {kind}", "告知客户:{kind}"),
        ["case_resolved"] = ("Resolved", "已解决"),
        ["case_closed"] = ("Closed ({reason})", "已关闭({reason})"),
        ["case_reopened"] = ("Reopened by {by}, cycle {cycle}", "由 {by} 重新打开,第 {cycle} 轮"),
        ["follow_up_scheduled"] = ("Follow-up by {channel} planned for {dueAt}", "已安排回访:{channel},{dueAt}"),
        ["follow_up_attempted"] = ("Follow-up attempt {attempt}: {outcome}", "第 {attempt} 次回访:{outcome}"),
        ["follow_up_completed"] = ("Follow-up: {outcome}", "回访结果:{outcome}"),
        ["goodwill_granted"] = ("A gift is granted: {kind}", "按政策赠送:{kind}"),
        ["follow_up_failed"] = ("No answer from the customer after {attempts} attempts", "{attempts} 次回访均未获得客户答复"),
        ["customer_confirmed"] = ("The customer said: {outcome}", "客户答复:{outcome}"),
        ["follow_up_overdue"] = ("The follow-up call due at {dueAt} was not made", "应于 {dueAt} 完成的回访电话未拨打"),
        ["message_sent"] = ("Message sent: {template} by {channel}", "已发送消息:{template},{channel}"),
        ["message_failed"] = ("Message not sent: {template} ({error})", "消息发送失败:{template}({error})"),
        ["survey_due"] = ("Survey sent out", "已发出满意度调查"),
        ["survey_answered"] = ("Survey answered: {score}", "客户已答复调查:{score} 分"),
        ["survey_expired"] = ("Survey expired unanswered", "调查到期未答复"),
        ["survey_revoked"] = ("Survey withdrawn: the case started again", "案件重新处理,调查已撤回"),
        ["low_score_received"] = ("Low score: {score}", "低分评价:{score} 分"),
    }.ToFrozenDictionary();

    /// <summary>Kinds that have a text; a test compares them with the contracts.</summary>
    public static IEnumerable<string> Kinds => Texts.Keys;

    /// <param name="data">The event's facts; codes, times and money in them are written as people read them.</param>
    /// <param name="zone">Of the times.</param>
    public static string Summary(string kind, JsonObject data, Language language, DateTimeZone zone)
    {
        if (!Texts.TryGetValue(kind, out var text))
            return kind;

        var template = language == Language.English ? text.English : text.Chinese;
        var line = Placeholder().Replace(template, match => Value(data, match.Groups[1].Value, language, zone));
        return Blanks().Replace(line, " ").Replace(" )", ")", StringComparison.Ordinal).Trim();
    }

    private static string Value(JsonObject data, string path, Language language, DateTimeZone zone)
    {
        JsonNode? node = data;
        var name = path;
        foreach (var step in path.Split('.'))
            (node, name) = ((node as JsonObject)?[step], step);
        if (node is JsonArray { Count: > 0 } several)
        {
            return string.Join(
                language == Language.English ? ", " : "、", several.OfType<JsonValue>().Select(one => CodeTexts.Of(name, one.ToString(), language)));
        }

        if (node is not JsonValue value)
            return Unknown.TryGetValue(name, out var unknown) ? Kernel.Texts.Pick(unknown, language) : "";

        var text = value.ToString();
        if ((name.EndsWith("At", StringComparison.Ordinal) || name == "until")
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            return LocalTimes.Of(time, zone);
        return CodeTexts.Of(name, text, language);
    }

    // A sentence with a hole in it says less than one with a word for it
    private static readonly FrozenDictionary<string, string> Unknown = new Dictionary<string, string>
    {
        ["department"] = "the department in charge | 负责部门",
        ["agentName"] = "an agent | 客服",
        ["by"] = "our staff | 工作人员",
        ["reason"] = "no reason given | 未说明原因",
    }.ToFrozenDictionary();

    [GeneratedRegex(@"\{([a-zA-Z.]+)\}", RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();

    [GeneratedRegex(" {2,}", RegexOptions.NonBacktracking)]
    private static partial Regex Blanks();
}
