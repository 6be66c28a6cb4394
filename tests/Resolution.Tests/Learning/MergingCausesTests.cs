using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Resolution.Tests.Learning;

public sealed class MergingCausesTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    [Fact]
    public async Task The_one_that_stays_has_the_complaints_of_both_and_answers_for_both()
    {
        var name = "包装 " + Guid.NewGuid();
        var (gone, stays) = (await resolution.CreateCauseAsync(name), await resolution.CreateCauseAsync());
        var (first, second) = (await resolution.OpenCaseAsync(), await resolution.OpenCaseAsync());
        await resolution.RecordCauseAsync(first, gone);
        await resolution.RecordCauseAsync(second, stays);

        var merged = await resolution.MergeAsync(gone, stays).ShouldBeAsync(200);

        merged.GetProperty("complaints").GetInt32().ShouldBe(2);
        var asked = await resolution.Agent.GetAsync($"causes/{gone}");
        asked.Content.Headers.ContentLocation!.ToString().ShouldBe($"/api/v1/causes/{stays}");
        var answer = await asked.ShouldBeAsync(200);
        answer.GetProperty("id").GetGuid().ShouldBe(stays);
        answer.GetProperty("complaints").GetInt32().ShouldBe(2);
        answer.GetProperty("mergedFrom")[0].GetProperty("name").GetString().ShouldBe(name);
        (await resolution.CaseAsync(first)).GetProperty("rootCause").GetProperty("causeId").GetGuid().ShouldBe(stays);
        (await resolution.Agent.GetAsync($"causes/{gone}/complaints?count=true").ShouldBeAsync(200)).GetProperty("total").GetInt32()
            .ShouldBe(2);
        // The name is free again, and what is recorded for the old id goes to the one that stays
        await resolution.CreateCauseAsync(name);
        (await resolution.RecordCauseAsync(second, gone)).GetProperty("rootCause").GetProperty("causeId").GetGuid().ShouldBe(stays);
    }

    [Fact]
    public async Task A_row_of_merges_ends_at_its_last()
    {
        var (a, b, c) = (await resolution.CreateCauseAsync(), await resolution.CreateCauseAsync(), await resolution.CreateCauseAsync());

        await resolution.MergeAsync(a, b).ShouldBeAsync(200);
        await resolution.MergeAsync(b, c).ShouldBeAsync(200);

        (await resolution.CauseAsync(a)).GetProperty("id").GetGuid().ShouldBe(c);
        (await resolution.CauseAsync(c)).GetProperty("mergedFrom").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task What_was_merged_or_is_the_same_is_refused()
    {
        var (a, b, c) = (await resolution.CreateCauseAsync(), await resolution.CreateCauseAsync(), await resolution.CreateCauseAsync());
        await resolution.MergeAsync(a, b).ShouldBeAsync(200);

        await resolution.MergeAsync(b, b).ShouldBeProblemAsync(409, "cause.same");
        // Back into what went into it: it is the same cause by now
        await resolution.MergeAsync(b, a).ShouldBeProblemAsync(409, "cause.same");
        (await resolution.MergeAsync(a, c).ShouldBeProblemAsync(409, "cause.already_merged"))
            .GetProperty("allowed")[0].GetGuid().ShouldBe(b);
        await resolution.MergeAsync(a, b).ShouldBeAsync(200);
        await resolution.MergeAsync(c, Guid.NewGuid()).ShouldBeProblemAsync(422, "cause.not_found", "/intoId");
        await resolution.Agent.PostJsonAsync($"causes/{c}/merge", $$"""{"intoId":"{{b}}"}""")
            .ShouldBeProblemAsync(403, "permission.denied");
    }

    [Fact]
    public async Task Merges_at_once_in_every_direction_leave_one_cause_and_lose_no_complaint()
    {
        var causes = new List<Guid>();
        for (var i = 0; i < 6; i++)
        {
            causes.Add(await resolution.CreateCauseAsync());
            await resolution.RecordCauseAsync(await resolution.OpenCaseAsync(), causes[i]);
        }

        var pairs = from one in causes from other in causes where one != other select (one, other);
        var answers = await Task.WhenAll(pairs.Select(pair => resolution.MergeAsync(pair.one, pair.other)));

        answers.ShouldAllBe(answer => (int)answer.StatusCode == 200 || (int)answer.StatusCode == 409);
        var standing = await Task.WhenAll(causes.Select(async cause => (await resolution.CauseAsync(cause))));
        standing.Select(cause => cause.GetProperty("id").GetGuid()).Distinct().Count().ShouldBe(1);
        standing[0].GetProperty("complaints").GetInt32().ShouldBe(6);
        standing[0].GetProperty("mergedFrom").GetArrayLength().ShouldBe(5);
    }
    [Fact]
    public async Task Of_many_at_once_with_one_name_one_is_taken_in_and_nothing_is_logged_as_a_fault()
    {
        var name = "同名-" + Guid.NewGuid().ToString("N");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => resolution.Supervisor.PostJsonAsync(
            "causes", $$"""{"name":"{{name}}","dimension":"people"}""")));

        answers.Select(answer => (int)answer.StatusCode).Order().ShouldBe([201, 409, 409, 409, 409, 409, 409, 409]);
        foreach (var refused in answers.Where(answer => (int)answer.StatusCode == 409))
            (await refused.Content.ReadAsStringAsync()).ShouldContain("cause.name_taken");
        resolution.LogLines.ShouldNotContain(line => line.Contains("UNIQUE constraint failed", StringComparison.Ordinal));
    }
}
