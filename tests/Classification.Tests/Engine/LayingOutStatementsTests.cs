using ComplaintPlatform.Classification.Statements;

namespace ComplaintPlatform.Classification.Tests.Engine;

public sealed class LayingOutStatementsTests
{
    [Theory]
    [InlineData("请把差价退给我")]
    [InlineData("把差价退给我")]
    [InlineData("我要她道歉")]
    [InlineData("让快递员当面道歉")]
    [InlineData("退款")]
    [InlineData("给我换个新的")]
    [InlineData("把少的那件补发就行")]
    [InlineData("麻烦安排师傅上门")]
    [InlineData("I want my money back")]
    [InlineData("Please send the missing part")]
    [InlineData("Could you tell me the tracking number")]
    [InlineData("I just want a different colour")]
    public void What_is_asked_for_is_a_need(string text) => ShouldBe(text, fact: "", feeling: "", need: text);

    [Theory]
    [InlineData("退货仓库上个月28号就签收了")]
    [InlineData("申请退款已经一个月了")]
    [InlineData("退了三次都没退成")]
    [InlineData("客服说补发的件在路上")]
    [InlineData("The parcel was expected to arrive on Monday")]
    [InlineData("It is only louder than expected")]
    [InlineData("The refund was approved in May")]
    public void What_happened_is_a_fact(string text) => ShouldBe(text, fact: text, feeling: "", need: "");

    [Theory]
    [InlineData("真的很失望")]
    [InlineData("心累")]
    [InlineData("这事太闹心了")]
    [InlineData("非常满意")]
    [InlineData("I feel cheated")]
    [InlineData("This made me very anxious")]
    public void What_is_felt_is_a_feeling(string text) => ShouldBe(text, fact: "", feeling: text, need: "");

    private static void ShouldBe(string text, string fact, string feeling, string need) =>
        StatementExtractor.Extract(text, expectation: null).ShouldBe(new Statement(fact, feeling, need));
}
