using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.FollowUp.FollowUps;
using ComplaintPlatform.FollowUp.Goodwill;
using ComplaintPlatform.FollowUp.Messages;
using ComplaintPlatform.FollowUp.Templates;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Policies;
using Microsoft.Extensions.Validation;
using NodaTime;
using NodaTime.Text;

namespace ComplaintPlatform.FollowUp.Policies;

/// <summary>When and how customers are asked whether their complaint is solved.</summary>
/// <param name="Rules">The first that fits a case holds; the last one must fit every case.</param>
/// <param name="DaytimeFrom">Local time of the storefront, <c>HH:mm</c>.</param>
/// <param name="DaytimeTo">Outside daytime no customer is called or written to.</param>
/// <param name="Attempts">How often a customer is tried before the follow-up fails; the last try goes by the other channel.</param>
/// <param name="AttemptIntervalHours">Between two tries, and how long an answer to a message is waited for.</param>
/// <param name="ClaimMinutes">How long a claimed follow-up is kept from other agents.</param>
/// <param name="MessageChannels">In the order of preference; the first for which an address is known is taken.</param>
/// <param name="OverdueCallHours">How long after an overdue call was told the customer is asked by a message instead.</param>
/// <param name="QuietHoursHoldEmail">Whether emails wait for daytime too, as SMS and app messages always do.</param>
/// <param name="AutomaticMessages">Templates that are sent by themselves when their event comes; those left out are not sent.</param>
/// <param name="OfferReminderHours">How long before an unanswered offer ends the customer is reminded of it.</param>
/// <param name="MostMessagesADay">
/// Of messages that answer nothing (news, thanks, surveys) a customer gets no more in 24 hours; the others wait.
/// </param>
/// <param name="UndeliverableDays">How long an address that refused a message, or from which one came back, is not written to.</param>
/// <param name="ReportSubscribers">Who is told when the monthly report is ready: members of staff, never customers.</param>
/// <param name="Script">What an agent says, line by line, by language, and what the agent keeps in mind.</param>
/// <param name="AcknowledgedChannels">By which channels a complaint must have come to be acknowledged; left out, by any.</param>
/// <param name="NoticeSubscribers">Members of staff who are written to when something needs somebody; never customers.</param>
/// <param name="RestDays">Public holidays: nobody is called or asked on them. What a customer waits for still leaves.</param>
/// <param name="Goodwill">What customers are given beside the thanks, or with an apology; left out, nothing.</param>
[ValidatableType]
public sealed record FollowUpPolicy(
    [property: Required, MinLength(1), MaxLength(50)] IReadOnlyList<FollowUpRule> Rules,
    [property: Required] string DaytimeFrom,
    [property: Required] string DaytimeTo,
    [property: Range(1, 10)] int Attempts,
    [property: Range(1, 240)] int AttemptIntervalHours,
    [property: Range(1, 480)] int ClaimMinutes,
    [property: Required, MinLength(1), MaxLength(3)] IReadOnlyList<MessageChannel> MessageChannels,
    [property: Required] FollowUpScript Script,
    [property: Range(1, 240)] int OverdueCallHours = 24,
    bool QuietHoursHoldEmail = true,
    [property: MaxLength(30)] IReadOnlyList<string>? AutomaticMessages = null,
    [property: Range(1, 240)] int OfferReminderHours = 24,
    [property: Range(1, 100)] int MostMessagesADay = 4,
    [property: Range(1, 3650)] int UndeliverableDays = 180,
    [property: MaxLength(50)] IReadOnlyList<ReportSubscriber>? ReportSubscribers = null,
    [property: MaxLength(20)] IReadOnlyList<string>? AcknowledgedChannels = null,
    [property: MaxLength(50)] IReadOnlyList<NoticeSubscriber>? NoticeSubscribers = null,
    GoodwillPolicy? Goodwill = null,
    [property: MaxLength(200)] IReadOnlyList<DateOnly>? RestDays = null)
{
    public const string Kind = "follow-up";

    private static readonly string[] Channels = ["web", "app", "phone", "email", "chat", "in_person", "letter", "social", "api"];

    /// <summary>Urgent cases and VIPs by phone within a day, all others by a message within three days.</summary>
    public static FollowUpPolicy Default { get; } = new(
        [
            new FollowUpRule("urgent", null, FollowUpChannel.Phone, 0, 24),
            new FollowUpRule(null, "vip", FollowUpChannel.Phone, 0, 24),
            new FollowUpRule(null, null, FollowUpChannel.Message, 24, 72),
        ],
        "09:00",
        "20:00",
        Attempts: 3,
        AttemptIntervalHours: 24,
        ClaimMinutes: 30,
        [MessageChannel.Email, MessageChannel.App, MessageChannel.Sms],
        FollowUpScript.Default);

    internal static PolicySet<FollowUpPolicy> Set(FollowUpPolicyDefaults defaults) =>
        new(Kind, "FollowUpPolicies", () => Default with { QuietHoursHoldEmail = defaults.QuietHoursHoldEmail })
        {
            Validate = (policy, _, _, _) => Task.FromResult<IReadOnlyList<PolicyError>>([.. policy.Errors()]),
        };

    internal bool Sends(string template) => AutomaticMessages?.Contains(template) ?? true;

    internal bool Acknowledges(string channel) =>
        Sends(MessageTemplates.Acknowledgement) && (AcknowledgedChannels?.Contains(channel) ?? true);

    internal FollowUpRule RuleFor(string urgency, string customerType) => Rules.First(rule => rule.Fits(urgency, customerType));

    /// <summary>When customers may be called or asked.</summary>
    internal Daytime DaytimeIn(DateTimeZone zone) =>
        new(zone, Parse(DaytimeFrom)!.Value, Parse(DaytimeTo)!.Value, (RestDays ?? []).Select(LocalDate.FromDateOnly).ToHashSet());

    /// <summary>When what a customer waits for may leave: a holiday is no night.</summary>
    internal Daytime HoursIn(DateTimeZone zone) => new(zone, Parse(DaytimeFrom)!.Value, Parse(DaytimeTo)!.Value);

    internal bool IsHeldByNight(MessageChannel channel) => channel is not MessageChannel.Email || QuietHoursHoldEmail;

    private IEnumerable<PolicyError> Errors()
    {
        if (Parse(DaytimeFrom) is null)
            yield return new("/daytimeFrom", "Must be a time such as 09:00. | 必须是形如 09:00 的时间。");
        if (Parse(DaytimeTo) is null)
            yield return new("/daytimeTo", "Must be a time such as 20:00. | 必须是形如 20:00 的时间。");
        if (Parse(DaytimeFrom) is { } from && Parse(DaytimeTo) is { } to && from >= to)
            yield return new("/daytimeTo", "Must be later than daytimeFrom. | 必须晚于 daytimeFrom。");
        if (Rules[^1] is not { Urgency: null, CustomerType: null })
            yield return new($"/rules/{Rules.Count - 1}", "The last rule must fit every case. | 最后一条规则必须适用于所有案件。");
        foreach (var unknown in (AutomaticMessages ?? []).Except(Messages.CaseMessages.Templates))
        {
            yield return new("/automaticMessages", $"There is no such automatic message: {unknown}; known are: "
                + $"{string.Join(", ", Messages.CaseMessages.Templates)}. | 没有该自动消息:{unknown}。");
        }

        foreach (var unknown in (AcknowledgedChannels ?? []).Except(Channels))
        {
            yield return new("/acknowledgedChannels", $"There is no such channel: {unknown}; known are: {string.Join(", ", Channels)}. | "
                + $"没有该渠道:{unknown},可用渠道:{string.Join("、", Channels)}。");
        }

        var mailboxes = (ReportSubscribers ?? []).Select((row, at) => ($"/reportSubscribers/{at}/email", row.Email))
            .Concat((NoticeSubscribers ?? []).Select((row, at) => ($"/noticeSubscribers/{at}/email", row.Email)));
        foreach (var (pointer, email) in mailboxes)
        {
            // A name without a host is a mailbox of the mail server itself
            if (!MimeKit.MailboxAddress.TryParse(email, out var mailbox) || mailbox.Address != email || !email.Contains('@'))
                yield return new(pointer, "Must be an email address. | 必须是邮箱地址。");
        }

        foreach (var error in Script.Errors().Concat(Goodwill?.Errors() ?? []))
            yield return error;

        for (var at = 0; at < Rules.Count; at++)
        {
            if (Rules[at].WithinHours <= Rules[at].AfterHours)
                yield return new($"/rules/{at}/withinHours", "Must be greater than afterHours. | 必须大于 afterHours。");
        }

        if (MessageChannels.Distinct().Count() != MessageChannels.Count)
            yield return new("/messageChannels", "Names a channel twice. | 渠道重复。");
    }

    private static LocalTime? Parse(string text) =>
        LocalTimePattern.CreateWithInvariantCulture("HH:mm").Parse(text) is { Success: true } parsed ? parsed.Value : null;
}

