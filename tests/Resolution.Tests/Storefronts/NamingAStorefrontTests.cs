using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Resolution.Tests.Storefronts;

/// <summary>A storefront that is not there is refused wherever one can be named; it is no empty list, and no policy of nobody.</summary>
public sealed class NamingAStorefrontTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    [Theory]
    [InlineData("cases")]
    [InlineData("causes")]
    [InlineData("corrective-actions")]
    [InlineData("trainings")]
    [InlineData("board")]
    [InlineData("scorecards?groupBy=agent")]
    [InlineData("precedents?q=refund")]
    [InlineData("deadline-policies")]
    [InlineData("authority-limits")]
    public async Task A_storefront_that_is_not_there_is_not_found(string path)
    {
        var named = path + (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "storefrontId=";

        await resolution.As(Roles.Manager, "*").GetAsync(named + "nope").ShouldBeProblemAsync(404, "storefront.not_found");
        await resolution.As(Roles.Manager).GetAsync(named + "another").ShouldBeProblemAsync(404, "storefront.not_found");
        (await resolution.As(Roles.Manager, "*").GetAsync(named + ServiceHost.Storefront)).IsSuccessStatusCode.ShouldBeTrue();
    }

    [Fact]
    public async Task Nothing_is_written_for_a_storefront_that_is_not_there()
    {
        var manager = resolution.As(Roles.Manager, "*");
        var policy = await (await manager.GetAsync("closing-policies")).Content.ReadAsStringAsync();

        await manager.PutJsonAsync("closing-policies?storefrontId=nope", policy, ("If-Match", "*")).ShouldBeProblemAsync(404, "storefront.not_found");
        await manager.PostJsonAsync("causes", """{"name":"漏发","dimension":"people","storefrontId":"nope"}""")
            .ShouldBeProblemAsync(404, "storefront.not_found");
    }
}
