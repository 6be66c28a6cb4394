using System.Text.Json;
using ComplaintPlatform.Web.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ComplaintPlatform.Shared.Tests;

public sealed class PagingTests : IAsyncLifetime
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"paging-{Guid.NewGuid():N}.db");
    private TestApp _app = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync(Map, configure: builder =>
            builder.Services.AddDbContext<RowsContext>(options => options.UseSqlite($"Data Source={_file};Pooling=False")));
        await using var db = Open();
        await db.Database.EnsureCreatedAsync();
        // Many alike keys: the id decides
        db.Rows.AddRange(Enumerable.Range(0, 1000).Select(number => new Row { Id = Guid.NewGuid(), Rank = number / 7 }));
        await db.SaveChangesAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        File.Delete(_file);
    }

    [Theory]
    [InlineData("/rows")]
    [InlineData("/rows/latest")]
    public async Task Rows_that_stay_appear_exactly_once_while_others_come_and_go(string list)
    {
        await using var db = Open();
        var leaving = await db.Rows.OrderBy(row => row.Id).Take(300).ToListAsync();
        var staying = await db.Rows.OrderBy(row => row.Id).Skip(300).Select(row => row.Id).ToListAsync();
        var seen = new List<Guid>();
        string? cursor = null;

        do
        {
            var page = await (await _app.GetAsync($"{list}?limit=37{(cursor is null ? "" : "&cursor=" + cursor)}")).ShouldBeAsync(200);
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(row => row.GetProperty("id").GetGuid()));
            cursor = page.GetProperty("nextCursor").GetString();
            db.Rows.RemoveRange(leaving.Take(10));
            leaving = [.. leaving.Skip(10)];
            db.Rows.AddRange(Enumerable.Range(0, 10).Select(number => new Row { Id = Guid.NewGuid(), Rank = Random.Shared.Next(150) }));
            await db.SaveChangesAsync();
        }
        while (cursor is not null);

        seen.Distinct().Count().ShouldBe(seen.Count);
        staying.Except(seen).ShouldBeEmpty();
    }

    [Fact]
    public async Task Twenty_rows_unless_said_otherwise_and_the_total_when_asked()
    {
        var plain = await (await _app.GetAsync("/rows")).ShouldBeAsync(200);
        plain.GetProperty("items").GetArrayLength().ShouldBe(20);
        plain.TryGetProperty("total", out _).ShouldBeFalse();

        (await (await _app.GetAsync("/rows?count=true&limit=100")).ShouldBeAsync(200)).GetProperty("total").GetInt32().ShouldBe(1000);
        (await (await _app.GetAsync("/rows?none=true")).ShouldBeAsync(200)).GetProperty("nextCursor").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData("limit=0", "/limit")]
    [InlineData("limit=101", "/limit")]
    [InlineData("limit=-1", "/limit")]
    [InlineData("limit=ten", "/limit")]
    [InlineData("limit=1&limit=2", "/limit")]
    [InlineData("limit=99999999999", "/limit")]
    [InlineData("count=perhaps", "/count")]
    public async Task Bad_values_are_refused_by_name(string query, string pointer) =>
        await (await _app.GetAsync($"/rows?{query}")).ShouldBeProblemAsync(400, "parameter.invalid", pointer);

    [Fact]
    public async Task A_cursor_is_good_for_its_own_list_and_filter_only()
    {
        var cursor = (await (await _app.GetAsync("/rows?min=1")).ShouldBeAsync(200)).GetProperty("nextCursor").GetString()!;

        await (await _app.GetAsync($"/rows?min=1&limit=5&cursor={cursor}")).ShouldBeAsync(200);
        await (await _app.GetAsync($"/rows?min=2&cursor={cursor}")).ShouldBeProblemAsync(400, "cursor.invalid", "/cursor");
        await (await _app.GetAsync($"/rows?cursor={cursor}")).ShouldBeProblemAsync(400, "cursor.invalid");
        await (await _app.GetAsync($"/rows/latest?cursor={cursor}")).ShouldBeProblemAsync(400, "cursor.invalid");
    }

    [Fact]
    public async Task A_cursor_that_was_changed_is_refused()
    {
        var cursor = (await (await _app.GetAsync("/rows")).ShouldBeAsync(200)).GetProperty("nextCursor").GetString()!;
        // The last character may carry unused bits
        for (var at = 0; at < cursor.Length - 1; at++)
        {
            var changed = cursor[..at] + (cursor[at] == 'A' ? 'B' : 'A') + cursor[(at + 1)..];
            await (await _app.GetAsync($"/rows?cursor={changed}")).ShouldBeProblemAsync(400, "cursor.invalid");
        }

        foreach (var bad in (string[])["", "A", "%00", "AAAA", cursor + "AAAA", "===", "漏", new string('A', 5000)])
            (await _app.GetAsync($"/rows?cursor={bad}")).StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest, bad);
    }

    private static void Map(WebApplication _app)
    {
        _app.MapGet("/rows", async (PageRequest page, RowsContext db, int? min, bool? none) =>
        {
            var rows = db.Rows.AsNoTracking().Where(row => row.Rank >= (min ?? 0) && none != true);
            var found = await rows.PageBy(page, row => row.Rank, row => row.Id).ToListAsync();
            return TypedResults.Ok(page.ToPage(found, row => PageCursor.Of(row.Rank, row.Id), page.Count ? await rows.CountAsync() : null));
        });
        _app.MapGet("/rows/latest", async (PageRequest page, RowsContext db) =>
        {
            var found = await db.Rows.AsNoTracking().PageBy(page, row => row.Rank, row => row.Id, descending: true).ToListAsync();
            return TypedResults.Ok(page.ToPage(found, row => PageCursor.Of(row.Rank, row.Id)));
        });
    }

    private RowsContext Open() => new(new DbContextOptionsBuilder<RowsContext>().UseSqlite($"Data Source={_file};Pooling=False").Options);

    internal sealed class Row
    {
        public Guid Id { get; init; }

        public int Rank { get; init; }
    }

    internal sealed class RowsContext(DbContextOptions<RowsContext> options) : DbContext(options)
    {
        public DbSet<Row> Rows => Set<Row>();
    }
}
