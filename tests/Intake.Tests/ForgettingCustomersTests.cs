using System.Text.Json;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Intake;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Intake.Tests;

/// <summary>Intake that looks for old data all the time, and has no other services.</summary>
public sealed class ForgetfulHost() : ServiceHost(
    "intake", builder => builder.AddIntake(), routes => routes.MapIntake(),
    settings: new() { ["Intake:RetentionInterval"] = "00:00:00.2" }, mapInternal: routes => routes.MapIntakeInternal()), IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await StartAsync();
}

public sealed class ForgettingCustomersTests(ForgetfulHost intake) : IClassFixture<ForgetfulHost>
{
    [Fact]
    public async Task An_erasure_is_complete_when_every_service_has_counted_nothing_left_and_looks_again_later()
    {
        var backend = intake.As(Roles.Storefront, "er-1");
        var complaint = await ReceiveAsync(backend, "u-1", "Ann", "漏电的水壶");
        var begun = await backend.DeleteAsync("customers/u-1/personal-data", TestContext.Current.CancellationToken).ShouldBeAsync(202);
        var id = begun.GetProperty("id").GetGuid();
        var told = await Eventually.BecomeAsync(
            async () => (await intake.PublishedAsync<CustomerErased>()).FirstOrDefault(erased => erased.ErasureId == id), "others are told");
        told.ComplaintIds.ShouldBe([complaint]);

        (await ErasureAsync(backend, id)).GetProperty("state").GetString().ShouldBe("running");
        await intake.PublishAsync(new Contracts.Classification.CustomerErasureApplied
        {
            EventId = Guid.NewGuid(),
            OccurredAt = intake.Clock.GetUtcNow(),
            StorefrontId = "er-1",
            Version = 1,
            ErasureId = id,
            Rows = [new() { Kind = "classifications", Before = 1, After = 0 }],
        });
        await intake.PublishAsync(new Contracts.Resolution.CustomerErasureApplied
        {
            EventId = Guid.NewGuid(),
            OccurredAt = intake.Clock.GetUtcNow(),
            StorefrontId = "er-1",
            Version = 1,
            ErasureId = id,
            Rows = [new() { Kind = "cases", Before = 1, After = 1 }],
        });
        await AnswerAsync(id, round: 1);
        var incomplete = await ErasureAsync(backend, id);
        incomplete.GetProperty("state").GetString().ShouldBe("running");
        incomplete.GetProperty("missing").EnumerateArray().Select(name => name.GetString()).ShouldBe(["resolution"]);

        intake.Clock.Advance(TimeSpan.FromMinutes(61));
        await Eventually.BecomeAsync(
            async () => (await intake.PublishedAsync<CustomerErased>()).FirstOrDefault(erased => erased is { Version: 2 } && erased.ErasureId == id),
            "a second round begins");
        await intake.PublishAsync(new Contracts.Classification.CustomerErasureApplied
        {
            EventId = Guid.NewGuid(),
            OccurredAt = intake.Clock.GetUtcNow(),
            StorefrontId = "er-1",
            Version = 2,
            ErasureId = id,
            Rows = [new() { Kind = "classifications", Before = 0, After = 0 }],
        });
        await intake.PublishAsync(new Contracts.Resolution.CustomerErasureApplied
        {
            EventId = Guid.NewGuid(),
            OccurredAt = intake.Clock.GetUtcNow(),
            StorefrontId = "er-1",
            Version = 2,
            ErasureId = id,
            Rows = [new() { Kind = "cases", Before = 1, After = 0 }],
        });
        await AnswerAsync(id, round: 2);
        var complete = await ErasureAsync(backend, id);
        complete.GetProperty("state").GetString().ShouldBe("completed", complete.GetRawText());
        complete.GetProperty("nextCheckAt").ValueKind.ShouldBe(JsonValueKind.Null);
        var classified = complete.GetProperty("services").EnumerateArray()
            .Single(service => service.GetProperty("service").GetString() == "classification");
        classified.GetProperty("rows")[0].GetProperty("before").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_hold_stops_it_and_others_may_not_ask()
    {
        var (backend, manager) = (intake.As(Roles.Storefront, "er-2"), intake.As(Roles.Manager, "er-2"));
        await ReceiveAsync(backend, "u-1", "Ann", "hold");
        await manager.PutJsonAsync("customers/u-1/legal-hold", """{"held":true}""").ShouldBeProblemAsync(428, "precondition.required");
        await manager.PutJsonAsync("customers/u-1/legal-hold", """{"held":true,"reason":"court"}""", ("If-Match", "*")).ShouldBeAsync(200);

        await backend.DeleteAsync("customers/u-1/personal-data", TestContext.Current.CancellationToken)
            .ShouldBeProblemAsync(409, "customer.legal_hold");
        var ct = TestContext.Current.CancellationToken;
        await intake.As(Roles.Storefront, "er-x").DeleteAsync("customers/u-1/personal-data", ct).ShouldBeProblemAsync(404, "resource.not_found");
        await intake.As(Roles.Agent, "er-2").DeleteAsync("customers/u-1/personal-data", ct).ShouldBeAsync(403);
        await intake.As(Roles.Auditor, "er-2").GetAsync("customers/u-1/export", ct).ShouldBeAsync(403);
        await backend.PutJsonAsync("customers/u-1/legal-hold", """{"held":false}""", ("If-Match", "*")).ShouldBeAsync(403);
        await backend.DeleteAsync("customers/nobody/personal-data", ct).ShouldBeProblemAsync(404, "resource.not_found");
        await backend.GetAsync($"erasures/{Guid.NewGuid()}", ct).ShouldBeProblemAsync(404, "resource.not_found");
    }

    [Fact]
    public async Task What_is_older_than_the_policy_is_forgotten_and_what_is_held_or_open_is_not()
    {
        var backend = intake.As(Roles.Storefront, "er-3");
        var old = await ReceiveAsync(backend, "old", "Old", "旧的投诉");
        var nobody = (await backend.PostJsonAsync("complaints", """{"channel":"web","text":"无名氏的旧投诉"}""").ShouldBeAsync(201))
            .GetProperty("id").GetGuid();
        var held = await ReceiveAsync(backend, "held", "Held", "被保全的投诉");
        var open = await ReceiveAsync(backend, "open", "Open", "未结的投诉");
        foreach (var id in new[] { old, nobody, held })
            await backend.PostJsonAsync($"complaints/{id}/withdrawal", "{}").ShouldBeAsync(204);
        await intake.As(Roles.Manager, "er-3").PutJsonAsync("customers/held/legal-hold", """{"held":true}""", ("If-Match", "*")).ShouldBeAsync(200);

        intake.Clock.Advance(TimeSpan.FromDays(3 * 366));

        await Eventually.BeTrueAsync(async () => await TextAsync(backend, old) == "" && await TextAsync(backend, nobody) == "", "they are forgotten");
        (await TextAsync(backend, held)).ShouldBe("被保全的投诉");
        (await TextAsync(backend, open)).ShouldBe("未结的投诉");
        await backend.GetAsync("customers/old").ShouldBeProblemAsync(404, "resource.not_found");
        (await backend.GetAsync("complaints?count=true").ShouldBeAsync(200)).GetProperty("total").GetInt32().ShouldBe(4);
    }

    [Fact]
    public async Task Half_an_archive_is_none()
    {
        var backend = intake.As(Roles.Storefront, "er-4");
        await ReceiveAsync(backend, "u-1", "Ann", "export");

        await backend.GetAsync("customers/u-1/export", TestContext.Current.CancellationToken)
            .ShouldBeProblemAsync(503, "dependency.unavailable");
    }

    [Fact]
    public async Task An_answer_kept_for_a_repeated_key_says_that_the_customer_was_erased()
    {
        var backend = intake.As(Roles.Storefront, "er-5");
        var id = await ReceiveAsync(backend, "u-1", "Ann", "kept");
        const string message = """{"text":"不该留下的话"}""";
        await backend.PostJsonAsync($"complaints/{id}/messages", message, ("Idempotency-Key", "k-1")).ShouldBeAsync(201);
        await backend.DeleteAsync("customers/u-1/personal-data", TestContext.Current.CancellationToken).ShouldBeAsync(202);
        await Eventually.BeTrueAsync(async () => await TextAsync(backend, id) == "", "it is erased");

        await backend.PostJsonAsync($"complaints/{id}/messages", message, ("Idempotency-Key", "k-1")).ShouldBeProblemAsync(410, "customer.erased");
        var points = intake.AsService("follow-up", Scopes.ContactPointsRead);
        await points.GetAsync($"/internal/contact-points/{id}", TestContext.Current.CancellationToken).ShouldBeProblemAsync(404, "resource.not_found");
    }

    [Fact]
    public async Task The_number_of_the_order_goes_from_the_timeline_which_still_proves_itself()
    {
        var backend = intake.As(Roles.Storefront, "er-6");
        var id = (await backend.PostJsonAsync(
            "complaints",
            """{"channel":"web","text":"order","customer":{"externalId":"u-1"},"order":{"externalId":"order-4711","product":"水壶"}}""").ShouldBeAsync(201))
            .GetProperty("id").GetGuid();
        await intake.As(Roles.Agent, "er-6").SendJsonAsync(
            HttpMethod.Patch, $"complaints/{id}", """{"order":{"sku":"s-1"}}""", ("If-Match", "*")).ShouldBeAsync(200);
        var before = (await backend.GetAsync($"complaints/{id}/timeline").ShouldBeAsync(200)).GetProperty("items");
        before[0].GetProperty("data").GetProperty("order").GetProperty("externalId").GetString().ShouldBe("order-4711");
        before[0].GetProperty("data").GetProperty("customer").GetProperty("customerKey").GetString().ShouldNotBeNull();
        before[1].GetProperty("data").GetProperty("order").GetProperty("externalId").GetString().ShouldBe("order-4711");

        await backend.DeleteAsync("customers/u-1/personal-data", TestContext.Current.CancellationToken).ShouldBeAsync(202);
        await Eventually.BeTrueAsync(async () => await TextAsync(backend, id) == "", "it is erased");

        var after = await backend.GetAsync($"complaints/{id}/timeline").ShouldBeAsync(200);
        after.GetRawText().ShouldNotContain("order-4711");
        after.GetRawText().ShouldNotContain("customerKey");
        after.GetProperty("items")[0].GetProperty("data").GetProperty("order").GetProperty("product").GetString().ShouldBe("水壶");
        (await backend.GetAsync("events?limit=10").ShouldBeAsync(200)).GetRawText().ShouldNotContain("order-4711");
        var verified = await backend.GetAsync($"complaints/{id}/timeline/verification").ShouldBeAsync(200);
        verified.GetProperty("valid").GetBoolean().ShouldBeTrue(verified.GetRawText());
    }

    [Fact]
    public async Task Nothing_can_be_written_on_an_erased_complaint()
    {
        var (backend, agent) = (intake.As(Roles.Storefront, "er-7"), intake.As(Roles.Agent, "er-7"));
        var id = await ReceiveAsync(backend, "u-1", "Ann", "gone");
        await backend.DeleteAsync("customers/u-1/personal-data", TestContext.Current.CancellationToken).ShouldBeAsync(202);
        await Eventually.BeTrueAsync(async () => await TextAsync(backend, id) == "", "it is erased");

        await agent.PostJsonAsync($"complaints/{id}/messages", """{"text":"Frau Abc rief an"}""").ShouldBeProblemAsync(409, "complaint.erased");
        await agent.SendJsonAsync(HttpMethod.Patch, $"complaints/{id}", """{"expectation":"x"}""", ("If-Match", "*"))
            .ShouldBeProblemAsync(409, "complaint.erased");
        await agent.PostJsonAsync($"complaints/{id}/tracking-link/revocation", """{"reason":"x"}""").ShouldBeProblemAsync(409, "complaint.erased");
        using var form = new MultipartFormDataContent { { new ByteArrayContent("text"u8.ToArray()), "file", "a.txt" } };
        await agent.PostAsync($"complaints/{id}/attachments", form, TestContext.Current.CancellationToken).ShouldBeProblemAsync(409, "complaint.erased");
        (await agent.GetAsync($"complaints/{id}/timeline").ShouldBeAsync(200)).GetRawText().ShouldNotContain("Frau Abc");
    }

    [Fact]
    public async Task What_another_service_still_tells_of_an_erased_customer_is_not_kept_and_is_looked_for_at_once()
    {
        var backend = intake.As(Roles.Storefront, "er-8");
        var id = await ReceiveAsync(backend, "u-1", "Ann", "late");
        var begun = await backend.DeleteAsync("customers/u-1/personal-data", TestContext.Current.CancellationToken).ShouldBeAsync(202);
        var erasure = begun.GetProperty("id").GetGuid();
        await Eventually.BecomeAsync(
            async () => (await intake.PublishedAsync<CustomerErased>()).FirstOrDefault(erased => erased.ErasureId == erasure), "others are told");

        await intake.PublishAsync(new Contracts.Resolution.ContactLogged
        {
            EventId = Guid.NewGuid(),
            OccurredAt = intake.Clock.GetUtcNow(),
            StorefrontId = "er-8",
            ComplaintId = id,
            Version = 2,
            Cycle = 1,
            State = "in_progress",
            ContactId = Guid.NewGuid(),
            Direction = "outgoing",
            Channel = "phone",
            Text = "Ann ist umgezogen",
            AwaitsCustomer = false,
        });

        var timeline = await backend.GetAsync($"complaints/{id}/timeline").ShouldBeAsync(200);
        timeline.GetProperty("items").EnumerateArray().Select(entry => entry.GetProperty("kind").GetString()).ShouldContain("contact_logged");
        timeline.GetRawText().ShouldNotContain("umgezogen");
        (await backend.GetAsync($"complaints/{id}/timeline/verification").ShouldBeAsync(200)).GetProperty("valid").GetBoolean().ShouldBeTrue();
        intake.Clock.Advance(TimeSpan.FromSeconds(10));
        await Eventually.BecomeAsync(
            async () => (await intake.PublishedAsync<CustomerErased>()).FirstOrDefault(erased => erased is { Version: 2 } && erased.ErasureId == erasure),
            "every service looks again");
    }

    [Fact]
    public async Task Who_does_not_see_who_customers_are_exports_none()
    {
        var backend = intake.As(Roles.Storefront, "er-9");
        await ReceiveAsync(backend, "u-1", "Ann", "export");

        await intake.As(Roles.Administrator, "er-9").GetAsync("customers/u-1/export").ShouldBeProblemAsync(403, "customer.masked");
        await intake.As(Roles.Manager, "er-9").GetAsync("customers/u-1/export").ShouldBeProblemAsync(503, "dependency.unavailable");
        await intake.As(Roles.Administrator, "er-9").PutJsonAsync(
            "intake-policies", """{"masking":{"clearRoles":["administrator"]}}""", ("If-Match", "*")).ShouldBeAsync(200);
        await intake.As(Roles.Administrator, "er-9").GetAsync("customers/u-1/export").ShouldBeProblemAsync(503, "dependency.unavailable");
    }

    private async Task AnswerAsync(Guid erasureId, int round)
    {
        await intake.PublishAsync(new Contracts.FollowUp.CustomerErasureApplied
        {
            EventId = Guid.NewGuid(),
            OccurredAt = intake.Clock.GetUtcNow(),
            StorefrontId = "er-1",
            Version = round,
            ErasureId = erasureId,
            Rows = [],
        });
        await intake.PublishAsync(new Contracts.Survey.CustomerErasureApplied
        {
            EventId = Guid.NewGuid(),
            OccurredAt = intake.Clock.GetUtcNow(),
            StorefrontId = "er-1",
            Version = round,
            ErasureId = erasureId,
            Rows = [],
        });
    }

    private static async Task<JsonElement> ErasureAsync(HttpClient client, Guid id) => await client.GetAsync($"erasures/{id}").ShouldBeAsync(200);

    private static async Task<string?> TextAsync(HttpClient client, Guid id) =>
        (await client.GetAsync($"complaints/{id}").ShouldBeAsync(200)).GetProperty("text").GetString();

    private static async Task<Guid> ReceiveAsync(HttpClient backend, string customer, string name, string text) =>
        (await backend.PostJsonAsync(
            "complaints", $$$"""{"channel":"web","text":"{{{text}}}","customer":{"externalId":"{{{customer}}}","name":"{{{name}}}"}}""").ShouldBeAsync(201))
            .GetProperty("id").GetGuid();
}
