using System.Globalization;
using System.Text.Json;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Resolution.Tests.Learning;

/// <summary>What tests of causes, actions and figures do again and again.</summary>
internal static class LearningCalls
{
    public static async Task<Guid> CreateCauseAsync(this ResolutionFactory resolution, string? name = null, HttpClient? client = null) =>
        (await (client ?? resolution.Agent).PostJsonAsync(
            "causes", $$"""{"name":"{{name ?? "原因 " + Guid.NewGuid()}}","dimension":"method"}""").ShouldBeAsync(201))
        .GetProperty("id").GetGuid();

    public static async Task<JsonElement> RecordCauseAsync(
        this ResolutionFactory resolution, Guid complaint, Guid cause, string whys = """{"because":"打包太松","evidence":"照片 1"}""") =>
        await resolution.Agent.SendJsonAsync(
            HttpMethod.Put, $"cases/{complaint}/root-cause",
            $$"""{"whys":[{{whys}}],"dimension":"method","causeId":"{{cause}}"}""",
            ("If-Match", await resolution.TagAsync(complaint))).ShouldBeAsync(200);

    public static async Task<JsonElement> CauseAsync(this ResolutionFactory resolution, Guid cause) =>
        await resolution.Agent.GetAsync($"causes/{cause}").ShouldBeAsync(200);

    public static Task<HttpResponseMessage> MergeAsync(this ResolutionFactory resolution, Guid cause, Guid into) =>
        resolution.Supervisor.PostJsonAsync($"causes/{cause}/merge", $$"""{"intoId":"{{into}}"}""");

    public static Task OrdersAsync(
        this ResolutionFactory resolution, DateOnly day, int orders, string storefront = ResolutionFactory.Storefront, Guid? cell = null,
        int revision = 1) =>
        resolution.PublishAsync(new OrderVolumesReported
        {
            EventId = Guid.NewGuid(),
            OccurredAt = resolution.Clock.GetUtcNow(),
            StorefrontId = storefront,
            Version = revision,
            Cells =
            [
                new()
                {
                    CellId = cell ?? Guid.NewGuid(), Revision = revision, Orders = orders,
                    Day = day.ToString("O", CultureInfo.InvariantCulture),
                },
            ],
        });

    /// <summary>The day in Shanghai.</summary>
    public static DateOnly Today(this ResolutionFactory resolution) =>
        DateOnly.FromDateTime(resolution.Clock.GetUtcNow().AddHours(8).UtcDateTime);

    public static async Task<JsonElement> PlanAsync(
        this ResolutionFactory resolution, Guid cause, Guid? owner = null, string more = "") =>
        await resolution.Supervisor.PostJsonAsync(
            "corrective-actions",
            $$"""
            {"causeId":"{{cause}}","title":"改用加厚纸箱","ownerId":"{{owner ?? ResolutionFactory.UserIdOf(Roles.Agent)}}",
            "dueAt":"{{JsonDefaults.Rfc3339(resolution.Clock.GetUtcNow().AddDays(30))}}"{{more}}}
            """).ShouldBeAsync(201);

    public static async Task<HttpResponseMessage> ChangeActionAsync(
        this ResolutionFactory resolution, Guid action, string body, HttpClient? client = null)
    {
        var tag = (await resolution.Agent.GetAsync($"corrective-actions/{action}")).Headers.ETag!.Tag;
        return await (client ?? resolution.Agent).SendJsonAsync(
            HttpMethod.Patch, $"corrective-actions/{action}", body, ("If-Match", tag));
    }

    /// <summary>An action that its owner has done.</summary>
    public static async Task<Guid> DoneActionAsync(this ResolutionFactory resolution, Guid cause, string more = "", string effective = "")
    {
        var action = (await resolution.PlanAsync(cause, more: more)).GetProperty("id").GetGuid();
        await (await resolution.ChangeActionAsync(action, """{"state":"in_progress"}""")).ShouldBeAsync(200);
        await (await resolution.ChangeActionAsync(action, $$"""{"state":"done"{{effective}}}""")).ShouldBeAsync(200);
        return action;
    }
}
