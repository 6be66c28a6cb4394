using System.Text.Json;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Web.Policies;

namespace ComplaintPlatform.Resolution.Deadlines;

/// <summary>How fast a case is answered and resolved. Rules are read from the top; the first one that fits is used.</summary>
public sealed record DeadlinePolicies
{
    // A quarter: longer targets are projects, not complaints
    private const int LongestTargetMinutes = 90 * 24 * 60;

    public required IReadOnlyList<DeadlineRule> Rules { get; init; }

    /// <summary>Share of a target after which a case counts as at risk.</summary>
    public decimal WarningAt { get; init; } = 0.75m;

    /// <summary>The first response is never later than this by the clock, whatever the calendar or a pause says.</summary>
    public int FirstResponseCapMinutes { get; init; } = 24 * 60;

    /// <summary>A reopened case has at least this share of its target again.</summary>
    public decimal ReopeningMinimum { get; init; } = 0.25m;

    /// <summary>
    /// Where the customer has the reference number in hand when the complaint is accepted; elsewhere a message or a contact acknowledges
    /// it.
    /// </summary>
    public IReadOnlyList<string> AcknowledgedAtOnce { get; init; } = ["web", "app", "phone", "chat", "in_person", "api"];

    public CustomerUpdates CustomerUpdates { get; init; } = new();

    public static DeadlinePolicies Default { get; } = new()
    {
        Rules =
        [
            new DeadlineRule
            {
                Id = "urgent",
                Urgency = Urgency.Urgent,
                FirstResponse = new DeadlineTarget(15, DeadlineClockKind.Calendar),
                Resolution = new DeadlineTarget(4 * 60, DeadlineClockKind.Calendar),
                Acknowledgement = new DeadlineTarget(5, DeadlineClockKind.Calendar),
                NextResponse = new DeadlineTarget(30, DeadlineClockKind.Calendar),
                ProgressUpdate = new DeadlineTarget(2 * 60, DeadlineClockKind.Calendar),
            },
            new DeadlineRule
            {
                Id = "non_urgent",
                Urgency = Urgency.NonUrgent,
                FirstResponse = new DeadlineTarget(24 * 60, DeadlineClockKind.Calendar),
                Resolution = new DeadlineTarget(72 * 60, DeadlineClockKind.Business),
                Acknowledgement = new DeadlineTarget(24 * 60, DeadlineClockKind.Calendar),
                NextResponse = new DeadlineTarget(24 * 60, DeadlineClockKind.Calendar),
                ProgressUpdate = new DeadlineTarget(24 * 60, DeadlineClockKind.Business),
            },
            new DeadlineRule
            {
                Id = "general",
                FirstResponse = new DeadlineTarget(2 * 60, DeadlineClockKind.Calendar),
                Resolution = new DeadlineTarget(24 * 60, DeadlineClockKind.Calendar),
                Acknowledgement = new DeadlineTarget(30, DeadlineClockKind.Calendar),
                NextResponse = new DeadlineTarget(4 * 60, DeadlineClockKind.Calendar),
                ProgressUpdate = new DeadlineTarget(12 * 60, DeadlineClockKind.Calendar),
            },
        ],
    };

    /// <summary>The terms that a target of such a case runs under.</summary>
    /// <returns>Nothing where the rule has no such target.</returns>
    internal ClockTerms? TermsFor(DeadlineTargetKind kind, Urgency urgency, CustomerType customerType, string? category)
    {
        var rule = Rules.First(r => r.Fits(urgency, customerType, category));
        if (rule.Of(kind) is not { } target)
            return null;
        return new ClockTerms
        {
            RuleId = rule.Id,
            Target = TimeSpan.FromMinutes(target.Minutes),
            Clock = target.Clock,
            CalendarId = rule.CalendarId,
            WarningAt = WarningAt,
            ReopeningMinimum = ReopeningMinimum,
            Cap = kind is DeadlineTargetKind.FirstResponse ? TimeSpan.FromMinutes(FirstResponseCapMinutes) : null,
        };
    }

