using System.Text.Json;
using ComplaintPlatform.Testing;
using Microsoft.Data.SqlClient;

namespace ComplaintPlatform.SqlServer.Tests;

/// <summary>What can be seen of SQL Server on a machine that has none.</summary>
public sealed class OpeningConnectionsTests
{
    [Fact]
    public async Task A_connection_fails_for_want_of_a_server_and_not_of_cultures()
    {
        await using var connection =
            new SqlConnection($"Server=127.0.0.1,{Ports.Reserve()};User Id=nobody;Password=none;Connect Timeout=2;Encrypt=false");

        // Without ICU, or where it is switched off, it is refused before anything is sent
        await Should.ThrowAsync<SqlException>(connection.OpenAsync());
    }

    [Theory]
    [InlineData("deploy/standalone")]
    [InlineData("services/intake/Intake.Host")]
    public void A_host_does_not_switch_cultures_off(string project)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var output = Path.Combine(HostProcess.RepositoryRoot(), project, "bin", own.Parent!.Name, own.Name);
        var settings = JsonDocument.Parse(
            File.ReadAllText(Directory.GetFiles(output, "ComplaintPlatform.*.runtimeconfig.json").Single())).RootElement;

        settings.GetProperty("runtimeOptions").GetProperty("configProperties").TryGetProperty("System.Globalization.Invariant", out _)
            .ShouldBeFalse();
    }
}
