using System.Text.Json.Nodes;
using ComplaintPlatform.Contracts.Classification;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Classification.Tests.Service;

public sealed class TellingOtherServicesTests(ClassificationFactory classification) : IClassFixture<ClassificationFactory>
{
    [Fact]
    public async Task A_service_with_the_scope_has_a_text_read_and_nobody_else()
    {
        const string Body = """{"text":"客服态度恶劣,气死我了!"}""";

        var answer = await classification.AsService("intake", Scopes.ClassificationsPreview)
            .PostJsonAsync("/internal/classifications/preview", Body).ShouldBeAsync(200);

        answer.GetProperty("sentiment").GetProperty("value").GetDouble().ShouldBeLessThan(-0.5);
        answer.GetProperty("category").GetProperty("value").GetString()!.ShouldStartWith("service_attitude");
        await classification.AsService("intake", Scopes.PersonalDataRead).PostJsonAsync("/internal/classifications/preview", Body).ShouldBeAsync(403);
        await classification.As(Roles.Administrator, "*").PostJsonAsync("/internal/classifications/preview", Body).ShouldBeAsync(403);
        await classification.Unknown().PostJsonAsync("/internal/classifications/preview", Body).ShouldBeAsync(401);
    }

    [Fact]
    public async Task A_taxonomy_that_is_replaced_is_told_whole()
    {
        await using var own = new OwnFactory();
        await own.StartAsync();
        var administrator = own.As(Roles.Administrator, "*");
        var taxonomy = JsonNode.Parse((await administrator.GetAsync("taxonomy").ShouldBeAsync(200)).GetRawText())!;
        taxonomy["categories"]!.AsArray().Add(JsonNode.Parse(
            """{"code":"toys","name":{"zh":"玩具","en":"Toys"},"children":[{"code":"small_parts","name":{"zh":"小零件","en":"Small parts"}}]}"""));

        await administrator.PutJsonAsync("taxonomy", taxonomy.ToJsonString(), ("If-Match", "*")).ShouldBeAsync(200);

        var told = (await own.PublishedAsync<TaxonomyReplaced>()).Single();
        told.StorefrontId.ShouldBe("*");
        told.Version.ShouldBe(1);
        told.Categories.Select(term => term.Code).ShouldContain("toys/small_parts");
        told.Categories.Select(term => term.Code).ShouldContain("logistics");
        told.ReasonCodes.Single(term => term.Code == "Y1").English.ShouldBe("Late dispatch or short-haul delay");
    }

    private sealed class OwnFactory : ClassificationFactory;
}
