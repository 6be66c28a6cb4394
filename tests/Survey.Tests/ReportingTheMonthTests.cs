using System.Net;
using System.Text.Json;
using ComplaintPlatform.Contracts.Classification;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Contracts.Survey;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Survey.Tests;

/// <summary>The clock stands at 10 March 2026, 10:00 in Shanghai.</summary>
public sealed class ReportingTheMonthTests(SurveyFactory service) : IClassFixture<SurveyFactory>
{
    private readonly string _storefront = $"shop-{Guid.NewGuid():N}";

    private HttpClient Manager => service.As(Roles.Manager, _storefront);

    [Fact]
    public async Task The_month_is_built_from_what_other_services_made_known()
    {
        var agent = Guid.NewGuid();
        // 31 January 20:00 UTC is 1 February in Shanghai, a Sunday at 4 in the morning
        var (first, second, third) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await ReceiveAsync(first, new DateTimeOffset(2026, 1, 31, 20, 0, 0, TimeSpan.Zero));
        await ReceiveAsync(second, new DateTimeOffset(2026, 2, 12, 2, 0, 0, TimeSpan.Zero), category: "product_quality/defect", urgency: "urgent");
        await ReceiveAsync(third, new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero));
        await service.PublishAsync(Responded(first, withinTarget: true));
        await service.PublishAsync(Breached(second, "first_response"));
        await service.PublishAsync(Responded(second, withinTarget: true));
        await service.PublishAsync(Assigned(first, agent));
        await service.PublishAsync(Assigned(second, agent));
        await service.PublishAsync(Accepted(first, 50m));
        await service.PublishAsync(Accepted(second, 20.5m));
        await service.PublishAsync(Breached(second, "resolution"));
        await service.PublishAsync(Resolved(first));
        await service.PublishAsync(Resolved(second));
        var token = await service.CloseAsync(service.Closed(
            first, storefront: _storefront, agentId: agent, at: new DateTimeOffset(2026, 2, 15, 0, 0, 0, TimeSpan.Zero)));
        await service.AnswerAsync(token, """{"satisfaction":4,"solved":"yes","suggestion":"物流慢"}""").ShouldBeAsync(201);
        await service.PublishAsync(service.Reopened(second) with { StorefrontId = _storefront });

        var report = await Manager.GetAsync("reports/monthly?month=2026-02").ShouldBeAsync(200);

