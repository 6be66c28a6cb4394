using System.Text.Json;
using System.Text.Json.Nodes;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Resolution.Replies;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Resolution.Tests.Replies;

public sealed class DraftingRepliesTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    [Fact]
    public async Task Two_complaints_of_one_category_get_drafts_of_their_own_facts()
    {
        var kettle = await ComplainAsync("电热水壶", "水壶漏水", "太失望了");
        var coat = await ComplainAsync("羽绒服", "羽绒服掉毛", "");

        var (first, second) = (await DraftAsync(kettle), await DraftAsync(coat));

        Text(first).ShouldContain("“电热水壶”");
        Text(first).ShouldContain("水壶漏水");
        Text(first).ShouldContain("您说“太失望了”");
        Text(second).ShouldContain("“羽绒服”");
        Text(second).ShouldNotContain("电热水壶");
        first.GetProperty("parts").EnumerateArray().Select(part => part.GetProperty("part").GetString())
            .ShouldBe(["opening", "fact", "emotion", "apology", "explanation", "solution", "closing"]);
    }

    [Fact]
    public async Task The_customers_language_is_spoken_whoever_asks()
    {
        var id = Guid.NewGuid();
        var received = resolution.Received(id);
        await resolution.PublishAsync(
            received with { Customer = received.Customer with { Language = "en" }, Text = "The parcel is late." });
        await resolution.PublishAsync(resolution.Classified(id) with { Statement = ResolutionFactory.Statement("The parcel is late.") });

        var draft = await DraftAsync(id);

        draft.GetProperty("language").GetString().ShouldBe("en");
        Text(draft).ShouldContain("You told us: “The parcel is late”.");
        Text(draft).ShouldAllBe(character => character < 0x3000);
    }

    [Theory]
    [InlineData("minor", "agent", "客服")]
    [InlineData("general", "supervisor", "客服主管")]
    [InlineData("serious", "executive", "负责人")]
    public async Task The_more_serious_the_higher_who_apologises(string severity, string tier, string signed)
    {
        var draft = await DraftAsync(await resolution.OpenCaseAsync(severity: severity));

        draft.GetProperty("apologyTier").GetString().ShouldBe(tier);
        Text(draft).ShouldEndWith(signed);
    }

    [Fact]
    public async Task Nothing_is_promised_that_waits_for_approval_or_was_taken_back()
    {
        var id = await resolution.OpenCaseAsync();
        var waiting = (await resolution.OfferAsync(id, ResolutionFactory.Refund(500)))[0];
        var before = await DraftAsync(id);
        await resolution.Supervisor.PostJsonAsync($"approvals/{waiting.GetProperty("approvalId").GetString()}/approval", "{}")
            .ShouldBeAsync(200);
        var approved = await DraftAsync(id);
        await resolution.Agent.PostJsonAsync($"cases/{id}/offers/{waiting.GetProperty("id").GetString()}/withdrawal", "{}")
            .ShouldBeAsync(200);

        var after = await DraftAsync(id);

        Text(before).ShouldNotContain("500.00");
        before.GetProperty("withheld")[0].GetString().ShouldBe("refund");
        Text(approved).ShouldContain("退款 500.00 元");
        approved.GetProperty("withheld").GetArrayLength().ShouldBe(0);
        Text(after).ShouldNotContain("500.00");
    }

    [Fact]
    public async Task What_was_granted_is_said_with_its_time_and_then_as_done()
    {
        var id = await resolution.OpenCaseAsync();
        var offer = (await resolution.OfferAsync(id, ResolutionFactory.Refund(40)))[0];
        await resolution.Anonymous().PostJsonAsync(
            $"track/{ResolutionFactory.TokenOf(id)}/offers/{offer.GetProperty("id").GetString()}/acceptance", "{}").ShouldBeAsync(200);

        var promised = Text(await DraftAsync(id));
        await resolution.DoTasksAsync(id);

        promised.ShouldContain("退款 40.00 元,将于 ");
        Text(await DraftAsync(id)).ShouldContain("退款 40.00 元,已办妥");
    }

    [Fact]
    public async Task Words_of_a_customer_are_never_read_as_a_template_or_as_markup()
    {
        var id = await ComplainAsync(
            "{{storefront}}<script>alert(1)</script>", "{{#each granted}}{{name}}{{/each}} \u202Eevil\n\n{{{reference}}}", "{{/if}}");

        var draft = await DraftAsync(id);

        Text(draft).ShouldContain("{{#each granted}}{{name}}{{/each}} evil {{{reference}}}");
        Text(draft).ShouldNotContain("\u202E");
        draft.GetProperty("html").GetString()!.ShouldNotContain("<script>");
        draft.GetProperty("html").GetString()!.ShouldContain("&lt;script&gt;");
    }

    /// <summary>Every default text, in both languages and all severities, reads whole with any set of facts.</summary>
    [Fact]
    public void No_set_of_facts_leaves_a_hole()
    {
        var fields = ReplyFields.Optional.Concat(ReplyFields.Lists.Keys).ToList();
        var sets = fields.Select(field => new HashSet<string> { field })
            .Concat(fields.Select(field => fields.Where(other => other != field).ToHashSet())).Append([.. fields]).Append([]);
        foreach (var language in new[] { Language.Chinese, Language.English })
        {
            var (all, none) = (SampleFacts.Everything(language), SampleFacts.Nothing(language));
            foreach (var known in sets)
            {
                var values = none.ToDictionary(pair => pair.Key, pair => known.Contains(pair.Key) ? all[pair.Key] : pair.Value);
                foreach (var category in ReplyTemplates.Default.Replies.Select(reply => reply.Category ?? "none"))
                {
                    var text = DraftReply.Compose(ReplyTemplates.Default, category, Severity.General, language, values).Text;
                    text.ShouldNotContain("“”");
                    text.ShouldNotContain("()");
                    text.ShouldNotContain("  ");
                    text.ShouldNotContain("{{");
                    text.ShouldNotContain(",,");
                }
            }
        }
    }

    [Theory]
    [InlineData("{{fact}}", "fact may be missing")]
    [InlineData("{{nonsense}}", "there is no field nonsense")]
    [InlineData("{{#if fact}}{{fact}}", "is not closed")]
    [InlineData("{{#if fact}}{{fact}}{{/unless}}", "closes nothing that is open")]
    [InlineData("{{#if fact}}{{need}}{{else}}x{{/if}}", "need may be missing")]
    [InlineData("{{#if fact}}x{{else}}{{fact}}{{/if}}", "fact may be missing")]
    [InlineData("{{#if fact}}{{fact}}{{/if}}", "Says nothing where facts are missing")]
    [InlineData("a {{{reference}}}", "only two braces")]
    [InlineData("a {{> partial}}", "Only fields")]
    [InlineData("a {{lookup this}}", "Only fields")]
    [InlineData("a {{reference", "is not closed")]
    [InlineData("a {{#each granted}}{{reference}}{{/each}}", "there is no field reference here")]
    [InlineData("a {{#each granted}}{{value}}{{/each}}", "value may be missing")]
    [InlineData("a {{granted}}", "there is no field granted")]
    [InlineData("{{else}}a", "stands in no #if")]
    [InlineData("", "Must have 1 to 2000 characters")]
    public async Task A_template_that_would_fail_or_leave_a_hole_is_refused_with_the_place(string template, string message)
    {
        var manager = resolution.As(Roles.Manager, "wrong-templates");
        var document = await DocumentAsync(manager);
        document["replies"]![1]!["zh"]!["fact"] = template;
        document["apologies"]![0]!["en"]!["closing"] = template;

        var saved = await (await manager.PutJsonAsync(
            "reply-templates", document.ToJsonString(), ("If-Match", "*"), ("Accept-Language", "en")))
            .ShouldBeProblemAsync(400, "request.invalid", "/replies/1/zh/fact");
        var shown = await (await manager.PostJsonAsync(
            "reply-templates/preview", new JsonObject { ["draft"] = document.DeepClone() }.ToJsonString()))
            .ShouldBeProblemAsync(400, "request.invalid", "/draft/replies/1/zh/fact");

        saved.GetProperty("errors").GetProperty("/replies/1/zh/fact")[0].GetString()!.ShouldContain(message);
        saved.GetProperty("errors").TryGetProperty("/apologies/0/en/closing", out _).ShouldBeTrue();
        shown.GetProperty("errors").TryGetProperty("/draft/apologies/0/en/closing", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task A_document_without_a_fallback_or_a_severity_is_refused()
    {
        var manager = resolution.As(Roles.Manager, "short-templates");
        var document = await DocumentAsync(manager);
        document["replies"]!.AsArray().RemoveAt(8);
        document["apologies"]!.AsArray().RemoveAt(0);

        var refused = await manager.PutJsonAsync("reply-templates", document.ToJsonString(), ("If-Match", "*"))
            .ShouldBeProblemAsync(400, "request.invalid", "/replies");

        refused.GetProperty("errors").TryGetProperty("/apologies", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task A_preview_shows_both_languages_full_and_bare_and_the_saved_text_is_used()
    {
        const string storefront = "own-templates";
        await resolution.PublishAsync(resolution.StorefrontChanged(storefront));
        var manager = resolution.As(Roles.Manager, storefront);
        var document = await DocumentAsync(manager);
        document["replies"]![1]!["zh"]!["fact"] = "本店口吻:{{#if fact}}{{fact}}{{else}}编号 {{reference}}{{/if}}";

        var preview = await manager.PostJsonAsync(
            "reply-templates/preview",
            new JsonObject { ["category"] = "logistics/delay", ["severity"] = "serious", ["draft"] = document.DeepClone() }.ToJsonString())
            .ShouldBeAsync(200);
        await manager.PutJsonAsync("reply-templates", document.ToJsonString(), ("If-Match", "*")).ShouldBeAsync(200);
        var id = await resolution.OpenCaseAsync(storefront: storefront);

        preview.GetProperty("zh").GetProperty("full").GetProperty("text").GetString()!.ShouldContain("本店口吻:水壶用了两天就漏水");
        preview.GetProperty("zh").GetProperty("bare").GetProperty("text").GetString()!.ShouldContain("本店口吻:编号 C-260131-0001");
        preview.GetProperty("en").GetProperty("full").GetProperty("apologyTier").GetString().ShouldBe("executive");
        Text(await DraftAsync(id, resolution.As(Roles.Agent, storefront))).ShouldContain("本店口吻:包裹迟迟未到,请尽快处理");
    }

    private async Task<Guid> ComplainAsync(string product, string fact, string feeling)
    {
        var id = Guid.NewGuid();
        await resolution.PublishAsync(resolution.Received(id) with { Order = new ComplaintReceived.OrderFacts { Product = product } });
        await resolution.PublishAsync(
            resolution.Classified(id, "product_quality/defect") with { Statement = ResolutionFactory.Statement(fact, feeling) });
        return id;
    }

    private async Task<JsonElement> DraftAsync(Guid id, HttpClient? client = null) =>
        await (client ?? resolution.Agent).GetAsync($"cases/{id}/reply-draft").ShouldBeAsync(200);

    private static string Text(JsonElement draft) => draft.GetProperty("text").GetString()!;

    private static async Task<JsonNode> DocumentAsync(HttpClient client) =>
        JsonNode.Parse(await (await client.GetAsync("reply-templates")).Content.ReadAsStringAsync())!;
}
