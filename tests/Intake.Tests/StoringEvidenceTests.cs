using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using ComplaintPlatform.Intake;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ComplaintPlatform.Intake.Tests;

/// <summary>Intake whose evidence lies in a bucket of a small server that speaks like S3.</summary>
public sealed class BucketHost() : ServiceHost(
    "intake", builder => builder.AddIntake(), routes => routes.MapIntake(),
    settings: new()
    {
        ["Intake:Evidence:S3:Bucket"] = "complaints",
        ["Intake:Evidence:S3:Prefix"] = "files/",
        ["Intake:Evidence:S3:AccessKey"] = "key",
        ["Intake:Evidence:S3:SecretKey"] = "secret",
        ["Intake:EvidenceSweepInterval"] = "00:00:00.3",
    }), IAsyncLifetime
{
    private StubServer? _s3;

    public ConcurrentDictionary<string, byte[]> Objects { get; } = new();

    public bool IsAway { get; set; }

    public async ValueTask InitializeAsync()
    {
        _s3 = await StubServer.StartAsync(app => app.Map("/complaints/{**key}", (Delegate)AnswerAsync));
        Set("Intake:Evidence:S3:ServiceUrl", _s3.Address);
        await StartAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_s3 is not null)
            await _s3.DisposeAsync();
    }

    private async Task<IResult> AnswerAsync(HttpRequest request, string? key)
    {
        if (IsAway)
            return Results.StatusCode(503);
        if (!request.Headers.Authorization.ToString().StartsWith("AWS4-HMAC-SHA256 Credential=key/", StringComparison.Ordinal))
            return Error(403, "AccessDenied");
        switch (request.Method)
        {
            case "PUT":
                using (var content = new MemoryStream())
                {
                    await request.Body.CopyToAsync(content);
                    Objects[key!] = content.ToArray();
                }

                return Results.Ok();
            case "DELETE":
                Objects.TryRemove(key!, out _);
                return Results.NoContent();
            case "GET" when string.IsNullOrEmpty(key):
                return ListOf(request.Query["prefix"].ToString());
            default:
                return Objects.TryGetValue(key!, out var found) ? Results.Bytes(found, "application/octet-stream") : Error(404, "NoSuchKey");
        }
    }

    private IResult ListOf(string prefix) => Results.Text(
        $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>complaints</Name><IsTruncated>false</IsTruncated>
        {string.Concat(Objects.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Select(
            key => $"<Contents><Key>{key}</Key><LastModified>{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss.fffZ}</LastModified><Size>1</Size></Contents>"))}
        </ListBucketResult>
        """,
        "application/xml");

    private static IResult Error(int status, string code) => Results.Content(
        $"<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>no</Message></Error>", "application/xml", statusCode: status);
}

public sealed class StoringEvidenceInABucketTests(BucketHost intake) : IClassFixture<BucketHost>
{
    private static readonly byte[] Picture = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    [Fact]
    public async Task A_file_lies_there_is_read_from_there_and_goes_with_its_customer()
    {
        var ct = TestContext.Current.CancellationToken;
        var backend = intake.As(Roles.Storefront, "s3-1");
        var id = await StoredFiles.ReceiveAsync(backend, "u-1");

        var stored = (await StoredFiles.AttachAsync(backend, id, Picture).ShouldBeAsync(201)).GetProperty("items")[0];

        var key = $"files/{stored.GetProperty("id").GetGuid():N}";
        intake.Objects[key].ShouldBe(Picture);
        var path = $"complaints/{id}/attachments/{stored.GetProperty("id").GetGuid()}";
        (await backend.GetByteArrayAsync(path, ct)).ShouldBe(Picture);
        using var range = new HttpRequestMessage(HttpMethod.Get, path);
        range.Headers.Range = new RangeHeaderValue(1, 3);
        using var part = await backend.SendAsync(range, ct);
        part.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        (await part.Content.ReadAsByteArrayAsync(ct)).ShouldBe(Picture[1..4]);
        (await backend.GetAsync(path + "/picture", ct)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await backend.DeleteAsync("customers/u-1/personal-data", ct).ShouldBeAsync(202);
        await Eventually.BeTrueAsync(() => !intake.Objects.ContainsKey(key), "the file goes");
        await Eventually.BeTrueAsync(
            async () => (await backend.GetAsync($"complaints/{id}/attachments").ShouldBeAsync(200)).GetProperty("items").GetArrayLength() == 0, "its row goes");
    }

    [Fact]
    public async Task What_is_refused_is_not_kept_and_a_bucket_that_is_away_is_said()
    {
        var backend = intake.As(Roles.Storefront, "s3-2");
        var id = await StoredFiles.ReceiveAsync(backend, "u-1");
        var before = intake.Objects.Count;
        await StoredFiles.AttachAsync(backend, id, "MZ\0\0 a program"u8.ToArray()).ShouldBeProblemAsync(415, "attachment.type_not_allowed");
        intake.Objects.Count.ShouldBe(before);

        intake.IsAway = true;
        await StoredFiles.AttachAsync(backend, id, Picture).ShouldBeProblemAsync(503, "attachment.store_unavailable");
        intake.IsAway = false;

        await StoredFiles.AttachAsync(backend, id, Picture).ShouldBeAsync(201);
        (await backend.GetAsync($"complaints/{id}/attachments").ShouldBeAsync(200)).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task An_import_goes_through_it()
    {
        var backend = intake.As(Roles.Storefront, "s3-3");
        using var file = new StringContent("text,externalId\n坏了,i-1\n漏水,i-2\n", System.Text.Encoding.UTF8, "text/csv");

        var begun = await (await backend.PostAsync("imports?format=csv", file, TestContext.Current.CancellationToken)).ShouldBeAsync(202);

        await Eventually.BeTrueAsync(
            async () => (await backend.GetAsync($"imports/{begun.GetProperty("id").GetGuid()}").ShouldBeAsync(200)).GetProperty("state").GetString() == "completed",
            "it is taken in");
        (await backend.GetAsync("complaints?count=true").ShouldBeAsync(200)).GetProperty("total").GetInt32().ShouldBe(2);
        await Eventually.BeTrueAsync(() => !intake.Objects.ContainsKey($"files/{begun.GetProperty("id").GetGuid():N}"), "the file goes");
    }

    [Fact]
    public async Task Files_without_a_row_are_counted()
    {
        intake.Objects[$"files/{Guid.NewGuid():N}"] = [1];
        intake.Objects["files/readme.txt"] = [1];

        intake.Clock.Advance(TimeSpan.FromHours(30));

        await Eventually.BeTrueAsync(
            () => intake.LogLines.Any(line => line.Contains("1 of them without a row for 24 hours, 0 deleted", StringComparison.Ordinal)), "the log says so");
    }
}

/// <summary>Intake that compares its folder of evidence with its database all the time.</summary>
public sealed class SweepingHost() : ServiceHost(
    "intake", builder => builder.AddIntake(), routes => routes.MapIntake(),
    settings: new() { ["Intake:EvidenceSweepInterval"] = "00:00:00.2" }), IAsyncLifetime
{
    public string EvidenceFolder => Path.Combine(Folder, "evidence");

    public async ValueTask InitializeAsync() => await StartAsync();
}

public sealed class SweepingEvidenceTests(SweepingHost intake) : IClassFixture<SweepingHost>
{
    [Fact]
    public async Task Files_without_a_row_and_rows_without_a_file_are_counted_and_deleted_only_where_the_policy_says_so()
    {
        var backend = intake.Backend();
        var id = await StoredFiles.ReceiveAsync(backend, "u-1");
        var kept = await FileAsync(backend, id, "kept");
        var lost = await FileAsync(backend, id, "lost");
        File.Delete(lost);
        var name = Guid.NewGuid().ToString("N");
        var orphan = Path.Combine(Directory.CreateDirectory(Path.Combine(intake.EvidenceFolder, name[^2..])).FullName, name);
        await File.WriteAllTextAsync(orphan, "nobody's", TestContext.Current.CancellationToken);

        intake.Clock.Advance(TimeSpan.FromHours(25));

        await LoggedAsync("Evidence: 2 files, 1 of them without a row for 24 hours, 0 deleted; 1 rows without their file");
        File.Exists(orphan).ShouldBeTrue();
        await intake.As(Roles.Administrator, "*").PutJsonAsync("intake-policies", """{"evidenceSweep":{"deleteOrphans":true}}""", ("If-Match", "*"))
            .ShouldBeAsync(200);
        await Eventually.BeTrueAsync(() => !File.Exists(orphan), "the orphan goes");
        await LoggedAsync("Evidence: 1 files, 0 of them without a row");
        File.Exists(kept).ShouldBeTrue();
    }

    private Task LoggedAsync(string text) =>
        Eventually.BeTrueAsync(() => intake.LogLines.Any(line => line.Contains(text, StringComparison.Ordinal)), text);

    private async Task<string> FileAsync(HttpClient backend, Guid id, string text)
    {
        var stored = (await StoredFiles.AttachAsync(backend, id, System.Text.Encoding.UTF8.GetBytes(text)).ShouldBeAsync(201)).GetProperty("items")[0];
        return Directory.EnumerateFiles(intake.EvidenceFolder, stored.GetProperty("id").GetGuid().ToString("N"), SearchOption.AllDirectories).Single();
    }
}

internal static class StoredFiles
{
    public static HttpClient Backend(this SweepingHost intake) => intake.As(Roles.Storefront);

    public static async Task<Guid> ReceiveAsync(HttpClient backend, string customer) =>
        (await backend.PostJsonAsync("complaints", $$$"""{"channel":"web","text":"坏了","customer":{"externalId":"{{{customer}}}"}}""").ShouldBeAsync(201))
            .GetProperty("id").GetGuid();

    public static async Task<HttpResponseMessage> AttachAsync(HttpClient backend, Guid id, byte[] content)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(content), "file", "file" } };
        return await backend.PostAsync($"complaints/{id}/attachments", form);
    }
}
