using ComplaintPlatform.Resolution.Policies;

namespace ComplaintPlatform.Resolution.Tests.Policies;

public sealed class ReadingAxesTests
{
    [Fact]
    public void The_highest_role_counts_and_roles_outside_the_ladder_do_not()
    {
        Axes.HighestRole(["agent", "manager", "auditor"]).ShouldBe(StaffRole.Manager);
        Axes.HighestRole(["administrator"]).ShouldBeNull();
        Axes.HighestRole([]).ShouldBeNull();
    }

    [Fact]
    public void An_unknown_value_is_read_as_the_middle_one()
    {
        Axes.ReadUrgency("catastrophic").ShouldBe(Urgency.General);
        Axes.ReadSeverity(null).ShouldBe(Severity.General);
        Axes.ReadCustomerType("vip").ShouldBe(CustomerType.Vip);
    }

    [Theory]
    [InlineData("logistics/delay", "logistics", true)]
    [InlineData("logistics", "logistics", true)]
    [InlineData("logistics_other", "logistics", false)]
    [InlineData("logistics", "logistics/delay", false)]
    public void A_category_stands_for_the_ones_below_it(string category, string branch, bool under) =>
        Axes.IsUnder(category, branch).ShouldBe(under);
}