        report.GetProperty("complete").GetBoolean().ShouldBeTrue();
        report.GetProperty("empty").GetBoolean().ShouldBeFalse();
        var numbers = report.GetProperty("numbers");
        numbers.GetProperty("received").GetInt32().ShouldBe(2);
        numbers.GetProperty("before").GetInt32().ShouldBe(1);
        numbers.GetProperty("open").GetInt32().ShouldBe(1);
        Share(numbers, "firstResponseInTime").ShouldBe((0.5, 2));
        Share(numbers, "resolvedInTime").ShouldBe((0.5, 2));
        Share(numbers, "reopened").ShouldBe((0.5, 2));
        numbers.GetProperty("granted")[0].GetRawText().ShouldBe("""{"amount":"70.50","currency":"CNY"}""");
        report.GetProperty("categories").EnumerateArray()
            .Select(row => (row.GetProperty("code").GetString(), row.GetProperty("count").GetInt32(), row.GetProperty("before").GetInt32()))
            .ShouldBe([("logistics/delay", 1, 1), ("product_quality/defect", 1, 0)]);
        report.GetProperty("peaks").GetProperty("cells")[6][4].GetInt32().ShouldBe(1);
        report.GetProperty("peaks").GetProperty("cells")[3][10].GetInt32().ShouldBe(1);
        report.GetProperty("days").EnumerateArray().Count().ShouldBe(28);
        report.GetProperty("trend").EnumerateArray().TakeLast(2).Select(row => row.GetProperty("received").GetInt32()).ShouldBe([1, 2]);
        report.GetProperty("deadlines").EnumerateArray()
            .Select(row => (row.GetProperty("urgency").GetString(), Share(row, "resolvedInTime")))
            .ShouldBe([("urgent", (0, 1)), ("general", (1, 1))]);
        Share(report.GetProperty("satisfaction"), "averageScore").ShouldBe((4, 1));
        report.GetProperty("agents")[0].GetProperty("name").GetString().ShouldBe("li");
    }

    [Fact]
    public async Task A_month_that_rises_says_what_to_decide()
    {
        for (var at = 0; at < 60; at++)
        {
            await ReceiveAsync(Guid.NewGuid(), new DateTimeOffset(2026, 1, 1 + (at % 28), 2, 0, 0, TimeSpan.Zero), at % 10 == 0 ? "logistics/delay" : "other/consultation");
            await ReceiveAsync(Guid.NewGuid(), new DateTimeOffset(2026, 2, 1 + (at % 28), 2, 0, 0, TimeSpan.Zero), at % 2 == 0 ? "logistics/delay" : "other/consultation");
        }

        await service.PublishAsync(new HotSpotFlagged
        {
            EventId = SequentialId.Next(),
            OccurredAt = new DateTimeOffset(2026, 2, 20, 0, 0, 0, TimeSpan.Zero),
            StorefrontId = _storefront,
            Version = 1,
            Week = "2026-W08",
            Dimension = "product",
            Value = "手机 X",
            Term = "电池",
            Count = 21,
            Share = 0.7,
            Expected = 4,
            ZScore = 5,
            PValue = 0.001,
            FalseAlarmRate = 0.05,
            Examples = [],
        });
        var chinese = await ReportAsync("zh-CN");
        var english = await ReportAsync("en");

        chinese.GetProperty("decisions").EnumerateArray().Select(row => row.GetProperty("kind").GetString())
            .ShouldBe(["category_rising", "hot_spot", "peak_hours"]);
        english.GetProperty("decisions")[0].GetProperty("text").GetString().ShouldBe(
            "“Logistics · Delay or non-delivery” rose from 10 % to 50 % of all complaints (6 → 30, p < 0.001).");
        chinese.GetProperty("decisions")[1].GetProperty("text").GetString()!.ShouldContain("“电池”");

        async Task<JsonElement> ReportAsync(string language)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "reports/monthly?month=2026-02");
            request.Headers.AcceptLanguage.ParseAdd(language);
            return await Manager.SendAsync(request).ShouldBeAsync(200);
        }
    }

    [Fact]
    public async Task What_a_corrective_action_did_is_measured_against_the_days_before_it()
    {
        var (cause, action) = (Guid.NewGuid(), Guid.NewGuid());
        var effective = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);
        for (var at = 0; at < 22; at++)
        {
            var complaint = Guid.NewGuid();
            await ReceiveAsync(complaint, effective.AddDays(at < 20 ? -(at % 20) - 1 : at - 15));
            await service.PublishAsync(new RootCauseRecorded
            {
                EventId = SequentialId.Next(),
                OccurredAt = effective,
                StorefrontId = _storefront,
                ComplaintId = complaint,
                Version = 3,
                Cycle = 1,
                State = "in_progress",
                CauseId = cause,
                CauseName = "x",
                Dimension = "method",
            });
        }

        var completed = new CorrectiveActionCompleted
        {
            EventId = SequentialId.Next(),
            OccurredAt = effective,
            StorefrontId = _storefront,
            Version = 2,
            ActionId = action,
            CauseId = cause,
            CauseName = "x",
            Title = "<b>厚纸箱</b>",
            EffectiveAt = effective,
        };
        await service.PublishAsync(completed);

        var shown = (await Manager.GetAsync("reports/monthly?month=2026-02").ShouldBeAsync(200)).GetProperty("correctiveActions")[0];

        shown.GetProperty("before").GetInt32().ShouldBe(20);
        shown.GetProperty("after").GetInt32().ShouldBe(2);
        shown.GetProperty("effect").GetDouble().ShouldBe(0.1);
        shown.GetProperty("high").GetDouble().ShouldBeLessThan(1);
        var page = await PageAsync("zh-CN", "2026-02");
        page.ShouldNotContain("<b>厚纸箱");
        page.ShouldContain("&lt;b&gt;厚纸箱");
    }

    [Fact]
    public async Task The_page_holds_its_charts_and_nothing_from_elsewhere_in_both_languages()
    {
        await ReceiveAsync(Guid.NewGuid(), new DateTimeOffset(2026, 2, 3, 2, 0, 0, TimeSpan.Zero));

        foreach (var (language, title) in new[] { ("zh-CN", "需要决定的事"), ("en", "What needs a decision") })
        {
            var page = await PageAsync(language, "2026-02");

            page.ShouldContain($"<html lang=\"{language}\">");
            page.ShouldContain(title);
            page.Split("<svg").Length.ShouldBeGreaterThan(4);
            foreach (var foreign in new[] { "<script", "http://", "https://", "style=\"", " onload" })
                page.ShouldNotContain(foreign);
        }
    }

    [Fact]
    public async Task A_spreadsheet_gets_a_figure_a_line_and_no_formula()
    {
        await ReceiveAsync(Guid.NewGuid(), new DateTimeOffset(2026, 2, 3, 2, 0, 0, TimeSpan.Zero), category: "=cmd|1,\"x\"");

        var answer = await Manager.GetAsync("reports/monthly?month=2026-02&format=csv");

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        bytes[..3].ShouldBe([0xEF, 0xBB, 0xBF]);
        var lines = System.Text.Encoding.UTF8.GetString(bytes).Split("\r\n");
        lines[0].ShouldEndWith("month,section,key,name,measure,value,count,low,high");
        lines.ShouldContain("2026-02,numbers,,,received,1,,,");
        lines.ShouldContain("2026-02,categories,\"'=cmd|1,\"\"x\"\"\",\"'=cmd|1,\"\"x\"\"\",received,1,,,");
    }

    [Fact]
    public async Task Over_nothing_it_says_so()
    {
        var report = await Manager.GetAsync("reports/monthly?month=2025-12").ShouldBeAsync(200);

        report.GetProperty("empty").GetBoolean().ShouldBeTrue();
        report.GetProperty("decisions").GetArrayLength().ShouldBe(0);
        report.GetProperty("numbers").GetProperty("firstResponseInTime").GetProperty("value").ValueKind.ShouldBe(JsonValueKind.Null);
        (await PageAsync("en", "2025-12")).ShouldContain("Nothing was recorded in this month");
        (await Manager.GetAsync("reports/monthly?month=2025-12&format=csv")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("month=2026-04", "parameter.invalid", "/month")]
    [InlineData("month=2026-13", "parameter.invalid", "/month")]
    [InlineData("month=march", "parameter.invalid", "/month")]
    [InlineData("month=2026-02&colour=red", "parameter.unknown", "/colour")]
    [InlineData("format=pdf", "parameter.invalid", "/format")]
    public async Task What_cannot_be_reported_is_refused(string query, string code, string pointer) =>
        await Manager.GetAsync($"reports/monthly?{query}").ShouldBeProblemAsync(400, code, pointer);

    [Fact]
    public async Task The_running_month_is_given_so_far_and_without_a_month_the_last_one()
    {
        (await Manager.GetAsync("reports/monthly?month=2026-03").ShouldBeAsync(200)).GetProperty("complete").GetBoolean().ShouldBeFalse();
        (await Manager.GetAsync("reports/monthly").ShouldBeAsync(200)).GetProperty("month").GetString().ShouldBe("2026-02");
    }

    [Fact]
    public async Task It_is_for_those_who_lead_and_of_their_own_storefronts()
    {
        await ReceiveAsync(Guid.NewGuid(), new DateTimeOffset(2026, 2, 3, 2, 0, 0, TimeSpan.Zero));

        await service.As(Roles.Agent, _storefront).GetAsync("reports/monthly").ShouldBeProblemAsync(403, "permission.denied");
        (await service.As(Roles.Supervisor, _storefront).GetAsync("reports/monthly?month=2026-02").ShouldBeAsync(200))
            .GetProperty("numbers").GetProperty("received").GetInt32().ShouldBe(1);
        await service.As(Roles.Supervisor, "other").GetAsync($"reports/monthly?month=2026-02&storefrontId={_storefront}")
            .ShouldBeProblemAsync(404, "storefront.not_found");
        (await service.As(Roles.Supervisor, "other").GetAsync("reports/monthly?month=2026-02").ShouldBeAsync(200))
            .GetProperty("empty").GetBoolean().ShouldBeTrue();
    }

    private async Task<string> PageAsync(string language, string month)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"reports/monthly?month={month}&format=html");
        request.Headers.AcceptLanguage.ParseAdd(language);
        var answer = await Manager.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'none'; style-src 'nonce-");
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task ReceiveAsync(Guid complaint, DateTimeOffset at, string category = "logistics/delay", string urgency = "general")
    {
        await service.PublishAsync(new ComplaintReceived
        {
            EventId = SequentialId.Next(),
            OccurredAt = at,
            StorefrontId = _storefront,
            ComplaintId = complaint,
            Version = 1,
            Reference = "R",
            Channel = "web",
            ComplainantKind = "customer",
            ReceivedAt = at,
            Text = "x",
            Missing = [],
            TrackingTokenHash = "",
            Customer = new ComplaintReceived.CustomerFacts { EarlierComplaints = 0 },
        });
        await service.PublishAsync(new ComplaintClassified
        {
            EventId = SequentialId.Next(),
            OccurredAt = at,
            StorefrontId = _storefront,
            ComplaintId = complaint,
            Version = 1,
            Language = "zh-CN",
            NeedsReview = false,
            ModelVersion = "1",
            Axes = new ComplaintAxes
            {
                Category = category,
                Urgency = urgency,
                Severity = "minor",
                CustomerType = "new",
                Difficulty = "simple",
                Demands = [],
                Sentiment = 0,
                EscalationRisk = 0,
            },
        });
    }

    private CaseAssigned Assigned(Guid complaint, Guid agent) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = service.Clock.GetUtcNow(),
        StorefrontId = _storefront,
        ComplaintId = complaint,
        Version = 2,
        Cycle = 1,
        State = "open",
        Department = "service",
        AgentId = agent,
        AgentName = "li",
        Reason = "skill",
    };

    private CaseFirstResponded Responded(Guid complaint, bool withinTarget) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = service.Clock.GetUtcNow(),
        StorefrontId = _storefront,
        ComplaintId = complaint,
        Version = 3,
        Cycle = 1,
        State = "in_progress",
        WithinTarget = withinTarget,
        DueAt = service.Clock.GetUtcNow(),
    };

    private DeadlineBreached Breached(Guid complaint, string target) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = service.Clock.GetUtcNow(),
        StorefrontId = _storefront,
        ComplaintId = complaint,
        Version = 4,
        Cycle = 1,
        State = "in_progress",
        Target = target,
        DueAt = service.Clock.GetUtcNow(),
    };

    private OfferAccepted Accepted(Guid complaint, decimal amount) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = service.Clock.GetUtcNow(),
        StorefrontId = _storefront,
        ComplaintId = complaint,
        Version = 5,
        Cycle = 1,
        State = "executing",
        OfferId = Guid.NewGuid(),
        Kind = "refund",
        By = "customer",
        Value = new Contracts.EventMoney { Amount = amount, Currency = "CNY" },
    };

    private CaseResolved Resolved(Guid complaint) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = service.Clock.GetUtcNow(),
        StorefrontId = _storefront,
        ComplaintId = complaint,
        Version = 5,
        Cycle = 1,
        State = "resolved",
        Summary = "x",
        Case = service.Closed(complaint).Case,
    };

    private static (double, int) Share(JsonElement parent, string name) =>
        (parent.GetProperty(name).GetProperty("value").GetDouble(), parent.GetProperty(name).GetProperty("count").GetInt32());
}