    public IReadOnlyList<PolicyError> Validate()
    {
        var errors = new PolicyErrors();
        if (!errors.RequireItems(Rules, "/rules"))
            return errors.All;
        errors.Require(WarningAt is > 0 and < 1, "/warningAt",
            "A share between 0 and 1 is needed, for example 0.75. | 需要 0 与 1 之间的比例,例如 0.75。");
        errors.Require(ReopeningMinimum is >= 0 and <= 1, "/reopeningMinimum",
            "A share from 0 to 1 is needed, for example 0.25. | 需要 0 至 1 的比例,例如 0.25。");
        errors.Require(FirstResponseCapMinutes is > 0 and <= 24 * 60, "/firstResponseCapMinutes",
            "The first response comes within 24 hours: 1 to 1440 minutes. | 首次响应须在 24 小时内:1 至 1440 分钟。");
        errors.Require(AcknowledgedAtOnce.Count <= 20 && AcknowledgedAtOnce.All(channel => channel is { Length: > 0 and <= 20 }),
            "/acknowledgedAtOnce", "At most 20 channels, such as 'web'. | 最多 20 个渠道,例如 'web'。");
        errors.Require(Rules.Count is > 0 and <= 500, "/rules", "1 to 500 rules are needed. | 需要 1 至 500 条规则。");
        errors.RequireUnique(Rules, r => r.Id, "/rules", "The id");
        for (var i = 0; i < Rules.Count; i++)
        {
            var (rule, at) = (Rules[i], $"/rules/{i}");
            errors.RequireId(rule.Id, at + "/id");
            errors.Require(rule.Urgency is not { } urgency || Enum.IsDefined(urgency), at + "/urgency", "Not an urgency. | 不是有效的紧急程度。");
            errors.Require(rule.CustomerType is not { } customer || Enum.IsDefined(customer), at + "/customerType",
                "Not a customer type. | 不是有效的客户类型。");
            if (rule.Category is not null)
                errors.RequireCategory(rule.Category, at + "/category");
            foreach (var kind in Enum.GetValues<DeadlineTargetKind>())
            {
                if (rule.Of(kind) is { } target)
                    Check(target, at + "/" + NameOf(kind));
            }

            if (i < Rules.Count - 1)
                errors.Require(!rule.FitsAll, at,
                    "A rule without a condition fits every case, so the rules below it are never read; it stands last. | 没有条件的规则适用于所有案件,其后的规则不会生效;应放在最后。");
        }

        if (Rules.Count > 0)
            errors.Require(Rules[^1].FitsAll, $"/rules/{Rules.Count - 1}",
                "The last rule has no condition, so that no case is without deadlines. | 最后一条规则不能有条件,以保证每个案件都有期限。");
        return errors.All;

        static string NameOf(DeadlineTargetKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

        void Check(DeadlineTarget target, string at)
        {
            errors.Require(target.Minutes is > 0 and <= LongestTargetMinutes, at + "/minutes",
                $"1 to {LongestTargetMinutes} minutes. | 1 至 {LongestTargetMinutes} 分钟。");
            errors.Require(Enum.IsDefined(target.Clock), at + "/clock",
                "The clock is 'calendar' or 'business'. | 时钟只能是 'calendar' 或 'business'。");
        }
    }

    /// <summary>Also checks what needs the calendars.</summary>
    internal IReadOnlyList<PolicyError> Validate(IReadOnlySet<string> calendarIds)
    {
        var errors = new PolicyErrors();
        errors.Add("", Validate());
        for (var i = 0; errors.All.Count == 0 && i < Rules.Count; i++)
            errors.Require(Rules[i].CalendarId is not { } id || calendarIds.Contains(id), $"/rules/{i}/calendarId",
                "No calendar has this id. | 没有该编号的日历。");
        return errors.All;
    }
}

/// <summary>A condition left out fits everything. A category fits the ones below it too.</summary>
public sealed record DeadlineRule
{
    public required string Id { get; init; }

    public Urgency? Urgency { get; init; }

    public CustomerType? CustomerType { get; init; }

    public string? Category { get; init; }

    public required DeadlineTarget FirstResponse { get; init; }

    public required DeadlineTarget Resolution { get; init; }

    /// <summary>From the receipt until the customer knows that we have it; without one it is not measured.</summary>
    public DeadlineTarget? Acknowledgement { get; init; }

    /// <summary>From a word of the customer after the first response until our next one, each time.</summary>
    public DeadlineTarget? NextResponse { get; init; }

    /// <summary>From one word about the progress to the next, as long as the case is open and does not wait for the customer.</summary>
    public DeadlineTarget? ProgressUpdate { get; init; }

    /// <summary>The installation's default calendar where none is named.</summary>
    public string? CalendarId { get; init; }

    internal DeadlineTarget? Of(DeadlineTargetKind kind) => kind switch
    {
        DeadlineTargetKind.FirstResponse => FirstResponse,
        DeadlineTargetKind.Resolution => Resolution,
        DeadlineTargetKind.Acknowledgement => Acknowledgement,
        DeadlineTargetKind.NextResponse => NextResponse,
        _ => ProgressUpdate,
    };

    internal bool FitsAll => Urgency is null && CustomerType is null && Category is null;

    internal bool Fits(Urgency urgency, CustomerType customerType, string? category) =>
        (Urgency is null || Urgency == urgency)
        && (CustomerType is null || CustomerType == customerType)
        && (Category is null || (category is not null && Axes.IsUnder(category, Category)));
}

/// <param name="Minutes">Length in the time of the clock: 4320 with a business clock are 72 working hours.</param>
public sealed record DeadlineTarget(int Minutes, DeadlineClockKind Clock);

/// <summary>Round the clock, or working hours only.</summary>
public enum DeadlineClockKind { Calendar, Business }

public enum DeadlineTargetKind { FirstResponse, Resolution, Acknowledgement, NextResponse, ProgressUpdate }

/// <summary>What the customer is told without having to ask.</summary>
/// <param name="Progress">How far it is, when <see cref="DeadlineRule.ProgressUpdate"/> is about to run out.</param>
/// <param name="Delay">That the first response or the resolution takes longer than the standards say.</param>
public sealed record CustomerUpdates(bool Progress = true, bool Delay = true);
