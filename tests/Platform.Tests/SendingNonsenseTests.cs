using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Platform.Tests;

/// <summary>
/// Nonsense gets a clear refusal, whatever it is: no failure of the platform, no bare answer, and none that the document does not have.
/// <c>NONSENSE_REQUESTS</c> says how many (20,000 where <c>CI</c> is set, else 2,000), <c>NONSENSE_SEED</c> which.
/// </summary>
public sealed class SendingNonsenseTests
{
    private const int Senders = 4;

    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task Every_answer_is_a_clear_one(string environment)
    {
        var requests = int.Parse(
            Environment.GetEnvironmentVariable("NONSENSE_REQUESTS")
                ?? (Environment.GetEnvironmentVariable("CI") is null ? "2000" : "20000"), CultureInfo.InvariantCulture);
        var seed = int.Parse(Environment.GetEnvironmentVariable("NONSENSE_SEED") ?? "20261122", CultureInfo.InvariantCulture);
        var folder = Directory.CreateTempSubdirectory("nonsense-");
        var data = Path.Combine(folder.FullName, "data");
        await using var process = HostProcess.StartStandalone(data, new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = environment,
            ["Gateway:People:Burst"] = "1000000",
            ["Gateway:Anonymous:Burst"] = "1000000",
        });
        await process.UntilReadyAsync();
        using var client = new PlatformClient(process.BaseUrl, Path.Combine(data, "first-run.json"));
        using var documents = new HttpClient { BaseAddress = new Uri(process.BaseUrl) };
        var document = JsonDocument.Parse(await documents.GetStringAsync("/openapi.json", TestContext.Current.CancellationToken)).RootElement;
        var documented = new DocumentedAnswers(document);
        var known = (await client.PostComplaintAsync("""{"channel":"web","text":"水壶漏电"}""")).GetProperty("id").GetGuid();
        HttpClient[] callers = [
            await client.AsAsync("administrator"), await client.AsAsync("manager"), await client.AsAsync("agent"), client.Backend,
            client.Customer];

        var (wrong, refusedTraces) = (new ConcurrentBag<string>(), new ConcurrentDictionary<string, byte>());
        var (refused, cutOff) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            var malformed = new Malformed(document, new Random(seed + sender));
            for (var at = 0; at < requests / Senders; at++)
            {
                using var request = malformed.Next(known);
                var trace = Guid.NewGuid().ToString("N");
                request.Headers.TryAddWithoutValidation("traceparent", $"00-{trace}-00f067aa0ba902b7-01");
                var path = request.RequestUri!.OriginalString;
                var asked = $"{request.Method} {path} {(request.Content is null ? "" : Encoding.UTF8.GetString(await request.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)))}";
                request.RequestUri = new Uri(process.BaseUrl + path);
                using var answer = await SendAsync(callers[at % callers.Length], request);
                if (answer is null)
                {
                    Interlocked.Increment(ref cutOff);
                    continue;
                }

                var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                if (answer.StatusCode >= HttpStatusCode.BadRequest)
                {
                    Interlocked.Increment(ref refused);
                    refusedTraces[trace] = 0;
                }

                if ((Fault(answer, body) ?? Undocumented(documented, answer, path, body)) is { } fault)
                    wrong.Add(
                        $"{fault}: {(int)answer.StatusCode} to {asked[..Math.Min(asked.Length, 600)]}\n    {body[..Math.Min(body.Length, 300)]}");
            }
        })));

        wrong.ShouldBeEmpty($"seed {seed}, {wrong.Count} of {requests}\n{string.Join('\n', wrong.Take(25))}");
        refused.ShouldBeGreaterThan(requests / 2);
        cutOff.ShouldBeLessThanOrEqualTo(requests / 1_000);
        // Every commit of a request stands in the audit with its trace
        var changed = await ChangedTracesAsync(await client.AsAsync("administrator"));
        changed.Count.ShouldBeGreaterThan(3, "else nothing was compared");
        changed.Intersect(refusedTraces.Keys).ShouldBeEmpty("These requests were refused and yet changed something.");
        var lines = process.Output.Split('\n');
        lines.Select((line, at) => (line, at)).Where(one => one.line.Contains("Microsoft.EntityFrameworkCore.Query[", StringComparison.Ordinal))
            .Select(one => lines.ElementAtOrDefault(one.at + 1)).Distinct().ShouldBeEmpty("A query is not sound.");
        process.Output.ShouldNotContain("Unhandled exception");
        await process.StopAsync();
        folder.Delete(recursive: true);
    }

    private static async Task<HashSet<string>> ChangedTracesAsync(HttpClient administrator)
    {
        var traces = new HashSet<string>();
        string? cursor = null;
        do
        {
            var page = await administrator.GetAsync($"audit?outcome=done&limit=100{(cursor is null ? "" : $"&cursor={cursor}")}")
                .ShouldBeAsync(200);
            traces.UnionWith(page.GetProperty("items").EnumerateArray().Select(entry => entry.GetProperty("traceId").GetString()!));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);
        return traces;
    }

    /// <returns>Nothing where a large body was refused so early that the sender found the connection closed before it had read the
    /// answer.</returns>
    private static async Task<HttpResponseMessage?> SendAsync(HttpClient caller, HttpRequestMessage request)
    {
        try
        {
            return await caller.SendAsync(request, TestContext.Current.CancellationToken);
        }
        catch (HttpRequestException exception) when (
            exception.InnerException is IOException && request.Content?.Headers.ContentLength > 16_384)
        {
            return null;
        }
    }

    // Without a body there is nothing to hold against it; what the server itself refuses is no operation's
    private static string? Undocumented(DocumentedAnswers documented, HttpResponseMessage answer, string path, string body) =>
        answer.RequestMessage!.Method == HttpMethod.Head || (answer.StatusCode is HttpStatusCode.BadRequest && body.Length == 0) ? null
            : documented.Fault(
                answer.RequestMessage.Method, path, answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, body);

    private static string? Fault(HttpResponseMessage answer, string body)
    {
        if (answer.StatusCode >= HttpStatusCode.InternalServerError)
            return "the platform failed";
        if (answer.StatusCode < HttpStatusCode.BadRequest || answer.RequestMessage!.Method == HttpMethod.Head)
            return null;
        // What the server itself refuses before any of our code sees it: a path that is none
        if (answer.StatusCode is HttpStatusCode.BadRequest && body.Length == 0
            && answer.RequestMessage.RequestUri!.OriginalString.Contains("%00", StringComparison.Ordinal))
            return null;
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
            return "no problem document";
        var problem = JsonDocument.Parse(body).RootElement;
        if (!problem.TryGetProperty("code", out var code) || string.IsNullOrEmpty(code.GetString())
            || problem.GetProperty("status").GetInt32() != (int)answer.StatusCode)
            return "no code, or another status";
        return body.Contains("   at ", StringComparison.Ordinal)
            || body.Contains("Exception", StringComparison.Ordinal) ? "text of an exception" : null;
    }
}
