using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Resolution.Tests.Learning;

public sealed class CorrectingCausesTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    private const string Improvement = ""","improvement":{"zh":"我们更换了更结实的纸箱。","en":"We changed to stronger boxes."}""";

    [Fact]
    public async Task A_verified_action_names_those_it_came_too_late_for()
    {
        var cause = await resolution.CreateCauseAsync();
        var before = await resolution.OpenCaseAsync();
        await resolution.RecordCauseAsync(before, cause);
        var action = await resolution.DoneActionAsync(cause, Improvement);
        var after = await resolution.OpenCaseAsync();
        await resolution.RecordCauseAsync(after, cause);

        var verified = await (await resolution.ChangeActionAsync(
            action, """{"state":"verified","note":"抽查 20 箱均无破损"}""", resolution.Supervisor)).ShouldBeAsync(200);

        verified.GetProperty("state").GetString().ShouldBe("verified");
        verified.GetProperty("allowed").GetArrayLength().ShouldBe(0);
        var told = (await VerifiedAsync(action)).ShouldHaveSingleItem();
        told.Complaints.ShouldBe([before]);
        (told.Batch, told.Batches, told.ImprovementZh, told.ImprovementEn)
            .ShouldBe((1, 1, "我们更换了更结实的纸箱。", "We changed to stronger boxes."));
        (await resolution.PublishedAsync<CorrectiveActionCompleted>()).ShouldContain(done => done.ActionId == action);
    }

    [Fact]
    public async Task Many_complaints_are_named_in_bounded_batches_each_once()
    {
        var cause = await resolution.CreateCauseAsync();
        var complaints = Enumerable.Range(0, 450).Select(_ => Guid.NewGuid()).ToList();
        await using (var db = Database.Of(resolution))
        {
            var now = resolution.Clock.GetUtcNow().AddMinutes(-1).UtcTicks;
            foreach (var id in complaints)
                await Database.InsertRootCauseAsync(db, id, cause, now);
        }

        var action = await resolution.DoneActionAsync(cause);
        await (await resolution.ChangeActionAsync(action, """{"state":"verified","note":"已抽查"}""", resolution.Supervisor))
            .ShouldBeAsync(200);

        var events = await VerifiedAsync(action);
        events.Select(told => (told.Batch, told.Batches)).Order().ShouldBe([(1, 3), (2, 3), (3, 3)]);
        events.SelectMany(told => told.Complaints).Order().ShouldBe(complaints.Order());
        events.ShouldAllBe(told => told.Complaints.Count <= 200);
    }

    [Fact]
    public async Task Who_gave_it_away_before_it_was_done_verifies_no_more_than_the_owner()
    {
        var cause = await resolution.CreateCauseAsync();
        var supervisor = ResolutionFactory.UserIdOf(Roles.Supervisor);
        await resolution.PublishAsync(resolution.StaffChanged(supervisor, Roles.Supervisor, present: false));
        var action = (await resolution.PlanAsync(cause, supervisor)).GetProperty("id").GetGuid();
        await (await resolution.ChangeActionAsync(action, """{"state":"in_progress"}""", resolution.Supervisor)).ShouldBeAsync(200);
        await (await resolution.ChangeActionAsync(
            action, $$"""{"ownerId":"{{ResolutionFactory.UserIdOf(Roles.Agent)}}"}""", resolution.Supervisor)).ShouldBeAsync(200);
        await (await resolution.ChangeActionAsync(action, """{"state":"done"}""")).ShouldBeAsync(200);

        await (await resolution.ChangeActionAsync(action, """{"state":"verified","note":"已抽查"}""", resolution.Supervisor))
            .ShouldBeProblemAsync(403, "corrective_action.own_work");
    }

    [Fact]
    public async Task Who_sent_it_back_may_verify_what_came_of_it()
    {
        var action = await resolution.DoneActionAsync(await resolution.CreateCauseAsync());
        await (await resolution.ChangeActionAsync(action, """{"state":"in_progress","note":"仍有破损"}""", resolution.Supervisor))
            .ShouldBeAsync(200);
        await (await resolution.ChangeActionAsync(action, """{"state":"done"}""")).ShouldBeAsync(200);

        await (await resolution.ChangeActionAsync(action, """{"state":"verified","note":"已抽查"}""", resolution.Supervisor))
            .ShouldBeAsync(200);
    }

    [Fact]
    public async Task Only_somebody_else_verifies()
    {
        var cause = await resolution.CreateCauseAsync();
        var supervisor = ResolutionFactory.UserIdOf(Roles.Supervisor);
        await resolution.PublishAsync(resolution.StaffChanged(supervisor, Roles.Supervisor, present: false));
        const string verify = """{"state":"verified","note":"已抽查"}""";

        var own = (await resolution.PlanAsync(cause, supervisor)).GetProperty("id").GetGuid();
        await (await resolution.ChangeActionAsync(own, """{"state":"in_progress"}""", resolution.Supervisor)).ShouldBeAsync(200);
        await (await resolution.ChangeActionAsync(own, """{"state":"done"}""", resolution.Supervisor)).ShouldBeAsync(200);
        await (await resolution.ChangeActionAsync(own, verify, resolution.Supervisor))
            .ShouldBeProblemAsync(403, "corrective_action.own_work");

        // Handing it over after the work was done does not help
        await (await resolution.ChangeActionAsync(
            own, $$"""{"ownerId":"{{ResolutionFactory.UserIdOf(Roles.Agent)}}"}""", resolution.Supervisor)).ShouldBeAsync(200);
        await (await resolution.ChangeActionAsync(own, verify, resolution.Supervisor))
            .ShouldBeProblemAsync(403, "corrective_action.own_work");
        await (await resolution.ChangeActionAsync(own, verify)).ShouldBeProblemAsync(403, "corrective_action.own_work");
        await (await resolution.ChangeActionAsync(own, """{"state":"verified"}""", resolution.As(Roles.Manager)))
            .ShouldBeProblemAsync(400, "request.invalid", "/note");
        await (await resolution.ChangeActionAsync(own, verify, resolution.As(Roles.Manager))).ShouldBeAsync(200);
    }

    [Fact]
    public async Task It_goes_on_only_to_what_may_follow()
    {
        var cause = await resolution.CreateCauseAsync();
        var action = (await resolution.PlanAsync(cause)).GetProperty("id").GetGuid();

        var problem = await (await resolution.ChangeActionAsync(action, """{"state":"done"}"""))
            .ShouldBeProblemAsync(409, "corrective_action.illegal_transition");
        problem.GetProperty("allowed").GetRawText().ShouldBe("""["in_progress","cancelled"]""");
        await (await resolution.ChangeActionAsync(action, """{"state":"verified","note":"x"}""", resolution.Supervisor))
            .ShouldBeProblemAsync(409, "corrective_action.illegal_transition");

        await (await resolution.ChangeActionAsync(action, """{"state":"in_progress"}""")).ShouldBeAsync(200);
        foreach (var when in new[] { "0001-01-01T00:00:00Z", "2999-01-01T00:00:00Z" })
        {
            await (await resolution.ChangeActionAsync(action, $$"""{"state":"done","effectiveAt":"{{when}}"}"""))
                .ShouldBeProblemAsync(400, "request.invalid", "/effectiveAt");
        }

        await (await resolution.ChangeActionAsync(action, """{"state":"done"}""")).ShouldBeAsync(200);
        await (await resolution.ChangeActionAsync(action, """{"state":"in_progress"}""", resolution.Supervisor))
            .ShouldBeProblemAsync(400, "request.invalid", "/note");
        var back = await (await resolution.ChangeActionAsync(action, """{"state":"in_progress","note":"仍有破损"}""", resolution.Supervisor))
            .ShouldBeAsync(200);
        back.GetProperty("effectiveAt").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        await (await resolution.ChangeActionAsync(action, """{"state":"cancelled","note":"改用其他措施"}""")).ShouldBeAsync(200);
        await (await resolution.ChangeActionAsync(action, """{"title":"又来"}""")).ShouldBeProblemAsync(409, "corrective_action.ended");
    }

    [Fact]
    public async Task A_merged_cause_takes_its_actions_along()
    {
        var (gone, stays) = (await resolution.CreateCauseAsync(), await resolution.CreateCauseAsync());
        var action = (await resolution.PlanAsync(gone)).GetProperty("id").GetGuid();
        await resolution.MergeAsync(gone, stays).ShouldBeAsync(200);

        var listed = await resolution.Agent.GetAsync($"corrective-actions?causeId={stays}").ShouldBeAsync(200);

        var item = listed.GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        item.GetProperty("id").GetGuid().ShouldBe(action);
        item.GetProperty("cause").GetProperty("id").GetGuid().ShouldBe(stays);
    }

    [Fact]
    public async Task Overdue_ones_are_found()
    {
        var cause = await resolution.CreateCauseAsync();
        var action = (await resolution.PlanAsync(cause)).GetProperty("id").GetGuid();
        (await resolution.Agent.GetAsync($"corrective-actions?causeId={cause}&overdue=true").ShouldBeAsync(200))
            .GetProperty("items").GetArrayLength().ShouldBe(0);

        resolution.Clock.Advance(TimeSpan.FromDays(31));

        var item = (await resolution.Agent.GetAsync($"corrective-actions?causeId={cause}&overdue=true").ShouldBeAsync(200))
            .GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        item.GetProperty("id").GetGuid().ShouldBe(action);
        item.GetProperty("overdue").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Who_may_not_is_told_so()
    {
        var cause = await resolution.CreateCauseAsync();
        var action = (await resolution.PlanAsync(cause)).GetProperty("id").GetGuid();

        await (await resolution.ChangeActionAsync(action, """{"title":"x"}""", resolution.As(Roles.Agent, Guid.NewGuid())))
            .ShouldBeProblemAsync(403, "corrective_action.not_yours");
        await resolution.Agent.PostJsonAsync("corrective-actions", "{}").ShouldBeProblemAsync(403, "permission.denied");
        await resolution.As(Roles.Agent, "elsewhere").GetAsync($"corrective-actions/{action}")
            .ShouldBeProblemAsync(404, "corrective_action.not_found");
        await resolution.Agent.SendJsonAsync(HttpMethod.Patch, $"corrective-actions/{action}", """{"title":"x"}""")
            .ShouldBeProblemAsync(428, "precondition.required");
        var due = JsonDefaults.Rfc3339(resolution.Clock.GetUtcNow().AddDays(1));
        await resolution.Supervisor.PostJsonAsync(
            "corrective-actions", $$"""{"causeId":"{{cause}}","title":"x","ownerId":"{{Guid.NewGuid()}}","dueAt":"{{due}}"}""")
            .ShouldBeProblemAsync(422, "corrective_action.no_such_owner", "/ownerId");
    }

    private async Task<List<CorrectiveActionVerified>> VerifiedAsync(Guid action) =>
        [.. (await resolution.PublishedAsync<CorrectiveActionVerified>()).Where(told => told.ActionId == action)];
}
