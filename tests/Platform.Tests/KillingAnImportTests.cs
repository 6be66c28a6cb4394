using System.Globalization;
using System.Text;
using System.Text.Json;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Platform.Tests;

/// <summary>
/// The process is killed in the middle of an import: it goes on by itself, and every row is one complaint. <c>IMPORT_KILLS</c> says how
/// often (2), <c>IMPORT_ROWS</c> of how many rows (1500).
/// </summary>
public sealed class KillingAnImportTests
{
    [Fact]
    public async Task It_goes_on_and_no_row_is_lost_or_doubled()
    {
        var (kills, rows) = (Setting("IMPORT_KILLS", 2), Setting("IMPORT_ROWS", 1500));
        var folder = Directory.CreateTempSubdirectory("import-kills-");
        var data = Path.Combine(folder.FullName, "data");
        var port = Ports.Reserve();
        var process = await StartAsync(data, port);
        var id = await ImportAsync(process, data, rows);

        var killed = 0;
        while (killed < kills)
        {
            // Somewhere in the middle of what is left
            var from = rows * (killed + 1) / (kills + 2);
            if (await UntilAsync(process, data, id, progress => progress.GetProperty("processed").GetInt32() >= from) is var reached
                && reached.GetProperty("state").GetString() == "completed")
                break;
            await process.KillAsync();
            await process.DisposeAsync();
            killed++;
            process = await StartAsync(data, port);
        }

        var ended = await UntilAsync(process, data, id, progress => progress.GetProperty("state").GetString() == "completed");
        var texts = await TextsAsync(process, data);
        await process.StopAsync();
        await process.DisposeAsync();
        folder.Delete(recursive: true);

        killed.ShouldBe(kills, "it was killed while it ran");
        ended.GetProperty("accepted").GetInt32().ShouldBe(rows);
        ended.GetProperty("failed").GetInt32().ShouldBe(0);
        texts.Count.ShouldBe(rows);
        texts.Distinct().Count().ShouldBe(rows);
    }

    private static async Task<Guid> ImportAsync(HostProcess process, string data, int rows)
    {
        using var client = new PlatformClient(process.BaseUrl, Path.Combine(data, "first-run.json"));
        var file = new StringBuilder("text,customer.externalId\n");
        for (var row = 0; row < rows; row++)
            file.Append(CultureInfo.InvariantCulture, $"第 {row} 件快递晚到,u-{row % 50}\n");
        using var content = new StringContent(file.ToString(), Encoding.UTF8, "text/csv");
        return (await (await client.Backend.PostAsync("imports?format=csv", content)).ShouldBeAsync(202)).GetProperty("id").GetGuid();
    }

    private static async Task<JsonElement> UntilAsync(HostProcess process, string data, Guid id, Func<JsonElement, bool> condition)
    {
        using var client = new PlatformClient(process.BaseUrl, Path.Combine(data, "first-run.json"));
        JsonElement last = default;
        await Eventually.BeTrueAsync(
            async () => condition(last = await client.Backend.GetAsync($"imports/{id}").ShouldBeAsync(200))
                || last.GetProperty("state").GetString() == "completed",
            "the import goes on", TimeSpan.FromMinutes(4));
        return last;
    }

    private static async Task<List<string>> TextsAsync(HostProcess process, string data)
    {
        using var client = new PlatformClient(process.BaseUrl, Path.Combine(data, "first-run.json"));
        var lines = await client.Backend.GetStringAsync("complaints/export?format=ndjson", TestContext.Current.CancellationToken);
        return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("text").GetString()!)];
    }

    private static async Task<HostProcess> StartAsync(string data, int port)
    {
        var process = HostProcess.StartStandalone(data, port: port);
        await process.UntilReadyAsync();
        return process;
    }

    private static int Setting(string name, int otherwise) =>
        int.Parse(Environment.GetEnvironmentVariable(name) ?? otherwise.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
