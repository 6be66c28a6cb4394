using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Authority;
using ComplaintPlatform.Resolution.Policies;
using FsCheck;
using FsCheck.Fluent;
using static ComplaintPlatform.Resolution.Tests.Samples;

namespace ComplaintPlatform.Resolution.Tests.Authority;

public sealed class DecidingAboutAnOfferTests
{
    [Theory]
    [InlineData(StaffRole.Agent, Severity.General, 200, false, StaffRole.Agent)]
    [InlineData(StaffRole.Agent, Severity.General, 200.01, true, StaffRole.Supervisor)]
    [InlineData(StaffRole.Agent, Severity.Serious, 150, true, StaffRole.Supervisor)]
    [InlineData(StaffRole.Agent, Severity.General, 3000, true, StaffRole.Manager)]
    [InlineData(StaffRole.Supervisor, Severity.General, 6000, true, StaffRole.Director)]
    [InlineData(StaffRole.Manager, Severity.Minor, 5000, false, StaffRole.Manager)]
    [InlineData(StaffRole.Director, Severity.Serious, 900000, false, StaffRole.Director)]
    public void Amount_and_severity_say_who_decides(
        StaffRole role, Severity severity, double amount, bool needsApproval, StaffRole required)
    {
        var decision = On(new AuthorityQuestion { Role = role, Severity = severity, Offer = Cny((decimal)amount) });

        decision.NeedsApproval.ShouldBe(needsApproval);
        decision.RequiredRole.ShouldBe(required);
        decision.Split.ShouldBeFalse();
    }

    [Fact]
    public void One_payment_in_parts_is_still_one_payment()
    {
        var decision = On(new AuthorityQuestion
        {
            Role = StaffRole.Agent,
            Severity = Severity.General,
            Offer = Cny(100),
            Granted = [Cny(60)],
            Pending = [new PendingOffer(Guid.NewGuid(), Cny(50))],
        });

        decision.NeedsApproval.ShouldBeTrue();
        decision.Split.ShouldBeTrue();
        decision.Total.ShouldBe(Cny(210));
        decision.RequiredRole.ShouldBe(StaffRole.Supervisor);
    }

    [Fact]
    public void Alternatives_count_once_with_the_highest()
    {
        var group = Guid.NewGuid();

        var decision = On(new AuthorityQuestion
        {
            Role = StaffRole.Agent,
            Severity = Severity.General,
            Offer = Cny(100),
            Pending = [new PendingOffer(group, Cny(80)), new PendingOffer(group, Cny(100))],
        });

        decision.Total.ShouldBe(Cny(200));
        decision.NeedsApproval.ShouldBeFalse();
    }

    [Fact]
    public void An_apology_needs_nobody() =>
        On(new AuthorityQuestion
        {
            Role = StaffRole.Agent,
            Severity = Severity.Serious,
            Offer = Cny(0),
            Granted = [Cny(9000)]
        }).NeedsApproval.ShouldBeFalse();

    [Fact]
    public void A_currency_without_limits_goes_to_the_director()
    {
        On(new AuthorityQuestion
        {
            Role = StaffRole.Manager,
            Severity = Severity.Minor,
            Offer = new Money(1, "GBP")
        }).RequiredRole.ShouldBe(StaffRole.Director);
    }

    [Fact]
    public void A_sum_beyond_all_bounds_goes_to_the_director() =>
        On(new AuthorityQuestion
        {
            Role = StaffRole.Agent,
            Severity = Severity.Minor,
            Offer = Cny(Money.MaxAmount),
            Granted = [Cny(Money.MaxAmount)]
        })
            .RequiredRole.ShouldBe(StaffRole.Director);

    [Fact]
    public void Sums_in_two_currencies_go_to_the_director() =>
        On(new AuthorityQuestion { Role = StaffRole.Agent, Severity = Severity.Minor, Offer = Cny(1), Granted = [new Money(1, "EUR")] })
            .RequiredRole.ShouldBe(StaffRole.Director);

    private static readonly Gen<AuthorityQuestion> Questions =
        from role in Gen.Elements(Enum.GetValues<StaffRole>())
        from severity in Gen.Elements(Enum.GetValues<Severity>())
        from offer in Gen.Choose(1, 800_000)
        from granted in Gen.ListOf(Gen.Choose(0, 200_000), 2)
        from pending in Gen.ListOf(Gen.Choose(0, 200_000), 3)
        select new AuthorityQuestion
        {
            Role = role,
            Severity = severity,
            Offer = Cny(offer / 100m),
            Granted = [.. granted.Select(g => Cny(g / 100m))],
            Pending = [.. pending.Select((p, i) => new PendingOffer(new Guid(i / 2, 0, 0, new byte[8]), Cny(p / 100m)))],
        };

    [Fact]
    public void More_money_never_needs_less_authority() =>
        Holds(from question in Questions from more in Gen.Choose(0, 400_000) select (question, more), x =>
    {
        var less = On(x.question);
        var more = On(x.question with { Offer = x.question.Offer + Cny(x.more / 100m) });

        (more.RequiredRole >= less.RequiredRole).ShouldBeTrue();
        (more.NeedsApproval || !less.NeedsApproval).ShouldBeTrue();
    });

    [Fact]
    public void Splitting_an_offer_never_needs_less_authority() =>
        Holds(from question in Questions from percent in Gen.Choose(1, 99) select (question, percent), x =>
    {
        var part = Money.Rounded(x.question.Offer.Amount * x.percent / 100m, "CNY");
        var rest = x.question.Offer - part;
        if (rest.Amount <= 0 || part.Amount <= 0)
            return;

        var split = On(x.question with { Offer = rest, Granted = [.. x.question.Granted, part] });

        (split.NeedsApproval, split.RequiredRole, split.Total)
            .ShouldBe((On(x.question).NeedsApproval, On(x.question).RequiredRole, On(x.question).Total));
    });

    [Fact]
    public void Who_is_named_may_decide_alone() => Holds(Questions, question =>
    {
        var decision = On(question);

        On(question with { Role = decision.RequiredRole }).NeedsApproval.ShouldBeFalse();
        decision.NeedsApproval.ShouldBe(decision.RequiredRole != question.Role);
    });

    private static AuthorityDecision On(AuthorityQuestion question) => AuthorityDecision.On(question, AuthorityLimits.Default);

    private static Money Cny(decimal amount) => new(amount, "CNY");
}
