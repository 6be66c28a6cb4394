using System.Globalization;
using System.Text.Json;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Intake.Tests;

public sealed class SupplyingFactsTests(IntakeFactory intake) : IClassFixture<IntakeFactory>
{
    private const string Everything =
        """{"customer":{"phone":"13800000000"},"order":{"externalId":"o-supplied","product":"水壶"},"expectation":"退款"}""";

    [Fact]
    public async Task The_customer_is_asked_in_words_and_fills_it_in()
    {
        var received = await intake.ReceiveAsync();
        var link = "track/" + received.GetProperty("trackingUrl").GetString()!.Split('/')[^1];
        var asked = await intake.Anonymous().GetAsync(link).ShouldBeAsync(200);
        asked.GetProperty("questions").EnumerateArray().Select(question => question.GetProperty("question").GetString())
            .ShouldContain("请问您的订单号是多少?");

        await intake.Anonymous().SendJsonAsync(HttpMethod.Patch, link + "/facts", Everything).ShouldBeAsync(200);

        var complaint = await intake.GetAsync(received.GetProperty("id").GetGuid());
        complaint.GetProperty("needsInfo").GetBoolean().ShouldBeFalse();
        complaint.GetProperty("missing").GetArrayLength().ShouldBe(0);
        complaint.GetProperty("order").GetProperty("externalId").GetString().ShouldBe("o-supplied");
        complaint.GetProperty("customer").GetProperty("phone").GetString().ShouldBe("13800000000");
        (await intake.TimelineAsync(complaint.GetProperty("id").GetGuid()))[^1].GetProperty("kind").GetString()
            .ShouldBe("complaint_supplemented");
        (await intake.Backend.GetAsync("complaints?q=13800000000&orderId=o-supplied").ShouldBeAsync(200)).GetProperty("items")
            .EnumerateArray()
            .ShouldContain(item => item.GetProperty("id").GetGuid() == complaint.GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task A_link_neither_changes_nor_becomes_a_customer_who_is_known()
    {
        var known1 = await intake.ReceiveIdAsync(
            more: ""","customer":{"externalId":"known-1","name":"李雷","phone":"13877776666","email":"lilei@example.org"}""");
        var received = await intake.ReceiveAsync();
        var link = "track/" + received.GetProperty("trackingUrl").GetString()!.Split('/')[^1];
        var holder = intake.Anonymous();

        foreach (var claim in (string[])["\"vip\":true", "\"externalId\":\"known-1\"", "\"orderCount\":900", "\"appUserId\":\"a-1\""])
        {
            await holder.SendJsonAsync(HttpMethod.Patch, link + "/facts", $$$"""{"customer":{"phone":"13877776666",{{{claim}}}}}""")
                .ShouldBeProblemAsync(400, "field.not_allowed");
        }

        await holder.SendJsonAsync(
            HttpMethod.Patch, link + "/facts", """{"customer":{"phone":"13877776666","email":"other@example.org","name":"韩梅梅"}}""").ShouldBeAsync(200);
        await holder.PostJsonAsync(link + "/opt-out", """{"optedOut":true}""");

        var known = await intake.As(Roles.Agent).GetAsync("customers/known-1").ShouldBeAsync(200);
        known.GetProperty("name").GetString().ShouldBe("李雷");
        known.GetProperty("email").GetString().ShouldBe("lilei@example.org");
        known.GetProperty("complaints").GetArrayLength().ShouldBe(1);
        (await intake.As(Roles.Agent).GetAsync("customers/known-1/contact-preferences").ShouldBeAsync(200)).GetProperty("optedOut").GetBoolean()
            .ShouldBeFalse();
        (await intake.AsService("follow-up", Scopes.ContactPointsRead).GetAsync(new Uri(intake.Address, $"/internal/contact-points/{known1}"))
            .ShouldBeAsync(200)).GetProperty("optedOut").GetBoolean().ShouldBeFalse();
        // Nor is the next complaint of that phone the link holder's
        var next = await intake.ReceiveAsync(more: ""","customer":{"phone":"13877776666"}""");
        (await intake.GetAsync(next.GetProperty("id").GetGuid())).GetProperty("customer").GetProperty("email").GetString()
            .ShouldBe("lilei@example.org");
    }

    [Fact]
    public async Task Staff_prove_who_the_links_holder_is_and_cannot_give_one_id_to_two()
    {
        var taken = await intake.ReceiveIdAsync(more: ""","customer":{"externalId":"proof-1"}""");
        var received = await intake.ReceiveAsync();
        var (id, link) = (received.GetProperty("id").GetGuid(), "track/" + received.GetProperty("trackingUrl").GetString()!.Split('/')[^1]);
        await intake.Anonymous().SendJsonAsync(HttpMethod.Patch, link + "/facts", """{"customer":{"phone":"13866665555"}}""").ShouldBeAsync(200);
        var agent = intake.As(Roles.Agent);

        await agent.SendJsonAsync(HttpMethod.Patch, $"complaints/{id}", """{"customer":{"externalId":"proof-1"}}""", ("If-Match", "*"))
            .ShouldBeProblemAsync(409, "customer.external_id_used");
        await agent.SendJsonAsync(HttpMethod.Patch, $"complaints/{id}", """{"customer":{"externalId":"proof-2"}}""", ("If-Match", "*"))
            .ShouldBeAsync(200);

        var next = await intake.ReceiveIdAsync(more: ""","customer":{"externalId":"proof-2"}""");
        (await agent.GetAsync("customers/proof-2").ShouldBeAsync(200)).GetProperty("complaints").EnumerateArray()
            .Select(complaint => complaint.GetProperty("id").GetGuid()).ShouldBe([next, id], ignoreOrder: true);
        (await agent.GetAsync("customers/proof-1").ShouldBeAsync(200)).GetProperty("complaints").EnumerateArray().Single()
            .GetProperty("id").GetGuid().ShouldBe(taken);
    }

    [Fact]
    public async Task Staff_supply_it_if_they_know_the_latest_state()
    {
        var id = await intake.ReceiveIdAsync();
        var agent = intake.As(Roles.Agent);
        var tag = (await agent.GetAsync($"complaints/{id}")).Headers.ETag!.ToString();

        await agent.SendJsonAsync(HttpMethod.Patch, $"complaints/{id}", Everything).ShouldBeProblemAsync(428, "precondition.required");
        var changed = await agent.SendJsonAsync(HttpMethod.Patch, $"complaints/{id}", Everything, ("If-Match", tag));
        (await changed.ShouldBeAsync(200)).GetProperty("needsInfo").GetBoolean().ShouldBeFalse();
        await agent.SendJsonAsync(HttpMethod.Patch, $"complaints/{id}", Everything, ("If-Match", tag))
            .ShouldBeProblemAsync(412, "precondition.failed");
        changed.Headers.ETag.ShouldBe((await agent.GetAsync($"complaints/{id}")).Headers.ETag);
    }

    [Fact]
    public async Task The_day_of_receipt_is_taken_at_once_or_later_and_goes_out_with_the_order()
    {
        const string delivered = "2026-01-23T08:00:00Z";
        var known = await intake.ReceiveIdAsync(more: $$$""","order":{"externalId":"o-d1","deliveredAt":"{{{delivered}}}"}""");
        var later = await intake.ReceiveIdAsync(more: ""","order":{"externalId":"o-d2"}""");
        var agent = intake.As(Roles.Agent);

        await agent.SendJsonAsync(
            HttpMethod.Patch, $"complaints/{later}", $$$"""{"order":{"deliveredAt":"{{{delivered}}}"}}""", ("If-Match", "*"))
            .ShouldBeAsync(200);
        await agent.SendJsonAsync(
            HttpMethod.Patch, $"complaints/{later}", """{"order":{"deliveredAt":"2026-01-29T08:00:00Z"}}""", ("If-Match", "*"))
            .ShouldBeProblemAsync(409, "complaint.fact_recorded");

        (await intake.GetAsync(known)).GetProperty("order").GetProperty("deliveredAt").GetString().ShouldBe(delivered);
        (await intake.EventuallyPublishedAsync<ComplaintReceived>(known)).Order!.DeliveredAt.ShouldBe(
            DateTimeOffset.Parse(delivered, CultureInfo.InvariantCulture));
        (await intake.EventuallyPublishedAsync<ComplaintSupplemented>(later)).Order.ShouldNotBeNull().ShouldSatisfyAllConditions(
            order => order.DeliveredAt.ShouldNotBeNull(), order => order.ExternalId.ShouldBe("o-d2"));
    }

    [Fact]
    public async Task A_recorded_fact_stays()
    {
        var received = await intake.ReceiveAsync(more: ""","order":{"externalId":"o-2"}""");
        var link = "track/" + received.GetProperty("trackingUrl").GetString()!.Split('/')[^1];

        await intake.Anonymous().SendJsonAsync(HttpMethod.Patch, link + "/facts", """{"order":{"externalId":"o-3"}}""")
            .ShouldBeProblemAsync(409, "complaint.fact_recorded");
    }

    [Fact]
    public async Task The_same_facts_again_are_no_news()
    {
        var received = await intake.ReceiveAsync();
        var link = "track/" + received.GetProperty("trackingUrl").GetString()!.Split('/')[^1];
        for (var time = 0; time < 3; time++)
            await intake.Anonymous().SendJsonAsync(HttpMethod.Patch, link + "/facts", Everything).ShouldBeAsync(200);

        var told = (await intake.TimelineAsync(received.GetProperty("id").GetGuid()))
            .Where(entry => entry.GetProperty("kind").GetString() == "complaint_supplemented");
        told.Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_member_of_staff_is_named_in_the_record_and_goes_with_the_customer()
    {
        var (backend, agent) = (intake.As(Roles.Storefront, "staff-1"), intake.As(Roles.Agent, "staff-1"));
        var named = (await backend.PostJsonAsync(
            "complaints", """{"channel":"in_person","text":"态度差","staffMember":" 3 号柜台 小李 ","customer":{"externalId":"u-1"}}""").ShouldBeAsync(201))
            .GetProperty("id").GetGuid();
        var later = (await backend.PostJsonAsync("complaints", """{"channel":"phone","text":"态度差"}""").ShouldBeAsync(201)).GetProperty("id").GetGuid();

        await agent.SendJsonAsync(HttpMethod.Patch, $"complaints/{later}", """{"staffMember":"工号 17"}""", ("If-Match", "*")).ShouldBeAsync(200);

        (await backend.GetAsync($"complaints/{named}").ShouldBeAsync(200)).GetProperty("staffMember").GetString().ShouldBe("3 号柜台 小李");
        (await backend.GetAsync($"complaints/{later}").ShouldBeAsync(200)).GetProperty("staffMember").GetString().ShouldBe("工号 17");
        await agent.SendJsonAsync(HttpMethod.Patch, $"complaints/{later}", """{"staffMember":"工号 18"}""", ("If-Match", "*"))
            .ShouldBeProblemAsync(409, "complaint.fact_recorded");
        (await intake.PublishedAsync<ComplaintReceived>(named)).Single().StaffMember.ShouldBe("3 号柜台 小李");
        await backend.DeleteAsync("customers/u-1/personal-data", TestContext.Current.CancellationToken).ShouldBeAsync(202);
        await Eventually.BeTrueAsync(
            async () => (await backend.GetAsync($"complaints/{named}").ShouldBeAsync(200)).GetProperty("staffMember").ValueKind is JsonValueKind.Null,
            "it goes");
        (await backend.GetAsync($"complaints/{named}/timeline").ShouldBeAsync(200)).GetRawText().ShouldNotContain("小李");
    }
}
