using ComplaintPlatform.Resolution.Authority;
using ComplaintPlatform.Resolution.Policies;
using static ComplaintPlatform.Resolution.Tests.Samples;

namespace ComplaintPlatform.Resolution.Tests.Authority;

public sealed class FourEyesTests
{
    private static readonly DateTimeOffset Now = At("2026-03-02 10:00");
    private static readonly Decider Proposer = new(Guid.NewGuid(), StaffRole.Manager);
    private static readonly Decider Agent = new(Guid.NewGuid(), StaffRole.Agent);
    private static readonly Decider OtherManager = new(Guid.NewGuid(), StaffRole.Manager);
    private static readonly Decider Owner = new(Guid.NewGuid(), StaffRole.Manager);
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
    public void After_it_expired_nobody_decides() =>
        FourEyes.WhyNotDecide(Waiting(), Manager, At("2026-03-03 10:00")).ShouldBe(FourEyes.Expired);

    [Fact]
    public void Who_received_it_without_the_role_may_not_decide() =>
        FourEyes.WhyNotDecide(Waiting(new Delegation(Manager, Agent.UserId)), Agent, Now).ShouldBe(FourEyes.AuthorityTooLow);

    [Fact]
    public void It_is_passed_on_once_and_to_somebody_with_the_role()
    {
        FourEyes.WhyNotDelegate(Waiting(), Manager, OtherManager, Now).ShouldBeNull();
        FourEyes.WhyNotDelegate(Waiting(), Manager, Supervisor, Now).ShouldBe(FourEyes.DelegateTooLow);
        FourEyes.WhyNotDelegate(Waiting(), Supervisor, OtherManager, Now).ShouldBe(FourEyes.AuthorityTooLow);
        FourEyes.WhyNotDelegate(Waiting(new Delegation(Manager, OtherManager.UserId)), OtherManager, Manager, Now)
            .ShouldBe(FourEyes.AlreadyDelegated);
    }

    [Fact]
    public void Passing_it_to_or_from_a_party_is_refused()
    {
        FourEyes.WhyNotDelegate(Waiting(), Manager, Proposer, Now).ShouldBe(FourEyes.OwnOffer);
        FourEyes.WhyNotDelegate(Waiting(), Proposer, OtherManager, Now).ShouldBe(FourEyes.OwnOffer);
        FourEyes.WhyNotDelegate(Waiting(), Manager, Manager, Now).ShouldBe(FourEyes.DelegateIsParty);
        FourEyes.WhyNotDelegate(Waiting(), Manager, Owner, Now).ShouldBe(FourEyes.DelegateIsParty);
    }

    private static WaitingApproval Waiting(params Delegation[] delegations) =>
        new(Proposer.UserId, StaffRole.Manager, At("2026-03-03 10:00"), delegations, [Owner.UserId]);
}
