using System.Text.Json;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Testing;
using Microsoft.Data.Sqlite;

namespace ComplaintPlatform.Resolution.Tests.PersonalData;

/// <summary>A case knows at once that its customer was erased: no words come back, and what is owed can still be done.</summary>
public sealed class ErasedCasesTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    [Fact]
    public async Task Words_are_refused_from_the_erasure_on()
    {
        var id = await resolution.OpenCaseAsync(order: "order-of-somebody");
        await EraseAsync(id);

        foreach (var (path, body) in new[]
        {
            ("contacts", """{"direction":"outgoing","channel":"phone","text":"已致电王芳"}"""),
            ("handover", """{"note":"请回电王芳"}"""),
            ("escalation", """{"reason":"王芳很生气"}"""),
            ("tasks", """{"department":"logistics","title":"给王芳补发"}"""),
            ("resolution", """{"summary":"已退款给王芳"}"""),
            ("closure", """{"reason":"other","note":"王芳撤诉"}"""),
            ("emergency", """{"reason":"王芳投诉媒体"}"""),
            ("assignment", """{"note":"王芳的案子"}"""),
            ("offers", """{"alternatives":[{"kind":"apology","note":"致歉王芳"}]}"""),
        })
        {
            await resolution.Agent.PostJsonAsync($"cases/{id}/{path}", body).ShouldBeProblemAsync(409, "case.erased");
        }

        await resolution.As(Kernel.Roles.Manager).PostJsonAsync($"cases/{id}/closure", """{"reason":"other"}""").ShouldBeAsync(200);
        await resolution.Agent.PostJsonAsync($"cases/{id}/reopening", "{}").ShouldBeProblemAsync(409, "case.erased");
    }

    [Fact]
    public async Task What_was_promised_is_still_done_without_a_word()
    {
        var id = await resolution.OpenCaseAsync();
        var offer = (await resolution.OfferAsync(id, ResolutionFactory.Refund(50)))[0];
        await resolution.Agent.PostJsonAsync($"cases/{id}/offers/{offer.GetProperty("id").GetString()}/acceptance", "{}").ShouldBeAsync(200);
        await EraseAsync(id);
        var task = (await resolution.CaseAsync(id)).GetProperty("tasks")[0].GetProperty("id").GetString();

        await resolution.Agent.SendJsonAsync(
            HttpMethod.Patch, $"cases/{id}/tasks/{task}", """{"state":"done","result":"已退款给王芳"}""", ("If-Match", "*"))
            .ShouldBeProblemAsync(409, "case.erased");
        await resolution.Agent.SendJsonAsync(HttpMethod.Patch, $"cases/{id}/tasks/{task}", """{"state":"done"}""", ("If-Match", "*"))
            .ShouldBeAsync(200);

        (await resolution.CaseAsync(id)).GetProperty("obligations")[0].GetProperty("state").GetString().ShouldBe("fulfilled");
    }

    [Fact]
    public async Task What_comes_late_brings_no_words_back()
    {
        var (known, unknown) = (await resolution.OpenCaseAsync(order: "late-order-1"), Guid.NewGuid());
        await EraseAsync(known, unknown);

        await resolution.PublishAsync(Supplemented(known));
        await resolution.PublishAsync(resolution.Received(unknown, order: "late-order-2"));
        await resolution.PublishAsync(resolution.Classified(unknown) with
        {
            Statement = ResolutionFactory.Statement("包裹迟迟未到"),
        });

        var kept = await DumpAsync("ComplaintFacts", "Id", known, unknown) + await DumpAsync("Cases", "Id", known, unknown)
            + await DumpAsync("Contacts", "CaseId", known, unknown);
        foreach (var word in new[] { "包裹", "王芳", "late-order", "补充" })
            kept.ShouldNotContain(word);
        (await resolution.PublishedAsync<ContactLogged>(known)).ShouldBeEmpty();
        (await resolution.PublishedAsync<CaseOpened>(unknown)).ShouldBeEmpty();
        await resolution.Anonymous().GetAsync($"track/{ResolutionFactory.TokenOf(unknown)}/offers").ShouldBeProblemAsync(404, "resource.not_found");
    }

    [Fact]
    public async Task No_digest_of_an_order_stays()
    {
        var id = await resolution.OpenCaseAsync(order: "order-" + Guid.NewGuid());
        await resolution.OfferAsync(id, ResolutionFactory.Refund(50));
        var before = await CountAsync("SELECT COUNT(*) FROM Exposures WHERE Key LIKE 'o-%'");

        await EraseAsync(id);

        (await CountAsync("SELECT COUNT(*) FROM Exposures WHERE Key LIKE 'o-%'")).ShouldBe(before - 1);
    }

    private Task EraseAsync(params Guid[] ids) => resolution.PublishAsync(new CustomerErased
    {
        EventId = Guid.NewGuid(),
        OccurredAt = resolution.Clock.GetUtcNow(),
        StorefrontId = ServiceHost.Storefront,
        Version = 1,
        ErasureId = Guid.NewGuid(),
        CustomerId = Guid.NewGuid(),
        ComplaintIds = ids,
    });

    private ComplaintSupplemented Supplemented(Guid id) => new()
    {
        EventId = Guid.NewGuid(),
        OccurredAt = resolution.Clock.GetUtcNow(),
        StorefrontId = ServiceHost.Storefront,
        ComplaintId = id,
        Version = 5,
        By = "customer",
        Attachments = 0,
        Text = "王芳补充:包裹还没到",
        Order = new ComplaintReceived.OrderFacts { ExternalId = "late-order-3" },
    };

    private async Task<string> DumpAsync(string table, string key, params Guid[] ids)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(resolution.Folder, "resolution.db")}");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM {table} WHERE {key} IN ({string.Join(',', ids.Select(id => $"'{id.ToString().ToUpperInvariant()}'"))})";
        await using var rows = await command.ExecuteReaderAsync();
        var told = new List<string>();
        while (await rows.ReadAsync())
        {
            for (var at = 0; at < rows.FieldCount; at++)
                told.Add(Convert.ToString(rows.GetValue(at), System.Globalization.CultureInfo.InvariantCulture) ?? "");
        }

        return string.Join('|', told);
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(resolution.Folder, "resolution.db")}");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
