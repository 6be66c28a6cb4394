using System.Net.Sockets;
using System.Text.Json;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Gateway.Tests;

public sealed class StartingThePlatformTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("standalone-tests-");

    private string Data => Path.Combine(_folder.FullName, "data");

    private string FirstRunFile => Path.Combine(Data, "first-run.json");

    [Fact]
    public async Task The_first_start_tells_how_to_begin_and_the_second_keeps_everything()
    {
        JsonElement before;
        await using (var first = HostProcess.StartStandalone(Data))
        {
            await first.UntilReadyAsync();
            before = JsonDocument.Parse(await File.ReadAllTextAsync(FirstRunFile)).RootElement;
            before.GetProperty("baseUrl").GetString().ShouldBe(first.BaseUrl);
            before.GetProperty("storefrontId").GetString().ShouldBe("demo");
            before.GetProperty("users").EnumerateArray().Select(user => user.GetProperty("role").GetString())
                .ShouldBe(["agent", "supervisor", "manager", "director", "administrator", "auditor"], ignoreOrder: true);
            if (!OperatingSystem.IsWindows())
            {
                File.GetUnixFileMode(FirstRunFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
                (File.GetUnixFileMode(Data) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)).ShouldBe(UnixFileMode.None);
            }

            await PostComplaintAsync(first, before, 201);

            await Eventually.BeTrueAsync(() => first.Output.Contains("curl", StringComparison.Ordinal), "the screen is printed");
            first.Output.ShouldContain(FirstRunFile);
            first.Output.ShouldNotContain(before.GetProperty("apiKey").GetString()!);
            (await first.StopAsync()).ShouldBe(0, first.Errors);
            first.Errors.ShouldBeEmpty();
            first.Output.ShouldNotContain("Overriding address", Case.Insensitive, "only the gateway has an address");
        }

        await using var second = HostProcess.StartStandalone(Data);
        await second.UntilReadyAsync();
        var after = JsonDocument.Parse(await File.ReadAllTextAsync(FirstRunFile)).RootElement;
        after.GetProperty("baseUrl").GetString().ShouldBe(second.BaseUrl, "it listens elsewhere now");
        after.GetProperty("apiKey").GetString().ShouldBe(before.GetProperty("apiKey").GetString());
        await PostComplaintAsync(second, after, 201);
        foreach (var user in after.GetProperty("users").EnumerateArray())
            await SignInAsync(second, user);
    }

    [Fact]
    public async Task In_a_folder_that_others_can_open_everything_is_the_owners_alone()
    {
        if (OperatingSystem.IsWindows())
            return;
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        Directory.CreateDirectory(Data);
        File.SetUnixFileMode(Data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        var before = Path.Combine(Data, "left-by-an-earlier-version.db");
        await File.WriteAllTextAsync(before, "");
        File.SetUnixFileMode(before, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        await using var platform = HostProcess.StartStandalone(Data);
        await platform.UntilReadyAsync();

        var open = Directory.EnumerateFileSystemEntries(Data, "*", SearchOption.AllDirectories)
            .Where(entry => !entry.EndsWith(".sock", StringComparison.Ordinal) && !OperatingSystem.IsWindows()
                && (File.GetUnixFileMode(entry) & others) != UnixFileMode.None);
        open.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_folder_belongs_to_one_process()
    {
        await using var first = HostProcess.StartStandalone(Data);
        await first.UntilReadyAsync();

        await using var second = HostProcess.StartStandalone(Data);

        (await second.UntilExitedAsync()).ShouldBe(1);
        second.Errors.Trim().Split('\n').Length.ShouldBe(1, second.Errors);
        second.Errors.ShouldContain(Data);
    }

    [Fact]
    public async Task A_busy_port_is_named_in_one_line()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;

        await using var platform = HostProcess.StartStandalone(Data, port: port);

        (await platform.UntilExitedAsync()).ShouldBe(1);
        platform.Errors.Trim().Split('\n').Length.ShouldBe(1, platform.Errors);
        platform.Errors.ShouldContain(port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        File.Exists(FirstRunFile).ShouldBeFalse();
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named_in_one_line()
    {
        var file = Path.Combine(_folder.FullName, "file");
        await File.WriteAllTextAsync(file, "");

        await using var platform = HostProcess.StartStandalone(Path.Combine(file, "data"));

        (await platform.UntilExitedAsync()).ShouldBe(1);
        platform.Errors.Trim().Split('\n').Length.ShouldBe(1, platform.Errors);
        platform.Errors.ShouldContain(file);
    }

    [Theory]
    [InlineData("gateway.key.pem")]
    [InlineData("follow-up.key.pem")]
    [InlineData("installation.secret")]
    public async Task A_key_file_that_cannot_be_read_is_named_in_one_line(string name)
    {
        var file = Path.Combine(Data, "keys", name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, "torn");
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(-1));

        await using var platform = HostProcess.StartStandalone(Data);

        (await platform.UntilExitedAsync()).ShouldBe(1, platform.Output);
        platform.Errors.Trim().Split('\n').Length.ShouldBe(1, platform.Errors);
        platform.Errors.ShouldContain(file);
        (await File.ReadAllTextAsync(file)).ShouldBe("torn");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task PostComplaintAsync(HostProcess platform, JsonElement firstRun, int status)
    {
        using var client = new HttpClient { BaseAddress = new Uri(platform.BaseUrl) };
        await client.PostJsonAsync(
            "/api/v1/complaints", """{"channel":"web","text":"洗衣机脱水时声音很大,还漏水。"}""",
            ("X-Api-Key", firstRun.GetProperty("apiKey").GetString()!)).ShouldBeAsync(status);
    }

    private static async Task SignInAsync(HostProcess platform, JsonElement user)
    {
        using var client = new HttpClient { BaseAddress = new Uri(platform.BaseUrl) };
        var body = JsonSerializer.Serialize(
            new { username = user.GetProperty("username").GetString(), password = user.GetProperty("password").GetString() });
        await client.PostJsonAsync("/api/v1/auth/token", body).ShouldBeAsync(200);
    }
}
