using System.Net;
using System.Text.Json;
using ComplaintPlatform.Intake;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Intake.Tests;

/// <summary>Intake alone, on a real port and a real database.</summary>
public sealed class IntakeFactory() : ServiceHost(
    "intake", builder => builder.AddIntake(), routes => routes.MapIntake(), mapInternal: routes => routes.MapIntakeInternal()), IAsyncLifetime
{
    public HttpClient Backend => As(Roles.Storefront);

    public async ValueTask InitializeAsync() => await StartAsync();

    /// <summary>A received complaint; the answer's body.</summary>
    public async Task<JsonElement> ReceiveAsync(string text = "快递晚到了五天,客服一直不回复。", string more = "", string? idempotencyKey = null) =>
        await Backend.PostJsonAsync(
            "complaints", $$"""{"channel":"web","text":{{JsonSerializer.Serialize(text)}}{{more}}}""",
            idempotencyKey is null ? [] : [("Idempotency-Key", idempotencyKey)]).ShouldBeAsync((int)HttpStatusCode.Created);

    public async Task<Guid> ReceiveIdAsync(string text = "快递晚到了五天,客服一直不回复。", string more = "") =>
        (await ReceiveAsync(text, more)).GetProperty("id").GetGuid();

    public async Task<JsonElement> GetAsync(Guid id) => await Backend.GetAsync($"complaints/{id}").ShouldBeAsync(200);

    public async Task<IReadOnlyList<JsonElement>> TimelineAsync(Guid id) =>
        [.. (await Backend.GetAsync($"complaints/{id}/timeline?limit=100").ShouldBeAsync(200)).GetProperty("items").EnumerateArray()];

    public async Task<JsonElement> VerifyAsync(Guid id) =>
        await Backend.GetAsync($"complaints/{id}/timeline/verification").ShouldBeAsync(200);
}
