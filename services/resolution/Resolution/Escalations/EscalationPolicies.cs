using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Web.Policies;

namespace ComplaintPlatform.Resolution.Escalations;

public enum EscalationLevel { Agent, Supervisor, Manager, Executive }

public enum EscalationTrigger { Warning, Breach, RepeatComplaint, RisingEmotion, Manual, LowScore, Reopened, MoreSerious }

/// <summary>What lifts a case to whom. A case only ever rises; who is reached is told each time.</summary>
public sealed record EscalationPolicies
{
    public required IReadOnlyList<EscalationRule> Rules { get; init; }

    /// <summary>How far past its due time a target is, in shares of the target, when the case rises further by itself.</summary>
    public required IReadOnlyList<OverdueStep> OverdueSteps { get; init; }

    /// <summary>What reaching a level does; a level without an entry only shows on the case.</summary>
    public IReadOnlyList<EscalationReach> Levels { get; init; } = DefaultLevels;

    /// <summary>A message this much more negative than the first one (on a scale of 0 to 1) counts as rising emotion.</summary>
    public decimal EmotionRise { get; init; } = 0.3m;

    /// <summary>A case that becomes as urgent as this after it was opened triggers <see cref="EscalationTrigger.MoreSerious"/>.</summary>
    public Urgency RaisedUrgency { get; init; } = Urgency.Urgent;

    /// <summary>A case that becomes as serious as this after it was opened triggers <see cref="EscalationTrigger.MoreSerious"/>.</summary>
    public Severity RaisedSeverity { get; init; } = Severity.Serious;

    private static IReadOnlyList<EscalationReach> DefaultLevels =>
    [
        new EscalationReach(EscalationLevel.Supervisor, StaffRole.Supervisor, EscalationAction.Join, new LocalizedText("主管", "supervisor"),
            []),
        new EscalationReach(EscalationLevel.Manager, StaffRole.Manager, EscalationAction.TakeOver, new LocalizedText("经理", "manager"), []),
        new EscalationReach(EscalationLevel.Executive, StaffRole.Director, EscalationAction.TakeOver, new LocalizedText("高管", "executive"),
            []),
    ];

    public static EscalationPolicies Default { get; } = new()
    {
        Rules =
        [
            new EscalationRule(EscalationTrigger.Warning, 0, EscalationLevel.Agent),
            new EscalationRule(EscalationTrigger.Breach, 1, EscalationLevel.Supervisor),
            new EscalationRule(EscalationTrigger.RepeatComplaint, 1, EscalationLevel.Supervisor),
            new EscalationRule(EscalationTrigger.RisingEmotion, 1, EscalationLevel.Supervisor),
            new EscalationRule(EscalationTrigger.Manual, 1, EscalationLevel.Supervisor),
            new EscalationRule(EscalationTrigger.LowScore, 1, EscalationLevel.Supervisor),
            new EscalationRule(EscalationTrigger.Reopened, 1, EscalationLevel.Supervisor),
            new EscalationRule(EscalationTrigger.MoreSerious, 1, EscalationLevel.Supervisor),
        ],
        OverdueSteps = [new OverdueStep(0.5m, EscalationLevel.Manager), new OverdueStep(1m, EscalationLevel.Executive)],
    };

    /// <returns>The level after the trigger, never below <paramref name="current"/>.</returns>
    internal EscalationLevel After(EscalationTrigger trigger, EscalationLevel current)
    {
        var rule = Rules.FirstOrDefault(r => r.Trigger == trigger);
        if (rule is null)
            return current;
        var raised = (EscalationLevel)Math.Min((int)current + rule.Steps, (int)EscalationLevel.Executive);
        return raised > rule.AtLeast ? raised : rule.AtLeast;
    }

    /// <param name="overdue">Time past due in the time of the target's clock.</param>
    internal EscalationLevel WhenOverdue(TimeSpan overdue, TimeSpan target, EscalationLevel current)
    {
        if (target <= TimeSpan.Zero || overdue <= TimeSpan.Zero)
            return current;
        var share = (decimal)overdue.Ticks / target.Ticks;
        return OverdueSteps.Where(s => share >= s.After).Select(s => s.Level).Append(current).Max();
    }

    internal EscalationReach? ReachOf(EscalationLevel level) => Levels.FirstOrDefault(reach => reach.Level == level);

