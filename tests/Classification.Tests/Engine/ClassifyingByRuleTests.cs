namespace ComplaintPlatform.Classification.Tests.Engine;

public sealed class ClassifyingByRuleTests
{
    [Theory]
    [InlineData("下单十天了还没发货，物流信息一直没更新", "logistics/delay")]
    [InlineData("收到的时候箱子全压扁了，里面的碗碎了三个", "logistics/damage_or_loss")]
    [InlineData("我买的是黑色，发来的却是白色，发错了", "logistics/wrong_or_missing_item")]
    [InlineData("申请退款一个月，商家拒绝退款", "after_sales_refund/refund")]
    [InlineData("客服态度极其恶劣，还骂人", "service_attitude/attitude")]
    [InlineData("打了好多个电话都没人接，联系不上商家", "service_attitude/unreachable")]
    [InlineData("刚买完第二天就降价一百，不给价保", "price_promotion/price_protection")]
    [InlineData("说好开发票一直不开发票", "price_promotion/invoice")]
    [InlineData("怀疑是假货，防伪码查不到", "authenticity_misdescription/fake")]
    [InlineData("实物和图片严重不符，虚假宣传", "authenticity_misdescription/not_as_described")]
    [InlineData("手机用了一周就死机黑屏，质量太差", "product_quality/defect")]
    [InlineData("我的账号被盗，密码也改不了", "other/privacy_or_account")]
    [InlineData("My order never arrived and tracking has not updated", "logistics/delay")]
    [InlineData("They sent me the wrong size", "logistics/wrong_or_missing_item")]
    [InlineData("They refuse to refund me after I returned the item", "after_sales_refund/refund")]
    [InlineData("Your staff was extremely rude and hung up on me", "service_attitude/attitude")]
    [InlineData("I was charged twice for the same invoice", "price_promotion/charge")]
    [InlineData("These shoes are fake, definitely counterfeit", "authenticity_misdescription/fake")]
    [InlineData("The headset stopped working after a week, poor quality", "product_quality/defect")]
    public void The_category_follows_the_words(string text, string category)
    {
        var result = Complaints.Classify(text);

        result.Category.Value.ShouldBe(category);
        result.Category.Evidence.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("再不处理我就打12315投诉", "threat")]
    [InlineData("I will contact my lawyer and trading standards", "threat")]
    [InlineData("显示已签收，但是我根本没收到货", "failure")]
    [InlineData("未经我同意自动扣款", "failure")]
    public void Threats_and_serious_failures_are_urgent(string text, string why)
    {
        var result = Complaints.Classify(text);

        result.Urgency.Value.ShouldBe("urgent", why);
        result.Urgency.Evidence.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("快递把包裹送错地址，送到别人家了", "Y4")]
    [InlineData("快递员暴力分拣，乱扔包裹，物流太慢", "W3")]
    [InlineData("少发了一件，漏发配件", "W1")]
    [InlineData("The driver was very rude and refused to deliver upstairs", "Y6")]
    public void Logistics_complaints_get_a_reason_code(string text, string code) =>
        Complaints.Classify(text).ReasonCode.Value.ShouldBe(code);

    [Theory]
    [InlineData("七天无理由退货,客服不给退", "no_reason_return")]
    [InlineData("衣服不喜欢,申请退货客服一直不处理退款", "no_reason_return")]
    [InlineData("I changed my mind and they refuse the return", "no_reason_return")]
    [InlineData("退款一直不到账", null)]
    public void A_return_without_reason_is_told_from_other_returns(string text, string? code)
    {
        var result = Complaints.Classify(text);

        result.Category.Value.ShouldStartWith("after_sales_refund");
        result.ReasonCode.Value.ShouldBe(code);
    }

    [Fact]
    public void A_late_parcel_is_no_return_whatever_is_said_of_it() =>
        Complaints.Classify("快递晚了五天还没到,物流太慢,七天无理由也没用").ReasonCode.Value.ShouldNotBe("no_reason_return");

    [Fact]
    public void A_question_is_not_urgent() => Complaints.Classify("请问这款什么时候有货？").Urgency.Value.ShouldBe("non_urgent");

    [Fact]
    public void The_statement_is_laid_out()
    {
        var statement = Complaints.Classify("水壶用了两天就漏电,太危险了,要求退款!").Statement;

        statement.Fact.ShouldBe("水壶用了两天就漏电");
        statement.Feeling.ShouldBe("太危险了");
        statement.Need.ShouldBe("要求退款");
    }
}
