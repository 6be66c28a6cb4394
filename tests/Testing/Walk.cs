using System.Text.Json;
using Shouldly;

namespace ComplaintPlatform.Testing;

/// <summary>
/// The platform's main job, call by call: one complaint from its receipt to its survey. Works on any shape of the platform.
/// </summary>
/// <param name="messages">The folder into which messages are written where no mail server is set.</param>
public sealed class Walk(PlatformClient platform, string messages)
{
    public const string Complaint = """
        {"channel":"web","customer":{"externalId":"u-1","name":"王芳","phone":"13800000000","email":"wang@example.com","orderCount":12},
         "order":{"externalId":"o-1","product":"电热水壶","amount":{"amount":"129.00","currency":"CNY"}},"text":"水壶用了两天就漏电,太危险了,要求退款!","expectation":"退款"}
        """;

    private HttpClient _agent = null!;
    private HttpClient _supervisor = null!;

    public Guid Id { get; private set; }

    /// <summary>Steps 1 and 2: received, classified, assigned.</summary>
    public async Task<JsonElement> ReceiveAsync(string complaint = Complaint)
    {
        _agent = await platform.AsAsync("agent");
        _supervisor = await platform.AsAsync("supervisor");
        var received = await platform.PostComplaintAsync(complaint);
        Id = received.GetProperty("id").GetGuid();
        Token = received.GetProperty("trackingUrl").GetString()!.Split('/')[^1];
        return await platform.ComplaintWhenAsync(
            Id, read => read.GetProperty("case") is { ValueKind: JsonValueKind.Object } opened
                && opened.GetProperty("agent").ValueKind == JsonValueKind.Object, "an agent is assigned");
    }

    public string Token { get; private set; } = "";

    /// <summary>Steps 3 to 5: contact, offers, the customer's acceptance.</summary>
    public async Task AgreeAsync()
    {
        await _agent.PostJsonAsync(
            $"cases/{Id}/contacts", """{"direction":"outgoing","channel":"phone","text":"已致电道歉并了解情况","awaitsCustomer":false}""")
            .ShouldBeAsync(201);
        var made = await _agent.PostJsonAsync(
            $"cases/{Id}/offers", """{"alternatives":[{"kind":"refund","value":{"amount":"50.00","currency":"CNY"},"note":"部分退款"},{"kind":"exchange","note":"换新"}]}""").ShouldBeAsync(201);
        var refund = made.GetProperty("offers").EnumerateArray().Single(offer => offer.GetProperty("kind").GetString() == "refund");
        if (refund.GetProperty("state").GetString() == "awaiting_approval")
            await _supervisor.PostJsonAsync($"approvals/{refund.GetProperty("approvalId").GetString()}/approval", """{"comment":"同意"}""")
                .ShouldBeAsync(200);
        await platform.Customer.PostJsonAsync($"track/{Token}/offers/{refund.GetProperty("id").GetString()}/acceptance", "{}")
            .ShouldBeAsync(200);
    }

    /// <summary>Steps 6 and 7: the departments' tasks, then the resolution.</summary>
    public async Task ResolveAsync()
    {
        var read = await CaseAsync();
        read.GetProperty("tasks").GetArrayLength().ShouldBeGreaterThan(0, "the accepted offer became tasks");
        await _agent.PostJsonAsync($"cases/{Id}/resolution", """{"summary":"太早"}""").ShouldBeProblemAsync(409, "case.obligations_open");
        foreach (var task in read.GetProperty("tasks").EnumerateArray())
        {
            var current = await _agent.GetAsync($"cases/{Id}");
            await _agent.SendJsonAsync(
                HttpMethod.Patch, $"cases/{Id}/tasks/{task.GetProperty("id").GetString()}", """{"state":"done","result":"退款已到账"}""",
                ("If-Match", current.Headers.ETag!.Tag)).ShouldBeAsync(200);
        }

        (await _agent.PostJsonAsync($"cases/{Id}/resolution", """{"summary":"已退款50元并致歉"}""").ShouldBeAsync(200)).GetProperty("state")
            .GetString().ShouldBe("resolved");
    }

    /// <summary>Step 8: the customer's word.</summary>
    public async Task FollowUpAsync(string outcome)
    {
        var list = await PlatformClient.WhenAsync(
            () => _agent.GetAsync($"follow-ups?complaintId={Id}").ShouldBeAsync(200),
            found => found.GetProperty("items").EnumerateArray().Any(IsOpen), "a follow-up is due");
        var followUp = list.GetProperty("items").EnumerateArray().Single(IsOpen).GetProperty("id").GetString();
        await _agent.PostJsonAsync($"follow-ups/{followUp}/attempts", $$"""{"outcome":"{{outcome}}","notes":"客户的原话"}""").ShouldBeAsync(201);
    }

    /// <summary>Step 9: the survey's message is found, its address opened, and the answers given.</summary>
    public async Task AnswerSurveyAsync(int satisfaction = 5, string words = "处理得很快,谢谢")
    {
        var token = await SurveyTokenAsync();
        var survey = await platform.Customer.GetAsync($"surveys/{token}").ShouldBeAsync(200);
        var answers = survey.GetProperty("questionnaire").GetProperty("questions").EnumerateArray().ToDictionary(
            question => question.GetProperty("id").GetString()!, question => Answer(question, satisfaction, words));
        var body = JsonSerializer.Serialize(new { answers });
        await platform.Customer.PostJsonAsync($"surveys/{token}/answers", body).ShouldBeAsync(201);
        ((int)(await platform.Customer.PostJsonAsync($"surveys/{token}/answers", body)).StatusCode).ShouldBe(409);
    }

    public async Task<JsonElement> CaseAsync() => await _agent.GetAsync($"cases/{Id}").ShouldBeAsync(200);

    private static bool IsOpen(JsonElement followUp) =>
        followUp.GetProperty("state").GetString() is "scheduled" or "due" or "open" or "claimed";

    private static object Answer(JsonElement question, int satisfaction, string words) => question.GetProperty("kind").GetString() switch
    {
        "scale" => satisfaction,
        "single" => FirstOption(question),
        "multiple" => new[] { FirstOption(question) },
        _ => words,
    };

    private static string FirstOption(JsonElement question)
    {
        var option = question.GetProperty("options")[0];
        return option.ValueKind == JsonValueKind.String ? option.GetString()! : option.GetProperty("id").GetString()!;
    }

    private async Task<string> SurveyTokenAsync()
    {
        const string mark = "/surveys/";
        return await Eventually.BecomeAsync(
            () =>
            {
                var texts = Directory.Exists(messages) ? Directory.EnumerateFiles(messages)
                    .Where(file => !file.EndsWith(".tmp", StringComparison.Ordinal)).Select(MessageFile.Text) : [];
                var text = texts.FirstOrDefault(text => text.Contains(mark, StringComparison.Ordinal));
                return Task.FromResult(text is null ? null
                    : new string([.. text[(text.IndexOf(mark, StringComparison.Ordinal) + mark.Length)..]
                    .TakeWhile(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_')]));
            },
            "the survey's message is written");
    }
}