    /// <summary>The most urgent stands first, the most serious last.</summary>
    internal bool IsMoreSerious((Urgency Urgency, Severity Severity) before, (Urgency Urgency, Severity Severity) after) =>
        (after.Urgency < before.Urgency && after.Urgency <= RaisedUrgency)
        || (after.Severity > before.Severity && after.Severity >= RaisedSeverity);

    internal bool IsRisingEmotion(decimal atFirst, decimal now) => now - atFirst >= EmotionRise;

    public IReadOnlyList<PolicyError> Validate()
    {
        var errors = new PolicyErrors();
        if (!(errors.RequireItems(Rules, "/rules") & errors.RequireItems(OverdueSteps, "/overdueSteps") & errors.RequireItems(
            Levels, "/levels")))
            return errors.All;
        errors.Require(EmotionRise is > 0 and <= 1, "/emotionRise", "Above 0 and up to 1. | 大于 0 且不超过 1。");
        errors.Require(Enum.IsDefined(RaisedUrgency), "/raisedUrgency", "Not an urgency. | 不是有效的紧急程度。");
        errors.Require(Enum.IsDefined(RaisedSeverity), "/raisedSeverity", "Not a severity. | 不是有效的严重程度。");
        errors.RequireUnique(Rules, r => r.Trigger, "/rules", "The trigger");
        for (var i = 0; i < Rules.Count; i++)
        {
            errors.Require(Enum.IsDefined(Rules[i].Trigger), $"/rules/{i}/trigger", "Not a trigger. | 不是有效的触发条件。");
            errors.Require(Enum.IsDefined(Rules[i].AtLeast), $"/rules/{i}/atLeast", "Not a level. | 不是有效的级别。");
            errors.Require(Rules[i].Steps is >= 0 and <= 3, $"/rules/{i}/steps", "0 to 3. | 0 至 3。");
        }

        errors.RequireUnique(Levels, reach => reach.Level, "/levels", "The level");
        for (var i = 0; i < Levels.Count; i++)
        {
            errors.Require(Enum.IsDefined(Levels[i].Level), $"/levels/{i}/level", "Not a level. | 不是有效的级别。");
            errors.Require(Enum.IsDefined(Levels[i].Role), $"/levels/{i}/role", "Not a role. | 不是有效的角色。");
            errors.Require(Enum.IsDefined(Levels[i].Action), $"/levels/{i}/action", "Not an action. | 不是有效的动作。");
            errors.RequireText(Levels[i].Name, $"/levels/{i}/name");
            errors.Require(Levels[i].UserIds.Count <= 50, $"/levels/{i}/userIds", "At most 50 people. | 最多 50 人。");
        }

        errors.Require(OverdueSteps.Count <= 20, "/overdueSteps", "At most 20 steps. | 最多 20 级。");
        for (var i = 0; i < OverdueSteps.Count; i++)
        {
            errors.Require(OverdueSteps[i].After is > 0 and <= 100, $"/overdueSteps/{i}/after",
                "Above 0 and up to 100 targets. | 大于 0 且不超过目标时长的 100 倍。");
            errors.Require(Enum.IsDefined(OverdueSteps[i].Level), $"/overdueSteps/{i}/level", "Not a level. | 不是有效的级别。");
            errors.Require(
                i == 0 || (OverdueSteps[i].After > OverdueSteps[i - 1].After && OverdueSteps[i].Level > OverdueSteps[i - 1].Level),
                $"/overdueSteps/{i}",
                "Later steps go higher. | 后面的级别须更高。");
        }

        return errors.All;
    }
}

/// <param name="Steps">How many levels up; 0 tells without lifting.</param>
/// <param name="AtLeast">Where it reaches at any rate.</param>
public sealed record EscalationRule(EscalationTrigger Trigger, int Steps, EscalationLevel AtLeast);

/// <summary><see cref="Join"/>: somebody of the role works on it beside the owner. <see cref="TakeOver"/>: becomes the owner.</summary>
public enum EscalationAction { Tell, Join, TakeOver }

/// <param name="Role">Everybody of this role in the storefront is told; the one of them who fits best joins or takes over.</param>
/// <param name="UserIds">Who is told besides.</param>
public sealed record EscalationReach(
    EscalationLevel Level, StaffRole Role, EscalationAction Action, LocalizedText Name, IReadOnlyList<Guid> UserIds);

public sealed record OverdueStep(decimal After, EscalationLevel Level);
