using ComplaintPlatform.Resolution.Authority;
using ComplaintPlatform.Resolution.Policies;
using static ComplaintPlatform.Resolution.Tests.Samples;

namespace ComplaintPlatform.Resolution.Tests.Authority;

public sealed class FourEyesTests
{
    private static readonly DateTimeOffset Now = At("2026-03-02 10:00");
    private static readonly Decider Proposer = new(Guid.NewGuid(), StaffRole.Manager);
    private static readonly Decider Agent = new(Guid.NewGuid(), StaffRole.Agent);
    private static readonly Decider OtherAgent = new(Guid.NewGuid(), StaffRole.Agent);
    private static readonly Decider Supervisor = new(Guid.NewGuid(), StaffRole.Supervisor);
    private static readonly Decider Manager = new(Guid.NewGuid(), StaffRole.Manager);

    [Fact]
    public void Someone_else_with_the_authority_may_decide() => FourEyes.WhyNotDecide(Waiting(), Manager, Now).ShouldBeNull();

    [Fact]
    public void Nobody_decides_on_an_own_offer() => FourEyes.WhyNotDecide(Waiting(), Proposer, Now).ShouldBe(FourEyes.OwnOffer);

    [Fact]
    public void Too_little_authority_is_refused()
    {
        FourEyes.WhyNotDecide(Waiting(), Supervisor, Now).ShouldBe(FourEyes.AuthorityTooLow);
        FourEyes.WhyNotDecide(Waiting(), new Decider(Guid.NewGuid(), null), Now).ShouldBe(FourEyes.AuthorityTooLow);
    }

    [Fact]
    public void After_it_expired_nobody_decides() => FourEyes.WhyNotDecide(Waiting(), Manager, At("2026-03-03 10:00")).ShouldBe(FourEyes.Expired);

    [Fact]
    public void Who_received_it_from_someone_with_the_authority_may_decide()
    {
        FourEyes.WhyNotDecide(Waiting(new Delegation(Manager, Supervisor.UserId)), Supervisor, Now).ShouldBeNull();
        FourEyes.WhyNotDecide(Waiting(new Delegation(Manager, Supervisor.UserId), new Delegation(Supervisor, Agent.UserId)), Agent, Now).ShouldBeNull();
    }

    [Fact]
    public void Who_passed_it_on_without_authority_passed_on_nothing()
    {
        FourEyes.WhyNotDecide(Waiting(new Delegation(Supervisor, Agent.UserId)), Agent, Now).ShouldBe(FourEyes.AuthorityTooLow);
        FourEyes.WhyNotDecide(Waiting(new Delegation(Manager, Agent.UserId), new Delegation(Supervisor, OtherAgent.UserId)), OtherAgent, Now)
            .ShouldBe(FourEyes.AuthorityTooLow);
    }

    [Fact]
    public void Who_passed_it_on_without_the_role_has_it_no_more() =>
        FourEyes.WhyNotDecide(Waiting(new Delegation(Manager, Supervisor.UserId), new Delegation(Supervisor, Agent.UserId)), Supervisor, Now)
            .ShouldBe(FourEyes.AuthorityTooLow);

    [Fact]
    public void Passing_it_to_or_from_who_made_the_offer_is_refused()
    {
        FourEyes.WhyNotDelegate(Waiting(), Manager, Proposer, Now).ShouldBe(FourEyes.OwnOffer);
        FourEyes.WhyNotDelegate(Waiting(), Proposer, Agent, Now).ShouldBe(FourEyes.OwnOffer);
        FourEyes.WhyNotDecide(Waiting(new Delegation(Proposer, Agent.UserId)), Agent, Now).ShouldBe(FourEyes.AuthorityTooLow);
        FourEyes.WhyNotDelegate(Waiting(), Manager, Agent, Now).ShouldBeNull();
    }

    private static WaitingApproval Waiting(params Delegation[] delegations) =>
        new(Proposer.UserId, StaffRole.Manager, At("2026-03-03 10:00"), delegations);
}
