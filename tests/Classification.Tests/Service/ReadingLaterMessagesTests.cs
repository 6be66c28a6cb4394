using ComplaintPlatform.Contracts.Classification;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Classification.Tests.Service;

public sealed class ReadingLaterMessagesTests(ClassificationFactory classification) : IClassFixture<ClassificationFactory>
{
    private const string Fire = "拆开后充电器冒烟起火,孩子烫伤送医院了!我要找媒体曝光!";

    [Fact]
    public async Task A_fire_that_is_told_later_makes_the_complaint_urgent()
    {
        var before = await classification.ClassifyAsync("包裹晚到了三天");
        before.Axes.Urgency.ShouldBe("general");

        await classification.PublishAsync(Message(before.ComplaintId, Fire));

        var told = await classification.EventuallyPublishedAsync<ComplaintReclassified>(before.ComplaintId);
        told.Axes.Urgency.ShouldBe("urgent");
        told.Axes.Severity.ShouldBe("serious");
        told.Axes.Category.ShouldStartWith("safety_health");
        told.Axes.EscalationRisk.ShouldBeGreaterThan(before.Axes.EscalationRisk);
        told.CorrectedBy.ShouldBe(Guid.Empty);
        told.Reason.ShouldContain("冒烟起火");
        told.Version.ShouldBe(2);
        var answer = await classification.Agent.GetAsync($"complaints/{before.ComplaintId}/classification").ShouldBeAsync(200);
        answer.GetProperty("secondCategory").GetProperty("value").GetString().ShouldBe(before.Axes.Category);
        answer.GetProperty("urgency").GetProperty("evidence").GetArrayLength().ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("谢谢,已经收到了")]
    [InlineData("没有起火,只是充不进电")]
    [InlineData("订单号在附件里")]
    public async Task A_message_that_brings_no_alarm_makes_nothing_urgent(string text)
    {
        var id = (await classification.ClassifyAsync("包裹晚到了三天")).ComplaintId;

        await classification.PublishAsync(Message(id, text));

        (await classification.PublishedAsync<ComplaintReclassified>(id)).ShouldAllBe(told => told.Axes.Urgency != "urgent");
    }

    [Fact]
    public async Task Thanks_do_not_take_an_alarm_back()
    {
        var id = (await classification.ClassifyAsync("水壶漏电了,太危险")).ComplaintId;

        await classification.PublishAsync(Message(id, "谢谢你们的帮助"));

        (await classification.PublishedAsync<ComplaintReclassified>(id)).ShouldBeEmpty();
        var answer = await classification.Agent.GetAsync($"complaints/{id}/classification").ShouldBeAsync(200);
        answer.GetProperty("urgency").GetProperty("value").GetString().ShouldBe("urgent");
    }

    [Fact]
    public async Task The_same_message_twice_counts_once()
    {
        var id = (await classification.ClassifyAsync("包裹晚到了三天")).ComplaintId;
        var message = Message(id, Fire);

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => classification.PublishAsync(message)));

        (await classification.PublishedAsync<ComplaintReclassified>(id)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_message_of_staff_and_a_file_without_words_are_left_alone()
    {
        var id = (await classification.ClassifyAsync("包裹晚到了三天")).ComplaintId;

        await classification.PublishAsync(Message(id, Fire) with { By = "staff" });
        await classification.PublishAsync(Message(id, null));

        (await classification.PublishedAsync<ComplaintReclassified>(id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_an_agent_set_gives_way_to_an_alarm_alone()
    {
        var id = (await classification.ClassifyAsync("包裹晚到了三天")).ComplaintId;
        await (await classification.CorrectAsync(id, """{"urgency":"non_urgent","reason":"客户不急"}""")).ShouldBeAsync(200);

        await classification.PublishAsync(Message(id, "怎么还没到,快点处理"));
        await UrgencyShouldBeAsync(id, "non_urgent");

        await classification.PublishAsync(Message(id, Fire));
        await UrgencyShouldBeAsync(id, "urgent");
    }

    private async Task UrgencyShouldBeAsync(Guid id, string urgency) =>
        (await classification.Agent.GetAsync($"complaints/{id}/classification").ShouldBeAsync(200)).GetProperty("urgency")
            .GetProperty("value").GetString().ShouldBe(urgency);

    private ComplaintSupplemented Message(Guid id, string? text) => new()
    {
        EventId = Guid.NewGuid(),
        OccurredAt = classification.Clock.GetUtcNow(),
        StorefrontId = ClassificationFactory.Storefront,
        ComplaintId = id,
        Version = 2,
        By = "customer",
        Text = text,
        Attachments = 0,
    };
}