public sealed class SendingTheMonthlyReportTests(SurveyFactory service) : IClassFixture<SurveyFactory>
{
    [Fact]
    public async Task When_the_month_is_over_it_is_made_known_once()
    {
        await service.PublishAsync(service.Changed(null));
        service.Clock.JumpTo(new DateTimeOffset(2026, 3, 31, 23, 0, 0, TimeSpan.Zero));
        (await service.PublishedAsync<MonthlyReportReady>()).ShouldBeEmpty();

        // 1 April, 8 in the morning in Shanghai
        service.Clock.JumpTo(new DateTimeOffset(2026, 4, 1, 0, 0, 1, TimeSpan.Zero));

        await Eventually.BeTrueAsync(async () => (await service.PublishedAsync<MonthlyReportReady>()).Count > 0, "the report is ready");
        (await service.PublishedAsync<MonthlyReportReady>()).ShouldHaveSingleItem().Month.ShouldBe("2026-03");
        service.Clock.JumpTo(new DateTimeOffset(2026, 5, 1, 0, 0, 1, TimeSpan.Zero));
        await Eventually.BeTrueAsync(async () => (await service.PublishedAsync<MonthlyReportReady>()).Count == 2, "the next one is ready");
        (await service.PublishedAsync<MonthlyReportReady>())[1].Month.ShouldBe("2026-04");
    }
}
