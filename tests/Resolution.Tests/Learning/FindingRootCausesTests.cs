using System.Text.Json;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Resolution.Tests.Learning;

public sealed class FindingRootCausesTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    [Fact]
    public async Task The_case_shows_the_chain_with_its_evidence_and_others_hear_of_it()
    {
        var (complaint, cause) = (await resolution.OpenCaseAsync(), await resolution.CreateCauseAsync());

        var answer = await resolution.RecordCauseAsync(
            complaint, cause, """{"because":"纸箱压坏","evidence":"照片 3"},"供应商换了更薄的纸板" """);

        foreach (var shown in new[] { answer, await resolution.CaseAsync(complaint) })
        {
            var found = shown.GetProperty("rootCause");
            found.GetProperty("causeId").GetGuid().ShouldBe(cause);
            found.GetProperty("dimension").GetString().ShouldBe("method");
            found.GetProperty("whys").GetRawText()
                .ShouldBe("""[{"because":"纸箱压坏","evidence":"照片 3"},{"because":"供应商换了更薄的纸板","evidence":null}]""");
            found.GetProperty("proven").GetBoolean().ShouldBeFalse();
        }

        (await resolution.EventuallyPublishedAsync<RootCauseRecorded>(complaint)).CauseId.ShouldBe(cause);
    }

    [Fact]
    public async Task It_is_corrected_and_may_be_found_after_the_end()
    {
        var (complaint, first, second) =
            (await resolution.OpenCaseAsync(), await resolution.CreateCauseAsync(), await resolution.CreateCauseAsync());
        await resolution.RecordCauseAsync(complaint, first);
        await resolution.ResolveAsync(complaint);

        await resolution.RecordCauseAsync(complaint, second);

        (await resolution.CauseAsync(first)).GetProperty("complaints").GetInt32().ShouldBe(0);
        (await resolution.CauseAsync(second)).GetProperty("complaints").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_stale_or_missing_condition_is_refused()
    {
        var (complaint, cause) = (await resolution.OpenCaseAsync(), await resolution.CreateCauseAsync());
        var body = $$"""{"whys":["a"],"dimension":"people","causeId":"{{cause}}"}""";
        var tag = await resolution.TagAsync(complaint);
        await resolution.RecordCauseAsync(complaint, cause);

        await resolution.Agent.PutJsonAsync($"cases/{complaint}/root-cause", body).ShouldBeProblemAsync(428, "precondition.required");
        await resolution.Agent.PutJsonAsync($"cases/{complaint}/root-cause", body, ("If-Match", tag))
            .ShouldBeProblemAsync(412, "precondition.failed");
    }

    [Theory]
    [InlineData("""{"whys":[],"dimension":"people","causeId":"00000000-0000-0000-0000-000000000001"}""", "request.invalid", "/whys")]
    [InlineData("""{"whys":["  "],"dimension":"people","causeId":"00000000-0000-0000-0000-000000000001"}""", "request.invalid", null)]
    [InlineData("""{"whys":["a"],"dimension":"moon","causeId":"00000000-0000-0000-0000-000000000001"}""", "field.invalid", "/dimension")]
    [InlineData("""{"whys":[7],"dimension":"people","causeId":"00000000-0000-0000-0000-000000000001"}""", "field.invalid", null)]
    [InlineData("""{"whys":[{"why":"a"}],"dimension":"people","causeId":"00000000-0000-0000-0000-000000000001"}""", "field.invalid", null)]
    public async Task A_bad_chain_is_refused_by_name(string body, string code, string? pointer)
    {
        var complaint = await resolution.OpenCaseAsync();

        await resolution.Agent.PutJsonAsync($"cases/{complaint}/root-cause", body, ("If-Match", await resolution.TagAsync(complaint)))
            .ShouldBeProblemAsync(400, code, pointer);
    }

    [Fact]
    public async Task A_cause_of_another_storefront_is_none()
    {
        var complaint = await resolution.OpenCaseAsync();
        var foreign = await resolution.CreateCauseAsync(client: resolution.As(Roles.Agent, "elsewhere"));

        await resolution.Agent.PutJsonAsync(
            $"cases/{complaint}/root-cause", $$"""{"whys":["a"],"dimension":"people","causeId":"{{foreign}}"}""",
            ("If-Match", await resolution.TagAsync(complaint))).ShouldBeProblemAsync(422, "cause.not_found", "/causeId");
        await resolution.Agent.GetAsync($"causes/{foreign}").ShouldBeProblemAsync(404, "cause.not_found");
        await resolution.Supervisor.PostJsonAsync($"causes/{foreign}/merge", $$"""{"intoId":"{{foreign}}"}""")
            .ShouldBeProblemAsync(404, "cause.not_found");
    }

    [Fact]
    public async Task Complaints_that_share_a_cause_are_listed_page_by_page()
    {
        var cause = await resolution.CreateCauseAsync();
        var complaints = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            complaints.Add(await resolution.OpenCaseAsync());
            await resolution.RecordCauseAsync(complaints[^1], cause);
        }

        var first = await resolution.Agent.GetAsync($"causes/{cause}/complaints?limit=2&count=true").ShouldBeAsync(200);
        var second = await resolution.Agent.GetAsync(
            $"causes/{cause}/complaints?limit=2&cursor={first.GetProperty("nextCursor").GetString()}").ShouldBeAsync(200);

        first.GetProperty("total").GetInt32().ShouldBe(3);
        Ids(first).Concat(Ids(second)).ShouldBe(Enumerable.Reverse(complaints));
    }

    [Fact]
    public async Task A_name_stands_once_in_a_catalogue()
    {
        var name = "纸箱太薄 " + Guid.NewGuid();
        var cause = await resolution.CreateCauseAsync(name);

        var problem = await resolution.Agent.PostJsonAsync(
            "causes", $$"""{"name":" {{name.ToUpperInvariant()}} ","dimension":"material"}""")
            .ShouldBeProblemAsync(409, "cause.name_taken");
        problem.GetProperty("causeId").GetGuid().ShouldBe(cause);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => resolution.Agent.PostJsonAsync(
            "causes", $$"""{"name":"{{name}} 2","dimension":"material"}""")));
        answers.Count(answer => (int)answer.StatusCode == 201).ShouldBe(1);
        answers.Count(answer => (int)answer.StatusCode == 409).ShouldBe(5);
    }

    private static IEnumerable<Guid> Ids(JsonElement page) =>
        page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("complaintId").GetGuid());
}
