using System.Text.Json;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Platform.Tests;

/// <summary>
/// What the platform asks its databases on the way of a complaint, and for its pages and lists, it finds by an index: a table of a million
/// rows is as quick as one of ten.
/// </summary>
public sealed class ReadingByIndexTests : IAsyncLifetime
{
    /// <summary>What does not grow with the complaints, and queues that are emptied.</summary>
    private static readonly HashSet<string> Small =
    [
        "Agents", "ApiKeys", "AuditSeals", "Causes", "Comments", "CorrectiveActions", "FeedCounters", "Models", "Policies",
        "QuestionnaireVersions", "RecountMarks", "Storefronts", "Trainings", "UncountedComplaints", "Users", "Webhooks",
    ];

    /// <summary>An export reads everything, and so does a figure that is asked for without a period.</summary>
    private static readonly string[] ReadingAll = ["/export", "/stream", "/signals/quality"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plans-");
    private HostProcess _process = null!;
    private PlatformClient _client = null!;

    private string DataFolder => Path.Combine(_folder.FullName, "data");

    [Fact]
    public async Task No_list_and_no_step_of_a_complaint_reads_a_whole_table()
    {
        var started = _process.Output.Length;
        var walk = new Walk(_client, Path.Combine(DataFolder, "messages"));
        await walk.ReceiveAsync();
        await walk.AgreeAsync();
        await walk.ResolveAsync();
        await walk.FollowUpAsync("satisfied");
        await walk.AnswerSurveyAsync();
        foreach (var path in await ListsAsync())
        {
            // All storefronts, and one
            foreach (var role in (string[])["administrator", "manager"])
                (await (await _client.AsAsync(role)).GetAsync(path)).Dispose();
        }

        var statements = QueryPlans.Statements(_process.Output[started..]);

        statements.Count.ShouldBeGreaterThan(100, "the log names them");
        QueryPlans.ReadingWhole(DataFolder, statements, Small).Select(found => $"{found.Table}: {found.Statement}").ShouldBeEmpty();
    }

    public async ValueTask InitializeAsync()
    {
        _process = HostProcess.StartStandalone(
            DataFolder, new Dictionary<string, string> { ["Logging:LogLevel:Microsoft.EntityFrameworkCore.Database.Command"] = "Information" });
        await _process.UntilReadyAsync();
        _client = new PlatformClient(_process.BaseUrl, Path.Combine(DataFolder, "first-run.json"));
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task<List<string>> ListsAsync()
    {
        using var client = new HttpClient { BaseAddress = new Uri(_process.BaseUrl) };
        var document = await Eventually.BecomeAsync(
            async () => JsonDocument.Parse(await client.GetStringAsync("/openapi.json")) is var read
                && !read.RootElement.TryGetProperty("x-missing-services", out _) ? read : null,
            "every service has told its part");
        return [.. document.RootElement.GetProperty("paths").EnumerateObject()
            .Where(path => path.Value.TryGetProperty("get", out _) && !path.Name.Contains('{', StringComparison.Ordinal)
                && !ReadingAll.Any(end => path.Name.EndsWith(end, StringComparison.Ordinal)))
            .Select(path => path.Name.Replace("/api/v1/", "", StringComparison.Ordinal))];
    }
}
