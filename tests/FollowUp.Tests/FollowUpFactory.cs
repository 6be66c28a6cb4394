using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using ComplaintPlatform.Contracts.Gateway;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Contracts.Survey;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ComplaintPlatform.FollowUp.Tests;

/// <summary>
/// The follow-up service with small servers in place of intake and survey. Times are those of Shanghai; it is ten in the morning there.
/// </summary>
public class FollowUpFactory : ServiceHost, IAsyncLifetime
{
    public static readonly DateTimeOffset Morning = new(2026, 3, 10, 2, 0, 0, TimeSpan.Zero);

    private readonly ConcurrentDictionary<Guid, object?> _contacts = new();
    private StubServer? _others;

    public FollowUpFactory()
        : this([])
    {
    }

    protected FollowUpFactory(Dictionary<string, string?> settings)
        : base("follow-up", builder => builder.AddFollowUp(), routes => routes.MapFollowUp(), new TestClock(Morning), settings)
    {
    }

    public HttpClient Agent => field ??= As(Roles.Agent);

    public HttpClient Manager => field ??= As(Roles.Manager);

    /// <summary>What intake and survey answer instead, such as 503.</summary>
    public int? OthersAnswer { get; set; }

    public string MessagesFolder => Path.Combine(Folder, "messages");

    public virtual async ValueTask InitializeAsync()
    {
        _others = await StubServer.StartAsync(app =>
        {
            app.MapGet("/internal/contact-points/{id:guid}", (Guid id, HttpRequest request) =>
                OthersAnswer is { } status ? Results.StatusCode(status)
                : request.Headers.Authorization.Count == 0 ? Results.StatusCode(401)
                : _contacts.GetValueOrDefault(id) is { } contact ? Results.Json(contact) : Results.NotFound());
            app.MapGet("/internal/survey-links/{id:guid}", (Guid id) =>
                OthersAnswer is { } status ? Results.StatusCode(status) : Results.Json(new
                {
                    url = SurveyUrl(id),
                    expiresAt = Morning.AddDays(14)
                }));
        });
        Set("Services:intake:Address", _others.Address);
        Set("Services:survey:Address", _others.Address);
        await StartAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_others is not null)
            await _others.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    public static string SurveyUrl(Guid id) => $"https://shop.example/api/v1/surveys/{id:N}";

    public static string TrackingUrl(Guid id) => $"https://shop.example/api/v1/track/{id:N}";

    /// <summary>A complaint whose customer can be reached.</summary>
    public Guid AddComplaint(
        string? email = "li@example.com", string? phone = null, string? language = "zh-CN", bool optedOut = false, string name = "李雷")
    {
        var id = SequentialId.Next();
        _contacts[id] = new
        {
            name,
            email,
            phone,
            appUserId = (string?)null,
            language,
            optedOut,
            trackingUrl = TrackingUrl(id),
            reference = "C-1",
            later = "added"
        };
        return id;
    }

    public void Forget(Guid complaintId) => _contacts.TryRemove(complaintId, out _);

    public async Task<JsonElement> ResolveAsync(
        Guid complaintId, string urgency = "urgent", string customerType = "returning", int cycle = 1, int version = 5)
    {
        await PublishAsync(Resolved(complaintId, urgency, customerType, cycle, version));
        return await OnlyFollowUpAsync(complaintId);
    }

    public async Task<JsonElement> OnlyFollowUpAsync(Guid complaintId)
    {
        var page = await Agent.GetAsync($"follow-ups?complaintId={complaintId}").ShouldBeAsync(200);
        return page.GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
    }

    public Task<HttpResponseMessage> AttemptAsync(JsonElement followUp, string outcome, HttpClient? by = null) =>
        (by ?? Agent).PostJsonAsync($"follow-ups/{followUp.GetProperty("id").GetString()}/attempts",
            $$"""{"outcome":"{{outcome}}","notes":"已联系"}""");

