using System.Text.Json;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Intake.Tests;

public sealed class DecidingOnDuplicatesTests(IntakeFactory intake) : IClassFixture<IntakeFactory>
{
    private const string Text = "收到的烧水壶底部漏水,要求退款";

    [Fact]
    public async Task A_proposal_is_kept_listed_on_both_and_dismissed()
    {
        var (first, second) = await TwoAsync("o-dismiss");
        Candidates(await intake.GetAsync(first)).ShouldBe([second]);
        Candidates(await intake.GetAsync(second)).ShouldBe([first]);

        var agent = intake.As(Roles.Agent);
        await agent.PostJsonAsync($"complaints/{first}/duplicate-candidates/{second}/dismissal", "").ShouldBeAsync(204);
        await agent.PostJsonAsync($"complaints/{first}/duplicate-candidates/{second}/dismissal", "").ShouldBeAsync(204);

        Candidates(await intake.GetAsync(first)).ShouldBeEmpty();
        Candidates(await intake.GetAsync(second)).ShouldBeEmpty();
        (await agent.GetAsync($"complaints/{second}/duplicate-candidates").ShouldBeAsync(200)).GetProperty("items").GetArrayLength()
            .ShouldBe(0);
        await agent.PostJsonAsync($"complaints/{first}/duplicate-candidates/{Guid.NewGuid()}/dismissal", "")
            .ShouldBeProblemAsync(404, "resource.not_found");
    }

    [Fact]
    public async Task One_order_makes_a_paraphrase_of_another_customer_a_candidate()
    {
        var first = await intake.ReceiveIdAsync("收到的烧水壶底部漏水", ""","order":{"externalId":"o-paraphrase"}""");

        var second = await intake.ReceiveAsync(
            "水壶一直漏水请给我退掉", ""","customer":{"email":"x@example.com"},"order":{"externalId":"o-paraphrase"}""");

        second.GetProperty("duplicateCandidates")[0].GetProperty("complaintId").GetGuid().ShouldBe(first);
    }

    [Fact]
    public async Task Who_leaves_the_order_out_the_second_time_is_found()
    {
        var first = await intake.ReceiveIdAsync(Text, ""","customer":{"externalId":"u-out"},"order":{"externalId":"o-out"}""");

        var second = await intake.ReceiveAsync(Text, ""","customer":{"externalId":"u-out"}""");

        second.GetProperty("duplicateCandidates")[0].GetProperty("complaintId").GetGuid().ShouldBe(first);
    }

    [Fact]
    public async Task What_is_said_on_a_duplicate_reaches_the_original_and_the_link_tells_of_it()
    {
        var original = await intake.ReceiveAsync(Text, ""","customer":{"externalId":"u-follow"},"order":{"externalId":"o-follow"}""");
        var repeat = await intake.ReceiveAsync(Text + "!", ""","customer":{"externalId":"u-follow"},"order":{"externalId":"o-follow"}""");
        var (originalId, repeatId) = (original.GetProperty("id").GetGuid(), repeat.GetProperty("id").GetGuid());
        await intake.As(Roles.Agent).PostJsonAsync($"complaints/{repeatId}/duplicate-of", $$"""{"complaintId":"{{originalId}}"}""")
            .ShouldBeAsync(204);
        var link = "track/" + repeat.GetProperty("trackingUrl").GetString()!.Split('/')[^1];

        await intake.Anonymous().PostJsonAsync(link + "/messages", """{"text":"照片在此"}""").ShouldBeAsync(201);

        (await intake.EventuallyPublishedAsync<ComplaintSupplemented>(originalId)).Text.ShouldBe("照片在此");
        (await intake.Anonymous().GetAsync(link).ShouldBeAsync(200)).GetProperty("follows").GetProperty("reference").GetString()
            .ShouldBe(original.GetProperty("reference").GetString());
    }

    [Fact]
    public async Task Chains_and_links_to_withdrawn_complaints_are_refused()
    {
        var (first, second) = await TwoAsync("o-chain");
        var third = await intake.ReceiveIdAsync();
        var withdrawn = await intake.ReceiveIdAsync();
        var agent = intake.As(Roles.Agent);
        await agent.PostJsonAsync($"complaints/{second}/duplicate-of", $$"""{"complaintId":"{{first}}"}""").ShouldBeAsync(204);
        await intake.Backend.PostJsonAsync($"complaints/{withdrawn}/withdrawal", "").ShouldBeAsync(204);

        await agent.PostJsonAsync($"complaints/{first}/duplicate-of", $$"""{"complaintId":"{{third}}"}""")
            .ShouldBeProblemAsync(409, "complaint.has_duplicates");
        await agent.PostJsonAsync($"complaints/{third}/duplicate-of", $$"""{"complaintId":"{{withdrawn}}"}""")
            .ShouldBeProblemAsync(409, "complaint.original_withdrawn");
    }

    private async Task<(Guid First, Guid Second)> TwoAsync(string order) => (
        await intake.ReceiveIdAsync(Text, $$""","customer":{"externalId":"u-{{order}}"},"order":{"externalId":"{{order}}"}"""),
        await intake.ReceiveIdAsync(Text, $$""","customer":{"externalId":"u-{{order}}"},"order":{"externalId":"{{order}}"}"""));

    private static List<Guid> Candidates(JsonElement complaint) =>
        [.. complaint.GetProperty("duplicateCandidates").EnumerateArray()
            .Select(candidate => candidate.GetProperty("complaintId").GetGuid())];
}
