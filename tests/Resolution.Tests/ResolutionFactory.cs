using System.Text.Json;
using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Classification;
using ComplaintPlatform.Contracts.Gateway;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;
using ComplaintPlatform.Web.Security;

namespace ComplaintPlatform.Resolution.Tests;

/// <summary>The resolution service alone, with the facts that other services would send.</summary>
public sealed class ResolutionFactory : ServiceHost, IAsyncLifetime
{
    public ResolutionFactory()
        : base("resolution", builder => builder.AddResolution(), routes => routes.MapResolution())
    {
    }

    /// <summary>The same database and the same time, a process of its own otherwise.</summary>
    private ResolutionFactory(ResolutionFactory first)
        : base("resolution", builder => builder.AddResolution(), routes => routes.MapResolution(), first.Clock,
            new Dictionary<string, string?> { ["Database:Folder"] = first.Folder })
    {
    }

    public async Task<ResolutionFactory> SecondAsync()
    {
        var second = new ResolutionFactory(this);
        await second.StartAsync();
        return second;
    }

    public HttpClient Agent => As(Roles.Agent);

    public HttpClient Supervisor => As(Roles.Supervisor);

    public async ValueTask InitializeAsync()
    {
        await StartAsync();
        await PublishAsync(StorefrontChanged(Storefront));
        await PublishAsync(StaffChanged(UserIdOf(Roles.Agent), Roles.Agent, present: true));
    }

    /// <summary>A complaint that is received and classified, with its case opened.</summary>
    public async Task<Guid> OpenCaseAsync(
        string category = "logistics/delay", string urgency = "general", string severity = "general", string storefront = Storefront,
        string? order = null, int version = 1,
        Guid? customer = null, decimal? orderAmount = 129)
    {
        var id = Guid.NewGuid();
        await PublishAsync(Received(id, storefront, order, customer: customer, orderAmount: orderAmount));
        await PublishAsync(Classified(id, category, urgency, severity, storefront, version));
        return id;
    }

    public ComplaintReceived Received(
        Guid id, string storefront = Storefront, string? order = null, string? productCategory = null, decimal? loss = null,
        Guid? customer = null, decimal? orderAmount = null, string channel = "web") => new()
        {
            EventId = Guid.NewGuid(),
            OccurredAt = Clock.GetUtcNow(),
            StorefrontId = storefront,
            ComplaintId = id,
            Version = 1,
            Reference = "C-" + id.ToString("N")[..8],
            Channel = channel,
            ComplainantKind = "customer",
            ReceivedAt = Clock.GetUtcNow(),
            Text = "包裹迟迟未到,请尽快处理。",
            StatedLoss = loss is { } amount ? new EventMoney { Amount = amount, Currency = "CNY" } : null,
            Customer = new ComplaintReceived.CustomerFacts
            {
                CustomerId = customer ?? Guid.NewGuid(),
                Language = "zh-CN",
                EarlierComplaints = 0
            },
            Order = new ComplaintReceived.OrderFacts
            {
                ExternalId = order,
                ProductCategory = productCategory,
                Amount = orderAmount is { } amount2 ? new EventMoney { Amount = amount2, Currency = "CNY" } : null
            },
            Missing = [],
            TrackingTokenHash = Links.Hash(TokenOf(id)),
        };

    public ComplaintClassified Classified(
        Guid id, string category = "logistics/delay", string urgency = "general", string severity = "general",
        string storefront = Storefront, int version = 1) => new()
        {
            EventId = Guid.NewGuid(),
            OccurredAt = Clock.GetUtcNow(),
            StorefrontId = storefront,
            ComplaintId = id,
            Version = version,
            Axes = Axes(category, urgency, severity),
            Language = "zh-CN",
            NeedsReview = false,
            ModelVersion = "test",
        };

    public ComplaintReclassified Reclassified(Guid id, string category, string urgency, int version, string severity = "general", double sentiment = -0.3,
        Guid? correctedBy = null, string storefront = Storefront) => new()
        {
            EventId = Guid.NewGuid(),
            OccurredAt = Clock.GetUtcNow(),
            StorefrontId = storefront,
            ComplaintId = id,
            Version = version,
            Axes = Axes(category, urgency, severity, sentiment),
            Language = "zh-CN",
            CorrectedBy = correctedBy ?? Guid.NewGuid(),
            Reason = "更正",
        };

