using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Platform.Tests;

/// <summary>Everything of a customer is read in one archive, and forgotten in every service, down to the files on the disk.</summary>
public sealed class ErasingACustomerTests(StandalonePlatform platform) : IClassFixture<StandalonePlatform>
{
    // Words that stand nowhere else. Two characters of a marker may stand in others' texts, a whole one does not.
    private const string Order = "o-forget-4711", Name = "欧阳霓裳", Phone = "13911112222", Email = "nichang.ouyang@example.org";
    private const string Spoken = "琥珀色蒸汽熨斗", Added = "紫檀底座裂开", Noted = "客户自述夜里惊醒", Answered = "谢谢青鸾客服";
    private const string Cause = "蒹葭密封圈老化", Raised = "鹧鸪声中再次来电", Over = "雎鸠桥头已当面致歉", Work = "上门取件鹈鹕巷";

    [Fact]
    public async Task It_is_exported_whole_and_then_nothing_of_it_is_left_anywhere()
    {
        var ct = TestContext.Current.CancellationToken;
        var (id, token) = await LiveAsync();
        var manager = await platform.Client.AsAsync("manager");
        var before = await StatisticsAsync(manager);

        using (var exported = await manager.GetAsync("customers/forget-1/export", ct))
        {
            exported.StatusCode.ShouldBe(HttpStatusCode.OK, await exported.Content.ReadAsStringAsync(ct));
            using var archive = new ZipArchive(await exported.Content.ReadAsStreamAsync(ct));
            archive.Entries.Select(entry => entry.FullName).ShouldContain(name => name.Contains("/attachments/", StringComparison.Ordinal));
            TextOf(archive, "customer.json").ShouldContain(Email);
            TextOf(archive, "services/classification.json").ShouldContain(Spoken);
            TextOf(archive, "services/resolution.json").ShouldContain(Noted);
            TextOf(archive, "services/follow-up.json").ShouldContain("客户的原话");
            TextOf(archive, "services/survey.json").ShouldContain(Answered);
        }

        await manager.PutJsonAsync("customers/forget-1/legal-hold", """{"held":true,"reason":"诉讼保全"}""", ("If-Match", "*")).ShouldBeAsync(200);
        await manager.DeleteAsync("customers/forget-1/personal-data", ct).ShouldBeProblemAsync(409, "customer.legal_hold");
        await manager.PutJsonAsync("customers/forget-1/legal-hold", """{"held":false}""", ("If-Match", "*")).ShouldBeAsync(200);

        Holding(platform.DataFolder).ShouldNotBeEmpty("else the search would find nothing in any case");
        var begun = await manager.DeleteAsync("customers/forget-1/personal-data", ct).ShouldBeAsync(202);
        var erasure = await PlatformClient.WhenAsync(
            () => manager.GetAsync($"erasures/{begun.GetProperty("id").GetGuid()}").ShouldBeAsync(200),
            now => now.GetProperty("state").GetString() == "completed", "every service has counted nothing left");

        var services = erasure.GetProperty("services").EnumerateArray().ToList();
        services.Select(service => service.GetProperty("service").GetString())
            .ShouldBe(["intake", "classification", "resolution", "follow-up", "survey"]);
        services.ShouldAllBe(service => service.GetProperty("rows").EnumerateArray().All(row => row.GetProperty("after").GetInt32() == 0));
        services.ShouldAllBe(service => service.GetProperty("rows").EnumerateArray().Sum(row => row.GetProperty("before").GetInt32()) > 0);
        await NothingIsFoundAsync(manager, id, token);
        (await StatisticsAsync(manager)).ShouldBe(before);
        (await manager.GetAsync($"complaints/{id}/timeline/verification").ShouldBeAsync(200)).GetProperty("valid").GetBoolean().ShouldBeTrue();
        Holding(platform.DataFolder).ShouldBeEmpty();
    }

