using System.Globalization;
using System.Text.Json;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Intake.Tests;

public sealed class ReportingOrderVolumesTests(IntakeFactory intake) : IClassFixture<IntakeFactory>
{
    [Fact]
    public async Task Orders_are_told_to_others_once()
    {
        var carrier = Guid.NewGuid().ToString();
        var body = Body($$"""{"day":"2026-01-05","orders":120,"carrier":" {{carrier}} ","productCategory":"小家电"}""");

        (await intake.Backend.PostJsonAsync("order-volumes", body).ShouldBeAsync(200)).GetProperty("added").GetInt32().ShouldBe(1);
        (await intake.Backend.PostJsonAsync("order-volumes", body).ShouldBeAsync(200)).GetProperty("unchanged").GetInt32().ShouldBe(1);

        var cell = (await CellsAsync(carrier)).ShouldHaveSingleItem();
        (cell.Day, cell.Orders, cell.Revision, cell.ProductCategory, cell.Supplier).ShouldBe(("2026-01-05", 120, 1, "小家电", null));
    }

    [Fact]
    public async Task A_later_post_of_the_same_day_and_dimensions_replaces()
    {
        var carrier = Guid.NewGuid().ToString();
        var entry = $$"""{"day":"2026-01-05","orders":%,"carrier":"{{carrier}}"}""";
        var other = $$"""{"day":"2026-01-05","orders":7,"carrier":"{{carrier}}","store":"一号店"}""";

        await ReportAsync(entry.Replace("%", "100", StringComparison.Ordinal) + "," + other);
        var answer = await ReportAsync(entry.Replace("%", "90", StringComparison.Ordinal) + "," + other);

        answer.GetRawText().ShouldBe("""{"added":0,"replaced":1,"unchanged":1}""");
        var cells = await CellsAsync(carrier);
        cells.Where(cell => cell.Store is null).Select(cell => (cell.Orders, cell.Revision)).ShouldBe([(100, 1), (90, 2)]);
        cells.Select(cell => cell.CellId).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task Posts_at_once_leave_one_number_and_a_revision_for_each_change()
    {
        var carrier = Guid.NewGuid().ToString();

        await Task.WhenAll(Enumerable.Range(1, 12).Select(orders =>
            ReportAsync($$"""{"day":"2026-01-06","orders":{{orders}},"carrier":"{{carrier}}"}""")));

        var cells = await CellsAsync(carrier);
        cells.Select(cell => cell.Revision).Order().ShouldBe(Enumerable.Range(1, 12));
        cells.Select(cell => cell.CellId).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Many_cells_travel_in_bounded_events()
    {
        var carrier = Guid.NewGuid().ToString();
        var entries = Enumerable.Range(0, 450).Select(number =>
            $$"""{"day":"2026-01-07","orders":{{number}},"carrier":"{{carrier}}","store":"{{number}}"}""");

        (await ReportAsync(string.Join(',', entries))).GetProperty("added").GetInt32().ShouldBe(450);

        var events = (await intake.PublishedAsync<OrderVolumesReported>())
            .Where(message => message.Cells.Any(cell => cell.Carrier == carrier))
            .ToList();
        events.Sum(message => message.Cells.Count).ShouldBe(450);
        events.ShouldAllBe(message => message.Cells.Count <= 200);
    }

    [Theory]
    [InlineData("""{"volumes":[]}""", "/volumes")]
    [InlineData("""{"volumes":[{"day":"2026-01-05","orders":-1}]}""", "/volumes/0/orders")]
    [InlineData("""{"volumes":[{"day":"2026-01-05","orders":100000001}]}""", "/volumes/0/orders")]
    [InlineData("""{"volumes":[{"day":"05.01.2026","orders":1}]}""", "/volumes/0/day", "field.invalid")]
    [InlineData("""{"volumes":[{"day":"2026-02-30","orders":1}]}""", "/volumes/0/day", "field.invalid")]
    [InlineData("""{"volumes":[{"day":"1999-12-31","orders":1}]}""", "/volumes/0/day")]
    [InlineData("""{"volumes":[{"day":"2026-01-05","orders":1},{"day":"2026-01-05","orders":2,"carrier":" "}]}""", "/volumes/1")]
    [InlineData("""{"volumes":[{"day":"2026-01-05","orders":1,"colour":"red"}]}""", "/volumes/0/colour", "field.unknown")]
    public async Task A_bad_entry_is_named(string body, string pointer, string code = "request.invalid") =>
        await intake.Backend.PostJsonAsync("order-volumes", body).ShouldBeProblemAsync(400, code, pointer);

    [Fact]
    public async Task A_bad_day_is_told_how_to_write_one()
    {
        var problem = await intake.Backend.PostJsonAsync(
            "order-volumes", Body("""{"day":"5 January","orders":1}"""), ("Accept-Language", "en"))
            .ShouldBeProblemAsync(400, "field.invalid");

        problem.GetProperty("errors").GetProperty("/volumes/0/day")[0].GetString()
            .ShouldBe("Must be a day such as 2026-01-31.");
    }

    [Fact]
    public async Task A_day_is_the_storefronts_and_must_have_begun()
    {
        // Asia/Shanghai, where nothing else is known
        var today = DateOnly.FromDateTime(intake.Clock.GetUtcNow().AddHours(8).UtcDateTime);

        await ReportAsync($$"""{"day":"{{Text(today)}}","orders":1,"store":"{{Guid.NewGuid()}}"}""");
        await intake.Backend.PostJsonAsync("order-volumes", Body($$"""{"day":"{{Text(today.AddDays(1))}}","orders":1}"""))
            .ShouldBeProblemAsync(400, "request.invalid", "/volumes/0/day");
    }

    [Fact]
    public async Task Too_many_entries_are_refused()
    {
        var entries = Enumerable.Range(0, 1_001).Select(number => $$"""{"day":"2026-01-08","orders":1,"store":"{{number}}"}""");

        await intake.Backend.PostJsonAsync("order-volumes", Body(string.Join(',', entries)))
            .ShouldBeProblemAsync(400, "request.invalid", "/volumes");
    }

    [Fact]
    public async Task Only_the_storefront_itself_and_management_report()
    {
        var body = Body("""{"day":"2026-01-05","orders":5,"store":"roles"}""");

        await intake.As(Roles.Agent).PostJsonAsync("order-volumes", body).ShouldBeProblemAsync(403, "permission.denied");
        await intake.As(Roles.Auditor).PostJsonAsync("order-volumes", body).ShouldBeProblemAsync(403, "permission.denied");
        await intake.As(Roles.Manager).PostJsonAsync("order-volumes", body).ShouldBeAsync(200);
        await intake.As(Roles.Manager, "a", "b").PostJsonAsync("order-volumes", body)
            .ShouldBeProblemAsync(400, "request.invalid", "/storefrontId");
        await intake.Backend.PostJsonAsync("order-volumes", """{"storefrontId":"other","volumes":[{"day":"2026-01-05","orders":5}]}""")
            .ShouldBeProblemAsync(400, "request.invalid", "/storefrontId");
    }

    private static string Body(string entries) => $$"""{"volumes":[{{entries}}]}""";

    private static string Text(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);

    private Task<JsonElement> ReportAsync(string entries) => intake.Backend.PostJsonAsync("order-volumes", Body(entries))
        .ShouldBeAsync(200);

    private async Task<List<OrderVolumesReported.Cell>> CellsAsync(string carrier) =>
        [.. (await intake.PublishedAsync<OrderVolumesReported>()).SelectMany(message => message.Cells)
            .Where(cell => cell.Carrier == carrier)];
}