/// <param name="Language"><c>zh-CN</c> or <c>en</c>.</param>
public sealed record ReportSubscriber(
    [property: Required, StringLength(254, MinimumLength = 3), PlainText(OneLine = true)] string Email,
    [property: RegularExpression("^(zh-CN|en)$", ErrorMessage = "Must be zh-CN or en. | 必须为 zh-CN 或 en。")] string Language = "zh-CN");

/// <param name="On">What is told.</param>
/// <param name="Language"><c>zh-CN</c> or <c>en</c>.</param>
public sealed record NoticeSubscriber(
    [property: Required, StringLength(254, MinimumLength = 3), PlainText(OneLine = true)] string Email,
    [property: Required, MinLength(1), MaxLength(6)] IReadOnlyList<NoticeOccasion> On,
    [property: RegularExpression("^(zh-CN|en)$", ErrorMessage = "Must be zh-CN or en. | 必须为 zh-CN 或 en。")] string Language = "zh-CN");

public enum AfterSilence
{
    /// <summary>Silence is answer enough: the follow-up ends as <c>no_answer</c>.</summary>
    Close,

    /// <summary>An agent calls as the last try.</summary>
    Call,
}

/// <summary>The installation's own default; bound from configuration section <c>FollowUp:DefaultPolicy</c>.</summary>
internal sealed class FollowUpPolicyDefaults
{
    public bool QuietHoursHoldEmail { get; set; } = true;
}

