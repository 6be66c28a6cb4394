using System.Net;
using System.Text;
using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Intake.Tests;

public sealed class ImportingComplaintsTests(IntakeFactory intake) : IClassFixture<IntakeFactory>
{
    static ImportingComplaintsTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static TheoryData<string> Encodings => ["utf-8", "utf-8 with mark", "gb18030", "utf-16"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task Every_row_of_a_file_becomes_a_complaint_whatever_it_is_written_in(string charset)
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        var text = $"投诉编号,投诉内容,订单号,订单金额,电话,发生时间,渠道\r\n"
            + $"a-{mark},\"包裹破损,\"\"摔坏\"\"了\n第二行 𠮷\",o-{mark},\"1,299.50\",138 0000 0000,2026-11-01 09:30,电话\r\n"
            + $"b-{mark},=SUM(A1)快递晚到,o2-{mark},,,,email\r\n\r\n";
        var encoding = charset switch
        {
            "gb18030" => Encoding.GetEncoding("GB18030"),
            "utf-16" => new UnicodeEncoding(false, true),
            _ => new UTF8Encoding(charset.EndsWith("mark", StringComparison.Ordinal)),
        };

        var import = await DoneAsync([.. encoding.GetPreamble(), .. encoding.GetBytes(text)], "csv&currency=CNY");

        (import.GetProperty("total").GetInt32(), import.GetProperty("accepted").GetInt32(), import.GetProperty("failed").GetInt32())
            .ShouldBe((2, 2, 0), import.ToString());
        var first = await ByOrderAsync($"o-{mark}");
        first.GetProperty("text").GetString().ShouldBe("包裹破损,\"摔坏\"了\n第二行 𠮷");
        first.GetProperty("channel").GetString().ShouldBe("phone");
        first.GetProperty("order").GetProperty("amount").GetProperty("amount").GetString().ShouldBe("1299.50");
        first.GetProperty("occurredAt").GetDateTimeOffset().ShouldBe(new DateTimeOffset(2026, 11, 1, 1, 30, 0, TimeSpan.Zero));
        (await ByOrderAsync($"o2-{mark}")).GetProperty("text").GetString().ShouldBe("=SUM(A1)快递晚到", "data stays as it is");
        var export = await intake.Backend.GetStringAsync($"complaints/export?format=csv&orderId=o2-{mark}");
        export.ShouldContain("'=SUM(A1)快递晚到");
    }

    [Fact]
    public async Task Rows_that_are_refused_say_why_and_the_others_are_taken()
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        var lines = new[]
        {
            $$"""{"channel":"web","text":"第一条","order":{"externalId":"n-{{mark}}" } }""",
            """{"channel":"pigeon","text":"第二条"}""",
            """{"channel":"web","text":"第三条","colour":"red"}""",
            """{"channel":"web"}""",
            "no json at all",
            """{"channel":"web","text":"第六条","occurredAt":"2199-01-01T00:00:00Z"}""",
            """{"channel":"web","text":"第七条","customer":{"email":"=cmd|' /C calc'!A0"}}""",
            """{"channel":"web","text":"第八条","storefrontId":"other"}""",
        };

        var import = await DoneAsync(Encoding.UTF8.GetBytes(string.Join('\n', lines)), "ndjson");

