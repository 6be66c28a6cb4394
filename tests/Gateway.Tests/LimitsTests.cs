using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Gateway.Tests;

public sealed class LimitsTests(LimitsTests.Factory gateway) : IClassFixture<LimitsTests.Factory>
{
    [Fact]
    public async Task Beyond_the_limit_a_caller_is_told_when_to_come_again_and_others_are_not_held_up()
    {
        using var agent = await gateway.SignedInAsync(Roles.Agent);
        using var manager = await gateway.SignedInAsync(Roles.Manager);

        HttpResponseMessage? refused = null;
        for (var call = 0; call < 20 && refused is null; call++)
        {
            var response = await agent.GetAsync("/api/v1/complaints");
            response.Headers.GetValues("RateLimit-Policy").ShouldBe(["\"people\";q=3;w=3"]);
            var left = response.Headers.GetValues("RateLimit").Single();
            left.ShouldStartWith("\"people\";r=");
            (left["\"people\";r=".Length] - '0').ShouldBeLessThanOrEqualTo(3, "no more is left than there is");
            if ((int)response.StatusCode == 429)
                refused = response;
        }

        refused.ShouldNotBeNull();
        await refused.ShouldBeProblemAsync(429, "rate.limited");
        refused.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
        refused.Headers.GetValues("RateLimit").Single().ShouldStartWith("\"people\";r=0");
        await manager.GetAsync("/api/v1/complaints").ShouldBeAsync(200);
    }

    [Fact]
    public async Task Guessing_keys_is_slowed_down_and_a_forged_address_does_not_help()
    {
        var statuses = new List<int>();
        for (var call = 0; call < 8; call++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/complaints");
            request.Headers.Add("X-Api-Key", $"cpk_{call:D43}");
            request.Headers.Add("X-Forwarded-For", $"10.0.0.{call}");
            statuses.Add((int)(await gateway.Client.SendAsync(request)).StatusCode);
        }

        statuses[0].ShouldBe(401);
        statuses.ShouldContain(429);
    }

    public sealed class Factory : GatewayFactory
    {
        protected override Dictionary<string, string?> Settings => new()
        {
            ["Gateway:People:PerSecond"] = "1",
            ["Gateway:People:Burst"] = "3",
            ["Gateway:Refused:PerSecond"] = "1",
            ["Gateway:Refused:Burst"] = "3",
        };
    }
}