/// <param name="Urgency"><c>null</c> fits all.</param>
/// <param name="CustomerType"><c>null</c> fits all.</param>
/// <param name="AfterHours">Not earlier than this after the resolution.</param>
/// <param name="WithinHours">Due within this after the resolution, as far as daytime allows.</param>
/// <param name="AfterSilence">What follows when a message and its reminder stay unanswered.</param>
public sealed record FollowUpRule(
    [property: StringLength(40)] string? Urgency,
    [property: StringLength(40)] string? CustomerType,
    FollowUpChannel Channel,
    [property: Range(0, 720)] int AfterHours,
    [property: Range(1, 720)] int WithinHours,
    AfterSilence AfterSilence = AfterSilence.Close)
{
    internal bool Fits(string urgency, string customerType) =>
        (Urgency is null || Urgency == urgency) && (CustomerType is null || CustomerType == customerType);

    /// <summary>
    /// When it is due: a call may be made from now on and is due at the end of its time; a message is sent at the beginning of it. Never at
    /// night, even where the limit then cannot be kept.
    /// </summary>
    internal DateTimeOffset DueAt(DateTimeOffset resolvedAt, Daytime daytime)
    {
        var first = daytime.NotBefore(resolvedAt.AddHours(AfterHours));
        var last = daytime.NotAfter(resolvedAt.AddHours(WithinHours));
        return Channel is FollowUpChannel.Message || last < first ? first : last;
    }
}
