using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Classification;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Survey;
using ComplaintPlatform.Testing;
using Microsoft.Playwright;

namespace ComplaintPlatform.Browser.Tests;

/// <summary>
/// A year of a shop, told to the survey service by the events that it would hear: what a report of a running installation looks like cannot
/// be seen on one that was founded a minute ago.
/// </summary>
public sealed class ReportSource : ServiceHost, IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 2, 0, 0, TimeSpan.Zero);
    private static readonly string[] Categories =
        ["logistics/delay", "product_quality/defect", "after_sales_refund/refund", "service_attitude/slow_response", "price_promotion/gift_or_coupon", "safety_health/injury_or_illness"];
    private static readonly (Guid Id, string Name)[] Agents =
        [(new("0f0e0d0c-0b0a-0908-0706-050403020101"), "李雷"), (new("0f0e0d0c-0b0a-0908-0706-050403020102"), "韩梅梅")];
    private static readonly string[] Words =
        ["快递太慢了,希望当天发货", "客服很有耐心", "包装破了,请加厚纸箱", "退款到账太慢", "Please answer faster", "希望能有专人跟进"];

    private readonly Random _random = new(7);

    public ReportSource()
        : base("survey", builder => builder.AddSurvey(), routes => routes.MapSurvey(), new TestClock(Now),
            new() { ["Survey:DefaultPolicy:DelayMinutes"] = "0", ["Survey:DefaultPolicy:CoolDownDays"] = "0" }, app => app.MapSurveyInternal())
    {
    }

    /// <summary>Opens a manager's report of a month, with the headers that it comes with; the gateway's part is done by the host.</summary>
    /// <returns>How many bytes it has.</returns>
    public async Task<int> OpenAsync(IPage page, string month, string language)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"reports/monthly?month={month}&format=html");
        request.Headers.AcceptLanguage.ParseAdd(language);
        using var answer = await As(Roles.Manager).SendAsync(request);
        ((int)answer.StatusCode).ShouldBe(200);
        var body = await answer.Content.ReadAsByteArrayAsync();
        var address = $"https://report.example/{month}";
        await page.RouteAsync(address, route => route.FulfillAsync(new()
        {
            Headers = answer.Headers.Concat(answer.Content.Headers).Select(header => KeyValuePair.Create(header.Key, string.Join(", ", header.Value))),
            BodyBytes = body,
        }));
        await page.GotoAsync(address);
        return body.Length;
    }

    public async ValueTask InitializeAsync()
    {
        await StartAsync();
        await PublishAsync(new Contracts.Gateway.StorefrontChanged
        {
            EventId = SequentialId.Next(),
            OccurredAt = Now,
            StorefrontId = Storefront,
            Version = 1,
            Name = "示例店铺",
            TimeZone = "Asia/Shanghai",
            Currency = "CNY",
            Languages = ["zh-CN"],
            Active = true,
        });
        var lives = new List<Func<Task>>();
        for (var month = 1; month <= 12; month++)
        {
            var first = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(month - 12);
            // It rises, and in the last month parcels are late
            for (var at = 0; at < (month >= 11 ? 60 : 6 + month); at++)
                lives.Add(LifeOf(first.AddDays(_random.Next(28)).AddHours(_random.Next(5) == 0 ? _random.Next(24) : 11 + _random.Next(4)), isLate: month == 12 && at % 2 == 0));
        }

        await Parallel.ForEachAsync(lives, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (life, _) => await life());
        await PublishAsync(new HotSpotFlagged
        {
            EventId = SequentialId.Next(),
            OccurredAt = new DateTimeOffset(2026, 2, 20, 0, 0, 0, TimeSpan.Zero),
            StorefrontId = Storefront,
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
        await PublishAsync(new CorrectiveActionCompleted
        {
            EventId = SequentialId.Next(),
            OccurredAt = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero),
            StorefrontId = Storefront,
            Version = 2,
            ActionId = SequentialId.Next(),
            CauseId = SequentialId.Next(),
            CauseName = "包装过薄",
            Title = "改用加厚纸箱,并在出库前抽检百分之五的包裹",
            EffectiveAt = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero),
        });
    }

    private Func<Task> LifeOf(DateTimeOffset received, bool isLate)
    {
        var (id, agent) = (SequentialId.Next(), Agents[_random.Next(2)]);
        var category = isLate ? Categories[0] : Categories[_random.Next(Categories.Length)];
        var urgency = category.StartsWith("safety", StringComparison.Ordinal) ? "urgent" : _random.Next(5) == 0 ? "non_urgent" : "general";
        var (waited, repaired) = (TimeSpan.FromMinutes(_random.Next(3, 300)), TimeSpan.FromHours(_random.Next(6, 90)));
        var (score, words) = (_random.Next(4) == 0 ? (int?)null : Math.Max(1, 5 - _random.Next(isLate ? 5 : 3)), Words[_random.Next(Words.Length)]);
        return async () =>
        {
            await PublishAsync(Received(id, received));
            await PublishAsync(Classified(id, received, category, urgency));
            await PublishAsync(Assigned(id, received, agent));
            await PublishAsync(Responded(id, received + waited, waited < TimeSpan.FromHours(2)));
            await PublishAsync(Resolved(id, received + repaired, Facts(category, urgency, agent.Id)));
            await PublishAsync(Closed(id, received + repaired, Facts(category, urgency, agent.Id)));
            if (score is { } given)
            {
                var supervisor = As(Roles.Supervisor);
                var list = await supervisor.GetAsync($"survey-invitations?complaintId={id}").ShouldBeAsync(200);
                await supervisor.PostJsonAsync($"survey-invitations/{list.GetProperty("items")[0].GetProperty("id").GetString()}/phone-answers",
                    $$"""{"answers":{"satisfaction":{{given}},"solved":"{{(given > 2 ? "yes" : "no")}}","suggestion":"{{words}}"} }""").ShouldBeAsync(201);
            }
        };
    }

    private static ComplaintReceived Received(Guid id, DateTimeOffset at) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = at,
        StorefrontId = Storefront,
        ComplaintId = id,
        Version = 1,
        Reference = "R",
        Channel = "web",
        ComplainantKind = "customer",
        ReceivedAt = at,
        Text = "x",
        Missing = [],
        TrackingTokenHash = "",
        Customer = new ComplaintReceived.CustomerFacts { EarlierComplaints = 0 },
    };

    private static ComplaintClassified Classified(Guid id, DateTimeOffset at, string category, string urgency) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = at,
        StorefrontId = Storefront,
        ComplaintId = id,
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
    };

    private static CaseAssigned Assigned(Guid id, DateTimeOffset at, (Guid Id, string Name) agent) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = at,
        StorefrontId = Storefront,
        ComplaintId = id,
        Version = 2,
        Cycle = 1,
        State = "open",
        Department = "service",
        AgentId = agent.Id,
        AgentName = agent.Name,
        Reason = "skill",
    };

    private static CaseFirstResponded Responded(Guid id, DateTimeOffset at, bool inTime) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = at,
        StorefrontId = Storefront,
        ComplaintId = id,
        Version = 3,
        Cycle = 1,
        State = "in_progress",
        WithinTarget = inTime,
        DueAt = at,
    };

    private static CaseResolved Resolved(Guid id, DateTimeOffset at, CaseFacts facts) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = at,
        StorefrontId = Storefront,
        ComplaintId = id,
        Version = 5,
        Cycle = 1,
        State = "resolved",
        Summary = "x",
        Case = facts,
    };

    private static CaseClosed Closed(Guid id, DateTimeOffset at, CaseFacts facts) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = at,
        StorefrontId = Storefront,
        ComplaintId = id,
        Version = 6,
        Cycle = 1,
        State = "closed",
        Reason = "satisfied",
        Case = facts,
    };

    private static CaseFacts Facts(string category, string urgency, Guid agent) => new()
    {
        Category = category,
        Urgency = urgency,
        CustomerType = "returning",
        Channel = "web",
        Language = "zh-CN",
        AgentId = agent,
        Department = "service",
    };
}
