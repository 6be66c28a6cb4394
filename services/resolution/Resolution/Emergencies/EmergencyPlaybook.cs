using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Deadlines;
using ComplaintPlatform.Resolution.Policies;

namespace ComplaintPlatform.Resolution.Emergencies;

/// <summary>Why an emergency began.</summary>
public enum EmergencyTrigger { Serious, Risk, ByHand }

/// <summary>When a case is an emergency, who is alerted, by when what is done, and who may say that it is over.</summary>
public sealed record EmergencyPlaybook
{
    /// <summary>An escalation risk above this begins it; 1 never does.</summary>
    public decimal RiskAbove { get; init; } = 0.75m;

    /// <summary>Whether a serious case is one, whatever its risk.</summary>
    public bool SeriousCases { get; init; } = true;

    /// <summary>While it is open for one of these reasons the case cannot be resolved. A serious case alone may be: it only stays on the
    /// list.</summary>
    public IReadOnlyList<EmergencyTrigger> BlocksResolution { get; init; } = [EmergencyTrigger.Risk, EmergencyTrigger.ByHand];

    /// <summary>Everybody of this role or above in the storefront is alerted.</summary>
    public StaffRole AlertFrom { get; init; } = StaffRole.Supervisor;

    /// <summary>Who is alerted besides.</summary>
    public IReadOnlyList<Guid> UserIds { get; init; } = [];

    /// <summary>The lowest role that may close it.</summary>
    public StaffRole ClosedBy { get; init; } = StaffRole.Supervisor;

    /// <summary>Round the clock; a target of the case that is shorter already stays.</summary>
    public int FirstResponseMinutes { get; init; } = 15;

    public int ResolutionMinutes { get; init; } = 4 * 60;

    public IReadOnlyList<EmergencyStep> Steps { get; init; } = DefaultSteps;

    private static IReadOnlyList<EmergencyStep> DefaultSteps =>
    [
        new("call", "customer_service", new("主管致电客户,先安抚、再了解", "A supervisor calls the customer: calm first, then ask"), 15),
        new("lead", "customer_service", new("指定负责人和对外口径", "Name who leads and who speaks for the house"), 30),
        new("secure", "legal", new("保全证据,法务评估风险", "Secure the evidence; legal weighs the risk"), 60),
        new("plan", "customer_service", new("给出方案和时间表并告知客户", "Make a plan with times and tell the customer"), 120),
    ];

    /// <returns><c>null</c> where the case is none.</returns>
    internal EmergencyTrigger? Of(Severity severity, double risk) =>
        (decimal)Math.Clamp(risk, 0, 1) > RiskAbove ? EmergencyTrigger.Risk
        : SeriousCases && severity is Severity.Serious ? EmergencyTrigger.Serious
        : null;

    internal ClockTerms Tighten(DeadlineTargetKind target, ClockTerms terms)
    {
        int? minutes = target switch
        {
            DeadlineTargetKind.FirstResponse => FirstResponseMinutes,
            DeadlineTargetKind.Resolution => ResolutionMinutes,
            _ => null,
        };
        return minutes is { } limit && TimeSpan.FromMinutes(limit) < terms.Target
            ? terms with { RuleId = "emergency", Target = TimeSpan.FromMinutes(limit), Clock = DeadlineClockKind.Calendar }
            : terms;
    }

    internal void Check(string at, IReadOnlySet<string>? departments, PolicyErrors errors)
    {
        const int longest = 30 * 24 * 60;
        errors.Require(RiskAbove is >= 0 and <= 1, at + "/riskAbove", "0 to 1. | 0 至 1。");
        errors.Require(Enum.IsDefined(AlertFrom), at + "/alertFrom", "Not a role. | 不是有效的角色。");
        errors.Require(Enum.IsDefined(ClosedBy), at + "/closedBy", "Not a role. | 不是有效的角色。");
        errors.Require(UserIds.Count <= 50, at + "/userIds", "At most 50 people. | 最多 50 人。");
        errors.Require(BlocksResolution.All(trigger => Enum.IsDefined(trigger)), at + "/blocksResolution", "Not a reason. | 不是有效的原因。");
        errors.Require(FirstResponseMinutes is > 0 and <= 24 * 60, at + "/firstResponseMinutes", "1 to 1440 minutes. | 1 至 1440 分钟。");
        errors.Require(ResolutionMinutes is > 0 and <= longest, at + "/resolutionMinutes", $"1 to {longest} minutes. | 1 至 {longest} 分钟。");
        if (!errors.RequireItems(Steps, at + "/steps"))
            return;
        errors.Require(Steps.Count <= 20, at + "/steps", "At most 20 steps. | 最多 20 个步骤。");
        errors.RequireUnique(Steps, step => step.Id, at + "/steps", "The id");
        for (var i = 0; i < Steps.Count; i++)
        {
            errors.RequireId(Steps[i].Id, $"{at}/steps/{i}/id");
            errors.RequireText(Steps[i].Text, $"{at}/steps/{i}/text");
            errors.Require(Steps[i].WithinMinutes is > 0 and <= longest, $"{at}/steps/{i}/withinMinutes",
                $"1 to {longest} minutes. | 1 至 {longest} 分钟。");
            errors.Require(departments?.Contains(Steps[i].Department) ?? true, $"{at}/steps/{i}/department",
                "There is no such department. | 没有该部门。");
        }
    }
}

/// <param name="WithinMinutes">From the beginning of the emergency, by the clock.</param>
public sealed record EmergencyStep(string Id, string Department, LocalizedText Text, int WithinMinutes);
