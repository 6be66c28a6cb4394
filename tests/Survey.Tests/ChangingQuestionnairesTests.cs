using System.Text.Json;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Survey.Tests;

public sealed class ChangingQuestionnairesTests : IAsyncLifetime
{
    private const string Short = """
        {"questions":[{"id":"satisfaction","kind":"scale","zh":"满意吗?","en":"Satisfied?","required":true,"minimum":1,"maximum":5},
        {"id":"why","kind":"multiple","zh":"原因","en":"Why","options":[{"id":"a","zh":"甲","en":"A"},{"id":"b","zh":"乙","en":"B"}]}]}
        """;

    private readonly SurveyFactory _service = new();

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task A_new_version_is_asked_once_it_is_active_and_running_surveys_keep_theirs()
    {
        var before = await _service.CloseAsync(_service.Closed(Guid.NewGuid()));
        var id = (await DefaultAsync()).GetProperty("id").GetString();

        var added = await _service.Manager.PostJsonAsync($"questionnaires/{id}/versions", Short).ShouldBeAsync(201);
        added.GetProperty("versions").GetArrayLength().ShouldBe(2);
        added.GetProperty("activeVersion").GetInt32().ShouldBe(1);
        await _service.Manager.PostJsonAsync($"questionnaires/{id}/activation", """{"version":2}""").ShouldBeAsync(200);
        var after = await _service.CloseAsync(_service.Closed(Guid.NewGuid()));

        (await QuestionsAsync(before)).Count.ShouldBe(4);
        (await QuestionsAsync(after)).Count.ShouldBe(2);
        await _service.AnswerAsync(after, """{"satisfaction":3,"why":["a","b"]}""").ShouldBeAsync(201);
        (await DefaultAsync()).GetProperty("activeVersion").GetInt32().ShouldBe(2);
        await _service.Manager.PostJsonAsync($"questionnaires/{id}/activation", """{"version":1}""").ShouldBeAsync(200);
        (await QuestionsAsync(await _service.CloseAsync(_service.Closed(Guid.NewGuid())))).Count.ShouldBe(4);
    }

    [Theory]
    [InlineData("""{"id":"satisfaction","kind":"scale","zh":"问","en":"Q","minimum":0,"maximum":10}""", "/questions/0/kind")]
    [InlineData("""{"id":"solved","kind":"open","zh":"问","en":"Q"}""", "/questions/0/options")]
    [InlineData("""{"id":"x","kind":"scale","zh":"问","en":"Q","minimum":5,"maximum":1}""", "/questions/0/maximum")]
    [InlineData("""{"id":"x","kind":"single","zh":"问","en":"Q","options":[{"id":"a","zh":"甲","en":"A"}]}""", "/questions/0/options")]
    [InlineData("""{"id":"A b","kind":"open","zh":"问","en":"Q"}""", "/questions/0/id")]
    public async Task Questions_that_make_no_sense_are_refused(string question, string pointer)
    {
        var response = await _service.Manager.PostJsonAsync("questionnaires", $$"""{"name":"n","questions":[{{question}}]}""");

        await response.ShouldBeProblemAsync(400, "request.invalid", pointer);
    }

    [Fact]
    public async Task Only_what_exists_is_extended_or_activated_and_only_by_management()
    {
        var id = (await DefaultAsync()).GetProperty("id").GetString();

        await _service.Manager.PostJsonAsync($"questionnaires/{Guid.NewGuid()}/versions", Short).ShouldBeProblemAsync(404,
            "resource.not_found");
        await _service.Manager.PostJsonAsync($"questionnaires/{id}/activation", """{"version":7}""").ShouldBeProblemAsync(404,
            "resource.not_found");
        await _service.Agent.PostJsonAsync($"questionnaires/{id}/versions", Short).ShouldBeProblemAsync(403, "permission.denied");
    }

    private async Task<JsonElement> DefaultAsync() =>
        (await _service.Manager.GetAsync("questionnaires").ShouldBeAsync(200)).GetProperty("items")[0];

    private async Task<List<JsonElement>> QuestionsAsync(string token)
    {
        var survey = await _service.Customer.GetAsync($"surveys/{token}").ShouldBeAsync(200);
        return [.. survey.GetProperty("questionnaire").GetProperty("questions").EnumerateArray()];
    }
}
