using ComplaintPlatform.Contracts.Classification;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Testing;
using Microsoft.Data.Sqlite;

namespace ComplaintPlatform.Intake.Tests;

public sealed class TellingTheStoryTests(IntakeFactory intake) : IClassFixture<IntakeFactory>
{
    private static readonly ComplaintAxes Axes = new()
    {
        Category = "logistics/delay",
        Urgency = "general",
        Severity = "minor",
        CustomerType = "new",
        Difficulty = "simple",
        Demands = ["repair"],
        Sentiment = -0.5,
        EscalationRisk = 0.1,
    };

    [Fact]
    public async Task Facts_of_other_services_show_in_status_list_and_timeline()
    {
        var id = await intake.ReceiveIdAsync();

        await intake.PublishAsync(Classified(id, version: 1));
        await intake.PublishAsync(Opened(id, version: 1));
        await intake.PublishAsync(Assigned(id, version: 2));

        var complaint = await intake.GetAsync(id);
        complaint.GetProperty("status").GetString().ShouldBe("assigned");
        complaint.GetProperty("classification").GetProperty("category").GetString().ShouldBe("logistics/delay");
        complaint.GetProperty("case").GetProperty("agent").GetProperty("name").GetString().ShouldBe("agent");
        (await intake.TimelineAsync(id)).Select(entry => entry.GetProperty("kind").GetString())
            .ShouldBe(["complaint_received", "complaint_classified", "case_opened", "case_assigned"]);
        (await intake.VerifyAsync(id)).GetProperty("valid").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task The_order_of_arrival_does_not_change_the_status()
    {
        var id = await intake.ReceiveIdAsync();

        var opened = Opened(id, version: 1);

        await intake.PublishAsync(Assigned(id, version: 2));
        await intake.PublishAsync(opened);
        await intake.PublishAsync(Classified(id, version: 1));

        var complaint = await intake.GetAsync(id);
        complaint.GetProperty("status").GetString().ShouldBe("assigned");
        complaint.GetProperty("case").GetProperty("deadlines").GetProperty("firstResponseDueAt").GetDateTimeOffset()
            .ShouldBe(opened.FirstResponseDueAt);
        complaint.GetProperty("case").GetProperty("agent").GetProperty("name").GetString().ShouldBe("agent");
    }

    [Fact]
    public async Task A_second_delivery_adds_nothing()
    {
        var id = await intake.ReceiveIdAsync();
        var classified = Classified(id, version: 1);

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => intake.PublishAsync(classified)));

        (await intake.TimelineAsync(id)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_changed_entry_is_found()
    {
        var id = await intake.ReceiveIdAsync();
        await intake.PublishAsync(Classified(id, version: 1));
        await intake.PublishAsync(Opened(id, version: 1));

        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(intake.Folder, "intake.db")}"))
        {
            await connection.OpenAsync();
            var forge = connection.CreateCommand();
            forge.CommandText = "UPDATE Timeline SET Data = replace(Data, 'general', 'urgent') WHERE Kind = 'complaint_classified' AND ComplaintId = $id";
            forge.Parameters.AddWithValue("$id", id.ToString().ToUpperInvariant());
            (await forge.ExecuteNonQueryAsync()).ShouldBe(1);
        }

        var verification = await intake.VerifyAsync(id);
        verification.GetProperty("valid").GetBoolean().ShouldBeFalse();
        verification.GetProperty("firstBroken").GetInt32().ShouldBe(2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Entries_cut_off_at_the_end_are_found(int cut)
    {
        // In a storefront of its own, whose feed no other test reads
        var backend = intake.As(Kernel.Roles.Storefront, "cut");
        var received = await backend.PostJsonAsync("complaints", """{"channel":"web","text":"水壶漏电"}""").ShouldBeAsync(201);
        var id = received.GetProperty("id").GetGuid();
        await intake.PublishAsync(Classified(id, version: 1) with { StorefrontId = "cut" });
        await intake.PublishAsync(Opened(id, version: 1) with { StorefrontId = "cut" });
        await intake.PublishAsync(Assigned(id, version: 2) with { StorefrontId = "cut" });

        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(intake.Folder, "intake.db")}"))
        {
            await connection.OpenAsync();
            var forge = connection.CreateCommand();
            forge.CommandText = "DELETE FROM Timeline WHERE ComplaintId = $id AND Sequence > $last";
            forge.Parameters.AddWithValue("$id", id.ToString().ToUpperInvariant());
            forge.Parameters.AddWithValue("$last", 4 - cut);
            (await forge.ExecuteNonQueryAsync()).ShouldBe(cut);
        }

        var verification = await backend.GetAsync($"complaints/{id}/timeline/verification").ShouldBeAsync(200);
        verification.GetProperty("valid").GetBoolean().ShouldBeFalse();
        verification.GetProperty("fault").GetString().ShouldBe("cut");
        verification.GetProperty("firstBroken").GetInt32().ShouldBe(5 - cut);
    }

    [Fact]
    public async Task Money_is_decimal_text_and_times_are_the_storefronts()
    {
        await intake.PublishAsync(Shop("new-york", "America/New_York"));
        var backend = intake.As(Kernel.Roles.Storefront, "new-york");
        var received = await backend.PostJsonAsync(
            "complaints", """{"channel":"web","text":"水壶漏电","statedLoss":{"amount":"80.50","currency":"CNY"}}""").ShouldBeAsync(201);
        var id = received.GetProperty("id").GetGuid();
        await intake.PublishAsync(Opened(id, version: 1) with
        {
            StorefrontId = "new-york",
            Department = "safety",
            FirstResponseDueAt = new DateTimeOffset(2026, 11, 29, 23, 52, 10, TimeSpan.Zero),
        });

        var timeline = await backend.GetAsync($"complaints/{id}/timeline").ShouldBeAsync(200);
        var feed = await backend.GetAsync("events").ShouldBeAsync(200);

        timeline.GetProperty("items")[0].GetProperty("data").GetProperty("statedLoss").GetProperty("amount").GetString().ShouldBe("80.50");
        feed.GetProperty("items")[0].GetProperty("data").GetProperty("statedLoss").GetProperty("amount").GetString().ShouldBe("80.50");
        timeline.GetProperty("items")[0].GetProperty("summary").GetString()!.ShouldEndWith("渠道:网站");
        timeline.GetProperty("items")[1].GetProperty("summary").GetString().ShouldBe("安全与合规部 已立案,首次响应截止 2026-11-29 18:52");
    }

    [Fact]
    public async Task The_feed_counts_without_gaps_while_many_write()
    {
        await Task.WhenAll(Enumerable.Range(0, 50).Select(number => intake.ReceiveAsync($"第 {number} 个投诉:包裹破损")));

        var numbers = new List<long>();
        for (long after = 0; ;)
        {
            var page = await intake.Backend.GetAsync($"events?after={after}&limit=20").ShouldBeAsync(200);
            if (page.GetProperty("items").GetArrayLength() == 0)
                break;
            numbers.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("sequence").GetInt64()));
            after = page.GetProperty("last").GetInt64();
        }

