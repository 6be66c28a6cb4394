using System.Text.Json;
using System.Text.Json.Nodes;
using ComplaintPlatform.Contracts.Gateway;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Testing;
using ComplaintPlatform.Web.Security;

namespace ComplaintPlatform.Survey.Tests;

/// <summary>The survey service, set up as on one machine: every customer is asked at once.</summary>
public class SurveyFactory : ServiceHost, IAsyncLifetime
{
    public SurveyFactory()
        : this(AtOnce)
    {
    }

    protected SurveyFactory(Dictionary<string, string?> settings)
        : base(
            "survey", builder => builder.AddSurvey(), routes => routes.MapSurvey(),
            new TestClock(new DateTimeOffset(2026, 3, 10, 2, 0, 0, TimeSpan.Zero)),
            settings, app => app.MapSurveyInternal())
    {
    }

    public static Dictionary<string, string?> AtOnce => new()
    {
        ["Survey:DefaultPolicy:DelayMinutes"] = "0",
        ["Survey:DefaultPolicy:CoolDownDays"] = "0",
        ["PublicAddress"] = "https://platform.example/",
    };

    public HttpClient Agent => field ??= As(Roles.Agent);

    public HttpClient Manager => field ??= As(Roles.Manager);

    public HttpClient Customer => field ??= Anonymous();

    public HttpClient FollowUp => field ??= AsService("follow-up", Scopes.SurveyLinksRead);

    /// <summary>As intake makes it, from the same installation's secret.</summary>
    public string CustomerKey(string storefront, string externalId) =>
        new CustomerKeys(new KeyRing(Path.Combine(Folder, "keys"))).Of(storefront, externalId);

    public async ValueTask InitializeAsync() => await StartAsync();

    public CaseClosed Closed(
        Guid complaintId, string reason = "satisfied", int cycle = 1, int version = 6, string customerType = "returning",
        Guid? customerId = null,
        string storefront = Storefront, string category = "logistics/delay", Guid? agentId = null, DateTimeOffset? at = null) => new()
        {
            EventId = SequentialId.Next(),
            OccurredAt = at ?? Clock.GetUtcNow(),
            StorefrontId = storefront,
            ComplaintId = complaintId,
            Version = version,
            Cycle = cycle,
            State = "closed",
            Reason = reason,
            Case = new CaseFacts
            {
                Category = category,
                Urgency = "general",
                CustomerType = customerType,
                Channel = "web",
                Language = "zh-CN",
                CustomerId = customerId,
                AgentId = agentId,
                Department = "service",
            },
        };

    public CaseReopened Reopened(Guid complaintId, int cycle = 2, int version = 7) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = Clock.GetUtcNow(),
        StorefrontId = Storefront,
        ComplaintId = complaintId,
        Version = version,
        Cycle = cycle,
        State = "in_progress",
        By = "customer",
        Department = "service",
        ResolutionDueAt = Clock.GetUtcNow().AddDays(1),
    };

    public StorefrontChanged Changed(string? publicAddress, string timeZone = "Asia/Shanghai", string storefront = Storefront) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = Clock.GetUtcNow(),
        StorefrontId = storefront,
        Version = 1,
        Name = "Demo",
        TimeZone = timeZone,
        Currency = "CNY",
        Languages = ["zh-CN"],
        PublicAddress = publicAddress,
        Active = true,
    };

    public async Task<JsonElement> OnlyInvitationAsync(Guid complaintId)
    {
        var page = await Agent.GetAsync($"survey-invitations?complaintId={complaintId}").ShouldBeAsync(200);
        return page.GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
    }

    /// <summary>Closes a case.</summary>
    /// <returns>The token of its survey's link.</returns>
    public async Task<string> CloseAsync(CaseClosed closed)
    {
        await PublishAsync(closed);
        var page = await As(Roles.Agent,
            closed.StorefrontId).GetAsync($"survey-invitations?complaintId={closed.ComplaintId}").ShouldBeAsync(200);
        return (await LinkAsync(page.GetProperty("items")[0].GetProperty("id").GetGuid())).Split('/')[^1];
    }

    public async Task<string> LinkAsync(Guid surveyId)
    {
        var link = await FollowUp.GetAsync(new Uri(Address, $"/internal/survey-links/{surveyId}")).ShouldBeAsync(200);
        return link.GetProperty("url").GetString()!;
    }

    /// <summary>Adds a question to what all storefronts of this factory ask.</summary>
    public async Task AskAlsoAsync(string question)
    {
        var administrator = As(Roles.Administrator, "*");
        var list = await administrator.GetAsync("questionnaires").ShouldBeAsync(200);
        var questionnaire = JsonNode.Parse(list.GetRawText())!["items"]![0]!;
        var questions = questionnaire["versions"]!.AsArray()[^1]!["questions"]!.DeepClone().AsArray();
        questions.Add(JsonNode.Parse(question));
        var path = $"questionnaires/{questionnaire["id"]}";
        await administrator.PostJsonAsync($"{path}/versions", $$"""{"questions":{{questions.ToJsonString()}}}""").ShouldBeAsync(201);
        await administrator.PostJsonAsync($"{path}/activation", """{"version":2}""").ShouldBeAsync(200);
    }

    public Task<HttpResponseMessage> AnswerAsync(string token, string answers) =>
        Customer.PostJsonAsync($"surveys/{token}/answers", $$"""{"answers":{{answers}}}""");
}
