using System.Text.Json;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Customers;
using ComplaintPlatform.Resolution.Offers;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Resolution.Tests.Customers;

/// <summary>What customers read holds no code and no word of the house, in either language.</summary>
public sealed class SpeakingToCustomersTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    [Theory]
    [InlineData(15, "15 分钟", "15 minutes")]
    [InlineData(60, "1 小时", "1 hour")]
    [InlineData(90, "1 小时 30 分钟", "1 hour 30 minutes")]
    [InlineData(4320, "72 小时", "72 hours")]
    public void Lengths_are_written_out(int minutes, string zh, string en)
    {
        CustomerWords.Length(minutes).Zh.ShouldBe(zh);
        CustomerWords.Length(minutes).En.ShouldBe(en);
    }

    [Fact]
    public void A_remedy_that_left_the_catalogue_keeps_its_name()
    {
        var catalogue = RemedyCatalogue.Default with { Remedies = [.. RemedyCatalogue.Default.Remedies.Where(remedy => remedy.Kind != "exchange")] };

        CustomerWords.Remedy(catalogue, "exchange").Zh.ShouldBe("换货");
        CustomerWords.Remedy(catalogue, "never_was", new Money(5, "CNY")).ShouldBe(new("处理方案 5.00 元", "a solution CNY 5.00"));
    }

    [Theory]
    [InlineData("zh-CN", "紧急投诉", "手机应用")]
    [InlineData("en", "Urgent complaints", "online chat")]
    public async Task The_service_standards_name_everything_in_words(string language, string name, string channel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "service-standards?storefront=" + ServiceHost.Storefront);
        request.Headers.AcceptLanguage.ParseAdd(language);
        using var answer = await resolution.Anonymous().SendAsync(request);
        var standards = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

        standards.GetProperty("deadlines")[0].GetProperty("name").GetString().ShouldBe(name);
        standards.GetProperty("channelNames").EnumerateArray().Select(found => found.GetString()).ShouldContain(channel);
        standards.GetProperty("channelNames").GetArrayLength().ShouldBe(standards.GetProperty("channels").GetArrayLength());
    }

    [Fact]
    public async Task Progress_tells_of_what_was_agreed_and_not_of_the_houses_tasks()
    {
        var id = await resolution.OpenCaseAsync();
        var offer = (await resolution.OfferAsync(id, ResolutionFactory.Refund(50)))[0];
        await resolution.Agent.PostJsonAsync($"cases/{id}/offers/{offer.GetProperty("id").GetString()}/acceptance", "{}").ShouldBeAsync(200);

        resolution.Clock.Advance(TimeSpan.FromHours(11));
        var told = await Eventually.BecomeAsync(
            async () => (await resolution.PublishedAsync<CustomerUpdateDue>(id)).FirstOrDefault(update => update.Kind is "progress" or "delay"),
            "the customer hears how far it is");

        told.Text.ShouldBe("我们正在落实约定的方案:退款 50.00 元。");
    }
}