        numbers.ShouldBe(Enumerable.Range(1, numbers.Count).Select(number => (long)number));
        numbers.Count.ShouldBeGreaterThanOrEqualTo(50);
    }

    [Theory]
    [InlineData("en", "Classified: Delay or non-delivery, general, minor")]
    [InlineData("zh-CN", "已分类:延误或未送达,一般,轻微")]
    public async Task The_summary_is_in_the_readers_language(string language, string summary)
    {
        var id = await intake.ReceiveIdAsync();
        await intake.PublishAsync(Classified(id, version: 1));
        var reader = intake.Backend;
        reader.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);

        var timeline = await reader.GetAsync($"complaints/{id}/timeline").ShouldBeAsync(200);

        timeline.GetProperty("items")[1].GetProperty("summary").GetString().ShouldBe(summary);
    }

    [Fact]
    public void Every_event_of_a_complaint_has_a_line_in_both_languages()
    {
        var kinds = Contracts.EventCatalogue.Types.Where(type => type.IsAssignableTo(typeof(Contracts.IComplaintEvent)))
            .Select(type => Contracts.EventCatalogue.WireName(type).Split('.')[1].Replace('-', '_'));

        Register.TimelineTexts.Kinds.Order().ShouldBe(kinds.Order());
    }

    private Contracts.Gateway.StorefrontChanged Shop(string id, string timeZone) => new()
    {
        EventId = Guid.NewGuid(),
        OccurredAt = intake.Clock.GetUtcNow(),
        StorefrontId = id,
        Version = 1,
        Name = id,
        TimeZone = timeZone,
        Currency = "USD",
        Languages = ["en"],
        Active = true,
    };

    [Fact]
    public async Task A_correction_tells_why()
    {
        var id = await intake.ReceiveIdAsync();
        await intake.PublishAsync(new ComplaintReclassified
        {
            EventId = Guid.NewGuid(),
            OccurredAt = intake.Clock.GetUtcNow(),
            StorefrontId = "demo",
            ComplaintId = id,
            Version = 2,
            Axes = Axes,
            Language = "zh-CN",
            CorrectedBy = Guid.NewGuid(),
            Reason = "客户说明是漏发",
        });

        (await intake.TimelineAsync(id))[^1].GetProperty("summary").GetString().ShouldEndWith("(客户说明是漏发)");
    }

    private ComplaintClassified Classified(Guid id, int version) => new()
    {
        EventId = Guid.NewGuid(),
        OccurredAt = intake.Clock.GetUtcNow(),
        StorefrontId = "demo",
        ComplaintId = id,
        Version = version,
        Axes = Axes,
        Language = "zh-CN",
        NeedsReview = false,
        ModelVersion = "rules",
    };

    private CaseOpened Opened(Guid id, int version) => new()
    {
        EventId = Guid.NewGuid(),
        OccurredAt = intake.Clock.GetUtcNow(),
        StorefrontId = "demo",
        ComplaintId = id,
        Version = version,
        Cycle = 1,
        State = "open",
        Department = "logistics",
        Urgency = "general",
        FirstResponseDueAt = intake.Clock.GetUtcNow().AddHours(2),
        ResolutionDueAt = intake.Clock.GetUtcNow().AddHours(24),
    };

    private CaseAssigned Assigned(Guid id, int version) => new()
    {
        EventId = Guid.NewGuid(),
        OccurredAt = intake.Clock.GetUtcNow(),
        StorefrontId = "demo",
        ComplaintId = id,
        Version = version,
        Cycle = 1,
        State = "open",
        Department = "logistics",
        AgentId = Guid.NewGuid(),
        AgentName = "agent",
        Reason = "least_loaded",
    };
}
