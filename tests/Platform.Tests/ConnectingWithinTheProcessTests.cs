namespace ComplaintPlatform.Platform.Tests;

/// <summary>Gateway and services of one process speak over a socket that only its owner can open.</summary>
public sealed class ConnectingWithinTheProcessTests(StandalonePlatform platform) : IClassFixture<StandalonePlatform>
{
    private const string Listening = "0A";

    [Fact]
    public void The_services_socket_is_in_a_folder_of_the_owner_alone()
    {
        if (OperatingSystem.IsWindows())
            return;
        var run = Path.Combine(platform.DataFolder, "run");

        File.Exists(Path.Combine(run, "services.sock")).ShouldBeTrue();
        File.GetUnixFileMode(run).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public void Of_the_whole_platform_only_the_gateway_can_be_connected_to()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Which process listens is read from /proc.");
        var sockets = Directory.GetFiles($"/proc/{platform.ProcessId}/fd").Select(file => new FileInfo(file).LinkTarget).ToHashSet();

        var listening = ((string[])["tcp", "tcp6"]).SelectMany(kind => File.ReadLines($"/proc/{platform.ProcessId}/net/{kind}").Skip(1))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields[3] == Listening && sockets.Contains($"socket:[{fields[9]}]"))
            .Select(fields => Convert.ToInt32(fields[1].Split(':')[1], 16));

        listening.Distinct().ShouldBe([new Uri(platform.BaseUrl).Port]);
    }
}