    /// <summary>A complaint's whole life, with words of and about its customer in every service.</summary>
    private async Task<(Guid Id, string Token)> LiveAsync()
    {
        var ct = TestContext.Current.CancellationToken;
        var walk = platform.NewWalk();
        await walk.ReceiveAsync($$$"""
            {"channel":"web","customer":{"externalId":"forget-1","name":"{{{Name}}}","phone":"{{{Phone}}}","email":"{{{Email}}}"},
             "order":{"externalId":"{{{Order}}}","product":"熨斗","amount":{"amount":"129.00","currency":"CNY"}},
             "text":"{{{Spoken}}}漏水,要求退款","expectation":"退款"}
            """);
        using var file = new MultipartFormDataContent { { Picture(), "file", "证据.png" } };
        (await platform.Client.Customer.PostAsync($"track/{walk.Token}/attachments", file, ct)).StatusCode.ShouldBe(HttpStatusCode.Created);
        await platform.Client.Customer.PostJsonAsync(
            $"track/{walk.Token}/messages", $$"""{"text":"{{Added}}"}""", ("Idempotency-Key", "forget-message")).ShouldBeAsync(201);
        var agent = await platform.Client.AsAsync("agent");
        await agent.PostJsonAsync(
            $"cases/{walk.Id}/contacts", $$"""{"direction":"outgoing","channel":"phone","text":"{{Noted}}","awaitsCustomer":false}""").ShouldBeAsync(201);
        var tag = (await agent.GetAsync($"cases/{walk.Id}", ct)).Headers.ETag!.Tag;
        var cause = await agent.PostJsonAsync("causes", """{"name":"密封老化","dimension":"material"}""").ShouldBeAsync(201);
        await agent.PutJsonAsync(
            $"cases/{walk.Id}/root-cause",
            $$"""{"whys":["{{Cause}}"],"dimension":"material","causeId":"{{cause.GetProperty("id").GetGuid()}}"}""", ("If-Match", tag))
            .ShouldBeAsync(200);
        await agent.PostJsonAsync($"cases/{walk.Id}/escalation", $$"""{"reason":"{{Raised}}"}""").ShouldBeAsync(200);
        await agent.PostJsonAsync($"cases/{walk.Id}/emergency", $$"""{"reason":"{{Noted}}"}""").ShouldBeAsync(200);
        var supervisor = await platform.Client.AsAsync("supervisor");
        await supervisor.PostJsonAsync($"cases/{walk.Id}/emergency/closure", $$"""{"reason":"{{Over}}"}""").ShouldBeAsync(200);
        await agent.PostJsonAsync(
            $"cases/{walk.Id}/tasks", $$"""{"department":"warehouse","title":"{{Work}}"}""").ShouldBeAsync(201);
        await walk.AgreeAsync();
        await walk.ResolveAsync();
        await walk.FollowUpAsync("satisfied");
        await walk.AnswerSurveyAsync(words: Answered);
        return (walk.Id, walk.Token);
    }

    private async Task NothingIsFoundAsync(HttpClient manager, Guid id, string token)
    {
        await manager.GetAsync("customers/forget-1").ShouldBeProblemAsync(404, "resource.not_found");
        await platform.Client.Customer.GetAsync($"track/{token}").ShouldBeProblemAsync(404, "resource.not_found");
        (await manager.GetAsync($"precedents?q={Uri.EscapeDataString(Spoken)}").ShouldBeAsync(200)).GetProperty("items").EnumerateArray()
            .ShouldNotContain(row => row.GetProperty("complaintId").GetGuid() == id);
        var complaint = await manager.GetAsync($"complaints/{id}").ShouldBeAsync(200);
        complaint.GetProperty("text").GetString().ShouldBe("");
        complaint.GetProperty("customer").ValueKind.ShouldBe(JsonValueKind.Null);
        (await manager.GetAsync($"complaints/{id}/attachments").ShouldBeAsync(200)).GetProperty("items").GetArrayLength().ShouldBe(0);
        foreach (var word in new[] { Name, Phone, Email, Spoken, Added, "霓裳", "琥珀" })
        {
            (await manager.GetAsync($"complaints?q={Uri.EscapeDataString(word)}").ShouldBeAsync(200)).GetProperty("items").GetArrayLength()
                .ShouldBe(0, word);
        }
    }

    private static async Task<string> StatisticsAsync(HttpClient manager) =>
        (await manager.GetAsync("complaints?count=true&limit=1").ShouldBeAsync(200)).GetProperty("total").GetRawText()
        + (await manager.GetAsync("satisfaction/summary").ShouldBeAsync(200)).GetRawText()
        + (await manager.GetAsync("complaints?count=true&limit=1&product=" + Uri.EscapeDataString("熨斗")).ShouldBeAsync(200))
            .GetProperty("total").GetRawText();

    /// <summary>Files of the data folder in which a marker stands: as text, and for search as its pairs of characters.</summary>
    private static List<string> Holding(string folder)
    {
        string[] markers = [Order, Name, Phone, Email, "nichang", Spoken, Added, Noted, Answered, Cause, Raised, Over, Work, "霓裳", "琥珀", "紫檀"];
        var found = new List<string>();
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            // Locks, which hold nothing, and the services' socket
            if (Path.GetExtension(path) is ".lock" or ".migrating" or ".sock")
                continue;
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            found.AddRange(markers.Where(marker => content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(marker)) >= 0)
                .Select(marker => $"{marker} in {Path.GetRelativePath(folder, path)}"));
        }

        return found;
    }

    private static string TextOf(ZipArchive archive, string name)
    {
        using var reader = new StreamReader(archive.GetEntry(name).ShouldNotBeNull().Open());
        return reader.ReadToEnd();
    }

    private static ByteArrayContent Picture()
    {
        var picture = new ByteArrayContent(Convert.FromBase64String(
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="));
        picture.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        return picture;
    }
}
