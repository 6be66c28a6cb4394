using System.Text.Json;
using ComplaintPlatform.Testing;
using Microsoft.Data.Sqlite;

namespace ComplaintPlatform.Classification.Tests.Insights;

public sealed class FindingPeaksTests(PartnerFactory complaints) : IClassFixture<PartnerFactory>
{
    [Fact]
    public async Task Hours_weekdays_and_dates_are_the_storefronts_own()
    {
        // 23:30 of Sunday 7 June in UTC is 7:30 of Monday 8 June in Shanghai
        await complaints.ComplainAsync("shanghai", At("2026-06-07T23:30:00Z"));
        await complaints.ComplainAsync("shanghai", At("2026-06-07T23:59:59Z"));
        await complaints.ComplainAsync("shanghai", At("2026-06-10T01:00:00Z"));

        var peaks = await ReadAsync("shanghai", "from=2026-06-08&to=2026-06-14");

        peaks.GetProperty("timeZone").GetString().ShouldBe("Asia/Shanghai");
        peaks.GetProperty("total").GetInt32().ShouldBe(3);
        peaks.GetProperty("hours")[7].GetInt32().ShouldBe(2);
        peaks.GetProperty("hours")[9].GetInt32().ShouldBe(1);
        peaks.GetProperty("dates")[0].GetRawText().ShouldBe("""{"date":"2026-06-08","weekday":1,"count":2}""");
        peaks.GetProperty("dates").GetArrayLength().ShouldBe(7);
        peaks.GetProperty("weekdays")[0].GetRawText().ShouldBe("""{"weekday":1,"count":2,"days":1,"perDay":2}""");
        peaks.GetProperty("busiest")[0].GetRawText().ShouldBe("""{"weekday":1,"hour":7,"count":2,"perDay":2}""");
        peaks.GetProperty("cells").GetArrayLength().ShouldBe(168);
    }

    [Fact]
    public async Task A_zone_of_three_quarters_of_an_hour_and_a_change_of_summer_time_lose_nothing()
    {
        await complaints.LivesInAsync("kathmandu", "Asia/Kathmandu");
        await complaints.ComplainAsync("kathmandu", At("2026-06-09T18:14:59Z"));
        await complaints.ComplainAsync("kathmandu", At("2026-06-09T18:15:00Z"));
        await complaints.LivesInAsync("berlin", "Europe/Berlin");
        // The hour from 2 to 3 comes twice on the night of 26 October 2025
        await complaints.ComplainAsync("berlin", At("2025-10-26T00:30:00Z"));
        await complaints.ComplainAsync("berlin", At("2025-10-26T01:30:00Z"));

        var kathmandu = await ReadAsync("kathmandu", "from=2026-06-09&to=2026-06-10");
        var berlin = await ReadAsync("berlin", "from=2025-10-26&to=2025-10-26");

        kathmandu.GetProperty("dates").EnumerateArray().Select(day => day.GetProperty("count").GetInt32()).ShouldBe([1, 1]);
        berlin.GetProperty("hours")[2].GetInt32().ShouldBe(2);
        berlin.GetProperty("total").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task A_weekday_that_the_period_does_not_have_is_divided_by_nothing()
    {
        var peaks = await ReadAsync("quiet", "from=2026-06-08&to=2026-06-08");

        peaks.GetProperty("total").GetInt32().ShouldBe(0);
        peaks.GetProperty("busiest").GetArrayLength().ShouldBe(0);
        peaks.GetProperty("weekdays")[0].GetProperty("perDay").GetDouble().ShouldBe(0);
        peaks.GetProperty("weekdays")[1].GetProperty("perDay").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_category_takes_all_below_it()
    {
        await complaints.ComplainAsync("category", At("2026-06-09T04:00:00Z"), text: "快递太慢了，等了一个星期才收到，物流信息一直没有更新");
        await complaints.ComplainAsync("category", At("2026-06-09T04:00:00Z"), text: "水壶漏电，电到手了，太危险了");

        var logistics = await ReadAsync("category", "from=2026-06-09&to=2026-06-09&category=logistics");
        var all = await ReadAsync("category", "from=2026-06-09&to=2026-06-09");

        (logistics.GetProperty("total").GetInt32(), all.GetProperty("total").GetInt32()).ShouldBe((1, 2));
    }

    [Fact]
    public async Task Counting_reads_the_index_and_no_complaint()
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(complaints.Folder, "classification.db")}");
        await connection.OpenAsync();
        foreach (var grouped in new[] { "QuarterHour", "Carrier", "Supplier", "Store" })
        {
            await using var command = connection.CreateCommand();
            command.CommandText =
                $"""
                EXPLAIN QUERY PLAN SELECT "{grouped}", COUNT(*) FROM "Classifications"
                WHERE "StorefrontId" = 'demo' AND "QuarterHour" >= 1 AND "QuarterHour" < 2 GROUP BY "{grouped}"
                """;
            await using var reader = await command.ExecuteReaderAsync();
            await reader.ReadAsync();
            reader.GetString(3).ShouldContain("USING COVERING INDEX");
        }
    }

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture);

    private Task<JsonElement> ReadAsync(string storefront, string query) =>
        complaints.ManagerOf(storefront).GetAsync("insights/peaks?" + query).ShouldBeAsync(200);
}
