using System.Text.Json;
using ComplaintPlatform.Contracts.FollowUp;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Intake.Tests;

public sealed class AddingToAComplaintTests(IntakeFactory intake) : IClassFixture<IntakeFactory>
{
    [Fact]
    public async Task The_customer_adds_a_message_over_the_link()
    {
        var received = await intake.ReceiveAsync();
        var link = Link(received);

        await intake.Anonymous().PostJsonAsync($"{link}/messages", """{"text":"补充:外箱也破了"}""").ShouldBeAsync(201);

        var tracked = await intake.Anonymous().GetAsync(link).ShouldBeAsync(200);
        tracked.GetProperty("messages")[0].GetProperty("text").GetString().ShouldBe("补充:外箱也破了");
        (await intake.EventuallyPublishedAsync<ComplaintSupplemented>(received.GetProperty("id").GetGuid())).Actor.ShouldBe("customer");
    }

    [Fact]
    public async Task The_customer_says_by_the_link_whether_it_is_solved()
    {
        var received = await intake.ReceiveAsync();
        var id = received.GetProperty("id").GetGuid();
        var link = $"{Link(received)}/confirmation";
        await intake.Anonymous().PostJsonAsync(link, """{"outcome":"solved"}""").ShouldBeProblemAsync(409, "complaint.nothing_to_confirm");
        var scheduled = new FollowUpScheduled
        {
            EventId = Guid.NewGuid(),
            OccurredAt = DateTimeOffset.UtcNow,
            StorefrontId = ServiceHost.Storefront,
            ComplaintId = id,
            Version = 1,
            Cycle = 1,
            FollowUpId = Guid.NewGuid(),
            DueAt = DateTimeOffset.UtcNow,
            Channel = "message",
        };
        await intake.PublishAsync(scheduled);

        await intake.Anonymous().PostJsonAsync(link, """{"outcome":"perhaps"}""").ShouldBeProblemAsync(400, "field.invalid", "/outcome");
        await intake.Anonymous().PostJsonAsync(link, """{"outcome":"not_solved","text":"还是漏水"}""").ShouldBeAsync(201);

        var confirmed = await intake.EventuallyPublishedAsync<CustomerConfirmed>(id);
        (confirmed.Outcome, confirmed.Text, confirmed.Cycle, confirmed.Actor).ShouldBe(("not_solved", "还是漏水", 1, "customer"));
        await intake.PublishAsync(new FollowUpCompleted
        {
            EventId = Guid.NewGuid(),
            OccurredAt = DateTimeOffset.UtcNow,
            StorefrontId = ServiceHost.Storefront,
            ComplaintId = id,
            Version = 3,
            Cycle = 1,
            FollowUpId = scheduled.FollowUpId,
            Outcome = "not_solved",
        });
        await intake.Anonymous().PostJsonAsync(link, """{"outcome":"solved"}""").ShouldBeProblemAsync(409, "complaint.already_confirmed");
        await intake.Anonymous().PostJsonAsync("track/guessed/confirmation", """{"outcome":"solved"}""")
            .ShouldBeProblemAsync(404, "resource.not_found");
    }

    [Fact]
    public async Task A_withdrawn_complaint_takes_no_second_withdrawal_and_no_message()
    {
        var id = await intake.ReceiveIdAsync();
        await intake.Backend.PostJsonAsync($"complaints/{id}/withdrawal", "").ShouldBeAsync(204);

        await intake.Backend.PostJsonAsync($"complaints/{id}/withdrawal", "").ShouldBeProblemAsync(409, "complaint.already_withdrawn");
        await intake.Backend.PostJsonAsync($"complaints/{id}/messages", """{"text":"还有"}""")
            .ShouldBeProblemAsync(409, "complaint.withdrawn");
        (await intake.GetAsync(id)).GetProperty("status").GetString().ShouldBe("withdrawn");
    }

    [Fact]
    public async Task Of_many_withdrawals_at_once_one_succeeds()
    {
        var id = await intake.ReceiveIdAsync();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => intake.Backend.PostJsonAsync($"complaints/{id}/withdrawal", "")));

        answers.Count(answer => (int)answer.StatusCode == 204).ShouldBe(1);
        answers.Where(answer => (int)answer.StatusCode != 204).ShouldAllBe(answer => (int)answer.StatusCode == 409);
        (await intake.TimelineAsync(id)).Count(entry => entry.GetProperty("kind").GetString() == "complaint_withdrawn").ShouldBe(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    public async Task A_token_that_is_none_is_not_found(string change)
    {
        var link = Link(await intake.ReceiveAsync());
        var wrong = change.Length == 0 ? link[..^1] : link.ToUpperInvariant().Replace("TRACK", "track") + change;

        await intake.Anonymous().GetAsync(wrong).ShouldBeProblemAsync(404, "resource.not_found");
    }

    [Fact]
    public async Task A_duplicate_follows_its_original_until_unlinked()
    {
        var original = await intake.ReceiveIdAsync();
        var repeat = await intake.ReceiveIdAsync();
        var agent = intake.As(Roles.Agent);

        await agent.PostJsonAsync($"complaints/{repeat}/duplicate-of", $$"""{"complaintId":"{{original}}"}""").ShouldBeAsync(204);
        (await intake.GetAsync(repeat)).GetProperty("status").GetString().ShouldBe("duplicate");
        await agent.PostJsonAsync($"complaints/{original}/duplicate-of", $$"""{"complaintId":"{{repeat}}"}""")
            .ShouldBeProblemAsync(409, "complaint.original_is_duplicate");
        await agent.DeleteAsync($"complaints/{repeat}/duplicate-of").ShouldBeAsync(204);

        (await intake.GetAsync(repeat)).GetProperty("status").GetString().ShouldBe("received");
    }

    [Fact]
    public async Task A_tag_that_is_known_is_answered_without_a_body()
    {
        var id = await intake.ReceiveIdAsync();
        var first = await intake.Backend.GetAsync($"complaints/{id}");
        using var again = new HttpRequestMessage(HttpMethod.Get, $"complaints/{id}");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        ((int)(await intake.Backend.SendAsync(again)).StatusCode).ShouldBe(304);
    }

    private static string Link(JsonElement received) => "track/" + received.GetProperty("trackingUrl").GetString()!.Split('/')[^1];
}
