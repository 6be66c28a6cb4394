using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Intake.Tests;

public sealed class ExportingTests(IntakeFactory intake) : IClassFixture<IntakeFactory>
{
    [Fact]
    public async Task A_spreadsheet_shows_formulas_as_text()
    {
        await intake.ReceiveIdAsync(
            "=HYPERLINK(\"http://evil\")", ""","subject":"+1","order":{"externalId":"o-csv","product":"@x,\"y\""}""");

        var answer = await intake.Backend.GetAsync("complaints/export?format=csv&orderId=o-csv");

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        answer.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        bytes[..3].ShouldBe([0xEF, 0xBB, 0xBF]);
        var text = System.Text.Encoding.UTF8.GetString(bytes);
        text.ShouldContain("'=HYPERLINK");
        text.ShouldContain("'+1");
        text.ShouldContain("\"'@x,\"\"y\"\"\"");
    }

    [Fact]
    public async Task Lines_hold_what_the_list_shows_in_its_order()
    {
        foreach (var amount in new[] { "2.00", "3.00", "1.00" })
            await intake.ReceiveIdAsync("导出", $$""","order":{"externalId":"o-lines","amount":{"amount":"{{amount}}","currency":"CNY"} }""");

        var text = await intake.Backend.GetStringAsync("complaints/export?format=ndjson&orderId=o-lines&sort=-amount");

        text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("amount").GetProperty("amount").GetString())
                .ShouldBe(["3.00", "2.00", "1.00"]);
    }

    [Theory]
    [InlineData("format=xlsx", "/format")]
    [InlineData("colour=red", "/colour")]
    [InlineData("urgency=foo", "/urgency")]
    public async Task What_is_not_known_is_refused(string query, string pointer)
    {
        var answer = await intake.Backend.GetAsync("complaints/export?" + query);

        (await answer.ShouldBeAsync(400)).GetProperty("errors").TryGetProperty(pointer, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task A_customers_history_is_found_by_any_name_for_the_customer()
    {
        var first = await intake.ReceiveAsync(
            "旧投诉", ""","customer":{"externalId":"u/history","name":"王芳","phone":"13712345678","orderCount":1}""");
        await intake.ReceiveAsync("新投诉", ""","customer":{"externalId":"u/history","orderCount":5}""");
        var agent = intake.As(Roles.Agent);
        var id = (await intake.GetAsync(first.GetProperty("id").GetGuid())).GetProperty("customer").GetProperty("id").GetGuid();

        foreach (var name in new[] { "u%2Fhistory", id.ToString(), "13712345678", Uri.EscapeDataString("+86 137 1234 5678") })
        {
            var customer = await agent.GetAsync($"customers/{name}").ShouldBeAsync(200);
            customer.GetProperty("id").GetGuid().ShouldBe(id, name);
            customer.GetProperty("orderCount").GetInt32().ShouldBe(5);
            customer.GetProperty("complaintCount").GetInt32().ShouldBe(2);
            customer.GetProperty("complaints")[1].GetProperty("reference").GetString().ShouldBe(first.GetProperty("reference").GetString());
        }

        await agent.GetAsync("customers/unknown").ShouldBeProblemAsync(404, "resource.not_found");
        await intake.As(Roles.Agent, "elsewhere").GetAsync("customers/u%2Fhistory").ShouldBeProblemAsync(404, "resource.not_found");
        await intake.As(Roles.Auditor).GetAsync("customers/u%2Fhistory").ShouldBeProblemAsync(403, "permission.denied");
    }
}
