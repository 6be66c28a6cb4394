using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ComplaintPlatform.Contracts.FollowUp;
using ComplaintPlatform.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ComplaintPlatform.FollowUp.Tests;

public sealed class SendingByGatewayTests : IAsyncLifetime
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private readonly List<(string Id, string Timestamp, string Signature, string Key, string Body)> _calls = [];
    private int _answer = 204;
    private StubServer? _gateway;
    private GatewayFactory? _service;

    public async ValueTask InitializeAsync()
    {
        _gateway = await StubServer.StartAsync(app => app.MapPost("/messages", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            _calls.Add((request.Headers["webhook-id"]!, request.Headers["webhook-timestamp"]!, request.Headers["webhook-signature"]!,
                request.Headers["Idempotency-Key"]!, await reader.ReadToEndAsync()));
            return Results.StatusCode(_answer);
        }));
        _service = new GatewayFactory($"{_gateway.Address}/messages");
        await _service.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _service!.DisposeAsync();
        await _gateway!.DisposeAsync();
    }

    [Fact]
    public async Task The_gateway_gets_a_signed_call()
    {
        var complaint = _service!.AddComplaint(email: null, phone: "13800000000");
        var survey = Guid.NewGuid();

        await _service.PublishAsync(_service.SurveyIsDue(complaint, survey));

        var sent = await _service.EventuallyPublishedAsync<MessageSent>(complaint);
        var call = _calls.ShouldHaveSingleItem();
        call.Id.ShouldBe(sent.MessageId.ToString());
        call.Key.ShouldBe(call.Id);
        // By the specification's own words, not by the library that signs
        var expected = HMACSHA256.HashData(Convert.FromBase64String(Secret["whsec_".Length..]),
            Encoding.UTF8.GetBytes($"{call.Id}.{call.Timestamp}.{call.Body}"));
        call.Signature.ShouldBe("v1," + Convert.ToBase64String(expected));
        var body = JsonDocument.Parse(call.Body).RootElement;
        body.GetProperty("url").GetString().ShouldBe(FollowUpFactory.SurveyUrl(survey));
        body.GetProperty("to").GetString().ShouldBe("13800000000");
    }

    [Fact]
    public async Task The_same_message_keeps_its_id_when_it_is_tried_again()
    {
        _answer = 503;
        var complaint = _service!.AddComplaint();
        await _service.PublishAsync(_service.SurveyIsDue(complaint, Guid.NewGuid()));
        await Eventually.BeTrueAsync(
            async () => (await _service.EventuallyMessageAsync(complaint, "queued")).GetProperty("attempts").GetInt32() == 1,
            "it is counted");

        _answer = 200;
        _service.Clock.Advance(TimeSpan.FromMinutes(2));

        await _service.EventuallyPublishedAsync<MessageSent>(complaint);
        _calls.Count.ShouldBeGreaterThan(1);
        _calls.Select(call => call.Id).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_survey_waits_for_the_end_of_the_quiet_hours()
    {
        _service!.Clock.Advance(TimeSpan.FromHours(13));
        var complaint = _service.AddComplaint(email: null, phone: "13800000000");
        await _service.PublishAsync(_service.SurveyIsDue(complaint, Guid.NewGuid()));
        await Eventually.BeTrueAsync(
            async () => (await _service.EventuallyMessageAsync(complaint, "queued")).GetProperty("error").GetString() == "quiet_hours",
            "it is held");
        var held = await _service.EventuallyMessageAsync(complaint, "queued");
        held.GetProperty("nextAttemptAt").GetDateTimeOffset().ShouldBe(FollowUpFactory.Morning.AddHours(23));
        _calls.ShouldBeEmpty();

        _service.Clock.Advance(TimeSpan.FromHours(10.1));

        await _service.EventuallyPublishedAsync<MessageSent>(complaint);
    }

    private sealed class GatewayFactory(string address) : FollowUpFactory(new Dictionary<string, string?>
    {
        ["MessageGateway:Address"] = address,
        ["MessageGateway:Secret"] = Secret,
    });
}
