using System.Net.Http.Headers;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ComplaintPlatform.Shared.Tests;

/// <summary>A host that signs as the gateway and takes the tokens of others, on a folder of keys that the tests change under it.</summary>
public sealed class RefusingCredentialsTests : IDisposable
{
    private static readonly Caller Agent = new(Guid.NewGuid().ToString(), "agent", Roles.Agent, false, ["demo"], []);

    private readonly DirectoryInfo _keys = Directory.CreateTempSubdirectory("refusing-");
    private readonly StandingClock _clock = new();

    private string PublicFile => Path.Combine(_keys.FullName, "gateway.pub.pem");

    public void Dispose() => _keys.Delete(recursive: true);

    [Fact]
    public async Task A_key_that_another_host_replaced_is_taken_without_a_restart()
    {
        await using var host = await StartAsync();
        (await GetAsync(host, NewTokens().Issue("gateway", Agent))).ShouldBe(200);
        DeleteGatewaysKeys();
        var rotated = NewTokens().Issue("gateway", Agent);

        (await GetAsync(host, rotated)).ShouldBe(200);
    }

    [Fact]
    public async Task Signatures_that_fit_nothing_do_not_have_the_file_read_each_time()
    {
        await using var host = await StartAsync();
        var known = NewTokens().Issue("gateway", Agent);
        (await GetAsync(host, known)).ShouldBe(200);
        (await GetAsync(host, Broken(known))).ShouldBe(401);
        DeleteGatewaysKeys();
        var rotated = NewTokens().Issue("gateway", Agent);

        (await GetAsync(host, rotated)).ShouldBe(401, "the file was read within this second");
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await GetAsync(host, rotated)).ShouldBe(200);
    }

    [Fact]
    public async Task The_log_says_why_and_nothing_of_the_credential()
    {
        await using var host = await StartAsync();
        var fine = NewTokens().Issue("gateway", Agent);
        var tooMuch = NewTokens().Issue("gateway", Agent with { Role = Roles.Service, Scopes = ["contact-points.read"] });
        var stranger = NewTokens().Issue("gateway-users", Agent);
        var unpublished = new InternalTokens(new KeyRing(Path.Combine(_keys.FullName, "elsewhere")), _clock).Issue("follow-up", Agent);
        var expired = NewTokens().Issue("gateway", Agent with { Name = "of yesterday" });

        foreach (var token in (string[])[Broken(fine), tooMuch, stranger, unpublished, "not a token"])
            (await GetAsync(host, token)).ShouldBe(401);
        _clock.Advance(TimeSpan.FromMinutes(3));
        (await GetAsync(host, expired)).ShouldBe(401);

        var lines = Refusals(host);
        foreach (var reason in (string[])[
            $"its signature does not fit the key in {PublicFile}", "it claims more than gateway may", "it is no token of a trusted issuer",
            "follow-up has published no key", "the clock of this host says"])
            lines.Count(line => line.Contains(reason, StringComparison.Ordinal)).ShouldBe(1, $"{reason}\n{string.Join('\n', lines)}");
        foreach (var token in (string[])[fine, tooMuch, stranger, unpublished, expired])
            host.Log.ShouldNotContain(line => token.Split('.').Any(part => line.Contains(part, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_thousand_refusals_are_one_line_a_minute()
    {
        await using var host = await StartAsync();
        var broken = Broken(NewTokens().Issue("gateway", Agent));

        for (var number = 0; number < 1_000; number++)
            await GetAsync(host, broken);
        Refusals(host).Count.ShouldBe(1);

        _clock.Advance(TimeSpan.FromMinutes(1));
        await GetAsync(host, broken);
        Refusals(host).Count.ShouldBe(2);
        Refusals(host)[1].ShouldContain("999 more");
    }

    [Fact]
    public async Task Ready_is_only_a_host_whose_tokens_are_accepted()
    {
        await using var host = await StartAsync();
        var published = await File.ReadAllTextAsync(PublicFile);
        await ReadyAsync(200, "healthy");

        using (var other = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256))
            await File.WriteAllTextAsync(PublicFile, other.ExportSubjectPublicKeyInfoPem());
        await ReadyAsync(503, "unhealthy");
        File.Delete(PublicFile);
        await ReadyAsync(503, "unhealthy");
        await File.WriteAllTextAsync(PublicFile, "torn");
        await ReadyAsync(503, "unhealthy");
        host.Log.ShouldContain(line => line.Contains("signs as gateway is refused") && line.Contains(PublicFile));
        await File.WriteAllTextAsync(PublicFile, published);
        await ReadyAsync(200, "healthy");

        async Task ReadyAsync(int status, string state) =>
            (await (await host.GetAsync("/health/ready")).ShouldBeAsync(status))
                .GetProperty("checks").GetProperty("keys").GetString().ShouldBe(state);
    }

    [Theory]
    [InlineData("gateway.key.pem")]
    [InlineData("follow-up.pub.pem")]
    [InlineData("installation.secret")]
    public async Task A_file_that_cannot_be_read_ends_the_start_and_is_named(string file)
    {
        var path = Path.Combine(_keys.FullName, file);
        await File.WriteAllTextAsync(path, "torn");
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(-1));

        var failure = await Should.ThrowAsync<KeyFileException>(StartAsync);

        failure.Message.ShouldContain(path);
    }

    private Task<TestApp> StartAsync() => TestApp.StartAsync(
        host => host.MapGet("/callers", (Caller caller) => caller.Name).AllowRoles([.. Roles.Staff]),
        configure: builder =>
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Security:KeyFolder"] = _keys.FullName });
            builder.Services.AddSingleton<TimeProvider>(_clock);
            builder.Services.AddSingleton(provider => new KeyRing(
                _keys.FullName, provider.GetRequiredService<Microsoft.Extensions.Logging.ILogger<KeyRing>>()));
            builder.AddServiceSecurity();
            builder.Services.AddSigningName(InternalTokens.Gateway);
        });

    /// <summary>Another host of the installation.</summary>
    private InternalTokens NewTokens() => new(new KeyRing(_keys.FullName), _clock);

    private void DeleteGatewaysKeys()
    {
        File.Delete(Path.Combine(_keys.FullName, "gateway.key.pem"));
        File.Delete(PublicFile);
    }

    private static List<string> Refusals(TestApp host) => [.. host.Log.Where(line => line.Contains("credential was refused"))];

    // The last character of a signature has bits that mean nothing
    private static string Broken(string token) => token[..^10] + (token[^10] == 'A' ? 'B' : 'A') + token[^9..];

    private static async Task<int> GetAsync(TestApp host, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/callers");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await host.Client.SendAsync(request);
        return (int)response.StatusCode;
    }

    // What is said once a second is counted, not timed
}