    public StaffUserChanged StaffChanged(
        Guid userId, string role, bool present, int version = 1, string storefront = Storefront, bool active = true) => new()
        {
            EventId = Guid.NewGuid(),
            OccurredAt = Clock.GetUtcNow(),
            StorefrontId = EventScope.Installation,
            Version = version,
            UserId = userId,
            Username = role,
            DisplayName = role,
            Role = role,
            Storefronts = [storefront],
            Active = active,
            InitiallyPresent = present,
        };

    public StorefrontChanged StorefrontChanged(string id) => new()
    {
        EventId = Guid.NewGuid(),
        OccurredAt = Clock.GetUtcNow(),
        StorefrontId = id,
        Version = 1,
        Name = id,
        TimeZone = "Asia/Shanghai",
        Currency = "CNY",
        Languages = ["zh-CN", "en"],
        Active = true,
    };

    public async Task<JsonElement> CaseAsync(Guid id, HttpClient? client = null) =>
        await (client ?? Agent).GetAsync($"cases/{id}").ShouldBeAsync(200);

    public async Task<string> TagAsync(Guid id) => (await Agent.GetAsync($"cases/{id}")).Headers.ETag!.Tag;

    public async Task<IReadOnlyList<JsonElement>> OfferAsync(Guid id, string alternatives, HttpClient? client = null)
    {
        var answer = await (client ?? Agent).PostJsonAsync($"cases/{id}/offers", $$"""{"alternatives":[{{alternatives}}]}""")
            .ShouldBeAsync(201);
        return [.. answer.GetProperty("offers").EnumerateArray()];
    }

    public static string Refund(decimal amount) =>
        $$"""{"kind":"refund","value":{"amount":"{{amount:0.00}}","currency":"CNY"},"note":"退款"}""";

    public async Task DoTasksAsync(Guid id)
    {
        foreach (var task in (await CaseAsync(id)).GetProperty("tasks").EnumerateArray()
            .Where(task => task.GetProperty("state").GetString() == "open"))
        {
            await Agent.SendJsonAsync(
                HttpMethod.Patch, $"cases/{id}/tasks/{task.GetProperty("id").GetString()}", """{"state":"done","result":"已完成"}""",
                ("If-Match", await TagAsync(id))).ShouldBeAsync(200);
        }
    }

    public const string FirstContact = """{"direction":"outgoing","channel":"phone","text":"已致电道歉并了解情况","awaitsCustomer":false}""";

    public async Task ContactAsync(Guid id, HttpClient? client = null) =>
        await (client ?? Agent).PostJsonAsync($"cases/{id}/contacts", FirstContact).ShouldBeAsync(201);

    public async Task ResolveAsync(Guid id, HttpClient? client = null)
    {
        await ContactAsync(id, client);
        await (client ?? Agent).PostJsonAsync($"cases/{id}/resolution", """{"summary":"已解决"}""").ShouldBeAsync(200);
    }

    /// <summary>Every target of a case but the acknowledgement, which a complaint over the web has at once.</summary>
    public static IReadOnlyList<JsonElement> Unfinished(JsonElement shown) =>
        [.. shown.GetProperty("deadlines").EnumerateArray().Where(row => row.GetProperty("target").GetString() != "acknowledgement")];

    public static string TokenOf(Guid id) => "token-" + id.ToString("N");

    public static ComplaintStatement Statement(string fact, string feeling = "", string need = "") =>
        new() { Fact = fact, Feeling = feeling, Need = need };

    private static ComplaintAxes Axes(string category, string urgency, string severity, double sentiment = -0.3) => new()
    {
        Category = category,
        Urgency = urgency,
        Severity = severity,
        CustomerType = "returning",
        Difficulty = "simple",
        Demands = ["compensation"],
        Sentiment = sentiment,
        EscalationRisk = 0.1,
    };
}
