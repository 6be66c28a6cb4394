using ComplaintPlatform.Contracts.Gateway;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Intake.Tests;

/// <summary>A storefront that there is not, named by somebody who works for all of them.</summary>
public sealed class NamingAStorefrontTests(IntakeFactory intake) : IClassFixture<IntakeFactory>
{
    [Theory]
    [InlineData("complaints?storefrontId=nope")]
    [InlineData("complaints?storefrontId=here&storefrontId=nope")]
    [InlineData("complaints/export?storefrontId=nope")]
    [InlineData("events?storefrontId=nope")]
    [InlineData("webhooks?storefrontId=nope")]
    [InlineData("signals?storefrontId=nope")]
    [InlineData("signals/quality?storefrontId=nope")]
    [InlineData("intake-policies?storefrontId=nope")]
    public async Task Reading_is_404(string path)
    {
        await OpenAsync("here");
        foreach (var role in (string[])[Roles.Administrator, Roles.Manager])
        {
            if (role is Roles.Administrator)
                await intake.As(role, "*").GetAsync(path).ShouldBeProblemAsync(404, "storefront.not_found");
            else
                await intake.As(role, "here", "there").GetAsync(path).ShouldBeProblemAsync(404, "storefront.not_found");
        }
    }

    [Theory]
    [InlineData("complaints", """{"channel":"web","text":"a","storefrontId":"nope"}""")]
    [InlineData("signals/messages", """{"channel":"chat","text":"a","storefrontId":"nope"}""")]
    [InlineData("signals/behaviours", """{"kind":"return","customer":{"externalId":"a"},"storefrontId":"nope"}""")]
    [InlineData("order-volumes", """{"volumes":[{"day":"2026-01-01","orders":1}],"storefrontId":"nope"}""")]
    [InlineData("webhooks", """{"url":"https://example.com/","storefrontId":"nope"}""")]
    public async Task Writing_is_400_and_for_one_that_there_is_it_works(string path, string body)
    {
        await OpenAsync("here");
        await intake.As(Roles.Administrator, "*").PostJsonAsync(path, body).ShouldBeProblemAsync(400, "request.invalid", "/storefrontId");

        if (path != "webhooks")
            ((int)(await intake.As(Roles.Administrator, "*").PostJsonAsync(path, body.Replace("nope", "here"))).StatusCode).ShouldBeInRange(200, 201);
    }

    [Fact]
    public async Task A_policy_is_not_written_for_nobody() =>
        await intake.As(Roles.Administrator, "*").PutJsonAsync("intake-policies?storefrontId=nope", "{}", ("If-Match", "*"))
            .ShouldBeProblemAsync(404, "storefront.not_found");

    private Task OpenAsync(string storefrontId) => intake.PublishAsync(new StorefrontChanged
    {
        EventId = Guid.NewGuid(),
        OccurredAt = intake.Clock.GetUtcNow(),
        StorefrontId = storefrontId,
        Version = 1,
        Name = storefrontId,
        TimeZone = "Asia/Shanghai",
        Currency = "CNY",
        Languages = ["zh-CN", "en"],
        Active = true,
    });
}
