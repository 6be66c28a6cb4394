using ComplaintPlatform.Resolution.Escalations;

namespace ComplaintPlatform.Resolution.Tests.Escalations;

public sealed class EscalatingACaseTests
{
    private static readonly EscalationPolicies Policies = EscalationPolicies.Default;

    [Theory]
    [InlineData(EscalationTrigger.Warning, EscalationLevel.Agent, EscalationLevel.Agent)]
    [InlineData(EscalationTrigger.Breach, EscalationLevel.Agent, EscalationLevel.Supervisor)]
    [InlineData(EscalationTrigger.Breach, EscalationLevel.Supervisor, EscalationLevel.Manager)]
    [InlineData(EscalationTrigger.Manual, EscalationLevel.Manager, EscalationLevel.Executive)]
    [InlineData(EscalationTrigger.Manual, EscalationLevel.Executive, EscalationLevel.Executive)]
    public void Each_trigger_lifts_a_step_and_no_further_than_the_top(
        EscalationTrigger trigger, EscalationLevel from, EscalationLevel to) =>
        Policies.After(trigger, from).ShouldBe(to);

    [Theory]
    [InlineData(0, EscalationLevel.Supervisor)]
    [InlineData(59, EscalationLevel.Supervisor)]
    [InlineData(60, EscalationLevel.Manager)]
    [InlineData(120, EscalationLevel.Executive)]
    public void The_longer_overdue_the_higher(int minutes, EscalationLevel level) =>
        Policies.WhenOverdue(TimeSpan.FromMinutes(minutes), TimeSpan.FromHours(2), EscalationLevel.Supervisor).ShouldBe(level);

    [Fact]
    public void A_case_never_comes_down()
    {
        foreach (var trigger in Enum.GetValues<EscalationTrigger>())
        {
            foreach (var level in Enum.GetValues<EscalationLevel>())
                (Policies.After(trigger, level) >= level).ShouldBeTrue();
        }

        Policies.WhenOverdue(TimeSpan.FromHours(1), TimeSpan.FromHours(2), EscalationLevel.Executive).ShouldBe(EscalationLevel.Executive);
    }

    [Fact]
    public void Emotion_rises_against_the_first_message()
    {
        Policies.IsRisingEmotion(0.5m, 0.8m).ShouldBeTrue();
        Policies.IsRisingEmotion(0.5m, 0.7m).ShouldBeFalse();
    }
}
