using ComplaintPlatform.Contracts.FollowUp;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.FollowUp.Tests;

public sealed class FollowingACaseTests(FollowUpFactory service) : IClassFixture<FollowUpFactory>
{
    [Fact]
    public async Task The_same_event_twice_schedules_once()
    {
        var complaint = service.AddComplaint();
        var resolved = service.Resolved(complaint);

        await service.PublishAsync(resolved);
        await service.PublishAsync(resolved);
        await service.PublishAsync(resolved with { EventId = Guid.NewGuid() });

        await service.OnlyFollowUpAsync(complaint);
        (await service.PublishedAsync<FollowUpScheduled>(complaint)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_case_that_its_customer_ended_is_not_called_about()
    {
        var complaint = service.AddComplaint();
        var followUp = await service.ResolveAsync(complaint);

        await service.PublishAsync(service.Closed(complaint));

        (await service.OnlyFollowUpAsync(complaint)).GetProperty("state").GetString().ShouldBe("cancelled");
        await service.AttemptAsync(followUp, "satisfied").ShouldBeProblemAsync(409, "follow_up.already_ended");
    }

    [Fact]
    public async Task A_closing_that_follows_from_the_answer_changes_nothing()
    {
        var complaint = service.AddComplaint();
        var followUp = await service.ResolveAsync(complaint);
        await service.AttemptAsync(followUp, "satisfied").ShouldBeAsync(201);

        await service.PublishAsync(service.Closed(complaint, reason: "satisfied"));

        (await service.OnlyFollowUpAsync(complaint)).GetProperty("state").GetString().ShouldBe("completed");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_case_that_staff_closed_is_followed_up_all_the_same(bool resolvedBefore)
    {
        var complaint = service.AddComplaint();
        if (resolvedBefore)
            await service.ResolveAsync(complaint);

        await service.PublishAsync(service.Closed(complaint, reason: "by_staff"));

        var followUp = await service.OnlyFollowUpAsync(complaint);
        followUp.GetProperty("state").GetString().ShouldBe("open");
        await service.AttemptAsync(followUp, "not_solved").ShouldBeAsync(201);
    }

    [Fact]
    public async Task A_resolution_that_arrives_after_the_reopening_is_ignored()
    {
        var complaint = service.AddComplaint();

        await service.PublishAsync(service.Reopened(complaint));
        await service.PublishAsync(service.Resolved(complaint));

        var page = await service.Agent.GetAsync($"follow-ups?complaintId={complaint}").ShouldBeAsync(200);
        page.GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Each_cycle_has_its_own_follow_up()
    {
        var complaint = service.AddComplaint();
        await service.ResolveAsync(complaint);

        await service.PublishAsync(service.Reopened(complaint));
        await service.PublishAsync(service.Resolved(complaint, cycle: 2, version: 9));

        var page = await service.Agent.GetAsync($"follow-ups?complaintId={complaint}").ShouldBeAsync(200);
        page.GetProperty("items").EnumerateArray().Select(item => (item.GetProperty("cycle").GetInt32(),
            item.GetProperty("state").GetString()))
            .ShouldBe([(1, "cancelled"), (2, "open")], ignoreOrder: true);
    }
}
