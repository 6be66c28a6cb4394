using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Intake.Tests;

public sealed class AttachingEvidenceTests(IntakeFactory intake) : IClassFixture<IntakeFactory>
{
    private static readonly byte[] Picture = [0xFF, 0xD8, 0xFF, 0xE0, .. new byte[2000]];

    [Fact]
    public async Task A_picture_of_the_customer_is_kept_as_it_came_and_served_to_be_saved()
    {
        var (id, link) = await ReceiveWithLinkAsync();

        var added = (await SendAsync(intake.Anonymous(), $"{link}/attachments", ("../../\u202e照片.jpg", Picture)).ShouldBeAsync(201)).GetProperty("items")[0];

        added.GetProperty("fileName").GetString().ShouldBe("照片.jpg");
        added.GetProperty("contentType").GetString().ShouldBe("image/jpeg");
        added.GetProperty("length").GetInt64().ShouldBe(Picture.Length);
        added.GetProperty("sha256").GetString().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Picture)));
        added.GetProperty("by").GetString().ShouldBe("customer");
        (await CountAsync(id)).ShouldBe(1);
        foreach (var path in new[] { $"{link}/attachments/{added.GetProperty("id")}", $"complaints/{id}/attachments/{added.GetProperty("id")}" })
        {
            var reader = path.StartsWith("track", StringComparison.Ordinal) ? intake.Anonymous() : intake.As(Roles.Agent);
            using var file = await reader.GetAsync(path);
            (await file.Content.ReadAsByteArrayAsync()).ShouldBe(Picture);
            file.Content.Headers.ContentType!.MediaType.ShouldBe("image/jpeg");
            file.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
            file.Content.Headers.ContentDisposition.FileNameStar.ShouldBe("照片.jpg");
            file.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
        }

        (await intake.EventuallyPublishedAsync<ComplaintSupplemented>(id)).Attachments.ShouldBe(1);
    }

    [Fact]
    public async Task A_picture_is_shown_made_anew_and_what_is_none_is_not()
    {
        var (id, link) = await ReceiveWithLinkAsync();
        var hostile = "<script>alert(1)</script>"u8.ToArray();
        var shown = await AddAsync(id, [.. Png(3000, 1500), .. hostile]);
        var broken = await AddAsync(id, Picture);
        var huge = await AddAsync(id, Png(60_000, 60_000, pixels: false));

        using var answer = await intake.As(Roles.Agent).GetAsync($"complaints/{id}/attachments/{shown}/picture");
        var bytes = await answer.Content.ReadAsByteArrayAsync();

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("image/jpeg");
        bytes[..3].ShouldBe(new byte[] { 0xFF, 0xD8, 0xFF });
        bytes.AsSpan().IndexOf(hostile).ShouldBe(-1);
        using var picture = SkiaSharp.SKBitmap.Decode(bytes);
        (picture.Width, picture.Height).ShouldBe((1280, 640));
        await intake.As(Roles.Agent).GetAsync($"complaints/{id}/attachments/{broken}/picture").ShouldBeProblemAsync(415, "attachment.no_picture");
        await intake.As(Roles.Agent).GetAsync($"complaints/{id}/attachments/{huge}/picture").ShouldBeProblemAsync(415, "attachment.no_picture");
        await intake.As(Roles.Agent, "elsewhere").GetAsync($"complaints/{id}/attachments/{shown}/picture")
            .ShouldBeProblemAsync(404, "resource.not_found");
        (await intake.Anonymous().GetAsync($"{link}/attachments/{shown}/picture")).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
    }

    private static byte[] Png(int width, int height, bool pixels = true)
    {
        using var bitmap = new SkiaSharp.SKBitmap(pixels ? width : 1, pixels ? height : 1);
        bitmap.Erase(SkiaSharp.SKColors.SteelBlue);
        using var data = bitmap.Encode(SkiaSharp.SKEncodedImageFormat.Png, 90);
        var png = data.ToArray();
        // Width and height in the header alone: a small file that claims to be enormous
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        return png;
    }

    [Fact]
    public async Task Files_are_read_only_by_those_who_may_see_their_complaint()
    {
        var (id, link) = await ReceiveWithLinkAsync();
        var (otherId, otherLink) = await ReceiveWithLinkAsync();
        var file = await AddAsync(id, Picture);
        var ofStaff = (await SendAsync(intake.As(Roles.Agent), $"complaints/{id}/attachments", ("note.jpg", Picture)).ShouldBeAsync(201))
            .GetProperty("items")[0].GetProperty("id").GetGuid();

        var elsewhere = intake.As(Roles.Agent, "elsewhere");
        await elsewhere.GetAsync($"complaints/{id}/attachments").ShouldBeProblemAsync(404, "resource.not_found");
        await elsewhere.GetAsync($"complaints/{id}/attachments/{file}").ShouldBeProblemAsync(404, "resource.not_found");
        await SendAsync(elsewhere, $"complaints/{id}/attachments", ("a.jpg", Picture)).ShouldBeProblemAsync(404, "resource.not_found");
        await intake.Backend.GetAsync($"complaints/{otherId}/attachments/{file}").ShouldBeProblemAsync(404, "resource.not_found");
        await intake.Anonymous().GetAsync($"{otherLink}/attachments/{file}").ShouldBeProblemAsync(404, "resource.not_found");
        await SendAsync(intake.Anonymous(), "track/no-such-link/attachments", ("a.jpg", Picture)).ShouldBeProblemAsync(404, "resource.not_found");
        await intake.Anonymous().GetAsync($"{link}/attachments/{ofStaff}").ShouldBeProblemAsync(404, "resource.not_found");
        var seen = await intake.Anonymous().GetAsync($"{link}/attachments").ShouldBeAsync(200);
        seen.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid()).ShouldBe([file], "what staff add is for the house");
    }

    [Theory]
    [InlineData("photo.jpg", "MZ\u0090\u0000\u0003", 415, "attachment.type_not_allowed")]
    [InlineData("photo.jpg", "PK\u0003\u0004\u0014\u0000", 415, "attachment.type_not_allowed")]
    [InlineData("photo.jpg", "", 400, "attachment.empty")]
    public async Task What_is_no_evidence_is_refused_and_not_kept(string name, string content, int status, string code)
    {
        var id = await intake.ReceiveIdAsync();
        var before = Stored().Count;

        await SendAsync(intake.Backend, $"complaints/{id}/attachments", ("good.jpg", Picture), (name, Encoding.Latin1.GetBytes(content)))
            .ShouldBeProblemAsync(status, code);

        (await CountAsync(id)).ShouldBe(0);
        Stored().Count.ShouldBe(before);
    }

    [Fact]
    public async Task A_form_without_a_file_or_cut_short_is_refused_and_nothing_is_kept()
    {
        var id = await intake.ReceiveIdAsync();
        var before = Stored().Count;

        using var noFile = new MultipartFormDataContent { { new StringContent("hello"), "note" } };
        await intake.Backend.PostAsync($"complaints/{id}/attachments", noFile).ShouldBeProblemAsync(400, "attachment.missing");
        var whole = await Form("cut", ("a.jpg", Picture)).ReadAsByteArrayAsync();
        using var cut = new ByteArrayContent(whole[..^200]);
        cut.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=cut");
        await intake.Backend.PostAsync($"complaints/{id}/attachments", cut).ShouldBeProblemAsync(400, "form.malformed");

        Stored().Count.ShouldBe(before);
    }

    [Fact]
    public async Task A_file_is_called_by_what_it_is()
    {
        var id = await intake.ReceiveIdAsync();

        var added = await SendAsync(
            intake.Backend, $"complaints/{id}/attachments",
            ("a.jpg", "%PDF-1.7"u8.ToArray()), ("C:\\x\\chat.html", "客服:您好<b>"u8.ToArray()), (new string('长', 300) + ".jpg", Picture)).ShouldBeAsync(201);

        added.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("fileName").GetString() + " " + item.GetProperty("contentType").GetString())
            .ShouldBe(["a.jpg.pdf application/pdf", "chat.html.txt text/plain", new string('长', 90) + ".jpg image/jpeg"]);
    }

    [Fact]
    public async Task A_large_video_is_taken_up_to_the_limit_and_refused_above()
    {
        var id = await intake.ReceiveIdAsync();
        var before = Stored().Count;
        byte[] video = [0, 0, 0, 24, .. "ftypmp42"u8, .. new byte[(20 << 20) - 12]];

        await SendAsync(intake.Backend, $"complaints/{id}/attachments", ("a.mp4", video)).ShouldBeAsync(201);
        await SendAsync(intake.Backend, $"complaints/{id}/attachments", ("a.mp4", [.. video, 0])).ShouldBeProblemAsync(413, "attachment.too_large");
        await SendAsync(intake.Backend, $"complaints/{id}/attachments", ("a.mp4", video), ("b.mp4", video), ("c.mp4", video))
            .ShouldBeProblemAsync(413, "body.too_large");

        (await CountAsync(id)).ShouldBe(1);
        Stored().Count.ShouldBe(before + 1);
    }

    [Fact]
    public async Task A_complaint_takes_so_many_files()
    {
        var id = await intake.ReceiveIdAsync();
        var files = Enumerable.Range(1, 19).Select(number => ($"{number}.jpg", Picture)).ToArray();
        await SendAsync(intake.Backend, $"complaints/{id}/attachments", files).ShouldBeAsync(201);

        await SendAsync(intake.Backend, $"complaints/{id}/attachments", ("20.jpg", Picture), ("21.jpg", Picture)).ShouldBeProblemAsync(409, "attachment.too_many");

        (await CountAsync(id)).ShouldBe(19);
    }

    [Fact]
    public async Task Uploads_side_by_side_do_not_exceed_the_limit()
    {
        var id = await intake.ReceiveIdAsync();
        var files = Enumerable.Range(1, 15).Select(number => ($"{number}.jpg", Picture)).ToArray();
        var before = Stored().Count;

        var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => SendAsync(intake.Backend, $"complaints/{id}/attachments", files)));

        answers.Select(answer => (int)answer.StatusCode).Order().ShouldBe([201, 409]);
        (await CountAsync(id)).ShouldBe(15);
        Stored().Count.ShouldBe(before + 15);
    }

    [Fact]
    public async Task A_withdrawn_complaint_takes_none_and_keeps_none()
    {
        var id = await intake.ReceiveIdAsync();
        await intake.Backend.PostJsonAsync($"complaints/{id}/withdrawal", "{}").ShouldBeAsync(204);
        var before = Stored().Count;

        await SendAsync(intake.Backend, $"complaints/{id}/attachments", ("a.jpg", Picture)).ShouldBeProblemAsync(409, "complaint.withdrawn");

        Stored().Count.ShouldBe(before);
    }

    [Fact]
    public async Task A_repeated_upload_with_its_key_is_one_whatever_its_boundary()
    {
        var id = await intake.ReceiveIdAsync();
        var ids = new List<Guid>();
        foreach (var boundary in new[] { "one-boundary", "another-boundary" })
        {
            var answer = await SendWithKeyAsync(id, boundary, "photo-1", Picture).ShouldBeAsync(201);
            ids.Add(answer.GetProperty("items")[0].GetProperty("id").GetGuid());
        }

        ids[1].ShouldBe(ids[0]);
        (await CountAsync(id)).ShouldBe(1);
        await SendWithKeyAsync(id, "one-boundary", "photo-1", [.. Picture, 1]).ShouldBeProblemAsync(422, "idempotency_key.reused");
    }

    [Fact]
    public async Task What_comes_on_a_duplicate_is_seen_on_its_original()
    {
        var (original, duplicate) = (await intake.ReceiveIdAsync(), await intake.ReceiveIdAsync());
        await intake.As(Roles.Agent).PostJsonAsync($"complaints/{duplicate}/duplicate-of", $$"""{"complaintId":"{{original}}"}""").ShouldBeAsync(204);

        var file = await AddAsync(duplicate, Picture);

        (await CountAsync(original)).ShouldBe(1);
        using var read = await intake.As(Roles.Agent).GetAsync($"complaints/{original}/attachments/{file}");
        ((int)read.StatusCode).ShouldBe(200);
        (await intake.EventuallyPublishedAsync<ComplaintSupplemented>(original)).Attachments.ShouldBe(1);
    }

    [Fact]
    public async Task Files_lie_in_a_folder_that_is_its_owners_alone()
    {
        await AddAsync(await intake.ReceiveIdAsync(), Picture);
        if (OperatingSystem.IsWindows())
            return;

        const UnixFileMode Others = ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var path in Stored().Concat(Directory.GetDirectories(EvidenceFolder)).Append(EvidenceFolder))
            (File.GetUnixFileMode(path) & Others).ShouldBe(UnixFileMode.None, path);
    }

    [Fact]
    public async Task Other_media_types_are_refused() =>
        ((int)(await intake.Backend.PostJsonAsync($"complaints/{await intake.ReceiveIdAsync()}/attachments", "{}")).StatusCode).ShouldBe(415);

    private string EvidenceFolder => Path.Combine(intake.Folder, "evidence");

    private List<string> Stored() =>
        Directory.Exists(EvidenceFolder) ? [.. Directory.EnumerateFiles(EvidenceFolder, "*", SearchOption.AllDirectories)] : [];

    private async Task<(Guid Id, string Link)> ReceiveWithLinkAsync()
    {
        var received = await intake.ReceiveAsync();
        return (received.GetProperty("id").GetGuid(), "track/" + received.GetProperty("trackingUrl").GetString()!.Split('/')[^1]);
    }

    private async Task<Guid> AddAsync(Guid complaint, byte[] content) =>
        (await SendAsync(intake.Backend, $"complaints/{complaint}/attachments", ("a.jpg", content)).ShouldBeAsync(201))
            .GetProperty("items")[0].GetProperty("id").GetGuid();

    private async Task<int> CountAsync(Guid complaint) =>
        (await intake.Backend.GetAsync($"complaints/{complaint}/attachments").ShouldBeAsync(200)).GetProperty("items").GetArrayLength();

    private async Task<HttpResponseMessage> SendWithKeyAsync(Guid complaint, string boundary, string key, byte[] content)
    {
        using var form = Form(boundary, ("a.jpg", content));
        using var request = new HttpRequestMessage(HttpMethod.Post, $"complaints/{complaint}/attachments") { Content = form };
        request.Headers.Add("Idempotency-Key", key);
        return await intake.Backend.SendAsync(request);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string path, params (string Name, byte[] Content)[] files)
    {
        using var form = Form(Guid.NewGuid().ToString(), files);
        return await client.PostAsync(path, form);
    }

    private static MultipartFormDataContent Form(string boundary, params (string Name, byte[] Content)[] files)
    {
        var form = new MultipartFormDataContent(boundary);
        foreach (var (name, content) in files)
        {
            var part = new ByteArrayContent(content);
            part.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
            part.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "files", FileNameStar = name };
            form.Add(part);
        }

        return form;
    }
}
