using System.Net;
using System.Text.Json;
using ComplaintPlatform.Contracts.Survey;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Survey.Tests;

public sealed class AnsweringASurveyTests(SurveyFactory service) : IClassFixture<SurveyFactory>
{
    private readonly Guid _complaint = Guid.NewGuid();

    [Fact]
    public async Task The_link_shows_the_questions_in_both_languages()
    {
        var token = await service.CloseAsync(service.Closed(_complaint));

        var survey = await service.Customer.GetAsync($"surveys/{token}").ShouldBeAsync(200);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"surveys/{token}") { Headers = { { "Accept-Language", "en" } } };
        var english = await service.Customer.SendAsync(request).ShouldBeAsync(200);

        var questions = survey.GetProperty("questionnaire").GetProperty("questions").EnumerateArray().ToList();
        questions.Select(question => (question.GetProperty("id").GetString(), question.GetProperty("kind").GetString()))
            .ShouldBe([("satisfaction", "scale"), ("professional", "single"), ("solved", "single"), ("suggestion", "open")]);
        questions[1].GetProperty("options").GetArrayLength().ShouldBe(5);
        questions[2].GetProperty("text").GetString().ShouldBe("您的问题解决了吗?");
        english.GetProperty("questionnaire").GetProperty("questions")[2].GetProperty("text").GetString()
            .ShouldBe("Was your problem solved?");
        survey.GetProperty("questionnaire").GetProperty("version").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Answers_are_taken_once()
    {
        var token = await service.CloseAsync(service.Closed(_complaint));

        await service.AnswerAsync(token,
            """{"satisfaction":5,"professional":"excellent","solved":"yes","suggestion":"包装可以更好"}""").ShouldBeAsync(201);

        await service.AnswerAsync(token, """{"satisfaction":1}""").ShouldBeProblemAsync(409, "survey.already_answered");
        await service.Customer.GetAsync($"surveys/{token}").ShouldBeProblemAsync(409, "survey.already_answered");
        var answered = (await service.PublishedAsync<SurveyAnswered>(_complaint)).ShouldHaveSingleItem();
        (answered.Score, answered.Solved, answered.Actor).ShouldBe((5, true, "customer"));
        (await service.PublishedAsync<LowScoreReceived>(_complaint)).ShouldBeEmpty();
        var invitation = await service.OnlyInvitationAsync(_complaint);
        invitation.GetProperty("state").GetString().ShouldBe("answered");
        invitation.GetProperty("answers").GetArrayLength().ShouldBe(4);
    }

    [Theory]
    [InlineData("""{"satisfaction":2}""", true)]
    [InlineData("""{"satisfaction":3}""", false)]
    [InlineData("""{"satisfaction":5,"solved":"no"}""", true)]
    [InlineData("""{"satisfaction":5,"solved":false}""", true)]
    [InlineData("""{"satisfaction":4,"solved":true}""", false)]
    public async Task A_low_score_or_not_solved_asks_for_another_look(string answers, bool expected)
    {
        var token = await service.CloseAsync(service.Closed(_complaint));

        await service.AnswerAsync(token, answers).ShouldBeAsync(201);

        (await service.PublishedAsync<LowScoreReceived>(_complaint)).Count.ShouldBe(expected ? 1 : 0);
    }