    public ComplaintReceived Received(
        Guid complaintId, string channel = "web", string? language = null, string text = "快递晚到了五天", string? origin = "filed",
        bool? hasContact = true) => new()
        {
            EventId = SequentialId.Next(),
            OccurredAt = Clock.GetUtcNow(),
            StorefrontId = Storefront,
            ComplaintId = complaintId,
            Version = 1,
            Reference = $"C-{complaintId:N}"[..12],
            Channel = channel,
            ComplainantKind = "customer",
            ReceivedAt = Clock.GetUtcNow(),
            Text = text,
            Customer = new ComplaintReceived.CustomerFacts { EarlierComplaints = 0, Language = language, HasContact = hasContact },
            Missing = [],
            TrackingTokenHash = "",
            Origin = origin,
        };

    public StorefrontChanged Changed(string name = "演示店铺", string storefront = Storefront) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = Clock.GetUtcNow(),
        StorefrontId = storefront,
        Version = 1,
        Name = name,
        TimeZone = "Asia/Shanghai",
        Currency = "CNY",
        Languages = ["zh-CN"],
        Active = true,
    };

    /// <summary>Changes the storefront's policy.</summary>
    public async Task ChangePolicyAsync(Action<JsonObject> change)
    {
        var policy = await Manager.GetAsync("follow-up-policies");
        var body = JsonNode.Parse(await policy.Content.ReadAsStringAsync())!.AsObject();
        change(body);
        await Manager.PutJsonAsync("follow-up-policies", body.ToJsonString(), ("If-Match", policy.Headers.ETag!.Tag)).ShouldBeAsync(200);
    }

    public CaseResolved Resolved(Guid complaintId, string urgency = "urgent", string customerType = "returning", int cycle = 1,
        int version = 5) =>
        new()
        {
            EventId = SequentialId.Next(),
            OccurredAt = Clock.GetUtcNow(),
            StorefrontId = Storefront,
            ComplaintId = complaintId,
            Version = version,
            Cycle = cycle,
            State = "resolved",
            Case = Facts(urgency, customerType),
            Summary = "done",
        };

    public CaseClosed Closed(Guid complaintId, int cycle = 1, int version = 6, string reason = "withdrawn") => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = Clock.GetUtcNow(),
        StorefrontId = Storefront,
        ComplaintId = complaintId,
        Version = version,
        Cycle = cycle,
        State = "closed",
        Case = Facts("urgent", "returning"),
        Reason = reason,
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

    public SurveyDue SurveyIsDue(Guid complaintId, Guid surveyId, bool reminder = false) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = Clock.GetUtcNow(),
        StorefrontId = Storefront,
        ComplaintId = complaintId,
        Version = 1,
        Cycle = 1,
        SurveyId = surveyId,
        Language = "zh-CN",
        ExpiresAt = Clock.GetUtcNow().AddDays(14),
        Reminder = reminder,
    };

    public async Task<JsonElement> EventuallyMessageAsync(Guid complaintId, string state) =>
        (JsonElement)await Eventually.BecomeAsync<object>(
        async () =>
        {
            var page = await Manager.GetAsync($"messages?complaintId={complaintId}&state={state}").ShouldBeAsync(200);
            return page.GetProperty("items").EnumerateArray().Select(item => (object)item).FirstOrDefault();
        },
        $"a message is {state}");

    public string? FileAbout(string text) => Directory.Exists(MessagesFolder)
        ? Directory.GetFiles(MessagesFolder).FirstOrDefault(file => File.ReadAllText(file).Contains(text, StringComparison.Ordinal))
        : null;

    private static CaseFacts Facts(string urgency, string customerType) => new()
    {
        Category = "logistics/delay",
        Urgency = urgency,
        CustomerType = customerType,
        Channel = "web",
        Language = "zh-CN",
        CustomerId = SequentialId.Next(),
        Department = "service",
    };
}
