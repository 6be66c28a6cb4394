using System.Text.Json;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Survey.Tests;

public sealed class MeasuringEffectsTests(SurveyFactory service) : IClassFixture<SurveyFactory>
{
    private readonly string _storefront = $"shop-{Guid.NewGuid():N}";

    private HttpClient Manager => service.As(Roles.Manager, _storefront);

    private HttpClient Backend => service.As(Roles.Storefront, _storefront);

    [Fact]
    public async Task Who_buys_again_is_known_by_what_the_storefront_tells()
    {
        var closed = new DateTimeOffset(2025, 11, 1, 0, 0, 0, TimeSpan.Zero);
        await ComplainedAsync("happy", closed, score: 5);
        await ComplainedAsync("sour", closed, score: 1);
        await ComplainedAsync("silent", closed, score: null);
        await ComplainedAsync("fresh", service.Clock.GetUtcNow().AddDays(-5), score: 5);

        var told = await Backend.PostJsonAsync("customer-orders", """
            {"orders":[
              {"customerExternalId":"happy","externalId":"o-1","placedAt":"2025-12-01T00:00:00Z","amount":{"amount":"20.00","currency":"CNY"}},
              {"customerExternalId":"happy","externalId":"o-1","placedAt":"2025-12-01T00:00:00Z"},
              {"customerExternalId":"sour","externalId":"o-2","placedAt":"2025-10-01T00:00:00Z"},
              {"customerExternalId":"sour","externalId":"w-1","placedAt":"2025-11-03T00:00:00Z","kind":"withdrawal"},
              {"customerExternalId":"never-complained","externalId":"o-3","placedAt":"2025-12-01T00:00:00Z"}]}
            """).ShouldBeAsync(200);

        told.GetRawText().ShouldBe("""{"kept":3,"repeated":1,"notKept":1}""");
        var repurchase = (await Manager.GetAsync("satisfaction/effect").ShouldBeAsync(200)).GetProperty("repurchase");
        repurchase.GetProperty("customers").GetInt32().ShouldBe(3);
        repurchase.GetProperty("stillWatched").GetInt32().ShouldBe(1);
        repurchase.GetProperty("repurchased").GetProperty("value").GetDouble().ShouldBe(0.3333);
        repurchase.GetProperty("withdrew").GetProperty("value").GetDouble().ShouldBe(0.3333);
        repurchase.GetProperty("silent").GetProperty("value").GetDouble().ShouldBe(0.3333);
        repurchase.GetProperty("byAnswer").EnumerateArray()
            .Select(row => (row.GetProperty("answer").GetString(), row.GetProperty("repurchased").GetProperty("count").GetInt32()))
            .ShouldBe([("satisfied", 1), ("neutral", 0), ("dissatisfied", 1), ("not_answered", 1)]);
        repurchase.GetProperty("satisfiedAgainstDissatisfied").GetProperty("difference").GetDouble().ShouldBe(1);
        repurchase.GetProperty("satisfiedAgainstDissatisfied").GetProperty("test").GetString().ShouldBe("fisher_exact");
        (await service.As(Roles.Manager, "other").GetAsync("satisfaction/effect").ShouldBeAsync(200))
            .GetProperty("repurchase").GetProperty("customers").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task After_an_erasure_repurchase_is_still_counted_and_no_later_order_finds_the_customer()
    {
        var closed = new DateTimeOffset(2025, 11, 1, 0, 0, 0, TimeSpan.Zero);
        var complaint = await ComplainedAsync("gone", closed, score: 5);
        await ComplainedAsync("stays", closed, score: 5);
        await Backend.PostJsonAsync("customer-orders", """
            {"orders":[{"customerExternalId":"gone","externalId":"o-gone","placedAt":"2025-12-01T00:00:00Z"}]}
            """).ShouldBeAsync(200);
        var before = await Manager.GetAsync("satisfaction/effect").ShouldBeAsync(200);

        await service.PublishAsync(new CustomerErased
        {
            EventId = SequentialId.Next(),
            OccurredAt = service.Clock.GetUtcNow(),
            StorefrontId = _storefront,
            Version = 1,
            ErasureId = Guid.NewGuid(),
            CustomerId = Guid.NewGuid(),
            ComplaintIds = [complaint],
        });

        var applied = (await service.PublishedAsync()).OfType<Contracts.Survey.CustomerErasureApplied>()
            .Single(applied => applied.StorefrontId == _storefront);
        var keys = applied.Rows.Single(row => row.Kind == "customer_keys");
        (keys.Before, keys.After).ShouldBe((1, 0));
        System.Text.Encoding.Latin1.GetString(await ReadAsync()).ShouldNotContain(service.CustomerKey(_storefront, "gone"));
        (await Manager.GetAsync("satisfaction/effect").ShouldBeAsync(200)).GetRawText().ShouldBe(before.GetRawText());
        var later = await Backend.PostJsonAsync("customer-orders", """
            {"orders":[{"customerExternalId":"gone","externalId":"o-2","placedAt":"2025-12-02T00:00:00Z"},
                       {"customerExternalId":"stays","externalId":"o-3","placedAt":"2025-12-02T00:00:00Z"}]}
            """).ShouldBeAsync(200);
        later.GetRawText().ShouldBe("""{"kept":1,"repeated":0,"notKept":1}""");

        async Task<byte[]> ReadAsync()
        {
            await using var stream = new FileStream(Path.Combine(service.Folder, "survey.db"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes);
            return bytes;
        }
    }

    [Fact]
    public async Task Before_and_after_a_measure_are_compared_by_a_stated_test()
    {
        var at = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);
        foreach (var score in new[] { 1, 2, 3, 3, 2, 4 })
            await ComplainedAsync(null, at.AddDays(-3), score);
        foreach (var score in new[] { 4, 5, 3, 5, 5, 4, 5, 4 })
            await ComplainedAsync(null, at.AddDays(3), score);

        var change = (await Manager.GetAsync("satisfaction/effect?at=2026-02-01T00:00:00Z&days=14").ShouldBeAsync(200)).GetProperty("change");

        change.GetProperty("before").GetProperty("averageScore").GetProperty("count").GetInt32().ShouldBe(6);
        change.GetProperty("after").GetProperty("averageScore").GetProperty("count").GetInt32().ShouldBe(8);
        change.GetProperty("after").GetProperty("fewAnswers").GetBoolean().ShouldBeTrue();
        var score1 = change.GetProperty("averageScore");
        score1.GetProperty("test").GetString().ShouldBe("welch_t");
        score1.GetProperty("difference").GetDouble().ShouldBe(1.875);
        score1.GetProperty("pValue").GetDouble().ShouldBe(0.00507);
        score1.GetProperty("significant").GetBoolean().ShouldBeTrue();
        change.GetProperty("csat").GetProperty("test").GetString().ShouldBe("fisher_exact");
        var others = await Manager.GetAsync(
            "satisfaction/effect?at=2026-02-01T00:00:00Z&groupBy=category&key=product_quality%2Fdefect").ShouldBeAsync(200);
        others.GetProperty("change").GetProperty("after").GetProperty("averageScore").GetProperty("count").GetInt32().ShouldBe(0);
    }

    [Theory]
    [InlineData("at=2031-01-01T00:00:00Z", "/at")]
    [InlineData("days=0", "/days")]
    [InlineData("withinDays=800", "/withinDays")]
    [InlineData("groupBy=category", "/key")]
    [InlineData("groupBy=month&key=2026-01", "/groupBy")]
    public async Task What_cannot_be_compared_is_refused(string query, string pointer) =>
        await Manager.GetAsync($"satisfaction/effect?{query}").ShouldBeProblemAsync(400, "parameter.invalid", pointer);

    [Fact]
    public async Task Orders_of_the_future_and_of_others_are_refused()
    {
        await Backend.PostJsonAsync("customer-orders",
            """{"orders":[{"customerExternalId":"a","externalId":"b","placedAt":"2031-01-01T00:00:00Z"}]}""")
            .ShouldBeProblemAsync(400, "request.invalid", "/orders/0/placedAt");
        await Backend.PostJsonAsync("customer-orders",
            """{"storefrontId":"another","orders":[{"customerExternalId":"a","externalId":"b","placedAt":"2026-01-01T00:00:00Z"}]}""")
            .ShouldBeProblemAsync(400, "request.invalid", "/storefrontId");
        await service.As(Roles.Agent, _storefront).PostJsonAsync("customer-orders", """{"orders":[]}""")
            .ShouldBeProblemAsync(403, "permission.denied");
    }

    private async Task<Guid> ComplainedAsync(string? customer, DateTimeOffset closedAt, int? score)
    {
        var complaint = Guid.NewGuid();
        await service.PublishAsync(new ComplaintReceived
        {
            EventId = SequentialId.Next(),
            OccurredAt = closedAt.AddDays(-1),
            StorefrontId = _storefront,
            ComplaintId = complaint,
            Version = 1,
            Reference = "R",
            Channel = "web",
            ComplainantKind = "customer",
            ReceivedAt = closedAt.AddDays(-1),
            Text = "x",
            Customer = new ComplaintReceived.CustomerFacts
            {
                EarlierComplaints = 0,
                CustomerKey = customer is null ? null : service.CustomerKey(_storefront, customer),
            },
            Missing = [],
            TrackingTokenHash = "",
        });
        var token = await service.CloseAsync(service.Closed(complaint, storefront: _storefront, at: closedAt));
        if (score is not null)
            await service.AnswerAsync(token, $$"""{"satisfaction":{{score}}}""").ShouldBeAsync(201);
        return complaint;
    }
}
