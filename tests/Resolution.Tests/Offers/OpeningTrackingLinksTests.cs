using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Testing;
using ComplaintPlatform.Web.Security;

namespace ComplaintPlatform.Resolution.Tests.Offers;

/// <summary>A link opens what this service shows by the same rule as the complaint's page, and says why where it does not.</summary>
public sealed class OpeningTrackingLinksTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    [Fact]
    public async Task A_revoked_link_is_gone_for_reading_and_for_answering_and_the_new_one_opens()
    {
        var id = await resolution.OpenCaseAsync();
        var offer = (await resolution.OfferAsync(id, ResolutionFactory.Refund(50)))[0].GetProperty("id").GetString();
        var (old, later, newest) = (ResolutionFactory.TokenOf(id), "later-" + id, "newest-" + id);
        // The second revocation is heard of first
        await resolution.PublishAsync(Revoked(id, newest, version: 7));
        await resolution.PublishAsync(Revoked(id, later, version: 5));

        foreach (var token in new[] { old, later })
        {
            await resolution.Anonymous().GetAsync($"track/{token}/offers").ShouldBeProblemAsync(410, "tracking.revoked");
            await resolution.Anonymous().PostJsonAsync($"track/{token}/offers/{offer}/acceptance", "{}").ShouldBeProblemAsync(410, "tracking.revoked");
            await resolution.Anonymous().PostJsonAsync($"track/{token}/reopening", "{}").ShouldBeProblemAsync(410, "tracking.revoked");
        }

        await resolution.Anonymous().GetAsync("track/never-was/offers").ShouldBeProblemAsync(404, "resource.not_found");
        await resolution.Anonymous().PostJsonAsync($"track/{newest}/offers/{offer}/acceptance", "{}").ShouldBeAsync(200);
    }

    [Fact]
    public async Task A_link_revoked_before_its_complaint_was_heard_of_is_gone_as_well()
    {
        var id = Guid.NewGuid();
        await resolution.PublishAsync(Revoked(id, "new-" + id, version: 3));
        await resolution.PublishAsync(resolution.Received(id));

        await resolution.Anonymous().GetAsync($"track/{ResolutionFactory.TokenOf(id)}/offers").ShouldBeProblemAsync(410, "tracking.revoked");
        await resolution.Anonymous().GetAsync($"track/new-{id}/offers").ShouldBeAsync(200);
    }

    [Fact]
    public async Task A_link_expires_with_the_days_of_its_storefront_and_opens_again_with_the_case()
    {
        var storefront = "links-" + Guid.NewGuid().ToString("N")[..8];
        await resolution.PublishAsync(resolution.StorefrontChanged(storefront));
        await resolution.PublishAsync(new CustomerDataRulesChanged
        {
            EventId = Guid.NewGuid(),
            OccurredAt = resolution.Clock.GetUtcNow(),
            StorefrontId = storefront,
            Version = 1,
            ClearRoles = Kernel.Roles.KnowCustomers,
            LinksExpireAfterDays = 30,
        });
        var id = Guid.NewGuid();
        await resolution.PublishAsync(resolution.Received(id, storefront));
        await resolution.PublishAsync(resolution.Classified(id, storefront: storefront));
        await resolution.As(Kernel.Roles.Manager, storefront)
            .PostJsonAsync($"cases/{id}/closure", """{"reason":"other","note":"测试关闭"}""").ShouldBeAsync(200);
        var path = $"track/{ResolutionFactory.TokenOf(id)}/offers";

        resolution.Clock.Advance(TimeSpan.FromDays(29));
        await resolution.Anonymous().GetAsync(path).ShouldBeAsync(200);
        resolution.Clock.Advance(TimeSpan.FromDays(2));
        await resolution.Anonymous().GetAsync(path).ShouldBeProblemAsync(410, "tracking.expired");
        await resolution.As(Kernel.Roles.Supervisor, storefront).PostJsonAsync($"cases/{id}/reopening", "{}").ShouldBeAsync(200);

        await resolution.Anonymous().GetAsync(path).ShouldBeAsync(200);
    }

    [Fact]
    public async Task A_form_of_the_page_sends_the_customer_back_with_the_reason()
    {
        var id = await resolution.OpenCaseAsync();
        await resolution.PublishAsync(Revoked(id, "other-" + id, version: 3));

        using var form = new FormUrlEncodedContent([new("do", "accept"), new("offerId", Guid.NewGuid().ToString())]);
        using var answer = await resolution.Anonymous().PostAsync($"track/{ResolutionFactory.TokenOf(id)}/offers/page", form);

        ((int)answer.StatusCode).ShouldBe(303);
        answer.Headers.Location!.ToString().ShouldContain("refused=tracking.revoked");
    }

    private TrackingRevoked Revoked(Guid id, string token, int version) => new()
    {
        EventId = Guid.NewGuid(),
        OccurredAt = resolution.Clock.GetUtcNow(),
        StorefrontId = ServiceHost.Storefront,
        ComplaintId = id,
        Version = version,
        TrackingTokenHash = Links.Hash(token),
    };
}