    [Fact]
    public async Task Of_twenty_answers_at_once_one_wins()
    {
        var token = await service.CloseAsync(service.Closed(_complaint));

        var answers = await Task.WhenAll(Enumerable.Range(0,
            20).Select(at => service.AnswerAsync(token, $$"""{"satisfaction":{{(at % 5) + 1}}}""")));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        foreach (var refused in answers.Where(answer => answer.StatusCode != HttpStatusCode.Created))
            await refused.ShouldBeProblemAsync(409, "survey.already_answered");
        (await service.PublishedAsync<SurveyAnswered>(_complaint)).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"satisfaction":6}""", "/answers/satisfaction")]
    [InlineData("""{"satisfaction":4.5}""", "/answers/satisfaction")]
    [InlineData("""{"satisfaction":"5"}""", "/answers/satisfaction")]
    [InlineData("""{"solved":"yes"}""", "/answers/satisfaction")]
    [InlineData("""{}""", "/answers/satisfaction")]
    [InlineData("""{"satisfaction":5,"solved":"maybe"}""", "/answers/solved")]
    [InlineData("""{"satisfaction":5,"solved":["yes"]}""", "/answers/solved")]
    [InlineData("""{"satisfaction":5,"other":1}""", "/answers/other")]
    [InlineData("""{"satisfaction":5,"suggestion":5}""", "/answers/suggestion")]
    [InlineData("""{"satisfaction":5,"suggestion":"a\u0000b"}""", "/answers/suggestion")]
    public async Task Answers_that_do_not_fit_are_refused_and_use_nothing_up(string answers, string pointer)
    {
        var token = await service.CloseAsync(service.Closed(_complaint));

        await service.AnswerAsync(token, answers).ShouldBeProblemAsync(400, "request.invalid", pointer);

        await service.AnswerAsync(token, """{"satisfaction":5}""").ShouldBeAsync(201);
    }

    [Fact]
    public async Task Whatever_is_no_token_leads_nowhere()
    {
        var token = await service.CloseAsync(service.Closed(_complaint));

        foreach (var wrong in new[] { token[..^1], token + "A", token.ToUpperInvariant(), Guid.NewGuid().ToString(), "x" })
        {
            await service.Customer.GetAsync($"surveys/{wrong}").ShouldBeProblemAsync(404, "resource.not_found");
            await service.AnswerAsync(wrong, """{"satisfaction":5}""").ShouldBeProblemAsync(404, "resource.not_found");
        }

        token.Length.ShouldBe(27);
    }

    [Fact]
    public async Task A_reopened_case_revokes_the_link()
    {
        var token = await service.CloseAsync(service.Closed(_complaint));

        await service.PublishAsync(service.Reopened(_complaint));

        await service.Customer.GetAsync($"surveys/{token}").ShouldBeProblemAsync(410, "survey.revoked");
        await service.AnswerAsync(token, """{"satisfaction":5}""").ShouldBeProblemAsync(410, "survey.revoked");
        (await service.PublishedAsync<SurveyRevoked>(_complaint)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_same_key_replays_the_answer()
    {
        var token = await service.CloseAsync(service.Closed(_complaint));
        const string body = """{"answers":{"satisfaction":5}}""";

        await service.Customer.PostJsonAsync($"surveys/{token}/answers", body, ("Idempotency-Key", "one")).ShouldBeAsync(201);
        var again = await service.Customer.PostJsonAsync($"surveys/{token}/answers", body, ("Idempotency-Key", "one"));

        await again.ShouldBeAsync(201);
        again.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
    }

    [Fact]
    public async Task An_agent_fills_it_in_on_the_phone()
    {
        await service.PublishAsync(service.Closed(_complaint, customerType: "vip"));
        var invitation = await service.OnlyInvitationAsync(_complaint);
        invitation.GetProperty("byPhone").GetBoolean().ShouldBeTrue();
        (await service.PublishedAsync<SurveyDue>(_complaint)).ShouldBeEmpty();
        var path = $"survey-invitations/{invitation.GetProperty("id").GetString()}/phone-answers";
        const string body = """{"answers":{"satisfaction":4,"solved":"yes"}}""";

        await service.As(Roles.Agent, "other").PostJsonAsync(path, body).ShouldBeProblemAsync(404, "resource.not_found");
        await service.As(Roles.Auditor).PostJsonAsync(path, body).ShouldBeProblemAsync(403, "permission.denied");
        var answered = await service.Agent.PostJsonAsync(path, body).ShouldBeAsync(201);

        answered.GetProperty("answeredBy").GetString().ShouldBe(Roles.Agent);
        (await service.PublishedAsync<SurveyAnswered>(_complaint)).ShouldHaveSingleItem().Actor.ShouldBe(Roles.Agent);
        await service.Agent.PostJsonAsync(path, body).ShouldBeProblemAsync(409, "survey.already_answered");
    }

    [Fact]
    public async Task An_agent_does_not_fill_in_what_customers_think_of_that_agent_unless_the_policy_marks_it()
    {
        const string body = """{"answers":{"satisfaction":5}}""";
        var storefront = $"shop-{Guid.NewGuid():N}";
        var (own, manager) = (service.As(Roles.Agent, storefront), service.As(Roles.Manager, storefront));
        await service.PublishAsync(service.Closed(_complaint, customerType: "vip", storefront: storefront, agentId: ServiceHost.UserIdOf(Roles.Agent)));
        var invitation = (await own.GetAsync($"survey-invitations?complaintId={_complaint}").ShouldBeAsync(200)).GetProperty("items")[0];
        var path = $"survey-invitations/{invitation.GetProperty("id").GetString()}/phone-answers";

        await own.PostJsonAsync(path, body).ShouldBeProblemAsync(409, "survey.own_case");
        var policy = await manager.GetAsync("survey-policies");
        var document = System.Text.Json.Nodes.JsonNode.Parse(await policy.Content.ReadAsStringAsync())!;
        document["ownAgentAnswers"] = "mark";
        await manager.PutJsonAsync("survey-policies", document.ToJsonString(), ("If-Match", policy.Headers.ETag!.Tag)).ShouldBeAsync(200);
        var answered = await own.PostJsonAsync(path, body).ShouldBeAsync(201);

        answered.GetProperty("byOwnAgent").GetBoolean().ShouldBeTrue();
        var summary = await manager.GetAsync("satisfaction/summary?groupBy=channel").ShouldBeAsync(200);
        summary.GetProperty("byOwnAgent").GetInt32().ShouldBe(1);
        summary.GetProperty("groups")[0].GetProperty("byOwnAgent").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_colleague_fills_it_in_and_it_is_no_mark()
    {
        await service.PublishAsync(service.Closed(_complaint, customerType: "vip", agentId: Guid.NewGuid()));
        var invitation = await service.OnlyInvitationAsync(_complaint);

        var answered = await service.Agent.PostJsonAsync(
            $"survey-invitations/{invitation.GetProperty("id").GetString()}/phone-answers", """{"answers":{"satisfaction":5}}""").ShouldBeAsync(201);

        answered.GetProperty("byOwnAgent").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task The_link_is_given_to_the_sender_of_messages_alone()
    {
        await service.PublishAsync(service.Closed(_complaint));
        var id = (await service.OnlyInvitationAsync(_complaint)).GetProperty("id").GetGuid();

        (await service.LinkAsync(id)).ShouldStartWith("https://platform.example/api/v1/surveys/");

        (await service.Manager.GetAsync(new Uri(service.Address,
            $"/internal/survey-links/{id}"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await service.Unknown().GetAsync(new Uri(service.Address,
            $"/internal/survey-links/{id}"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var listed = JsonSerializer.Serialize(await service.OnlyInvitationAsync(_complaint));
        listed.ShouldNotContain((await service.LinkAsync(id)).Split('/')[^1]);
    }
}
