using System.Text.Json;
using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Classification;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Classification.Tests.Service;

/// <summary>Classification alone, on a real port and a real database.</summary>
public class ClassificationFactory : ServiceHost, IAsyncLifetime
{
    public ClassificationFactory()
        : this([])
    {
    }

    protected ClassificationFactory(Dictionary<string, string?> settings)
        : base("classification", builder => builder.AddClassification(), routes => routes.MapClassification(), settings: settings,
            mapInternal: routes => routes.MapClassificationInternal())
    {
    }

    public HttpClient Agent => As(Roles.Agent);

    public async ValueTask InitializeAsync() => await StartAsync();

    public ComplaintReceived Complaint(string text, Guid? id = null, string storefront = Storefront) => new()
    {
        EventId = Guid.NewGuid(),
        OccurredAt = Clock.GetUtcNow(),
        StorefrontId = storefront,
        ComplaintId = id ?? Guid.NewGuid(),
        Version = 1,
        Reference = "R",
        Channel = "web",
        ComplainantKind = "customer",
        ReceivedAt = Clock.GetUtcNow(),
        Text = text,
        Missing = [],
        TrackingTokenHash = "0",
        Customer = new ComplaintReceived.CustomerFacts { EarlierComplaints = 0, OrderCount = 12 },
        Order = new ComplaintReceived.OrderFacts { Amount = new EventMoney { Amount = 129, Currency = "CNY" } },
    };

    /// <summary>Takes in a complaint and says what was published of it.</summary>
    public async Task<ComplaintClassified> ClassifyAsync(string text)
    {
        var complaint = Complaint(text);
        await PublishAsync(complaint);
        return await EventuallyPublishedAsync<ComplaintClassified>(complaint.ComplaintId);
    }

    public async Task<HttpResponseMessage> CorrectAsync(Guid id, string body, string etag = "\"1\"") =>
        await Agent.SendJsonAsync(HttpMethod.Patch, $"complaints/{id}/classification", body, ("If-Match", etag));

    public async Task<JsonElement> PreviewAsync(string text) =>
        await Agent.PostJsonAsync("classifications/preview", $$"""{"text":{{JsonSerializer.Serialize(text)}}}""").ShouldBeAsync(200);
}
