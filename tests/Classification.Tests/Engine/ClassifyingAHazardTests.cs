using ComplaintPlatform.Classification.Engine;

namespace ComplaintPlatform.Classification.Tests.Engine;

public sealed class ClassifyingAHazardTests
{
    [Fact]
    public void A_leaking_kettle_is_urgent_and_asks_for_compensation()
    {
        var result = Complaints.Classify("水壶用了两天就漏电,太危险了,要求退款!", expectation: "退款");

        result.Category.Value.ShouldBe("safety_health/fire_or_shock");
        result.Category.Source.ShouldBe("rule");
        result.Category.Evidence.ShouldContain(evidence => evidence.Rule == "safety.shock.zh" && evidence.Words.Contains("漏电"));
        result.Urgency.Value.ShouldBe("urgent");
        result.Severity.Value.ShouldBe("serious");
        result.Demands.Value.ShouldContain("compensation");
        result.Language.ShouldBe("zh");
        result.NeedsReview.ShouldBeFalse();
    }

    [Theory]
    [InlineData("熱水壺漏電，孩子被電到了，要求退款！")]
    [InlineData("充電寶半夜起火，差點燒到床")]
    [InlineData("蛋糕里吃出一只活虫，孩子已经拉肚子了")]
    [InlineData("用了面霜之后整张脸红肿，去了医院")]
    [InlineData("The charger caught fire while my son was sleeping next to it")]
    [InlineData("I got an electric shock from the kettle")]
    [InlineData("Found a hair in my food and got sick after eating")]
    [InlineData("ＬＡＰＴＯＰ exploded!!!!")]
    public void A_hazard_is_urgent_however_it_is_written(string text)
    {
        var result = Complaints.Classify(text);

        result.Category.Value.ShouldStartWith("safety_health");
        result.Urgency.Value.ShouldBe("urgent");
    }

    [Theory]
    [InlineData("水壶没有漏电，就是颜色不好看")]
    [InlineData("插座从来没漏电过，只是包装简陋")]
    [InlineData("这家的鸡好吃到爆炸，可惜送得太慢")]
    [InlineData("请问这个水壶会不会漏电")]
    [InlineData("It did not catch fire, it is just slow")]
    [InlineData("The soup is hypoallergenic but the delivery was late")]
    public void What_is_denied_or_meant_otherwise_is_no_hazard(string text)
    {
        var result = Complaints.Classify(text);

        result.Category.Value.ShouldNotStartWith("safety_health");
    }

    [Fact]
    public void A_denial_of_something_else_does_not_take_the_hazard_back()
    {
        Complaints.Classify("没用几天就漏电了").Category.Value.ShouldStartWith("safety_health");
        Complaints.Classify("不仅漏电而且很吵").Category.Value.ShouldStartWith("safety_health");
        Complaints.Classify("It not only burned my hand but also smells").Category.Value.ShouldStartWith("safety_health");
    }

    [Theory]
    [InlineData("衣服早就寄回去了，三个月了还没收到退款")]
    [InlineData("客服一直说在处理，该退的钱到今天还没退")]
    [InlineData("商家盗用客户的实名信息拿去送货")]
    [InlineData("老板说不赔钱别想走")]
    [InlineData("有人拿着房卡直接开门进来，太吓人了")]
    [InlineData("It has been three weeks and I still have not received my refund")]
    [InlineData("My account was hacked and nobody replies")]
    [InlineData("Money was debited from my wallet but the order was never placed")]
    public void Money_that_is_kept_and_what_is_no_longer_safe_are_urgent(string text) =>
        Complaints.Classify(text).Urgency.Value.ShouldBe("urgent");

    [Theory]
    [InlineData("退款三天就收到了")]
    [InlineData("I received my refund within two days")]
    public void A_refund_that_came_is_not(string text) => Complaints.Classify(text).Urgency.Value.ShouldNotBe("urgent");
}
