using System.Text.Json;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Intake.Tests;

public sealed class SpottingComplaintsTests(ScreeningHost intake) : IClassFixture<ScreeningHost>
{
    private const string None = """{"keywords":{"zh":[],"en":[]},"sampleRate":0}""";

    [Theory]
    [InlineData("这个電飯煲漏電，太危险", "keyword:漏电")]
    [InlineData("My parcel is STILL  waiting at the depot", "keyword:still waiting")]
    [InlineData("[-0.7] 行吧", "sentiment")]
    [InlineData("[0.2 urgent] 记者来了", "urgent")]
    public async Task What_speaks_for_a_complaint_puts_it_up_for_decision(string text, string reason)
    {
        var backend = intake.As(Roles.Storefront, "sig-1");
        await intake.SetPolicyAsync("sig-1", """{"keywords":{"zh":["漏电"],"en":["still waiting","sue"]},"sampleRate":0}""");

        var signal = await ScreenedAsync(backend, await ReportAsync(backend, text));

        signal.GetProperty("state").GetString().ShouldBe("open");
        signal.GetProperty("flagged").GetBoolean().ShouldBeTrue();
        signal.GetProperty("reasons").EnumerateArray().Select(one => one.GetString()).ShouldBe([reason]);
        signal.GetProperty("category").GetString().ShouldBe("logistics/delay");
        (await backend.GetAsync("signals?state=open&limit=100").ShouldBeAsync(200)).GetProperty("items").EnumerateArray()
            .ShouldContain(row => row.GetProperty("id").GetGuid() == signal.GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task A_calm_message_is_not_and_cannot_be_decided()
    {
        var backend = intake.As(Roles.Storefront, "sig-2");
        await intake.SetPolicyAsync("sig-2", """{"keywords":{"zh":[],"en":["sue"]},"sampleRate":0}""");

        var signal = await ScreenedAsync(backend, await ReportAsync(backend, "Is there an issue with size 40?"));

        signal.GetProperty("state").GetString().ShouldBe("unflagged");
        await intake.As(Roles.Agent, "sig-2").PostJsonAsync($"signals/{Id(signal)}/promotion", "{}").ShouldBeProblemAsync(409, "signal.not_open");
    }

    [Fact]
    public async Task It_waits_while_the_classifier_is_away_and_is_screened_when_it_is_back()
    {
        var backend = intake.As(Roles.Storefront, "sig-3");
        await intake.SetPolicyAsync("sig-3", None);
        intake.IsAway = true;
        var asked = intake.Asked;
        var id = await ReportAsync(backend, "[-0.9] 太过分了");
        await Eventually.BeTrueAsync(() => Task.FromResult(intake.Asked > asked), "the classifier is asked");
        (await backend.GetAsync($"signals/{id}").ShouldBeAsync(200)).GetProperty("state").GetString().ShouldBe("unscreened");
        await intake.As(Roles.Agent, "sig-3").PostJsonAsync($"signals/{id}/dismissal", """{"reason":"too early"}""")
            .ShouldBeProblemAsync(409, "signal.not_open");

        intake.IsAway = false;
        await Eventually.BeTrueAsync(
            async () =>
            {
                intake.Clock.Advance(TimeSpan.FromSeconds(30));
                return (await backend.GetAsync($"signals/{id}").ShouldBeAsync(200)).GetProperty("state").GetString() == "open";
            },
            "it is screened");
    }

    [Fact]
    public async Task It_becomes_a_complaint_once_and_both_name_each_other()
    {
        var (backend, agent) = (intake.As(Roles.Storefront, "sig-4"), intake.As(Roles.Agent, "sig-4"));
        await intake.SetPolicyAsync("sig-4", None);
        var id = await ReportAsync(
            backend, "[-0.9] 等了两周还没到", ""","customer":{"externalId":"u-1","name":"王芳","phone":"13800000000"},"order":{"externalId":"o-1","product":"水壶"}""");
        await ScreenedAsync(backend, id);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(
            _ => agent.PostJsonAsync($"signals/{id}/promotion", """{"expectation":"尽快送达"}""")));

        answers.Count(answer => (int)answer.StatusCode == 201).ShouldBe(1);
        answers.Count(answer => (int)answer.StatusCode == 409).ShouldBe(3);
        await agent.PostJsonAsync($"signals/{id}/dismissal", """{"reason":"after all"}""").ShouldBeProblemAsync(409, "signal.decided");
        var signal = await agent.GetAsync($"signals/{id}").ShouldBeAsync(200);
        signal.GetProperty("state").GetString().ShouldBe("promoted");
        var complaintId = signal.GetProperty("complaintId").GetGuid();
        var complaint = await agent.GetAsync($"complaints/{complaintId}").ShouldBeAsync(200);
        complaint.GetProperty("signalId").GetGuid().ShouldBe(id);
        complaint.GetProperty("text").GetString().ShouldBe("[-0.9] 等了两周还没到");
        complaint.GetProperty("channel").GetString().ShouldBe("chat");
        complaint.GetProperty("customer").GetProperty("name").GetString().ShouldBe("王芳");
        complaint.GetProperty("order").GetProperty("externalId").GetString().ShouldBe("o-1");
        complaint.GetProperty("missing").GetArrayLength().ShouldBe(0);
        (await backend.GetAsync("complaints?count=true").ShouldBeAsync(200)).GetProperty("total").GetInt32().ShouldBe(1);
        var timeline = (await agent.GetAsync($"complaints/{complaintId}/timeline").ShouldBeAsync(200)).GetProperty("items").EnumerateArray().ToList();
        timeline.Select(entry => entry.GetProperty("kind").GetString()).ShouldBe(["complaint_received", "signal_promoted"]);
        timeline[1].GetProperty("summary").GetString()!.ShouldContain("客户留言");
        timeline[1].GetProperty("data").GetProperty("signalId").GetGuid().ShouldBe(id);
        (await intake.PublishedAsync<ComplaintReceived>(complaintId)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_message_sent_again_is_the_same_one()
    {
        var backend = intake.As(Roles.Storefront, "sig-5");
        await intake.SetPolicyAsync("sig-5", None);
        var first = await ReportAsync(backend, "[-0.9] 一样的", ""","externalId":"m-1" """);

        (await ReportAsync(backend, "[-0.9] 一样的", ""","externalId":"m-1" """)).ShouldBe(first);
        await backend.PostJsonAsync("signals/messages", """{"channel":"chat","text":"another","externalId":"m-1"}""")
            .ShouldBeProblemAsync(409, "signal.external_id_used");
        (await backend.GetAsync("signals?count=true").ShouldBeAsync(200)).GetProperty("total").GetInt32().ShouldBe(1);
    }

    [Theory]
    [InlineData("messages", """{"channel":"chat","text":""}""", "/text")]
    [InlineData("messages", """{"channel":"pigeon","text":"a"}""", "/channel", "field.invalid")]
    [InlineData("messages", """{"channel":"chat","text":"a","occurredAt":"2999-01-01T00:00:00Z"}""", "/occurredAt")]
    [InlineData("behaviours", """{"kind":"return"}""", "/customer", "field.missing")]
    [InlineData("behaviours", """{"kind":"return","customer":{"name":"A"}}""", "/customer")]
    [InlineData("behaviours", """{"kind":"return","customer":{"externalId":"a"},"seconds":5}""", "/seconds")]
    [InlineData("behaviours", """{"kind":"nap","customer":{"externalId":"a"}}""", "/kind", "field.invalid")]
    public async Task What_makes_no_sense_is_refused(string what, string body, string pointer, string code = "request.invalid") =>
        await intake.As(Roles.Storefront, "sig-6").PostJsonAsync($"signals/{what}", body).ShouldBeProblemAsync(400, code, pointer);

    [Fact]
    public async Task A_dismissal_needs_a_reason_and_a_condition_that_holds()
    {
        var (backend, agent) = (intake.As(Roles.Storefront, "sig-7"), intake.As(Roles.Agent, "sig-7"));
        await intake.SetPolicyAsync("sig-7", None);
        var id = await ReportAsync(backend, "[-0.9] 开玩笑的");
        await ScreenedAsync(backend, id);

        await agent.PostJsonAsync($"signals/{id}/dismissal", "{}").ShouldBeProblemAsync(400, "field.missing", "/reason");
        await agent.PostJsonAsync($"signals/{id}/dismissal", """{"reason":"玩笑"}""", ("If-Match", "\"1\"")).ShouldBeProblemAsync(412, "precondition.failed");
        var dismissed = await agent.PostJsonAsync($"signals/{id}/dismissal", """{"reason":"玩笑"}""", ("If-Match", "\"2\"")).ShouldBeAsync(200);

        dismissed.GetProperty("state").GetString().ShouldBe("dismissed");
        dismissed.GetProperty("dismissalReason").GetString().ShouldBe("玩笑");
        dismissed.GetProperty("decidedBy").GetString().ShouldBe("agent");
        await backend.PostJsonAsync($"signals/{id}/promotion", "{}").ShouldBeProblemAsync(403, "permission.denied");
    }

    [Fact]
    public async Task Others_see_nothing_of_it_and_an_auditor_no_contact_points()
    {
        var backend = intake.As(Roles.Storefront, "sig-8");
        await intake.SetPolicyAsync("sig-8", None);
        var id = await ReportAsync(
            backend, "[-0.9] 请打 13912345678 给我", ""","customer":{"externalId":"customer-8","name":"李雷","email":"lilei@example.com"}""");

        await intake.As(Roles.Storefront, "sig-x").GetAsync($"signals/{id}").ShouldBeProblemAsync(404, "resource.not_found");
        await intake.As(Roles.Agent, "sig-x").PostJsonAsync($"signals/{id}/promotion", "{}").ShouldBeProblemAsync(404, "resource.not_found");
        await intake.As(Roles.Storefront, "sig-x").GetAsync("signals?storefrontId=sig-8").ShouldBeProblemAsync(404, "storefront.not_found");
        var seen = (await intake.As(Roles.Auditor, "sig-8").GetAsync($"signals/{id}").ShouldBeAsync(200)).GetRawText();
        foreach (var hidden in new[] { "13912345678", "李雷", "lilei", "customer-8" })
            seen.ShouldNotContain(hidden);
        var listed = (await intake.As(Roles.Auditor, "sig-8").GetAsync("signals").ShouldBeAsync(200)).GetRawText();
        listed.ShouldNotContain("13912345678");
        listed.ShouldNotContain("李雷");
        (await intake.As(Roles.Agent, "sig-8").GetAsync($"signals/{id}").ShouldBeAsync(200)).GetRawText().ShouldContain("13912345678");
    }

    [Fact]
    public async Task The_list_is_paged_filtered_and_sorted()
    {
        var backend = intake.As(Roles.Storefront, "sig-9");
        await intake.SetPolicyAsync("sig-9", None);
        foreach (var text in (string[])["[-0.6] a", "[-0.9] b", "[-0.7] c", "[0.5] d"])
        {
            await ScreenedAsync(backend, await ReportAsync(backend, text));
            intake.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        (await TextsAsync("signals?state=open&sort=sentiment")).ShouldBe(["[-0.9] b", "[-0.7] c", "[-0.6] a"]);
        (await TextsAsync("signals?sort=receivedAt")).ShouldBe(["[-0.6] a", "[-0.9] b", "[-0.7] c", "[0.5] d"]);
        (await TextsAsync("signals?flagged=false")).ShouldBe(["[0.5] d"]);
        var first = await backend.GetAsync("signals?limit=3&sort=sentiment&count=true").ShouldBeAsync(200);
        first.GetProperty("total").GetInt32().ShouldBe(4);
        (await TextsAsync("signals?limit=3&sort=sentiment&count=true&cursor=" + first.GetProperty("nextCursor").GetString())).ShouldBe(["[0.5] d"]);
        await backend.GetAsync("signals?state=nope").ShouldBeProblemAsync(400, "parameter.invalid", "/state");
        await backend.GetAsync("signals?sort=nope").ShouldBeProblemAsync(400, "parameter.invalid", "/sort");
        await backend.GetAsync("signals?stat=open").ShouldBeProblemAsync(400, "parameter.unknown", "/stat");

        async Task<List<string?>> TextsAsync(string path) =>
            [.. (await backend.GetAsync(path).ShouldBeAsync(200)).GetProperty("items").EnumerateArray().Select(row => row.GetProperty("text").GetString())];
    }

    [Fact]
    public async Task Precision_and_recall_come_from_the_decisions()
    {
        var (backend, agent) = (intake.As(Roles.Storefront, "sig-10"), intake.As(Roles.Agent, "sig-10"));
        await intake.SetPolicyAsync("sig-10", """{"keywords":{"zh":[],"en":[]},"sampleRate":0.5}""");
        var nothing = await agent.GetAsync("signals/quality").ShouldBeAsync(200);
        nothing.GetProperty("precision").GetProperty("value").ValueKind.ShouldBe(JsonValueKind.Null);
        nothing.GetProperty("recall").GetProperty("count").GetInt32().ShouldBe(0);

        foreach (var index in Enumerable.Range(0, 4))
            await DecideAsync(await ReportAsync(backend, $"[-0.9] flagged {index}"), index < 3);
        (await agent.GetAsync("signals/quality").ShouldBeAsync(200)).GetProperty("recall").GetProperty("value").ValueKind
            .ShouldNotBe(JsonValueKind.Null, "nothing was passed over");
        var sampled = new List<Guid>();
        foreach (var index in Enumerable.Range(0, 40))
        {
            var id = await ReportAsync(backend, $"calm {index}");
            if ((await ScreenedAsync(backend, id)).GetProperty("sampled").GetBoolean())
                sampled.Add(id);
        }

        sampled.Count.ShouldBeInRange(5, 35);
        await DecideAsync(sampled[0], true);
        await DecideAsync(sampled[1], false);
        var quality = await agent.GetAsync("signals/quality").ShouldBeAsync(200);

        quality.GetProperty("precision").GetProperty("value").GetDouble().ShouldBe(0.75);
        quality.GetProperty("precision").GetProperty("count").GetInt32().ShouldBe(4);
        // 4 flagged, three quarters of them right; 40 passed over, of which half by the two that were looked at
        var recall = quality.GetProperty("recall");
        recall.GetProperty("value").GetDouble().ShouldBe(3.0 / (3 + 20), 0.0001);
        recall.GetProperty("count").GetInt32().ShouldBe(6);
        recall.GetProperty("low").GetDouble().ShouldBeLessThan(0.1);
        recall.GetProperty("high").GetDouble().ShouldBeGreaterThan(0.2);
        var messages = quality.GetProperty("messages");
        messages.GetProperty("flagged").GetInt32().ShouldBe(4);
        messages.GetProperty("unflagged").GetInt32().ShouldBe(40);
        messages.GetProperty("sampledOpen").GetInt32().ShouldBe(sampled.Count - 2);
        messages.GetProperty("sampledComplaints").GetInt32().ShouldBe(1);
        await intake.As(Roles.Agent, "sig-x").GetAsync("signals/quality?storefrontId=sig-10").ShouldBeProblemAsync(404, "storefront.not_found");

        async Task DecideAsync(Guid id, bool isComplaint)
        {
            await ScreenedAsync(backend, id);
            if (isComplaint)
                await agent.PostJsonAsync($"signals/{id}/promotion", "{}").ShouldBeAsync(201);
            else
                await agent.PostJsonAsync($"signals/{id}/dismissal", """{"reason":"no"}""").ShouldBeAsync(200);
        }
    }

    [Fact]
    public async Task Words_of_unflagged_messages_go_and_what_was_found_stays()
    {
        var (backend, agent) = (intake.As(Roles.Storefront, "sig-11"), intake.As(Roles.Agent, "sig-11"));
        await intake.SetPolicyAsync("sig-11", """{"keywords":{"zh":[],"en":[]},"sampleRate":0,"keepUnflaggedDays":2}""");
        var calm = await ReportAsync(backend, "在吗", ""","customer":{"externalId":"once"}""");
        var angry = await ReportAsync(backend, "[-0.9] 气人", ""","customer":{"externalId":"angry"}""");
        await ScreenedAsync(backend, calm);
        await ScreenedAsync(backend, angry);
        await agent.GetAsync("customers/once").ShouldBeAsync(200);

        intake.Clock.Advance(TimeSpan.FromDays(3));

        await Eventually.BeTrueAsync(
            async () => (await backend.GetAsync($"signals/{calm}").ShouldBeAsync(200)).GetProperty("text").ValueKind is JsonValueKind.Null, "it is forgotten");
        await agent.GetAsync("customers/once").ShouldBeProblemAsync(404, "resource.not_found");
        (await backend.GetAsync($"signals/{angry}").ShouldBeAsync(200)).GetProperty("text").GetString().ShouldBe("[-0.9] 气人");
        (await agent.GetAsync("signals/quality").ShouldBeAsync(200)).GetProperty("messages").GetProperty("unflagged").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task An_erased_customer_leaves_no_words_and_the_figures_as_they_were()
    {
        var (backend, agent) = (intake.As(Roles.Storefront, "sig-12"), intake.As(Roles.Agent, "sig-12"));
        await intake.SetPolicyAsync("sig-12", None);
        const string Who = ""","customer":{"externalId":"gone","name":"Gone"},"order":{"externalId":"order-gone"}""";
        var decided = await ReportAsync(backend, "[-0.9] 已判定", Who);
        var open = await ReportAsync(backend, "[-0.9] 未判定", Who);
        await ScreenedAsync(backend, decided);
        await ScreenedAsync(backend, open);
        await agent.PostJsonAsync($"signals/{decided}/dismissal", """{"reason":"王先生的玩笑"}""").ShouldBeAsync(200);
        await backend.PostJsonAsync("signals/behaviours", """{"kind":"return","customer":{"externalId":"gone"},"orderId":"order-gone"}""").ShouldBeAsync(201);

        var erasure = await backend.DeleteAsync("customers/gone/personal-data", TestContext.Current.CancellationToken).ShouldBeAsync(202);

        JsonElement done = default;
        await Eventually.BeTrueAsync(
            async () => (done = await backend.GetAsync($"erasures/{Id(erasure)}").ShouldBeAsync(200)).GetProperty("services").GetArrayLength() > 0,
            "intake has erased");
        var rows = done.GetProperty("services")[0].GetProperty("rows").EnumerateArray().ToDictionary(row => row.GetProperty("kind").GetString()!);
        rows["signals"].GetProperty("before").GetInt32().ShouldBe(2);
        rows["signals"].GetProperty("after").GetInt32().ShouldBe(0);
        rows["behaviours"].GetProperty("before").GetInt32().ShouldBe(1);
        var left = (await agent.GetAsync("signals").ShouldBeAsync(200)).GetRawText();
        left.ShouldNotContain("判定");
        left.ShouldNotContain("order-gone");
        left.ShouldNotContain("王先生");
        (await agent.GetAsync($"signals/{decided}").ShouldBeAsync(200)).GetProperty("state").GetString().ShouldBe("dismissed");
        (await agent.GetAsync($"signals/{open}").ShouldBeAsync(200)).GetProperty("state").GetString().ShouldBe("erased");
        await agent.PostJsonAsync($"signals/{open}/promotion", "{}").ShouldBeProblemAsync(409, "signal.erased");
        (await agent.GetAsync("signals/quality").ShouldBeAsync(200)).GetProperty("precision").GetProperty("count").GetInt32().ShouldBe(1);
    }

    private static Guid Id(JsonElement row) => row.GetProperty("id").GetGuid();

    private static async Task<Guid> ReportAsync(HttpClient backend, string text, string more = "") => Id(await backend.PostJsonAsync(
        "signals/messages", $$"""{"channel":"chat","text":{{JsonSerializer.Serialize(text)}}{{more}}}""").ShouldBeAsync(201));

    private static async Task<JsonElement> ScreenedAsync(HttpClient backend, Guid id)
    {
        JsonElement last = default;
        await Eventually.BeTrueAsync(
            async () => (last = await backend.GetAsync($"signals/{id}").ShouldBeAsync(200)).GetProperty("state").GetString() != "unscreened", "it is screened");
        return last;
    }
}

public sealed class NoticingBehavioursTests(ScreeningHost intake) : IClassFixture<ScreeningHost>
{
    [Fact]
    public async Task Frequent_returns_are_one_open_signal_and_count_anew_once_it_is_decided()
    {
        var (backend, agent) = (intake.As(Roles.Storefront, "beh-1"), intake.As(Roles.Agent, "beh-1"));
        (await ReturnAsync(backend, "u-1")).GetProperty("signalIds").GetArrayLength().ShouldBe(0);
        await ReturnAsync(backend, "u-2");
        (await ReturnAsync(backend, "u-1")).GetProperty("counted").GetInt32().ShouldBe(2);

        var third = await ReturnAsync(backend, "u-1");
        var fourth = await ReturnAsync(backend, "u-1");

        third.GetProperty("threshold").GetInt32().ShouldBe(3);
        var signal = third.GetProperty("signalIds")[0].GetGuid();
        fourth.GetProperty("signalIds")[0].GetGuid().ShouldBe(signal);
        var shown = await agent.GetAsync($"signals/{signal}").ShouldBeAsync(200);
        shown.GetProperty("kind").GetString().ShouldBe("frequent_returns");
        shown.GetProperty("occurrences").GetInt32().ShouldBe(4);
        shown.GetProperty("windowDays").GetInt32().ShouldBe(30);
        shown.GetProperty("customer").GetProperty("externalId").GetString().ShouldBe("u-1");

        intake.Clock.Advance(TimeSpan.FromMinutes(1));
        var promoted = await agent.PostJsonAsync($"signals/{signal}/promotion", "{}").ShouldBeAsync(201);
        var complaint = await agent.GetAsync($"complaints/{promoted.GetProperty("complaintId").GetGuid()}").ShouldBeAsync(200);
        complaint.GetProperty("text").GetString()!.ShouldContain("30 天内退货 4 次");
        complaint.GetProperty("customer").GetProperty("externalId").GetString().ShouldBe("u-1");
        var after = await ReturnAsync(backend, "u-1");
        after.GetProperty("counted").GetInt32().ShouldBe(1);
        after.GetProperty("signalIds").GetArrayLength().ShouldBe(0);
        var quality = await agent.GetAsync("signals/quality").ShouldBeAsync(200);
        var returns = quality.GetProperty("behaviours").EnumerateArray().Single();
        returns.GetProperty("precision").GetProperty("value").GetDouble().ShouldBe(1);
        quality.GetProperty("precision").GetProperty("count").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task What_is_outside_the_window_does_not_count()
    {
        var backend = intake.As(Roles.Storefront, "beh-2");
        await intake.SetPolicyAsync("beh-2", """{"behaviours":{"statusChecks":2,"statusCheckDays":1}}""");
        var old = intake.Clock.GetUtcNow().AddDays(-2);
        await DoAsync(backend, $$$"""{"kind":"order_status_check","customer":{"externalId":"u"},"occurredAt":"{{{old:O}}}"}""");

        var second = await DoAsync(backend, """{"kind":"order_status_check","customer":{"externalId":"u"}}""");
        var third = await DoAsync(backend, """{"kind":"order_status_check","customer":{"externalId":"u"}}""");

        second.GetProperty("counted").GetInt32().ShouldBe(1);
        third.GetProperty("counted").GetInt32().ShouldBe(2);
        third.GetProperty("signalIds").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task One_long_consultation_is_a_sign_of_its_own()
    {
        var backend = intake.As(Roles.Storefront, "beh-3");

        var shortOne = await DoAsync(backend, """{"kind":"consultation","customer":{"phone":"13700000001"},"seconds":1799}""");
        var longOne = await DoAsync(backend, """{"kind":"consultation","customer":{"phone":"+86 137 0000 0001"},"seconds":1800}""");
        var third = await DoAsync(backend, """{"kind":"consultation","customer":{"phone":"13700000001"},"seconds":60}""");

        shortOne.GetProperty("signalIds").GetArrayLength().ShouldBe(0);
        var kinds = (await backend.GetAsync("signals?sort=receivedAt").ShouldBeAsync(200)).GetProperty("items").EnumerateArray()
            .Select(row => row.GetProperty("kind").GetString()).ToList();
        kinds.Order(StringComparer.Ordinal).ShouldBe(["long_consultation", "repeated_consultations"]);
        longOne.GetProperty("signalIds").GetArrayLength().ShouldBe(1);
        third.GetProperty("counted").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task What_is_sent_again_counts_once_and_what_comes_at_once_counts_each()
    {
        var backend = intake.As(Roles.Storefront, "beh-4");
        const string Again = """{"kind":"return","customer":{"externalId":"u"},"externalId":"r-1"}""";
        await DoAsync(backend, Again);

        (await DoAsync(backend, Again)).GetProperty("counted").GetInt32().ShouldBe(1);
        await backend.PostJsonAsync("signals/behaviours", """{"kind":"consultation","customer":{"externalId":"u"},"externalId":"r-1"}""")
            .ShouldBeProblemAsync(409, "signal.external_id_used");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => DoAsync(backend, """{"kind":"return","customer":{"externalId":"many"}}""")));
        var signals = (await backend.GetAsync("signals").ShouldBeAsync(200)).GetProperty("items").EnumerateArray().ToList();
        signals.Count.ShouldBe(1);
        signals[0].GetProperty("occurrences").GetInt32().ShouldBe(8);
    }

    private static Task<JsonElement> ReturnAsync(HttpClient backend, string customer) =>
        DoAsync(backend, $$$"""{"kind":"return","customer":{"externalId":"{{{customer}}}"},"orderId":"o-9"}""");

    private static async Task<JsonElement> DoAsync(HttpClient backend, string body) =>
        await backend.PostJsonAsync("signals/behaviours", body).ShouldBeAsync(201);
}
