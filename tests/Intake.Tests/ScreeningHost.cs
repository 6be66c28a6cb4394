using System.Text.Json.Nodes;
using ComplaintPlatform.Intake;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ComplaintPlatform.Intake.Tests;

/// <summary>Intake beside a classifier that says of a text what stands in it: <c>[-0.9 urgent]</c>; without that it is calm.</summary>
public sealed class ScreeningHost() : ServiceHost(
    "intake", builder => builder.AddIntake(), routes => routes.MapIntake(),
    settings: new() { ["Intake:RetentionInterval"] = "00:00:00.2" }), IAsyncLifetime
{
    private StubServer? _classifier;

    /// <summary>How often the classifier was asked.</summary>
    public int Asked { get; private set; }

    public bool IsAway { get; set; }

    public async ValueTask InitializeAsync()
    {
        _classifier = await StubServer.StartAsync(app => app.MapPost("/internal/classifications/preview", AnswerAsync));
        Set("Services:classification:Address", _classifier.Address);
        await StartAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_classifier is not null)
            await _classifier.DisposeAsync();
    }

    public async Task SetPolicyAsync(string storefront, string signals, string more = "") =>
        await As(Roles.Manager, storefront).PutJsonAsync("intake-policies", $$"""{"signals":{{signals}}{{more}}}""", ("If-Match", "*"))
            .ShouldBeAsync(200);

    private async Task<IResult> AnswerAsync(HttpRequest request)
    {
        Asked++;
        if (IsAway)
            return Results.StatusCode(503);
        request.Headers.Authorization.ToString().ShouldStartWith("Bearer ");
        var text = (await JsonNode.ParseAsync(request.Body))!["text"]!.ToString();
        var said = text.Contains('[', StringComparison.Ordinal) ? text[(text.IndexOf('[', StringComparison.Ordinal) + 1)..].Split(']')[0].Split(' ') : ["0.1"];
        return Results.Json(new
        {
            sentiment = new { value = double.Parse(said[0], System.Globalization.CultureInfo.InvariantCulture) },
            category = new { value = "logistics/delay" },
            urgency = new { value = said.Contains("urgent") ? "urgent" : "general" },
        });
    }
}