        import.GetProperty("accepted").GetInt32().ShouldBe(1, import.ToString());
        import.GetProperty("failed").GetInt32().ShouldBe(7);
        await ByOrderAsync($"n-{mark}");
        using var errors = await intake.Backend.GetAsync($"imports/{import.GetProperty("id").GetString()}/errors");
        errors.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        var told = (await errors.Content.ReadAsStringAsync()).Split("\r\n");
        told[0].TrimStart('\uFEFF').ShouldBe("row,field,message");
        foreach (var row in new[] { "2,/channel,", "3,", "4,", "5,/,", "6,/occurredAt,", "7,/customer/email,", "8,/storefrontId," })
            told.ShouldContain(line => line.StartsWith(row, StringComparison.Ordinal), string.Join('\n', told));
    }

    [Fact]
    public async Task A_dry_run_checks_every_row_and_takes_nothing_in()
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        var csv = Encoding.UTF8.GetBytes($"text,order.externalId,sku2\nGood,d-{mark},x\n,d-{mark},y\nToo many,d-{mark},z,1,2,3\n");

        var import = await DoneAsync(csv, "csv&dryRun=true&columns=" + Uri.EscapeDataString("""{"sku2":"order.sku"}"""));

        (import.GetProperty("accepted").GetInt32(), import.GetProperty("failed").GetInt32()).ShouldBe((1, 2), import.ToString());
        (await intake.Backend.GetAsync($"complaints?orderId=d-{mark}").ShouldBeAsync(200)).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("csv", "text,one,two,three\na,b,c,d", 400, "import.columns")]
    [InlineData("csv", "subject\na", 400, "import.columns")]
    [InlineData("csv", "text,text\na,b", 400, "import.columns")]
    [InlineData("csv", "text\n", 400, "import.empty")]
    [InlineData("csv", "", 400, "import.empty")]
    [InlineData("ndjson", "\n\n", 400, "import.empty")]
    [InlineData("xml", "<a/>", 400, "parameter.invalid")]
    [InlineData("csv&columns=nope", "text\na", 400, "parameter.invalid")]
    [InlineData("csv&charset=latin-9", "text\na", 400, "parameter.invalid")]
    [InlineData("csv&channel=pigeon", "text\na", 400, "parameter.invalid")]
    [InlineData("csv&color=red", "text\na", 400, "parameter.unknown")]
    public async Task What_is_no_import_is_refused_as_a_whole(string query, string body, int status, string code)
    {
        var files = Directory.GetFiles(intake.Folder, "*", SearchOption.AllDirectories).Count(file => file.Contains("evidence"));

        await PostAsync(Encoding.UTF8.GetBytes(body), query).ShouldBeProblemAsync(status, code);

        Directory.GetFiles(intake.Folder, "*", SearchOption.AllDirectories).Count(file => file.Contains("evidence")).ShouldBe(files);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_refused() =>
        await PostAsync([.. Enumerable.Range(0, 4000).Select(number => (byte)(number * 7))], "csv").ShouldBeProblemAsync(400, "import.charset");

    [Fact]
    public async Task The_same_file_again_is_refused_and_the_same_complaints_are_known_again()
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        var csv = Encoding.UTF8.GetBytes($"externalId,text,order.externalId\ne-{mark},晚到,r-{mark}\n");
        await DoneAsync(csv, "csv");

        await PostAsync(csv, "csv").ShouldBeProblemAsync(409, "import.repeated");
        var again = await DoneAsync(csv, "csv&again=true");

        again.GetProperty("repeated").GetInt32().ShouldBe(1);
        await ByOrderAsync($"r-{mark}");
    }

    [Fact]
    public async Task The_file_goes_when_its_rows_are_in()
    {
        var import = await DoneAsync(Encoding.UTF8.GetBytes($"text,customer.name\n晚到,{Guid.NewGuid():N}\n"), "csv");
        var file = import.GetProperty("id").GetGuid().ToString("N");

        await Eventually.BeTrueAsync(
            () =>
            {
                // Past the lease of the turn that finished it
                intake.Clock.Advance(TimeSpan.FromSeconds(20));
                return Task.FromResult(!Directory.EnumerateFiles(intake.Folder, file, SearchOption.AllDirectories).Any());
            },
            "nothing of the file is left");
        (await intake.As(Roles.Manager).GetAsync($"imports/{import.GetProperty("id").GetString()}").ShouldBeAsync(200))
            .GetProperty("state").GetString().ShouldBe("completed");
    }

    [Fact]
    public async Task Imports_belong_to_their_storefront_and_to_those_who_may()
    {
        var import = await DoneAsync("text\n晚到\n"u8.ToArray(), "csv&again=true");
        var path = $"imports/{import.GetProperty("id").GetString()}";

        (await intake.As(Roles.Manager, "other").GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await intake.As(Roles.Manager, "other").GetAsync(path + "/errors")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await intake.As(Roles.Auditor).GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await intake.Anonymous().GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Rows_of_one_customer_make_one_customer()
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        var rows = string.Concat(Enumerable.Range(1, 60).Select(number => $"第 {number} 条,u-{mark},m-{mark}-{number}\n"));

        var import = await DoneAsync(Encoding.UTF8.GetBytes("text,customer.externalId,order.externalId\n" + rows), "csv");

        import.GetProperty("accepted").GetInt32().ShouldBe(60, import.ToString());
        (await intake.Backend.GetAsync($"customers/u-{mark}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<HttpResponseMessage> PostAsync(byte[] body, string query)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", query.StartsWith("csv", StringComparison.Ordinal) ? "text/csv" : "application/x-ndjson");
        return await intake.Backend.PostAsync($"imports?format={query}", content);
    }

    private async Task<JsonElement> DoneAsync(byte[] body, string query)
    {
        var accepted = await PostAsync(body, query);
        var id = (await accepted.ShouldBeAsync(202)).GetProperty("id").GetGuid();
        accepted.Headers.Location!.ToString().ShouldBe($"/api/v1/imports/{id}");
        JsonElement import = default;
        await Eventually.BeTrueAsync(
            async () => (import = await intake.Backend.GetAsync($"imports/{id}").ShouldBeAsync(200)).GetProperty("state").GetString() == "completed",
            "the import is completed");
        return import;
    }

    private async Task<JsonElement> ByOrderAsync(string order)
    {
        var found = (await intake.Backend.GetAsync($"complaints?orderId={order}").ShouldBeAsync(200)).GetProperty("items");
        found.GetArrayLength().ShouldBe(1);
        return await intake.GetAsync(found[0].GetProperty("id").GetGuid());
    }
}
