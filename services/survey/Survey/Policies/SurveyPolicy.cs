using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Web.Policies;
using Microsoft.Extensions.Validation;

namespace ComplaintPlatform.Survey.Policies;

/// <summary>Who is asked, and when.</summary>
/// <param name="DelayMinutes">After the case closed; 0 is at once.</param>
/// <param name="CoolDownDays">At most one survey to a customer in so many days; 0 is no limit.</param>
/// <param name="ReminderAfterDays">One reminder to those who have not answered; <c>null</c> is none.</param>
/// <param name="LowScore">This score and those below it ask for another look at the case.</param>
/// <param name="FewestAnswers">Figures that stand on fewer answers are marked: nothing should be decided by them.</param>
/// <param name="PhoneCustomerTypes">These customers are asked by phone first; those who were not reached get a message when the reminder is
/// due.</param>
/// <param name="OwnAgentAnswers">Whether an agent may fill in the phone survey about a case of one's own.</param>
[ValidatableType]
public sealed record SurveyPolicy(
    [property: Range(0, 43_200)] int DelayMinutes,
    [property: Range(0, 100)] int SamplingPercent,
    [property: Range(0, 365)] int CoolDownDays,
    [property: Range(1, 90)] int ExpiryDays,
    [property: Range(1, 89)] int? ReminderAfterDays,
    [property: Range(0, 4)] int LowScore,
    [property: Required, MaxLength(10)] IReadOnlyList<string> PhoneCustomerTypes,
    [property: Range(1, 10_000)] int FewestAnswers = 30,
    OwnAgentAnswers OwnAgentAnswers = OwnAgentAnswers.Refuse)
{
    public const string Kind = "survey";

    internal static PolicySet<SurveyPolicy> Set(Func<SurveyPolicy> byDefault) => new(Kind, "SurveyPolicies", byDefault)
    {
        Validate = (policy, _, _, _) => Task.FromResult<IReadOnlyList<PolicyError>>(
            policy.ReminderAfterDays >= policy.ExpiryDays
                ? [new PolicyError("/reminderAfterDays", "Must be less than expiryDays. | 必须小于 expiryDays。")]
                : []),
    };
}

public enum OwnAgentAnswers
{
    /// <summary>A colleague has to make the call.</summary>
    Refuse,

    /// <summary>It is taken, and counted apart in the figures.</summary>
    Mark,
}

/// <summary>The policy until one is written; bound from configuration section <c>Survey:DefaultPolicy</c>.</summary>
internal sealed class SurveyPolicyDefaults
{
    public int DelayMinutes { get; set; } = 60;

    public int SamplingPercent { get; set; } = 100;

    public int CoolDownDays { get; set; } = 30;

    public int ExpiryDays { get; set; } = 14;

    public int? ReminderAfterDays { get; set; } = 3;

    public int LowScore { get; set; } = 2;

    public string PhoneCustomerTypes { get; set; } = "vip";

    public OwnAgentAnswers OwnAgentAnswers { get; set; } = OwnAgentAnswers.Refuse;

    public SurveyPolicy ToPolicy() => new(
        DelayMinutes, SamplingPercent, CoolDownDays, ExpiryDays, ReminderAfterDays, LowScore,
        PhoneCustomerTypes.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        OwnAgentAnswers: OwnAgentAnswers);
}
