using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Resolution.Tests.Agents;

/// <summary>Two processes on one database: what neither may exceed, both together do not either.</summary>
public sealed class TwoReplicasTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    [Fact]
    public async Task Two_replicas_never_grant_more_than_the_limit_of_one_customer()
    {
        await using var other = await resolution.SecondAsync();
        for (var round = 0; round < 6; round++)
        {
            var customer = Guid.NewGuid();
            var cases = new[] { await resolution.OpenCaseAsync(customer: customer), await resolution.OpenCaseAsync(customer: customer) };

            var answers = await Task.WhenAll(
                OfferAsync(resolution, cases[0]), OfferAsync(other, cases[1]), OfferAsync(resolution, cases[1]), OfferAsync(other, cases[0]));

            answers.Where(answer => (int)answer.StatusCode is not (201 or 409)).ShouldBeEmpty();
            var granted = 0;
            foreach (var id in cases)
            {
                granted += (await resolution.CaseAsync(id)).GetProperty("offers").EnumerateArray()
                    .Count(offer => offer.GetProperty("state").GetString() == "proposed");
            }

            granted.ShouldBeLessThanOrEqualTo(1, "150 is within an agent's limit of 200, twice 150 is not");
        }
    }

    [Fact]
    public async Task Two_replicas_never_give_an_agent_more_than_fits()
    {
        await using var other = await resolution.SecondAsync();
        var (storefront, agent) = ("s" + Guid.NewGuid().ToString("N"), Guid.NewGuid());
        await resolution.PublishAsync(resolution.StaffChanged(agent, Roles.Agent, present: true, storefront: storefront));
        var manager = resolution.As(Roles.Manager, storefront);
        await manager.SendJsonAsync(
            HttpMethod.Put, $"agents/{agent}", """{"skills":["*"],"languages":["*"],"storefronts":["*"],"capacity":3}""",
            ("If-Match", (await manager.GetAsync($"agents/{agent}")).Headers.ETag!.Tag)).ShouldBeAsync(200);

        var cases = await Task.WhenAll(Enumerable.Range(0, 24).Select(
            number => (number % 2 == 0 ? resolution : other).OpenCaseAsync(storefront: storefront)));

        var owned = 0;
        foreach (var id in cases)
        {
            if ((await resolution.CaseAsync(id, manager)).GetProperty("agent").ValueKind is JsonValueKind.Object)
                owned++;
        }

        owned.ShouldBe(3);
    }

    [Fact]
    public async Task Two_replicas_warn_of_a_deadline_once()
    {
        await using var other = await resolution.SecondAsync();
        var cases = new List<Guid>();
        for (var number = 0; number < 20; number++)
            cases.Add(await resolution.OpenCaseAsync(urgency: "urgent"));

        resolution.Clock.Advance(TimeSpan.FromMinutes(13));

        foreach (var id in cases)
            await resolution.EventuallyPublishedAsync<Contracts.Resolution.DeadlineAtRisk>(id);
        resolution.Clock.Advance(TimeSpan.FromMinutes(4));
        foreach (var id in cases)
        {
            await resolution.EventuallyPublishedAsync<Contracts.Resolution.DeadlineBreached>(id);
            (await resolution.PublishedAsync<Contracts.Resolution.DeadlineAtRisk>(id)).Count.ShouldBe(1);
            (await resolution.PublishedAsync<Contracts.Resolution.DeadlineBreached>(id)).Count.ShouldBe(1);
        }
    }

    private static Task<HttpResponseMessage> OfferAsync(ResolutionFactory replica, Guid id) =>
        replica.Agent.PostJsonAsync($"cases/{id}/offers", $$"""{"alternatives":[{{ResolutionFactory.Refund(150)}}]}""");
}
