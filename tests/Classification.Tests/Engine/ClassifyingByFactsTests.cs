using ComplaintPlatform.Classification.Engine;

namespace ComplaintPlatform.Classification.Tests.Engine;

public sealed class ClassifyingByFactsTests
{
    [Theory]
    [InlineData(null, null, false, "new")]
    [InlineData(1, null, false, "new")]
    [InlineData(3, null, false, "returning")]
    [InlineData(5, 400, false, "loyal")]
    [InlineData(12, null, false, "loyal")]
    [InlineData(1, null, true, "vip")]
    public void The_customer_type_follows_the_purchases(int? orders, int? daysAgo, bool vip, string type)
    {
        var customer = new CustomerFacts
        {
            OrderCount = orders,
            FirstOrderAt = daysAgo is { } days ? Complaints.Now.AddDays(-days) : null,
            Vip = vip,
        };

        Complaints.Engine.Classify(Complaints.Of("手机坏了") with { Customer = customer }).CustomerType.Value.ShouldBe(type);
    }

    [Theory]
    [InlineData(5_000, "CNY", "serious")]
    [InlineData(20, "CNY", "minor")]
    [InlineData(400, "USD", "serious")]
    public void The_severity_follows_the_loss(int loss, string currency, string severity)
    {
        var input = Complaints.Of("申请退款，客服说要等，客服电话打不通，12315见") with { StatedLoss = loss, Currency = currency };
        var mild = Complaints.Of("请问什么时候有货") with { StatedLoss = loss, Currency = currency };

        Complaints.Engine.Classify(severity == "minor" ? mild : input).Severity.Value.ShouldBe(severity);
    }

    [Fact]
    public void Risk_grows_with_anger_threats_and_earlier_complaints()
    {
        var calm = Complaints.Engine.Classify(Complaints.Of("衣服有点大"));
        var angry = Complaints.Engine.Classify(Complaints.Of("骗子!气死我了!第三次联系客服还是不理,我要去12315投诉并曝光你们!") with
        {
            Customer = new CustomerFacts { EarlierComplaints = 3, Vip = true },
        });

        calm.EscalationRisk.Value.ShouldBeLessThan(0.3);
        angry.EscalationRisk.Value.ShouldBeGreaterThan(0.7);
        angry.EscalationRisk.Evidence.ShouldContain(reason => reason.Rule == "sign.regulator.zh");
        angry.Difficulty.Value.ShouldBe("complex");
    }
}
